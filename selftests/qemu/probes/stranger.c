// SPDX-License-Identifier: GPL-2.0-only
/*
 * stranger - what somebody can do to ddom_bridge who must not, or not for long
 *
 * usage: stranger COMMAND ...; see main(). What was seen is written as lines
 * "name value". Exit status 0 when it was as it must be, 1, 2 usage.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ddom_bridge.h>
#include <linux/genetlink.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "genl.h"
#include "probe.h"
#include "rtnl.h"

#define MS		1000000ull
#define NOBODY		65534
#define RIVALS_MAX	512

static struct genl_msg msg;

static void open_genl(struct genl *genl)
{
	int err = genl_open(genl);

	if (err)
		probe_die("no family: %s", strerror(-err));
}

static void become_nobody(void)
{
	if (setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		probe_die("setresuid: %s", strerror(errno));
	setpriority(PRIO_PROCESS, 0, 0);
	/* Else /proc/self is not the user's. */
	prctl(PR_SET_DUMPABLE, 1);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		probe_die("%s: %s", path, strerror(errno));
	close(fd);
}

static void own_namespaces(void)
{
	become_nobody();
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		probe_die("unshare: %s", strerror(errno));
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", "0 65534 1");
	write_file("/proc/self/gid_map", "0 65534 1");
}

static int run(char **argv)
{
	execvp(argv[0], argv);
	probe_die("%s: %s", argv[0], strerror(errno));
}

/* root COMMAND...: an ordinary user, root of namespaces of his own */
static int as_root(char **argv)
{
	own_namespaces();
	return run(argv);
}

/* user COMMAND...: an ordinary user */
static int as_user(char **argv)
{
	become_nobody();
	return run(argv);
}

/* A request of each sort about a port. */
static void put_request(struct genl *genl, const char *port, unsigned int sort)
{
	static const struct {
		uint8_t cmd;
		uint16_t flags;
	} sorts[] = {
		{ DDOM_BRIDGE_CMD_ATTACH, 0 },
		{ DDOM_BRIDGE_CMD_DETACH, 0 },
		{ DDOM_BRIDGE_CMD_CONFIRM, 0 },
		{ DDOM_BRIDGE_CMD_GET, 0 },
		{ DDOM_BRIDGE_CMD_GET, NLM_F_DUMP },
		{ DDOM_BRIDGE_CMD_GET_STEPS, NLM_F_DUMP },
	};
	uint64_t id = 1;

	sort %= sizeof(sorts) / sizeof(sorts[0]);
	genl_begin(&msg, genl, sorts[sort].cmd, NLM_F_ACK | sorts[sort].flags);
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, port);
	if (sorts[sort].cmd == DDOM_BRIDGE_CMD_ATTACH)
		genl_put_string(&msg, DDOM_BRIDGE_A_BRIDGE, "stranger0");
	if (sorts[sort].cmd == DDOM_BRIDGE_CMD_CONFIRM)
		genl_put(&msg, DDOM_BRIDGE_A_ID, &id, sizeof(id));
}

/* refused PORT SECONDS PROCESSES: every request, again and again: all EPERM */
static int refused(char **argv)
{
	uint64_t end = probe_now() + atoi(argv[1]) * NSEC_PER_SEC;
	int processes = atoi(argv[2]), status, bad = 0;
	struct genl_answer a;
	struct genl genl;
	unsigned int *all;
	unsigned int i;

	all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	while (processes--) {
		if (fork())
			continue;
		open_genl(&genl);
		for (i = 0; i < 6 || probe_now() < end; i++) {
			put_request(&genl, argv[0], i);
			genl_talk(&genl, &msg, &a);
			__atomic_add_fetch(all, 1, __ATOMIC_RELAXED);
			if (a.err != -EPERM || a.objects)
				probe_die("request %u: %d, %u objects: %s",
					  i % 6, a.err, a.objects, a.text);
		}
		exit(0);
	}
	while (wait(&status) > 0)
		bad |= status;
	printf("refused %u\n", *all);
	return bad ? 1 : 0;
}

