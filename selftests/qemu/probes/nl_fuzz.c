// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_fuzz - mutated requests to ddom_bridge, from many processes in three
 * network namespaces, while devices and namespaces come and go
 *
 * The first namespace is the caller's, the second belongs to its user too, the
 * third to an ordinary user. Nothing of them is left behind but transactions,
 * whose time limits are short. Writes lines "name value". Exit status 0 when all
 * MESSAGES were sent and some transactions were begun; 1, 2 usage.
 */
#include <errno.h>
#include <linux/ddom_bridge.h>
#include <linux/genetlink.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "genl.h"
#include "probe.h"
#include "rtnl.h"

#define NAMESPACES	3
#define SENDERS		4	/* in each */
#define NOBODY		65534
#define ATTRS_AT	(NLMSG_HDRLEN + GENL_HDRLEN)
#define LENGTH(array)	(sizeof(array) / sizeof((array)[0]))
#define NAME(names)	((names)[below(LENGTH(names))])

/* In milliseconds: a transaction keeps all others of its namespace out. */
#define VERIFY_MOST	60
#define CONFIRM_MOST	100

static const char * const ports[] = { "fz0", "fz1", "fz2", "fz3" };
static const char * const bridges[] = { "fzbr0", "fzbr1" };
static const char * const uppers[] = { "fzup0", "fzup1" };
static const char * const odd[] = {
	"lo", "", ".", "..", "fz%d", "a/b", "fz0:1", "fz 1",
	"fifteen-letters", "sixteen-letters!",
};

static struct counts {
	uint64_t messages, begun, accepted, changes, namespaces;
} *counts;

static struct genl_msg msg;
static uint64_t state;

static void count(uint64_t *what)
{
	__atomic_add_fetch(what, 1, __ATOMIC_RELAXED);
}

/* A number below N, which is not 0. */
static uint32_t below(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 11) % n;
}

/* The sequence of each process is its own, and the same for the same seed. */
static void seed_for(uint64_t seed, uint64_t number)
{
	state = (seed + 1) * 0x9e3779b97f4a7c15ull ^ (number + 1) << 20;
	below(2);
}

static const char *any_name(void)
{
	switch (below(4)) {
	case 0:
		return NAME(bridges);
	case 1:
		return NAME(odd);
	default:
		return NAME(ports);
	}
}

/* -- requests --------------------------------------------------------------- */

static void put_probes(void)
{
	uint32_t probes = genl_nest(&msg, DDOM_BRIDGE_A_PROBES), probe, n;
	uint8_t addr[16] = { 10, 0, 0, 1 };
	uint16_t tcp = 1 + below(60000);

	for (n = below(4); n; n--) {
		addr[1] = below(LENGTH(ports));
		probe = genl_nest(&msg, DDOM_BRIDGE_A_PROBE);
		genl_put(&msg, DDOM_BRIDGE_PROBE_A_ADDR, addr,
			 below(4) ? 4 : 16);
		if (!below(3))
			genl_put(&msg, DDOM_BRIDGE_PROBE_A_PORT, &tcp, 2);
		genl_nest_end(&msg, probe);
	}
	genl_nest_end(&msg, probes);
}

/* A good one, about a port that may be there. */
static void put_good(struct genl *genl, uint64_t id)
{
	static const uint8_t cmds[] = {
		DDOM_BRIDGE_CMD_ATTACH, DDOM_BRIDGE_CMD_ATTACH,
		DDOM_BRIDGE_CMD_DETACH, DDOM_BRIDGE_CMD_CONFIRM,
		DDOM_BRIDGE_CMD_GET, DDOM_BRIDGE_CMD_GET_STEPS,
	};
	uint8_t cmd = NAME(cmds);
	uint16_t dump = cmd == DDOM_BRIDGE_CMD_GET_STEPS ||
			(cmd == DDOM_BRIDGE_CMD_GET && below(2)) ?
			NLM_F_DUMP : 0;

	genl_begin(&msg, genl, cmd, NLM_F_ACK | dump);
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, NAME(ports));
	if (cmd == DDOM_BRIDGE_CMD_CONFIRM)
		genl_put(&msg, DDOM_BRIDGE_A_ID, &id, sizeof(id));
	if (cmd != DDOM_BRIDGE_CMD_ATTACH && cmd != DDOM_BRIDGE_CMD_DETACH)
		return;
	if (cmd == DDOM_BRIDGE_CMD_ATTACH)
		genl_put_string(&msg, DDOM_BRIDGE_A_BRIDGE, NAME(bridges));
	if (below(2))
		genl_put_u32(&msg, DDOM_BRIDGE_A_FLAGS, below(2));
	if (below(2))
		put_probes();
}

