// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_rivals - requests to ddom_bridge without privilege, from elsewhere, at
 * once, and by those who are killed
 *
 * PORT can be attached and leads to both addresses: GOOD answers, BAD does
 * not. DOWN is a device that is down. Every transaction ends in its undo. KTAP
 * on standard output; exit status 0 passed, 1 failed, 2 usage.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/ddom_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "genl.h"
#include "probe.h"

#define BRIDGE		"rivals-br0"
#define VERIFY_MS	1500
#define RIVALS		8
#define MS		1000000ULL

static struct genl_msg msg;
static const char *port, *down, *good, *bad;
static unsigned int *checks;	/* shared with the children */
static unsigned int failures, groups, group_failures;

/**
 * check() - compare an answer with the specification
 * @what: for people
 * @err: the answer
 * @want: what it must be
 */
static void check(const char *what, long long err, long long want)
{
	__atomic_add_fetch(checks, 1, __ATOMIC_RELAXED);
	if (err == want)
		return;
	group_failures++;
	printf("# %s: got %lld, wanted %lld\n", what, err, want);
}

/**
 * group_end() - a line of KTAP
 * @name: of the checks since the last one
 */
static void group_end(const char *name)
{
	printf("%sok %u nl_rivals: %s\n", group_failures ? "not " : "",
	       ++groups, name);
	fflush(stdout);
	failures += group_failures;
	group_failures = 0;
}

/**
 * put_probe() - append the one probe
 * @addr: its IPv4 address
 */
static void put_probe(const char *addr)
{
	uint32_t probes = genl_nest(&msg, DDOM_BRIDGE_A_PROBES);
	uint32_t probe = genl_nest(&msg, DDOM_BRIDGE_A_PROBE);
	struct in_addr in = { 0 };

	inet_pton(AF_INET, addr, &in);
	genl_put(&msg, DDOM_BRIDGE_PROBE_A_ADDR, &in, sizeof(in));
	genl_nest_end(&msg, probe);
	genl_nest_end(&msg, probes);
}

/**
 * put_attach() - an ATTACH
 * @genl: the socket
 * @name: the port
 * @addr: its probe, NULL for none
 * @confirm_ms: how long to wait for CONFIRM
 */
static void put_attach(struct genl *genl, const char *name, const char *addr,
		       uint32_t confirm_ms)
{
	genl_begin(&msg, genl, DDOM_BRIDGE_CMD_ATTACH, NLM_F_ACK);
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, name);
	genl_put_string(&msg, DDOM_BRIDGE_A_BRIDGE, BRIDGE);
	genl_put_u32(&msg, DDOM_BRIDGE_A_VERIFY_TIMEOUT, VERIFY_MS);
	genl_put_u32(&msg, DDOM_BRIDGE_A_CONFIRM_TIMEOUT, confirm_ms);
	if (addr)
		put_probe(addr);
}

/**
 * ask() - GET, DETACH or CONFIRM
 * @genl: the socket
 * @cmd: command
 * @flags: NLM_F_*
 * @name: the port
 * @id: for CONFIRM, else 0
 * @answer: filled
 *
 * Return: the error.
 */
static int ask(struct genl *genl, uint8_t cmd, uint16_t flags,
	       const char *name, uint64_t id, struct genl_answer *answer)
{
	genl_begin(&msg, genl, cmd, NLM_F_ACK | flags);
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, name);
	if (id)
		genl_put(&msg, DDOM_BRIDGE_A_ID, &id, sizeof(id));
	return genl_talk(genl, &msg, answer);
}

/**
 * wait_state() - wait until the port's transaction is in a state
 * @genl: the socket
 * @state: enum ddom_bridge_state
 * @ms: at most
 * @answer: filled
 *
 * Return: true if it is.
 */
static bool wait_state(struct genl *genl, uint32_t state, unsigned int ms,
		       struct genl_answer *answer)
{
	uint64_t deadline = probe_now() + ms * MS;

	do {
		ask(genl, DDOM_BRIDGE_CMD_GET, 0, port, 0, answer);
		if (!answer->err && answer->state == state)
			return true;
		probe_sleep_until(probe_now() + 5 * MS);
	} while (probe_now() < deadline);
	printf("# no state %u: error %d, state %u\n", state, answer->err,
	       answer->state);
	return false;
}

/**
 * open_socket() - a socket of its own for this process
 * @genl: filled
 */