/* The number of the group "events": the family has no other. */
static uint32_t events_group(struct genl *genl)
{
	static uint8_t buf[16384] __attribute__((aligned(8)));
	uint32_t group = 0, at = NLMSG_LENGTH(GENL_HDRLEN), inner;
	ssize_t len;

	genl_begin(&msg, genl, CTRL_CMD_GETFAMILY, 0);
	msg.nlh.nlmsg_type = GENL_ID_CTRL;
	genl_put_string(&msg, CTRL_ATTR_FAMILY_NAME, DDOM_BRIDGE_GENL_NAME);
	genl_send(genl, &msg);
	len = recv(genl->fd, buf, sizeof(buf), 0);
	while ((ssize_t)at + NLA_HDRLEN <= len) {
		struct nlattr *attr = (void *)(buf + at);

		/* In the nest is one for each group, and in that its number. */
		for (inner = at + 2 * NLA_HDRLEN;
		     (attr->nla_type & NLA_TYPE_MASK) == CTRL_ATTR_MCAST_GROUPS &&
		     inner < at + attr->nla_len;
		     inner += NLA_ALIGN(((struct nlattr *)(buf + inner))->nla_len))
			if (((struct nlattr *)(buf + inner))->nla_type ==
			    CTRL_ATTR_MCAST_GRP_ID)
				memcpy(&group, buf + inner + NLA_HDRLEN,
				       sizeof(group));
		at += NLA_ALIGN(attr->nla_len);
	}
	if (!group)
		probe_die("the family has no group");
	return group;
}

/*
 * events SOCKETS SECONDS: sockets that ask for the events and are not read until
 * the end; how many of them were let in, and what the last one has heard
 */