static void put_junk(int depth)
{
	uint32_t type = below(10) ? below(24) : below(0x10000), nest, n;
	uint8_t junk[64];

	switch (below(8)) {
	case 0:
		genl_put_string(&msg, type, any_name());
		return;
	case 1:
		genl_put_u32(&msg, type, below(4) ? below(700000) : state);
		return;
	case 2:
	case 3:
		if (depth == 6)
			break;
		nest = genl_nest(&msg, below(2) ? DDOM_BRIDGE_A_PROBES : type);
		for (n = below(6); n; n--)
			put_junk(depth + 1);
		genl_nest_end(&msg, nest);
		return;
	}
	for (n = 0; n < sizeof(junk); n++)
		junk[n] = below(256);
	genl_put(&msg, type, junk, below(sizeof(junk)));
}

static void mutate_once(void)
{
	uint32_t len = msg.nlh.nlmsg_len;
	struct genlmsghdr *hdr = NLMSG_DATA(&msg.nlh);
	uint16_t value = below(3) ? below(64) : below(0x10000);

	switch (below(8)) {
	case 0:
		if (len > ATTRS_AT)
			msg.data[ATTRS_AT + below(len - ATTRS_AT)] ^=
				1 << below(8);
		break;
	case 1:	/* where a length or a type may be */
		if (len > ATTRS_AT + NLA_HDRLEN)
			memcpy(msg.data + ATTRS_AT +
			       (below(len - ATTRS_AT - 2) & ~3u) +
			       (below(2) ? 2 : 0), &value, sizeof(value));
		break;
	case 2:
		msg.nlh.nlmsg_len = below(len + 1);
		break;
	case 3:
		msg.nlh.nlmsg_flags ^= 1 << below(16);
		break;
	case 4:
		hdr->cmd = below(10);
		break;
	case 5:
		hdr->version = below(256);
		break;
	default:
		put_junk(0);
	}
}

static void mutate(void)
{
	uint32_t n;

	for (n = 1 + below(4); n; n--) {
		/* Behind half a header nothing can be put. */
		if (msg.nlh.nlmsg_len < ATTRS_AT)
			return;
		if (below(8))
			msg.nlh.nlmsg_len = NLMSG_ALIGN(msg.nlh.nlmsg_len);
		mutate_once();
	}
}

/*
 * Whatever is still well-formed gets short time limits; of the others no
 * transaction comes.
 */
static void shorten(void)
{
	static const struct {
		uint16_t type;
		uint32_t most;
	} limits[] = {
		{ DDOM_BRIDGE_A_VERIFY_TIMEOUT, VERIFY_MOST },
		{ DDOM_BRIDGE_A_CONFIRM_TIMEOUT, CONFIRM_MOST },
	};
	uint32_t at, len = msg.nlh.nlmsg_len, i, value;
	bool seen[LENGTH(limits)] = { false };
	struct nlattr *attr;

	for (at = ATTRS_AT; at + NLA_HDRLEN <= len;
	     at += NLA_ALIGN(attr->nla_len)) {
		attr = genl_attr(&msg, at);
		if (attr->nla_len < NLA_HDRLEN || at + attr->nla_len > len)
			return;
		for (i = 0; i < LENGTH(limits); i++) {
			if ((attr->nla_type & NLA_TYPE_MASK) != limits[i].type ||
			    attr->nla_len != NLA_HDRLEN + sizeof(value))
				continue;
			seen[i] = true;
			memcpy(&value, attr + 1, sizeof(value));
			value = 1 + value % limits[i].most;
			memcpy(attr + 1, &value, sizeof(value));
		}
	}
	if (len < ATTRS_AT)
		return;
	msg.nlh.nlmsg_len = NLMSG_ALIGN(len);
	for (i = 0; i < LENGTH(limits); i++)
		if (!seen[i])
			genl_put_u32(&msg, limits[i].type,
				     1 + below(limits[i].most));
}