static void open_socket(struct genl *genl)
{
	int err = genl_open(genl);

	if (err)
		probe_die("no family: %s", strerror(-err));
}

/**
 * in_child() - run something in a process of its own
 * @work: returns how many of its checks failed
 */
static void in_child(void (*work)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		group_failures = 0;
		work();
		fflush(stdout);
		_exit(group_failures ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	check("process", status, 0);
}

/**
 * all_refused() - every command gets the same answer
 * @who: for people
 * @want: the answer
 */
static void all_refused(const char *who, int want)
{
	struct genl_answer a;
	struct genl genl;
	uint8_t cmd;

	open_socket(&genl);
	put_attach(&genl, down, NULL, 1000);
	check(who, genl_talk(&genl, &msg, &a), want);
	put_attach(&genl, port, bad, 1000);
	check(who, genl_talk(&genl, &msg, &a), want);
	for (cmd = DDOM_BRIDGE_CMD_GET; cmd <= DDOM_BRIDGE_CMD_CONFIRM; cmd++)
		if (cmd != DDOM_BRIDGE_CMD_ATTACH)
			check(who, ask(&genl, cmd, 0, port, cmd ==
				       DDOM_BRIDGE_CMD_CONFIRM, &a), want);
	check(who, ask(&genl, DDOM_BRIDGE_CMD_GET, NLM_F_DUMP, port, 0, &a),
	      want);
	check("objects", a.objects, 0);
	genl_close(&genl);
}

/**
 * as_nobody() - an ordinary user
 */
static void as_nobody(void)
{
	check("setresuid", setresuid(65534, 65534, 65534), 0);
	all_refused("nobody", -EPERM);
}

/**
 * without_cap() - root without CAP_NET_ADMIN
 */
static void without_cap(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct caps[2];

	check("capget", syscall(SYS_capget, &head, caps), 0);
	caps[0].effective &= ~(1U << CAP_NET_ADMIN);
	caps[0].permitted &= ~(1U << CAP_NET_ADMIN);
	check("capset", syscall(SYS_capset, &head, caps), 0);
	all_refused("without CAP_NET_ADMIN", -EPERM);
}

/**
 * in_user_namespace() - CAP_NET_ADMIN, but not over this network namespace
 */
static void in_user_namespace(void)
{
	check("unshare", unshare(CLONE_NEWUSER), 0);
	all_refused("user namespace", -EPERM);
}

/**
 * add_dummy() - a device that is down in this network namespace
 * @name: its name
 */
static void add_dummy(const char *name)
{
	struct ifinfomsg *info = NLMSG_DATA(&msg.nlh);
	struct genl_answer a;
	struct genl rtnl;
	uint32_t nest;

	check("rtnl", rtnl_open(&rtnl), 0);
	memset(&msg.nlh, 0, NLMSG_LENGTH(sizeof(*info)));
	msg.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(*info));
	msg.nlh.nlmsg_type = RTM_NEWLINK;
	msg.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE;
	genl_put_string(&msg, IFLA_IFNAME, name);
	nest = genl_nest(&msg, IFLA_LINKINFO);
	genl_put_string(&msg, IFLA_INFO_KIND, "dummy");
	genl_nest_end(&msg, nest);
	check("dummy", genl_talk(&rtnl, &msg, &a), 0);
	genl_close(&rtnl);
}

/**
 * elsewhere() - privileged in another network namespace, and only there
 */
static void elsewhere(void)
{
	struct genl_answer a;
	struct genl genl;

	open_socket(&genl);
	put_attach(&genl, port, good, 1000);
	check("attach of another namespace's port",
	      genl_talk(&genl, &msg, &a), -ENODEV);
	check("detach of it", ask(&genl, DDOM_BRIDGE_CMD_DETACH, 0, port, 0,
				  &a), -ENODEV);
	check("confirm of it", ask(&genl, DDOM_BRIDGE_CMD_CONFIRM, 0, port, 1,
				   &a), -ENOENT);
	check("get of it", ask(&genl, DDOM_BRIDGE_CMD_GET, 0, port, 0, &a),
	      -ENOENT);
	check("dump", ask(&genl, DDOM_BRIDGE_CMD_GET, NLM_F_DUMP, port, 0, &a),
	      0);
	check("objects", a.objects, 0);
	add_dummy("own0");
	put_attach(&genl, "own0", NULL, 1000);
	check("attach of its own", genl_talk(&genl, &msg, &a), -ENETDOWN);
	genl_close(&genl);
}

