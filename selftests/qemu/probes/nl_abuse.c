// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_abuse - malformed requests to ddom_bridge; each must be refused
 *
 * PORT is a device that is down: a request that is wrongly taken for a good
 * one is then answered by ENETDOWN and changes nothing either. KTAP on
 * standard output; exit status 0 passed, 1 failed, 2 usage, 4 no such family.
 */
#include <errno.h>
#include <linux/ddom_bridge.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "genl.h"
#include "probe.h"

#define NAME_MAX_15	"abuse-123456789"
#define BRIDGE		"abuse-br0"
#define NO_SUCH_PORT	"abuse-none"

/* What a refusal must come with */
#define BARE		1	/* refused by the core, which says nothing */
#define MISSING		2	/* names the missing attribute */

enum kind { STRING, U32, U64, NEST };

/**
 * struct spec - an attribute that a command takes
 * @type: enum ddom_bridge_attr
 * @kind: type of its payload
 * @required: the command is refused without
 */
struct spec {
	uint16_t type;
	enum kind kind;
	bool required;
};

/**
 * struct command - what the specification says about a command
 * @name: for people
 * @cmd: enum ddom_bridge_cmd
 * @flags: NLM_F_*
 * @good: the answer to a well-formed request about a port that is down
 * @specs: its attributes, up to one without a type
 */
struct command {
	const char *name;
	uint8_t cmd;
	uint16_t flags;
	int good;
	struct spec specs[8];
};

#define REQUEST_SPECS \
	{ DDOM_BRIDGE_A_PROBES, NEST, false }, \
	{ DDOM_BRIDGE_A_VERIFY_TIMEOUT, U32, false }, \
	{ DDOM_BRIDGE_A_CONFIRM_TIMEOUT, U32, false }, \
	{ DDOM_BRIDGE_A_FLAGS, U32, false }

static const struct command commands[] = {
	{ "get", DDOM_BRIDGE_CMD_GET, NLM_F_ACK, -ENOENT, {
		{ DDOM_BRIDGE_A_PORT, STRING, true } } },
	{ "dump", DDOM_BRIDGE_CMD_GET, NLM_F_ACK | NLM_F_DUMP, 0, {
		{ DDOM_BRIDGE_A_PORT, STRING, false } } },
	{ "attach", DDOM_BRIDGE_CMD_ATTACH, NLM_F_ACK, -ENETDOWN, {
		{ DDOM_BRIDGE_A_PORT, STRING, true },
		{ DDOM_BRIDGE_A_BRIDGE, STRING, true },
		REQUEST_SPECS } },
	{ "detach", DDOM_BRIDGE_CMD_DETACH, NLM_F_ACK, -ENETDOWN, {
		{ DDOM_BRIDGE_A_PORT, STRING, true },
		REQUEST_SPECS } },
	{ "confirm", DDOM_BRIDGE_CMD_CONFIRM, NLM_F_ACK, -ENOENT, {
		{ DDOM_BRIDGE_A_PORT, STRING, true },
		{ DDOM_BRIDGE_A_ID, U64, true } } },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))
#define ATTACH (&commands[2])

static struct genl genl;
static struct genl_msg msg;
static const char *port;
static bool names_missing;	/* Linux 6.1 does */
static unsigned int checks, failures, groups, group_failures;

/**
 * check() - send the request and compare the answer with the specification
 * @cmd: the command
 * @what: what is wrong with the request
 * @err: the answer that it must get
 * @blame: where the bad attribute is, 0 if none is to blame
 * @flags: BARE, MISSING
 */
static void check(const struct command *cmd, const char *what, int err,
		  uint32_t blame, int flags)
{
	struct genl_answer a;
	const char *why = NULL;

	genl_talk(&genl, &msg, &a);
	checks++;
	if (a.err != err)
		why = "error";
	else if (err && !(flags & BARE) && !a.text[0])
		why = "no message";
	else if (blame && a.offset != blame)
		why = "bad attribute";
	else if ((flags & MISSING) && names_missing && !a.missing)
		why = "no missing attribute";
	else if (a.err && a.objects && a.state != DDOM_BRIDGE_STATE_REFUSED)
		why = "object and error";
	else if (a.state == DDOM_BRIDGE_STATE_REFUSED &&
		 (a.objects != 1 || a.id || a.error != a.err))
		why = "not the object of this refusal";
	if (!why)
		return;
	group_failures++;
	printf("# %s, %s: %s: got %d (%s) at %u missing %u \"%s\", wanted %d at %u\n",
	       cmd->name, what, why, a.err, a.err < 0 ? strerror(-a.err) : "-",
	       a.offset, a.missing, a.text, err, blame);
}