static int events(char **argv)
{
	struct rlimit files = { RLIM_INFINITY, RLIM_INFINITY };
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	int sockets = atoi(argv[0]), i, fd = -1, joined = 0, heard = 0;
	struct genl genl;
	uint32_t group;
	char buf[8192];

	files.rlim_cur = files.rlim_max = sockets + 64;
	setrlimit(RLIMIT_NOFILE, &files);
	open_genl(&genl);
	group = events_group(&genl);
	for (i = 0; i < sockets; i++) {
		fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
		if (fd < 0 || bind(fd, (void *)&self, sizeof(self)))
			probe_die("%d sockets: %s", i, strerror(errno));
		joined += !setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
				      &group, sizeof(group));
	}
	printf("joined %d\n", joined);
	fflush(stdout);
	sleep(atoi(argv[1]));
	while (recv(fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		heard++;
	printf("heard %d\n", heard);
	return 0;
}

static int ask_family(const char *name, struct genl *genl)
{
	struct genl_answer a;

	genl_begin(&msg, genl, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	msg.nlh.nlmsg_type = GENL_ID_CTRL;
	genl_put_string(&msg, CTRL_ATTR_FAMILY_NAME, name);
	return genl_talk(genl, &msg, &a);
}

/* family: ask for it, which may load its module; it must not be there */
static int family(char **argv)
{
	struct genl genl;
	int err = genl_open(&genl);

	(void)argv;
	return err == -ENOENT ? 0 : 1;
}

/*
 * latency SECONDS: the longest time that generic netlink took to answer, asked
 * every 20 ms
 */
static int latency(char **argv)
{
	uint64_t end = probe_now() + atoi(argv[0]) * NSEC_PER_SEC;
	uint64_t begin, longest = 0;
	struct genl genl;
	int asked = 0;

	open_genl(&genl);
	while (probe_now() < end) {
		begin = probe_now();
		if (ask_family("nlctrl", &genl))
			probe_die("no answer");
		if (probe_now() - begin > longest)
			longest = probe_now() - begin;
		asked++;
		probe_sleep_until(begin + 20 * MS);
	}
	printf("asked %d\nlatency_ms %llu\n", asked,
	       (unsigned long long)(longest / MS));
	return 0;
}

static void put_attach(struct genl *genl, const char *port, uint32_t verify_ms,
		       uint32_t confirm_ms)
{
	genl_begin(&msg, genl, DDOM_BRIDGE_CMD_ATTACH, NLM_F_ACK);
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, port);
	genl_put_string(&msg, DDOM_BRIDGE_A_BRIDGE, "stranger0");
	genl_put_u32(&msg, DDOM_BRIDGE_A_VERIFY_TIMEOUT, verify_ms);
	genl_put_u32(&msg, DDOM_BRIDGE_A_CONFIRM_TIMEOUT, confirm_ms);
}

/*
 * rivals N PORT: N processes, each asking once for the port, all at one time;
 * how many were let begin, how many were refused by EBUSY, the longest wait
 */
static int rivals(char **argv)
{
	struct shared {
		int begun, busy, ready, go;
		uint64_t longest[RIVALS_MAX];
	} *all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int n = atoi(argv[0]), i;
	uint64_t longest = 0;
	struct genl_answer a;
	struct genl genl;

	if (n > RIVALS_MAX)
		probe_die("at most %d", RIVALS_MAX);
	for (i = 0; i < n; i++) {
		if (fork())
			continue;
		open_genl(&genl);
		put_attach(&genl, argv[1], 1000, 2000);
		__atomic_add_fetch(&all->ready, 1, __ATOMIC_SEQ_CST);
		while (!__atomic_load_n(&all->go, __ATOMIC_SEQ_CST))
			usleep(1000);
		all->longest[i] = probe_now();
		genl_talk(&genl, &msg, &a);
		all->longest[i] = probe_now() - all->longest[i];
		if (!a.err || a.err == -EBUSY)
			__atomic_add_fetch(a.err ? &all->busy : &all->begun, 1,
					   __ATOMIC_SEQ_CST);
		else
			printf("# %d: %s\n", a.err, a.text);
		exit(0);
	}
	while (__atomic_load_n(&all->ready, __ATOMIC_SEQ_CST) < n)
		usleep(1000);
	all->go = 1;
	while (wait(NULL) > 0)
		;
	for (i = 0; i < n; i++)
		if (all->longest[i] > longest)
			longest = all->longest[i];
	printf("begun %u\nbusy %u\nlongest_ms %llu\n", all->begun, all->busy,
	       (unsigned long long)(longest / MS));
	return all->begun + all->busy != n;
}

/*
 * hammer N PORT SECONDS: N processes ask for the port, again and again; how often
 * they were let begin, and how often refused
 */
static int hammer(char **argv)
{
	struct shared {
		unsigned int begun, refused, ready;
		uint64_t end;
	} *all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int n = atoi(argv[0]), i;
	struct genl_answer a;
	struct genl genl;

	for (i = 0; i < n; i++) {
		if (fork())
			continue;
		open_genl(&genl);
		__atomic_add_fetch(&all->ready, 1, __ATOMIC_SEQ_CST);
		while (!__atomic_load_n(&all->end, __ATOMIC_SEQ_CST))
			usleep(10000);
		while (probe_now() < all->end) {
			put_attach(&genl, argv[1], 20, 0);
			genl_talk(&genl, &msg, &a);
			__atomic_add_fetch(a.err ? &all->refused : &all->begun,
					   1, __ATOMIC_RELAXED);
		}
		exit(0);
	}
	while (__atomic_load_n(&all->ready, __ATOMIC_SEQ_CST) < (unsigned int)n)
		usleep(10000);
	__atomic_store_n(&all->end, probe_now() + atoi(argv[2]) * NSEC_PER_SEC,
			 __ATOMIC_SEQ_CST);
	printf("hammering\n");
	while (wait(NULL) > 0)
		;
	printf("begun %u\nrefused %u\n", all->begun, all->refused);
	return 0;
}

/* In a namespace of its own a port that an attach is begun for. */
static void ask_and_die(int sent)
{
	static const uint8_t own[] = { 10, 0, 0, 2 }, next[] = { 10, 0, 0, 1 };
	struct genl rtnl, genl;

	if (unshare(CLONE_NEWNET) || rtnl_open(&rtnl) ||
	    rtnl_link_add(&rtnl, "killed0", "dummy", NULL, 0) ||
	    rtnl_addr_add(&rtnl, "killed0", own) ||
	    rtnl_neigh_add(&rtnl, "killed0", next))
		probe_die("no port: %s", strerror(errno));
	open_genl(&genl);
	put_attach(&genl, "killed0", 20, 100);
	if (write(sent, "x", 1) != 1)
		exit(1);
	genl_send(&genl, &msg);
	pause();
}

/*
 * killed N MICROSECONDS SEED: N times a process asks in a network namespace that
 * nobody else has, and is killed after up to so long
 */
static int killed(char **argv)
{
	int n = atoi(argv[0]), most = atoi(argv[1]), i, sent[2];
	uint64_t seed = strtoull(argv[2], NULL, 0);
	pid_t pid;
	char c;

	srand(seed);
	for (i = 0; i < n; i++) {
		if (pipe(sent))
			probe_die("pipe: %s", strerror(errno));
		pid = fork();
		if (!pid)
			ask_and_die(sent[1]);
		close(sent[1]);
		if (read(sent[0], &c, 1) != 1)
			probe_die("it did not ask");
		usleep(rand() % most);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		close(sent[0]);
	}
	printf("killed %d\n", n);
	return 0;
}

/*
 * vlans BRIDGE FILE: as soon as the bridge is there a VLAN on it comes and goes,
 * without a pause, until FILE is there; a minute at most
 */
static int vlans(char **argv)
{
	uint64_t end = probe_now() + 60 * NSEC_PER_SEC;
	struct genl rtnl;
	int made = 0;

	if (rtnl_open(&rtnl))
		probe_die("rtnetlink: %s", strerror(errno));
	while (access(argv[1], F_OK) && probe_now() < end) {
		if (rtnl_link_add(&rtnl, "vlan0", "vlan", argv[0], 5)) {
			usleep(100);
			continue;
		}
		made++;
		rtnl_link_del(&rtnl, "vlan0");
	}
	printf("vlans %d\n", made);
	return !made;
}

/* flood PROCESSES SECONDS: datagrams over lo which nobody takes */
static int flood(char **argv)
{
	uint64_t end = probe_now() + atoi(argv[1]) * NSEC_PER_SEC;
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int processes = atoi(argv[0]), fd, i;
	char buf[64] = "";

	while (processes--) {
		if (fork())
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		fd = socket(AF_INET, SOCK_DGRAM, 0);
		while (probe_now() < end)
			for (i = 0; i < 64; i++)
				sendto(fd, buf, sizeof(buf), MSG_DONTWAIT,
				       (void *)&to, sizeof(to));
		exit(0);
	}
	while (wait(NULL) > 0)
		;
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(char **argv);
		int args;
	} commands[] = {
		{ "root", as_root, 1 }, { "user", as_user, 1 },
		{ "refused", refused, 3 }, { "events", events, 2 },
		{ "family", family, 0 }, { "latency", latency, 1 },
		{ "rivals", rivals, 2 }, { "killed", killed, 3 },
		{ "vlans", vlans, 2 }, { "flood", flood, 2 },
		{ "hammer", hammer, 3 },
	};
	unsigned int i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name) &&
		    argc - 2 >= commands[i].args)
			return commands[i].run(argv + 2);
	fprintf(stderr, "usage: stranger COMMAND ...\n");
	return 2;
}