/* Root of a user namespace that owns its network. */
static void in_both_namespaces(void)
{
	check("unshare", unshare(CLONE_NEWUSER | CLONE_NEWNET), 0);
	all_refused("user and network namespace", -EPERM);
}

/**
 * in_net_namespace() - root in another network namespace
 */
static void in_net_namespace(void)
{
	check("unshare", unshare(CLONE_NEWNET), 0);
	elsewhere();
}

/**
 * strangers() - all who must not
 */
static void strangers(void)
{
	in_child(as_nobody);
	in_child(without_cap);
	in_child(in_user_namespace);
	in_child(in_net_namespace);
	in_child(in_both_namespaces);
}

/**
 * start_attach() - a process that attaches and reports how it went
 * @addr: the probe
 *
 * Return: its number; its exit status is the errno.
 */
static pid_t start_attach(const char *addr)
{
	struct genl_answer a;
	struct genl genl;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;
	open_socket(&genl);
	put_attach(&genl, port, addr, 1000);
	genl_talk(&genl, &msg, &a);
	if (!a.err)
		genl_wait(&genl, port, a.id, &a);
	_exit(a.err == GENL_NO_ANSWER ? 255 : -a.err);
}

/**
 * test_killed() - the requester is killed while the port is switched
 * @genl: the socket
 */
static void test_killed(struct genl *genl)
{
	struct genl_answer a;
	uint64_t begin;
	int status;
	pid_t pid;

	pid = start_attach(bad);
	check("verifying", wait_state(genl, DDOM_BRIDGE_STATE_VERIFYING, 5000,
				      &a), true);
	begin = probe_now();
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	check("killed", WIFSIGNALED(status), true);
	check("killed at once", probe_now() - begin < 500 * MS, true);
	check("undone", wait_state(genl, DDOM_BRIDGE_STATE_UNDONE, 10000, &a),
	      true);
	check("its error", a.error, -EHOSTUNREACH);
	group_end("requester killed");
}

/**
 * close_soon() - close a socket that is busy
 * @arg: the socket
 *
 * Return: NULL.
 */
static void *close_soon(void *arg)
{
	struct genl *genl = arg;

	probe_sleep_until(probe_now() + 300 * MS);
	close(genl->fd);
	return NULL;
}

/**
 * test_closed() - the requester closes its socket in mid-request
 * @genl: the socket
 */
static void test_closed(struct genl *genl)
{
	struct genl_answer a;
	struct genl second;
	pthread_t thread;
	uint64_t last;

	ask(genl, DDOM_BRIDGE_CMD_GET, 0, port, 0, &a);
	last = a.id;
	open_socket(&second);
	pthread_create(&thread, NULL, close_soon, &second);
	put_attach(&second, port, bad, 1000);
	genl_send(&second, &msg);
	pthread_join(thread, NULL);
	check("undone", wait_state(genl, DDOM_BRIDGE_STATE_UNDONE, 10000, &a),
	      true);
	check("a new transaction", a.id > last, true);
	group_end("socket closed");
}

/**
 * rival() - a process that asks for all there is while others do
 * @seed: makes it different
 *
 * Return: exit status: 0, or how often an answer was wrong.
 */
static int rival(int seed)
{
	uint64_t end = probe_now() + 3000 * MS;
	unsigned int wrong = 0, seen = 0, i;
	struct genl_answer a;
	struct genl genl;

	open_socket(&genl);
	for (i = seed; probe_now() < end; i++) {
		__atomic_add_fetch(checks, 1, __ATOMIC_RELAXED);
		switch (i % 5) {
		case 0:
			put_attach(&genl, port, bad, 1000);
			genl_talk(&genl, &msg, &a);
			wrong += a.err && a.err != -EBUSY;
			break;
		case 1:
			ask(&genl, DDOM_BRIDGE_CMD_DETACH, 0, port, 0, &a);
			wrong += (a.err != -EBUSY && a.err != -ENOTCONN) ||
				 a.state != DDOM_BRIDGE_STATE_REFUSED ||
				 strncmp(a.text, port, strlen(port));
			break;
		case 2:
			ask(&genl, DDOM_BRIDGE_CMD_CONFIRM, 0, port, 1, &a);
			wrong += a.err != -ESTALE ||
				 !strstr(a.text, "not its last transaction");
			break;
		case 3:
			ask(&genl, DDOM_BRIDGE_CMD_GET, NLM_F_DUMP, port, 0, &a);
			/* its second part may see the next one too */
			wrong += a.err || a.objects > 2;
			break;
		case 4:
			ask(&genl, DDOM_BRIDGE_CMD_GET, 0, port, 0, &a);
			wrong += a.err || a.objects != 1;
			break;
		}
		if (wrong > seen)
			printf("# rival %d: case %u: %d \"%s\"\n", seed, i % 5,
			       a.err, a.text);
		seen = wrong;
	}
	genl_close(&genl);
	return wrong > 100 ? 100 : wrong;
}

