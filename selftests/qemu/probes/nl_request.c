// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_request - one request to ddom_bridge, without ddtool
 *
 * Writes a line "ERROR ATTRIBUTE OBJECTS ID STATE TEXT": the name of the error
 * or OK, the number of the attribute that is to blame, or 0, and what else the
 * answer says. What a request begins or confirms is waited for, and its state
 * written; with -n not. Exit status 0 if there was an answer. Command "event"
 * asks for nothing: the line is the event of the next undo, as nobody hears it
 * on Linux 2.6.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/ddom_bridge.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "genl.h"
#include "probe.h"

#define NOBODY		65534
#define EVENT_SECONDS	30
#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

static struct genl_msg msg;

/**
 * command_number() - a command by its name
 * @name: get, dump, attach, detach or confirm
 * @flags: NLM_F_*, changed for a dump
 *
 * Return: enum ddom_bridge_cmd.
 */
static uint8_t command_number(const char *name, uint16_t *flags)
{
	static const char * const names[] = {
		[DDOM_BRIDGE_CMD_GET] = "get",
		[DDOM_BRIDGE_CMD_ATTACH] = "attach",
		[DDOM_BRIDGE_CMD_DETACH] = "detach",
		[DDOM_BRIDGE_CMD_CONFIRM] = "confirm",
	};
	uint8_t i;

	if (!strcmp(name, "dump")) {
		*flags |= NLM_F_DUMP;
		return DDOM_BRIDGE_CMD_GET;
	}
	for (i = 1; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return i;
	probe_die("no command %s", name);
}

/**
 * put_probe() - append the probes: one
 * @text: its IPv4 address, and perhaps a colon and its TCP port
 */
static void put_probe(const char *text)
{
	uint32_t probes = genl_nest(&msg, DDOM_BRIDGE_A_PROBES);
	uint32_t probe = genl_nest(&msg, DDOM_BRIDGE_A_PROBE);
	char addr[INET_ADDRSTRLEN] = "";
	uint16_t tcp = 0;
	struct in_addr in;

	sscanf(text, "%15[0-9.]:%hu", addr, &tcp);
	if (inet_pton(AF_INET, addr, &in) != 1)
		probe_die("no address: %s", text);
	genl_put(&msg, DDOM_BRIDGE_PROBE_A_ADDR, &in, sizeof(in));
	if (tcp)
		genl_put(&msg, DDOM_BRIDGE_PROBE_A_PORT, &tcp, sizeof(tcp));
	genl_nest_end(&msg, probe);
	genl_nest_end(&msg, probes);
}

/**
 * put() - append an attribute
 * @key: its name
 * @value: its value
 */
static void put(const char *key, const char *value)
{
	uint64_t number = strtoull(value, NULL, 0);

	if (!strcmp(key, "port"))
		genl_put_string(&msg, DDOM_BRIDGE_A_PORT, value);
	else if (!strcmp(key, "bridge"))
		genl_put_string(&msg, DDOM_BRIDGE_A_BRIDGE, value);
	else if (!strcmp(key, "probe"))
		put_probe(value);
	else if (!strcmp(key, "verify"))
		genl_put_u32(&msg, DDOM_BRIDGE_A_VERIFY_TIMEOUT, number);
	else if (!strcmp(key, "confirm"))
		genl_put_u32(&msg, DDOM_BRIDGE_A_CONFIRM_TIMEOUT, number);
	else if (!strcmp(key, "flags"))
		genl_put_u32(&msg, DDOM_BRIDGE_A_FLAGS, number);
	else if (!strcmp(key, "id"))
		genl_put(&msg, DDOM_BRIDGE_A_ID, &number, sizeof(number));
	else
		probe_die("no attribute %s", key);
}

/**
 * error_name() - an error for scripts
 * @err: errno
 *
 * Return: its name, or where the C library has none (musl) its number.
 */
static const char *error_name(int err)
{
#ifdef __GLIBC__
	return strerrorname_np(err);
#else
	static char text[12];

	snprintf(text, sizeof(text), "%d", err);
	return text;
#endif
}

/**
 * outcome() - wait for what the request has begun or confirmed
 * @genl: the socket
 * @cmd: its command
 * @port: its port
 * @a: its answer, changed
 *
 * Return: 0 or negative errno; -ETIMEDOUT for a confirmation in vain.
 */
static int outcome(struct genl *genl, uint8_t cmd, const char *port,
		   struct genl_answer *a)
{
	int err;

	if (a->err || cmd == DDOM_BRIDGE_CMD_GET)
		return a->err;
	err = genl_wait(genl, port, a->id, a);
	if (!err && cmd == DDOM_BRIDGE_CMD_CONFIRM &&
	    a->state != DDOM_BRIDGE_STATE_COMMITTED)
		err = -ETIMEDOUT;
	return err;
}

static int event(void)
{
	uint64_t end = probe_now() + EVENT_SECONDS * NSEC_PER_SEC;
	struct genl_answer a = { 0 };
	struct genl genl;
	int group;

	if (setuid(NOBODY) || genl_open(&genl))
		probe_die("no family");
	group = genl.family;
	if (setsockopt(genl.fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)))
		probe_die("not let in: %s", strerror(errno));
	while (a.state != DDOM_BRIDGE_STATE_UNDONE && probe_now() < end) {
		usleep(10000);
		genl_receive(&genl, &a);
	}
	printf("%s 0 %u %llu %u %s\n", error_name(-a.error), a.objects,
	       (unsigned long long)a.id, a.state, a.text);
	return 0;
}

int main(int argc, char **argv)
{
	bool wait = argc < 2 || strcmp(argv[1], "-n");
	uint16_t flags = NLM_F_ACK, type = 0;
	const char *port = "";
	struct genl_answer a;
	struct genl genl;
	uint8_t cmd;
	int i, err;

	argc -= !wait;
	argv += !wait;
	if (argc < 2) {
		fprintf(stderr,
			"usage: nl_request [-n] COMMAND [ATTRIBUTE=VALUE]...\n");
		return 2;
	}
	if (!strcmp(argv[1], "event"))
		return event();
	cmd = command_number(argv[1], &flags);
	err = genl_open(&genl);
	if (err)
		probe_die("no family: %s", strerror(-err));
	genl_begin(&msg, &genl, cmd, flags);
	for (i = 2; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (!value)
			probe_die("no value: %s", argv[i]);
		*value++ = '\0';
		put(argv[i], value);
		if (!strcmp(argv[i], "port"))
			port = value;
	}
	err = genl_talk(&genl, &msg, &a);
	if (a.offset && a.offset + 4 <= msg.nlh.nlmsg_len)
		type = genl_attr(&msg, a.offset)->nla_type & 0x3fff;
	if (wait)
		err = outcome(&genl, cmd, port, &a);
	printf("%s %u %u %llu %u %s\n",
	       err == GENL_NO_ANSWER ? "NONE" :
	       err ? error_name(-err) : "OK", type, a.objects,
	       (unsigned long long)a.id, a.state, a.text);
	genl_close(&genl);
	return err == GENL_NO_ANSWER;
}