/**
 * group_end() - a line of KTAP
 * @name: of the checks since the last one
 */
static void group_end(const char *name)
{
	printf("%sok %u nl_abuse: %s\n", group_failures ? "not " : "",
	       ++groups, name);
	fflush(stdout);
	failures += group_failures;
	group_failures = 0;
}

/**
 * put_probe() - append one probe
 * @len: bytes of its address; 0: none
 * @tcp: its port, or -1: none
 *
 * Return: where it is.
 */
static uint32_t put_probe(size_t len, int tcp)
{
	static const uint8_t addr[32] = { 192, 0, 2, 1 };
	uint32_t nest = genl_nest(&msg, DDOM_BRIDGE_A_PROBE);
	uint16_t number = tcp;

	if (len)
		genl_put(&msg, DDOM_BRIDGE_PROBE_A_ADDR, addr, len);
	if (tcp >= 0)
		genl_put(&msg, DDOM_BRIDGE_PROBE_A_PORT, &number, 2);
	genl_nest_end(&msg, nest);
	return nest;
}

/**
 * put_good() - append an attribute as it should be
 * @spec: which
 *
 * Return: where it is.
 */
static uint32_t put_good(const struct spec *spec)
{
	uint64_t id = 1ULL << 40;
	uint32_t nest;

	switch (spec->kind) {
	case STRING:
		return genl_put_string(&msg, spec->type,
				       spec->type == DDOM_BRIDGE_A_PORT ?
				       port : BRIDGE);
	case U32:
		return genl_put_u32(&msg, spec->type,
				    spec->type == DDOM_BRIDGE_A_FLAGS ? 0 : 1000);
	case U64:
		return genl_put(&msg, spec->type, &id, sizeof(id));
	case NEST:
		break;
	}
	nest = genl_nest(&msg, spec->type);
	put_probe(4, 2049);
	put_probe(16, -1);
	genl_nest_end(&msg, nest);
	return nest;
}

/**
 * begin() - a good request without one of its attributes
 * @cmd: the command
 * @without: the attribute to leave out, 0 for none
 *
 * Return: where its port is.
 */
static uint32_t begin(const struct command *cmd, uint16_t without)
{
	const struct spec *spec;
	uint32_t offset, at = 0;

	genl_begin(&msg, &genl, cmd->cmd, cmd->flags);
	for (spec = cmd->specs; spec->type; spec++) {
		if (spec->type == without)
			continue;
		offset = put_good(spec);
		if (spec->type == DDOM_BRIDGE_A_PORT)
			at = offset;
	}
	return at;
}

/**
 * refused() - a bad attribute at the end of an otherwise good request
 * @cmd: the command
 * @what: what is wrong with it
 * @err: the answer that it must get
 * @type: its number
 * @data: its payload, NULL for zeros
 * @len: bytes of it
 */
static void refused(const struct command *cmd, const char *what, int err,
		    uint16_t type, const void *data, size_t len)
{
	uint32_t at;

	begin(cmd, type & 0x3fff);
	at = genl_put(&msg, type, data, len);
	check(cmd, what, err, at, 0);
}

/**
 * abuse_presence() - good ones, missing, unknown and repeated attributes
 * @cmd: the command
 */
static void abuse_presence(const struct command *cmd)
{
	const struct spec *spec;
	char what[64];
	uint32_t at;
	uint16_t type;

	at = begin(cmd, 0);
	check(cmd, "well-formed", cmd->good, cmd->good ? at : 0, 0);
	for (spec = cmd->specs; spec->type; spec++) {
		snprintf(what, sizeof(what), "without %u", spec->type);
		at = begin(cmd, spec->type);
		check(cmd, what, spec->required ? -EINVAL : cmd->good, 0,
		      spec->required ? MISSING : 0);
		snprintf(what, sizeof(what), "%u twice", spec->type);
		at = begin(cmd, 0);
		put_good(spec);
		check(cmd, what, cmd->good, 0, 0);
	}
	for (type = 0; type <= DDOM_BRIDGE_A_MAX + 4; type++) {
		bool known = false;

		for (spec = cmd->specs; spec->type; spec++)
			known |= spec->type == type;
		if (known)
			continue;
		snprintf(what, sizeof(what), "foreign %u", type);
		refused(cmd, what, -EINVAL, type, NULL, 4);
		refused(cmd, what, -EINVAL, type | NLA_F_NESTED, NULL, 0);
		refused(cmd, what, -EINVAL, type, NULL, 200);
	}
	refused(cmd, "foreign 0x3fff", -EINVAL, 0x3fff, NULL, 4);
}

