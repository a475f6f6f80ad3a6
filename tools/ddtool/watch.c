// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool watch
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "bridge/bridge.h"
#include "command.h"

#define DDT_WATCH_MAX_MS	(24U * 3600 * 1000)

static const struct ddt_option watch_options[] = {
	{ "timeout", DDT_KEY_TIMEOUT, "SECONDS", "end after this time" },
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

static volatile sig_atomic_t watch_stop;

/* end */
static void watch_signal(int number)
{
	watch_stop = number;
}

/* write an event on one line */
static int watch_object(const struct ddt_report *obj, void *arg)
{
	struct ddt_print *p = arg;
	uint64_t now = ddt_clock_ns();

	ddt_print_begin(p, false);
	ddt_print_text(p, "%8.3f ", (double)now / 1e9);
	ddt_print_u64(p, "time_ns", NULL, now);
	ddt_report_print(p, obj, false);
	ddt_print_end(p, true);
	return 0;
}

/* An object that nobody asked for. */
static int watch_ignore(const struct ddt_report *obj, void *arg)
{
	(void)obj;
	(void)arg;
	return 0;
}

/* write events until told to end */
static int watch_loop(struct ddt_client *c, struct ddt_print *p,
		      uint32_t timeout_ms)
{
	uint64_t deadline = ddt_clock_ns() + (uint64_t)timeout_ms * 1000000;
	int left = -1;
	int err = 0;

	/* main() says it when nobody can be told any more */
	while (!watch_stop && !ferror(stdout)) {
		if (timeout_ms) {
			left = ddt_clock_left_ms(deadline);
			if (!left)
				return 0;
		}
		err = ddt_client_event(c, left, watch_object, p);
		if (err == -ENOBUFS || err == -ENOMEM)
			ddt_msg_note("events were lost");
		else if (err && err != -EINTR && err != -ETIMEDOUT)
			return err;
	}
	return 0;
}

/* carry the command out */
static int watch_run(const struct ddt_command *cmd, int argc, char **argv)
{
	const struct sigaction sa = { .sa_handler = watch_signal };
	struct ddt_print p = { 0 };
	struct ddt_client c;
	struct ddt_args args;
	uint32_t timeout_ms = 0;
	int code, err;

	ddt_args_init(&args, argc, argv, cmd->options);
	while (ddt_command_next(cmd, &args, &p, &code) == DDT_KEY_TIMEOUT)
		if (ddt_args_seconds(args.value, DDT_WATCH_MAX_MS,
				     &timeout_ms) || !timeout_ms) {
			ddt_msg_error("%s: not a time", args.value);
			return ddt_command_usage(cmd);
		}
	if (code < 0)
		code = ddt_command_operands(cmd, &args, 0);
	if (code >= 0)
		return code;
	err = ddt_client_open(&c);
	/* who may not ask hears nothing either */
	if (!err)
		err = ddt_client_dump(&c, watch_ignore, NULL);
	if (!err)
		err = ddt_client_subscribe(&c);
	if (err)
		return ddt_print_failure(&p, DDT_EXIT_REFUSED, "%s",
					 ddt_client_why(&c, err));
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	err = watch_loop(&c, &p, timeout_ms);
	ddt_client_close(&c);
	if (err)
		return ddt_print_failure(&p, DDT_EXIT_REFUSED, "%s",
					 strerror(-err));
	return DDT_EXIT_DONE;
}

const struct ddt_command ddt_cmd_watch = {
	.name = "watch",
	.run = watch_run,
	.operands = "",
	.summary = "write one line whenever a transaction changes its state",
	.options = watch_options,
	.details = "Ends with --timeout or by a signal. With --json a line is an object.\n",
};