/**
 * test_rivals() - many at once; one of them gets the port
 * @genl: the socket
 */
static void test_rivals(struct genl *genl)
{
	unsigned int i, attached = 0, busy = 0;
	struct genl_answer a;
	pid_t pid[RIVALS];
	int status;

	for (i = 0; i < RIVALS; i++)
		pid[i] = start_attach(bad);
	for (i = 0; i < RIVALS; i++) {
		waitpid(pid[i], &status, 0);
		attached += status == 0;
		busy += WIFEXITED(status) && WEXITSTATUS(status) == EBUSY;
	}
	check("attached", attached, 1);
	check("busy", busy, RIVALS - 1);
	check("undone", wait_state(genl, DDOM_BRIDGE_STATE_UNDONE, 10000, &a),
	      true);
	fflush(stdout);
	for (i = 0; i < RIVALS; i++) {
		pid[i] = fork();
		if (!pid[i]) {
			status = rival(i);
			fflush(stdout);
			_exit(status);
		}
	}
	for (i = 0; i < RIVALS; i++) {
		waitpid(pid[i], &status, 0);
		check("rival", status, 0);
	}
	check("undone", wait_state(genl, DDOM_BRIDGE_STATE_UNDONE, 10000, &a),
	      true);
	group_end("many at once");
}

/**
 * test_waiting() - a transaction that waits for its confirmation
 * @genl: the socket
 *
 * Nobody but its owner may confirm it; nobody else gets port or bridge.
 */
static void test_waiting(struct genl *genl)
{
	struct genl_answer a;
	uint64_t id;

	put_attach(genl, port, good, 3000);
	check("attach", genl_talk(genl, &msg, &a), 0);
	check("planned", a.state, DDOM_BRIDGE_STATE_PLANNED);
	id = a.id;
	check("wait", genl_wait(genl, port, id, &a), 0);
	check("waits", a.state, DDOM_BRIDGE_STATE_WAIT_CONFIRM);
	strangers();
	put_attach(genl, port, good, 1000);
	check("second attach", genl_talk(genl, &msg, &a), -EBUSY);
	put_attach(genl, down, NULL, 1000);
	check("another port", genl_talk(genl, &msg, &a), -EBUSY);
	check("names it", strncmp(a.text, port, strlen(port)), 0);
	check("detach", ask(genl, DDOM_BRIDGE_CMD_DETACH, 0, port, 0, &a),
	      -EBUSY);
	check("confirm another", ask(genl, DDOM_BRIDGE_CMD_CONFIRM, 0, port,
				     id + 1, &a), -ESTALE);
	ask(genl, DDOM_BRIDGE_CMD_GET, 0, port, 0, &a);
	check("still waits", a.state, DDOM_BRIDGE_STATE_WAIT_CONFIRM);
	check("undone", wait_state(genl, DDOM_BRIDGE_STATE_UNDONE, 10000, &a),
	      true);
	check("its error", a.error, -ETIMEDOUT);
	check("too late", ask(genl, DDOM_BRIDGE_CMD_CONFIRM, 0, port, id, &a),
	      -ETIMEDOUT);
	group_end("waiting for confirmation");
}

int main(int argc, char **argv)
{
	struct genl genl;

	if (argc != 5) {
		fprintf(stderr, "usage: nl_rivals PORT DOWN GOOD BAD\n");
		return 2;
	}
	port = argv[1];
	down = argv[2];
	good = argv[3];
	bad = argv[4];
	checks = mmap(NULL, sizeof(*checks), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (checks == MAP_FAILED)
		probe_die("mmap: %s", strerror(errno));
	open_socket(&genl);
	printf("KTAP version 1\n");
	strangers();
	group_end("strangers");
	test_killed(&genl);
	test_closed(&genl);
	test_rivals(&genl);
	test_waiting(&genl);
	printf("1..%u\n# checks %u\n", groups, *checks);
	genl_close(&genl);
	return failures ? 1 : 0;
}