/**
 * abuse_string() - names that are none
 * @cmd: the command
 * @spec: the attribute
 */
static void abuse_string(const struct command *cmd, const struct spec *spec)
{
	static const char * const bad[] = {
		"", ".", "..", "a/b", "/", "a b", " ", "a:b", "a\tb", "a\n",
		"br%d", "%s%n",
	};
	/* a dump takes no notice of the port */
	int bad_name = cmd->flags & NLM_F_DUMP ? 0 : -EINVAL;
	int unknown = cmd->good != -ENETDOWN ? cmd->good :
		      spec->type == DDOM_BRIDGE_A_PORT ? -ENODEV : cmd->good;
	char what[64];
	size_t i;

	refused(cmd, "no payload", -EINVAL, spec->type, NULL, 0);
	refused(cmd, "no NUL", -EINVAL, spec->type, port, strlen(port));
	refused(cmd, "15 characters, no NUL", -EINVAL, spec->type,
		NAME_MAX_15, 15);
	refused(cmd, "16 characters", -EINVAL, spec->type,
		NAME_MAX_15 "x", 17);
	refused(cmd, "16 characters, no NUL", -EINVAL, spec->type,
		NAME_MAX_15 "x", 16);
	memset(msg.data + sizeof(msg.data) / 2, 'x', 8000);
	refused(cmd, "8000 characters", -EINVAL, spec->type,
		msg.data + sizeof(msg.data) / 2, 8000);
	refused(cmd, "nested", -EINVAL, spec->type | NLA_F_NESTED, port,
		strlen(port) + 1);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(what, sizeof(what), "%u is \"%s\"", spec->type, bad[i]);
		begin(cmd, spec->type);
		check(cmd, what, bad_name,
		      !bad_name ? 0 : genl_put_string(&msg, spec->type, bad[i]),
		      0);
	}
	begin(cmd, spec->type);
	genl_put_string(&msg, spec->type, NAME_MAX_15);
	check(cmd, "15 characters", unknown, 0, 0);
	begin(cmd, spec->type);
	genl_put(&msg, spec->type, NO_SUCH_PORT "\0x", sizeof(NO_SUCH_PORT) + 2);
	check(cmd, "NUL inside", unknown, 0, 0);
}

/**
 * abuse_number() - numbers of a wrong size
 * @cmd: the command
 * @spec: the attribute
 */
static void abuse_number(const struct command *cmd, const struct spec *spec)
{
	size_t size = spec->kind == U32 ? 4 : 8;
	char what[64];
	size_t len;

	for (len = 0; len <= 2 * size + 1; len++) {
		if (len == size)
			continue;
		snprintf(what, sizeof(what), "%u of %zu bytes", spec->type, len);
		refused(cmd, what, -EINVAL, spec->type, NULL, len);
	}
	refused(cmd, "nested number", -EINVAL, spec->type | NLA_F_NESTED, NULL,
		size);
	refused(cmd, "number of 8000 bytes", -EINVAL, spec->type, NULL, 8000);
}

/**
 * abuse_ranges() - numbers out of their range, and at its ends
 * @cmd: ATTACH or DETACH
 */
static void abuse_ranges(const struct command *cmd)
{
	static const struct {
		uint16_t type;
		uint32_t value;
		int err;
	} table[] = {
		{ DDOM_BRIDGE_A_VERIFY_TIMEOUT, 0, -ERANGE },
		{ DDOM_BRIDGE_A_VERIFY_TIMEOUT, 1, 0 },
		{ DDOM_BRIDGE_A_VERIFY_TIMEOUT, 60000, 0 },
		{ DDOM_BRIDGE_A_VERIFY_TIMEOUT, 60001, -ERANGE },
		{ DDOM_BRIDGE_A_VERIFY_TIMEOUT, UINT32_MAX, -ERANGE },
		{ DDOM_BRIDGE_A_CONFIRM_TIMEOUT, 0, 0 },
		{ DDOM_BRIDGE_A_CONFIRM_TIMEOUT, 600000, 0 },
		{ DDOM_BRIDGE_A_CONFIRM_TIMEOUT, 600001, -ERANGE },
		{ DDOM_BRIDGE_A_CONFIRM_TIMEOUT, UINT32_MAX, -ERANGE },
		{ DDOM_BRIDGE_A_FLAGS, DDOM_BRIDGE_F_ALL, 0 },
		{ DDOM_BRIDGE_A_FLAGS, DDOM_BRIDGE_F_ALL + 1, -EINVAL },
		{ DDOM_BRIDGE_A_FLAGS, 1U << 31, -EINVAL },
		{ DDOM_BRIDGE_A_FLAGS, UINT32_MAX, -EINVAL },
	};
	char what[64];
	uint32_t at;
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		snprintf(what, sizeof(what), "%u is %u", table[i].type,
			 table[i].value);
		begin(cmd, table[i].type);
		at = genl_put_u32(&msg, table[i].type, table[i].value);
		check(cmd, what, table[i].err ? table[i].err : cmd->good,
		      table[i].err ? at : 0, 0);
	}
}

