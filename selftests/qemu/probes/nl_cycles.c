// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_cycles - attach, confirm, detach, confirm, as fast as they go, or with a
 * pause after each
 *
 * WINDOWS takes the spans of the transactions, as echo_probe -w wants them: from
 * RTT_NS before, for a request whose reply is still to come.
 *
 * The next hop of PORT must answer. Exit status 0 if every one of CYCLES was
 * committed both ways.
 */
#include <errno.h>
#include <linux/ddom_bridge.h>
#include <string.h>

#include "genl.h"
#include "probe.h"

#define RTT_NS	5000000ull

static struct genl_msg msg;
static FILE *windows;

/**
 * confirm() - keep what was done
 * @genl: the socket
 * @port: the port
 * @id: the transaction
 * @what: for people
 */
static void confirm(struct genl *genl, const char *port, uint64_t id,
		    const char *what)
{
	struct genl_answer a;

	genl_begin(&msg, genl, DDOM_BRIDGE_CMD_CONFIRM, NLM_F_ACK);
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, port);
	genl_put(&msg, DDOM_BRIDGE_A_ID, &id, sizeof(id));
	if (genl_talk(genl, &msg, &a) || genl_wait(genl, port, id, &a) ||
	    a.state != DDOM_BRIDGE_STATE_COMMITTED)
		probe_die("%s: confirm: error %d, state %u: %s", what, a.err,
			  a.state, a.text);
}

/**
 * transact() - one transaction to its end
 * @genl: the socket
 * @cmd: DDOM_BRIDGE_CMD_ATTACH or DDOM_BRIDGE_CMD_DETACH
 * @port: the port
 * @bridge: the bridge
 *
 * Return: its nanoseconds.
 */
static uint64_t transact(struct genl *genl, uint8_t cmd, const char *port,
			 const char *bridge)
{
	const char *what = cmd == DDOM_BRIDGE_CMD_ATTACH ? "attach" : "detach";
	uint64_t begin = probe_now();
	struct genl_answer a;

	genl_begin(&msg, genl, cmd, NLM_F_ACK);
	genl_put_string(&msg, DDOM_BRIDGE_A_PORT, port);
	if (cmd == DDOM_BRIDGE_CMD_ATTACH)
		genl_put_string(&msg, DDOM_BRIDGE_A_BRIDGE, bridge);
	if (genl_talk(genl, &msg, &a) || genl_wait(genl, port, a.id, &a) ||
	    a.state != DDOM_BRIDGE_STATE_WAIT_CONFIRM)
		probe_die("%s: error %d, state %u, its error %d: %s", what,
			  a.err, a.state, a.error, a.text);
	if (windows)
		fprintf(windows, "%s %llu %llu\n", what,
			(unsigned long long)(begin - RTT_NS),
			(unsigned long long)probe_now());
	confirm(genl, port, a.id, what);
	return probe_now() - begin;
}

/**
 * pause_ms() - wait, so that no two transactions begin at one phase of a tick
 * @ms: about so long
 * @i: which pause
 */
static void pause_ms(uint64_t ms, uint64_t i)
{
	if (ms)
		probe_sleep_until(probe_now() + ms * 1000000 +
				  (i * 618) % 1000 * 1000);
}

int main(int argc, char **argv)
{
	uint64_t cycles, i, pause = 0, attach = 0, detach = 0;
	struct genl genl;
	int err;

	if (argc < 4 || argc > 6) {
		fprintf(stderr,
			"usage: nl_cycles PORT BRIDGE CYCLES [PAUSE_MS [WINDOWS]]\n");
		return 2;
	}
	cycles = probe_number(argv[3], "CYCLES");
	if (argc > 4)
		pause = probe_number(argv[4], "PAUSE_MS");
	if (argc > 5) {
		windows = fopen(argv[5], "w");
		if (!windows)
			probe_die("%s: %s", argv[5], strerror(errno));
	}
	err = genl_open(&genl);
	if (err)
		probe_die("no family: %s", strerror(-err));
	for (i = 0; i < cycles; i++) {
		attach += transact(&genl, DDOM_BRIDGE_CMD_ATTACH, argv[1],
				   argv[2]);
		pause_ms(pause, 2 * i);
		detach += transact(&genl, DDOM_BRIDGE_CMD_DETACH, argv[1],
				   argv[2]);
		pause_ms(pause, 2 * i + 1);
	}
	printf("attach_mean_us %llu\ndetach_mean_us %llu\n",
	       (unsigned long long)(attach / cycles / 1000),
	       (unsigned long long)(detach / cycles / 1000));
	genl_close(&genl);
	if (windows && fclose(windows))
		probe_die("%s: %s", argv[5], strerror(errno));
	return 0;
}