/* Only ATTACH and DETACH have time limits. */
static void limit(void)
{
	uint8_t cmd = ((struct genlmsghdr *)NLMSG_DATA(&msg.nlh))->cmd;

	if (msg.nlh.nlmsg_len >= ATTRS_AT &&
	    (cmd == DDOM_BRIDGE_CMD_ATTACH || cmd == DDOM_BRIDGE_CMD_DETACH))
		shorten();
}

/* What is sent may end before or behind the message. */
static void send_some(struct genl *genl)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	uint32_t len = msg.nlh.nlmsg_len;

	if (!below(20))
		len = below(len + 64);
	if (len < NLMSG_HDRLEN)
		len = NLMSG_HDRLEN + below(8);
	msg.nlh.nlmsg_seq = ++genl->seq;
	sendto(genl->fd, msg.data, len, 0, (void *)&kernel, sizeof(kernel));
}

static void sender(uint64_t messages)
{
	struct genl_answer a;
	struct genl genl;
	uint64_t id = 0, i;

	if (genl_open(&genl))
		exit(1);
	for (i = 0; i < messages; i++) {
		if (i % 1024 == 1023) {
			genl_close(&genl);
			if (genl_open(&genl))
				exit(1);
		}
		if (below(8))
			put_good(&genl, id);
		else
			genl_begin(&msg, &genl, below(8), below(2) ? NLM_F_ACK : 0);
		if (below(4))
			mutate();
		limit();
		send_some(&genl);
		genl_receive(&genl, &a);
		if (a.objects && a.id)
			id = a.id;
		if (!a.err)
			count(&counts->accepted);
		if (!a.err && a.state == DDOM_BRIDGE_STATE_PLANNED)
			count(&counts->begun);
		count(&counts->messages);
	}
	exit(0);
}

/* -- devices ---------------------------------------------------------------- */

static void add_addr(struct genl *rtnl, const char *name, uint8_t net)
{
	uint8_t own[] = { 10, net, 0, 2 + below(3) }, next[] = { 10, net, 0, 1 };

	rtnl_addr_add(rtnl, name, own);
	rtnl_neigh_add(rtnl, name, next);
}

static void add_port(struct genl *rtnl, const char *name)
{
	rtnl_link_add(rtnl, name, below(2) ? "dummy" : "veth", NULL, 0);
	add_addr(rtnl, name, name[2] - '0');
}

static void add_upper(struct genl *rtnl)
{
	const char *lower = below(2) ? NAME(ports) : NAME(bridges);

	if (below(2))
		rtnl_link_add(rtnl, NAME(uppers), "vlan", lower, 5 + below(3));
	else
		rtnl_link_add(rtnl, NAME(uppers), "macvlan", lower, 0);
}

static void change(struct genl *rtnl, pid_t elsewhere)
{
	static const char * const kinds[] = { "bridge", "dummy", "bond" };
	const char *port = NAME(ports);

	switch (below(14)) {
	case 0:
		rtnl_link_del(rtnl, port);
		break;
	case 1:
		rtnl_link_up(rtnl, port, false);
		rtnl_link_up(rtnl, port, true);
		break;
	case 2:	/* somebody else's bridge */
		rtnl_link_add(rtnl, NAME(bridges), NAME(kinds), NULL, 0);
		break;
	case 3:
		rtnl_link_del(rtnl, NAME(bridges));
		break;
	case 4:
		rtnl_link_master(rtnl, port, below(3) ? NULL : NAME(bridges));
		break;
	case 5:
		add_upper(rtnl);
		break;
	case 6:
		rtnl_link_del(rtnl, NAME(uppers));
		break;
	case 7:
		if (elsewhere && !below(4))
			rtnl_link_send(rtnl, port, elsewhere);
		break;
	case 8:
		rtnl_link_up(rtnl, port, false);
		rtnl_link_rename(rtnl, port, NAME(ports));
		break;
	case 9:
		add_addr(rtnl, NAME(bridges), below(LENGTH(ports)));
		break;
	default:
		add_port(rtnl, port);
	}
	count(&counts->changes);
}

static void changer(pid_t elsewhere)
{
	struct genl rtnl;

	if (rtnl_open(&rtnl))
		exit(1);
	for (;;) {
		change(&rtnl, elsewhere);
		usleep(below(4000));
	}
}