/**
 * begin_probes() - a good request, up to the beginning of its probes
 * @cmd: ATTACH or DETACH
 *
 * Return: where the nest is.
 */
static uint32_t begin_probes(const struct command *cmd)
{
	begin(cmd, DDOM_BRIDGE_A_PROBES);
	return genl_nest(&msg, DDOM_BRIDGE_A_PROBES);
}

/**
 * abuse_addresses() - probes with addresses and ports of all sizes
 * @cmd: ATTACH or DETACH
 */
static void abuse_addresses(const struct command *cmd)
{
	uint32_t nest, probe;
	char what[64];
	size_t len;

	for (len = 0; len <= 18; len++) {
		int err = len == 4 || len == 16 ? cmd->good :
			  len > 16 ? -ERANGE : -EINVAL;

		snprintf(what, sizeof(what), "address of %zu bytes", len);
		nest = begin_probes(cmd);
		probe = put_probe(len, 1);
		genl_nest_end(&msg, nest);
		check(cmd, what, err, err == cmd->good ? 0 :
		      len ? probe + NLA_HDRLEN : probe, 0);
	}
	for (len = 0; len <= 5; len++) {
		uint32_t at;

		if (len == 2)
			continue;
		snprintf(what, sizeof(what), "TCP port of %zu bytes", len);
		nest = begin_probes(cmd);
		probe = put_probe(4, -1);
		at = genl_put(&msg, DDOM_BRIDGE_PROBE_A_PORT, NULL, len);
		genl_nest_end(&msg, probe);
		genl_nest_end(&msg, nest);
		check(cmd, what, -EINVAL, at, 0);
	}
	nest = begin_probes(cmd);
	probe = put_probe(4, 0);
	genl_nest_end(&msg, nest);
	check(cmd, "TCP port 0", -ERANGE, probe + 2 * NLA_HDRLEN + 4, 0);
}

/**
 * abuse_nests() - nests that are none, and too many
 * @cmd: ATTACH or DETACH
 */
static void abuse_nests(const struct command *cmd)
{
	uint32_t nest, at, deep[64];
	char what[64];
	int i, n;

	refused(cmd, "nested flag missing", -EINVAL, DDOM_BRIDGE_A_PROBES,
		NULL, 0);
	refused(cmd, "nested flag missing", -EINVAL, DDOM_BRIDGE_A_PROBES,
		NULL, 40);
	refused(cmd, "a probe at the top", -EINVAL,
		DDOM_BRIDGE_A_PROBE | NLA_F_NESTED, NULL, 0);
	begin_probes(cmd);
	check(cmd, "no probe in the nest", cmd->good, 0, 0);
	nest = begin_probes(cmd);
	at = genl_put(&msg, DDOM_BRIDGE_A_PROBE, NULL, 0);
	genl_nest_end(&msg, nest);
	check(cmd, "probe without nested flag", -EINVAL, at, 0);
	for (i = 0; i <= DDOM_BRIDGE_A_MAX + 2; i++) {
		if (i == DDOM_BRIDGE_A_PROBE)
			continue;
		snprintf(what, sizeof(what), "%d among the probes", i);
		nest = begin_probes(cmd);
		at = genl_put(&msg, i, NULL, 8);
		genl_nest_end(&msg, nest);
		check(cmd, what, -EINVAL, at, 0);
	}
	for (n = 15; n <= 600; n = n < 17 ? n + 1 : n * 5) {
		snprintf(what, sizeof(what), "%d probes", n);
		nest = begin_probes(cmd);
		for (i = 0, at = 0; i < n; i++) {
			uint32_t probe = put_probe(i & 1 ? 16 : 4, 2049);

			if (i == DDOM_BRIDGE_MAX_PROBES)
				at = probe;
		}
		genl_nest_end(&msg, nest);
		check(cmd, what, at ? -E2BIG : cmd->good, at, 0);
	}
	begin(cmd, DDOM_BRIDGE_A_PROBES);
	for (i = 0; i < 64; i++)
		deep[i] = genl_nest(&msg, i ? DDOM_BRIDGE_A_PROBE :
				    DDOM_BRIDGE_A_PROBES);
	while (i--)
		genl_nest_end(&msg, deep[i]);
	check(cmd, "64 nests deep", -EINVAL, deep[2], 0);
}

/**
 * abuse_lengths() - attributes that lie about their length
 * @cmd: the command
 */
static void abuse_lengths(const struct command *cmd)
{
	static const uint16_t lies[] = { 0, 1, 3, 100, 4097, 0x7fff, 0xffff };
	uint32_t nest, probe;
	char what[64];
	size_t i;

	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		snprintf(what, sizeof(what), "a length of %u", lies[i]);
		begin(cmd, 0);
		genl_attr(&msg, genl_put(&msg, DDOM_BRIDGE_A_PORT, port,
					 strlen(port) + 1))->nla_len = lies[i];
		check(cmd, what, -EINVAL, 0, 0);
		if (cmd->good != -ENETDOWN)
			continue;
		nest = begin_probes(cmd);
		probe = put_probe(4, 1);
		genl_nest_end(&msg, nest);
		genl_attr(&msg, probe)->nla_len = lies[i];
		check(cmd, what, -EINVAL, 0, 0);
		nest = begin_probes(cmd);
		probe = put_probe(4, 1);
		genl_nest_end(&msg, nest);
		genl_attr(&msg, probe + NLA_HDRLEN)->nla_len = lies[i];
		check(cmd, what, -EINVAL, 0, 0);
	}
	begin(cmd, 0);
	memset(msg.data + msg.nlh.nlmsg_len, 0, 8);
	msg.nlh.nlmsg_len += 2;
	check(cmd, "2 bytes too many", -EINVAL, 0, 0);
}

/**
 * begin_steps() - a dump of steps without its port
 */
static void begin_steps(void)
{
	genl_begin(&msg, &genl, DDOM_BRIDGE_CMD_GET_STEPS,
		   NLM_F_ACK | NLM_F_DUMP);
}

/**
 * abuse_steps() - dumps of steps
 */
static void abuse_steps(void)
{
	static const struct command steps = { .name = "steps" };

	begin_steps();
	check(&steps, "no port", -EINVAL, 0, BARE);
	begin_steps();
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, port);
	check(&steps, "no transaction", -ENOENT, 0, BARE);
	begin_steps();
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, NAME_MAX_15 "x");
	check(&steps, "16 characters", -EINVAL, 0, BARE);
	begin_steps();
	genl_put_u32(&msg, DDOM_BRIDGE_A_FLAGS, 0);
	check(&steps, "foreign", -EINVAL, 0, BARE);
}

/**
 * abuse_headers() - commands and headers that are none
 */
static void abuse_headers(void)
{
	static const struct command none = { .name = "header" };
	struct genlmsghdr *hdr = NLMSG_DATA(&msg.nlh);
	unsigned int i;

	for (i = 0; i < 256; i++) {
		if (i >= DDOM_BRIDGE_CMD_GET && i <= DDOM_BRIDGE_CMD_CONFIRM)
			continue;
		begin(ATTACH, 0);
		hdr->cmd = i;
		check(&none, "no such command", -EOPNOTSUPP, 0, BARE);
		if (i == DDOM_BRIDGE_CMD_GET_STEPS)
			continue;
		msg.nlh.nlmsg_flags |= NLM_F_DUMP;
		check(&none, "no such dump", -EOPNOTSUPP, 0, BARE);
	}
	for (i = DDOM_BRIDGE_CMD_ATTACH; i <= DDOM_BRIDGE_CMD_CONFIRM; i++) {
		begin(ATTACH, 0);
		hdr->cmd = i;
		msg.nlh.nlmsg_flags |= NLM_F_DUMP;
		check(&none, "dump of a command", -EOPNOTSUPP, 0, BARE);
	}
	begin(ATTACH, 0);
	msg.nlh.nlmsg_len = NLMSG_LENGTH(2);
	check(&none, "half a header", -EINVAL, 0, BARE);
	if (!names_missing)
		return;
	/* Linux 6.1 checks these in families without older commands. */
	begin(ATTACH, 0);
	hdr->reserved = 1;
	check(&none, "reserved field", -EINVAL, 0, 0);
	begin(ATTACH, 0);
	msg.nlh.nlmsg_flags |= NLM_F_CREATE;
	check(&none, "flags without a meaning", -EINVAL, 0, 0);
}