/* A namespace of a moment: a port, some requests, and its end in between. */
static void moment(void)
{
	struct genl rtnl, genl;
	struct genl_answer a;
	int i;

	if (unshare(CLONE_NEWNET) || rtnl_open(&rtnl) || genl_open(&genl))
		exit(1);
	add_port(&rtnl, ports[0]);
	for (i = 0; i < 4; i++) {
		put_good(&genl, i);
		limit();
		genl_talk(&genl, &msg, &a);
		if (below(2))
			rtnl_link_del(&rtnl, below(2) ? ports[0] : bridges[0]);
		usleep(below(20000));
	}
	exit(0);
}

static void namespaces_come(void)
{
	pid_t pid;

	for (;;) {
		pid = fork();
		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			state ^= counts->namespaces << 32;
			moment();
		}
		if (pid > 0 && !below(3)) {
			usleep(below(60000));
			kill(pid, SIGKILL);
		}
		waitpid(pid, NULL, 0);
		count(&counts->namespaces);
	}
}

/* -- all -------------------------------------------------------------------- */

static void enter_namespace(int number)
{
	if (number == 2 && (setresgid(NOBODY, NOBODY, NOBODY) ||
			    setresuid(NOBODY, NOBODY, NOBODY)))
		probe_die("setresuid: %s", strerror(errno));
	if (number && unshare(CLONE_NEWNET | (number == 2 ? CLONE_NEWUSER : 0)))
		probe_die("unshare: %s", strerror(errno));
}

/* A process which does one thing, and does not outlive who started it. */
static pid_t start(uint64_t seed, uint64_t number)
{
	pid_t pid = fork();

	if (pid < 0)
		probe_die("fork: %s", strerror(errno));
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		seed_for(seed, number);
	}
	return pid;
}

/* The senders of a namespace and who changes its devices; ends with the former. */
static void population(int number, uint64_t messages, uint64_t seed,
		       pid_t elsewhere)
{
	struct genl rtnl;
	unsigned int i;

	enter_namespace(number);
	if (rtnl_open(&rtnl))
		probe_die("rtnetlink: %s", strerror(errno));
	for (i = 0; i < LENGTH(ports); i++)
		add_port(&rtnl, ports[i]);
	genl_close(&rtnl);
	if (!start(seed, 100 * number))
		changer(elsewhere);
	for (i = 1; i <= SENDERS; i++)
		if (!start(seed, 100 * number + i))
			sender(messages);
	while (i-- > 1)
		wait(NULL);
	exit(0);
}

static void tell(const char *what)
{
	printf("%s%llu messages, %llu accepted, %llu begun, %llu changes, %llu namespaces\n",
	       what, (unsigned long long)counts->messages,
	       (unsigned long long)counts->accepted,
	       (unsigned long long)counts->begun,
	       (unsigned long long)counts->changes,
	       (unsigned long long)counts->namespaces);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	uint64_t messages, each, seed, end;
	pid_t pids[NAMESPACES + 1];
	int i, left = NAMESPACES;

	if (argc != 4) {
		fprintf(stderr, "usage: nl_fuzz MESSAGES SECONDS SEED\n");
		return 2;
	}
	messages = probe_number(argv[1], "MESSAGES");
	end = probe_now() + probe_number(argv[2], "SECONDS") * NSEC_PER_SEC;
	seed = strtoull(argv[3], NULL, 0);
	each = (messages + NAMESPACES * SENDERS - 1) / (NAMESPACES * SENDERS);
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts == MAP_FAILED)
		probe_die("mmap: %s", strerror(errno));
	pids[NAMESPACES] = start(seed, 1000);
	if (!pids[NAMESPACES])
		namespaces_come();
	for (i = 0; i < NAMESPACES; i++) {
		pids[i] = start(seed, i);
		if (!pids[i])
			population(i, each, seed, i ? pids[i - 1] : 0);
	}
	for (i = 1; left && probe_now() < end; i++) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			left--;
		usleep(100000);
		if (i % 300 == 0)
			tell("# ");
	}
	for (i = 0; i <= NAMESPACES; i++)
		kill(pids[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	tell("# ");
	printf("messages %llu\nbegun %llu\nchanges %llu\nseed %llu\n",
	       (unsigned long long)counts->messages,
	       (unsigned long long)counts->begun,
	       (unsigned long long)counts->changes, (unsigned long long)seed);
	return left || counts->messages < messages || !counts->begun;
}