/**
 * mutate() - change a message at random
 */
static void mutate(void)
{
	uint32_t head = sizeof(struct nlmsghdr);
	uint32_t len = msg.nlh.nlmsg_len;
	int times = 1 + rand() % 6;

	while (times--) {
		uint32_t at = head + rand() % (len - head);

		switch (rand() % 6) {
		case 0:
			msg.data[at] ^= 1 << rand() % 8;
			break;
		case 1:
			msg.data[at] = rand();
			break;
		case 2:		/* somebody's length or number */
			at &= ~3U;
			*(uint16_t *)(msg.data + at) = rand() % 80;
			break;
		case 3:
			if (at > head + GENL_HDRLEN)
				len = at;
			break;
		case 4:
			if (len + 64 < 8000) {
				memmove(msg.data + at + 64, msg.data + at,
					len - at);
				len += 64;
			}
			break;
		case 5:
			msg.nlh.nlmsg_flags ^= 1 << (8 + rand() % 3);
			break;
		}
	}
	msg.nlh.nlmsg_len = len;
	msg.nlh.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
}

/**
 * abuse_random() - messages changed at random
 * @count: how many
 *
 * Only their refusal can be foreseen: no attach or detach may succeed.
 */
static void abuse_random(unsigned int count)
{
	unsigned int i, seen[200] = { 0 };
	struct genl_answer a;

	for (i = 0; i < count; i++) {
		struct genlmsghdr *hdr = NLMSG_DATA(&msg.nlh);

		begin(&commands[rand() % COMMANDS], 0);
		mutate();
		genl_talk(&genl, &msg, &a);
		checks++;
		seen[a.err <= 0 && a.err > -199 ? -a.err : 199]++;
		if ((a.objects && a.state != DDOM_BRIDGE_STATE_REFUSED) ||
		    (!a.err && hdr->cmd != DDOM_BRIDGE_CMD_GET)) {
			group_failures++;
			printf("# random %u: command %u: %d, %u objects\n", i,
			       hdr->cmd, a.err, a.objects);
		}
	}
	for (i = 0; i < 200; i++)
		if (seen[i])
			printf("# random: %u times %s\n", seen[i],
			       i == 199 ? "no answer" :
			       i ? strerror(i) : "an empty dump");
}

/**
 * abuse_command() - all that can be wrong with the attributes of a command
 * @cmd: the command
 */
static void abuse_command(const struct command *cmd)
{
	const struct spec *spec;

	abuse_presence(cmd);
	for (spec = cmd->specs; spec->type; spec++) {
		if (spec->kind == STRING)
			abuse_string(cmd, spec);
		else if (spec->kind != NEST)
			abuse_number(cmd, spec);
	}
	abuse_lengths(cmd);
	if (cmd->good == -ENETDOWN) {
		abuse_ranges(cmd);
		abuse_addresses(cmd);
		abuse_nests(cmd);
	}
	group_end(cmd->name);
}

int main(int argc, char **argv)
{
	unsigned int random = 5000, major, minor, i;
	struct utsname uts;
	int err;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: nl_abuse PORT [MESSAGES]\n");
		return 2;
	}
	port = argv[1];
	if (argc > 2)
		random = probe_number(argv[2], "MESSAGES");
	err = genl_open(&genl);
	if (err) {
		printf("1..0 # SKIP no family: %s\n", strerror(-err));
		return 4;
	}
	uname(&uts);
	names_missing = sscanf(uts.release, "%u.%u", &major, &minor) == 2 &&
			(major > 6 || (major == 6 && minor >= 1));
	srand(20260101);
	printf("KTAP version 1\n");
	for (i = 0; i < COMMANDS; i++)
		abuse_command(&commands[i]);
	abuse_steps();
	group_end("steps");
	abuse_headers();
	group_end("headers");
	abuse_random(random);
	group_end("random");
	printf("1..%u\n# checks %u\n", groups, checks);
	genl_close(&genl);
	return failures ? 1 : 0;
}
