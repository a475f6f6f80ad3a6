// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool doctor
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "doctor/doctor.h"

static const struct ddt_option doctor_options[] = {
	{ "log", DDT_KEY_LOG, "FILE", "judge a serial log; -: standard input" },
	{ "root", DDT_KEY_ROOT, "DIR", "judge a copy of /sys, /proc, /etc, /run" },
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/**
 * struct ddt_doctor - the command at work
 * @print: output
 * @log: serial log, NULL: none
 * @health: state of the machine
 * @findings: what was found
 */
struct ddt_doctor {
	struct ddt_print print;
	const char *log;
	struct ddt_health health;
	struct ddt_findings findings;
};

/*
 * Write the findings.
 *
 * Return: DDT_EXIT_DONE without any, else DDT_EXIT_UNDONE.
 */
static int doctor_show(struct ddt_doctor *d)
{
	struct ddt_print *p = &d->print;
	unsigned int n;
	bool local;

	ddt_print_begin(p, false);
	ddt_print_bool(p, "root_on_network", NULL, d->health.network);
	ddt_print_bool(p, "root_on_nfs", NULL, d->health.nfs);
	ddt_print_str(p, "root_device", NULL, d->health.root_dev);
	ddt_print_str(p, "root_server", NULL, d->health.root_server);
	ddt_print_bool(p, "root_certain", NULL, !d->health.root_unknown);
	ddt_print_str(p, "root_why",
		      d->health.root_why[0] ? "root: %s\n" : NULL,
		      d->health.root_why);
	if (!d->log && !d->health.dir[0])
		ddt_root_form_print(p, &d->health.form);
	local = !d->log && ddt_health_local(&d->health);
	ddt_print_bool(p, "network_judged", NULL, !local);
	if (local)
		ddt_print_text(p, "the root is local: not judged is what would lose one, bridges' settings, addresses and network managers\n");
	n = ddt_findings_print(p, &d->findings, false);
	ddt_print_end(p, false);
	ddt_findings_free(&d->findings);
	return n ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

/* judge a serial log */
static int doctor_read_log(struct ddt_doctor *d)
{
	bool standard = !strcmp(d->log, "-");
	FILE *file = standard ? stdin : fopen(d->log, "re");
	int err = file ? ddt_doctor_log(file, &d->health, &d->findings) : -errno;

	if (file && !standard)
		fclose(file);
	if (err)
		return ddt_print_failure(&d->print, DDT_EXIT_REFUSED, "%s: %s",
					 d->log, strerror(-err));
	return doctor_show(d);
}

/*
 * Judge a machine. A copy has no addresses and no routes: nobody can be asked
 * for them.
 */
static int doctor_look(struct ddt_doctor *d)
{
	struct ddt_health *h = &d->health;
	int err = 0;

	if (access(h->dir[0] ? h->dir : "/", X_OK))
		return ddt_print_failure(&d->print, DDT_EXIT_REFUSED, "%s: %s",
					 h->dir, strerror(errno));
	ddt_doctor_read_links(h);
	ddt_health_files(h);
	ddt_doctor_read_nics(h);
	if (h->dir[0])
		ddt_health_copy(h);
	else
		err = ddt_doctor_read_net(h);
	if (err)
		return ddt_print_failure(&d->print, DDT_EXIT_REFUSED,
					 "addresses and routes cannot be read: %s",
					 strerror(-err));
	ddt_doctor_judge(h, &d->findings);
	return doctor_show(d);
}

/* carry the command out */
static int doctor_run(const struct ddt_command *cmd, int argc, char **argv)
{
	static struct ddt_doctor d;
	struct ddt_args args;
	int key, code;

	d.health.dir = "";
	ddt_args_init(&args, argc, argv, cmd->options);
	while ((key = ddt_command_next(cmd, &args, &d.print, &code)) !=
	       DDT_ARGS_END) {
		switch (key) {
		case DDT_KEY_LOG:
			d.log = args.value;
			break;
		case DDT_KEY_ROOT:
			d.health.dir = args.value;
			break;
		}
	}
	if (code < 0)
		code = ddt_command_operands(cmd, &args, 0);
	if (code >= 0)
		return code;
	if (d.log && d.health.dir[0]) {
		ddt_msg_error("doctor: either --log or --root");
		return ddt_command_usage(cmd);
	}
	return d.log ? doctor_read_log(&d) : doctor_look(&d);
}

const struct ddt_command ddt_cmd_doctor = {
	.name = "doctor",
	.run = doctor_run,
	.operands = "",
	.summary = "find what loses the root, or keeps a machine from booting",
	.options = doctor_options,
	.details =
	"Judges this machine: bridges, addresses, routes, network managers, NICs, Xen,\n"
	"paths that cannot be written; or what a machine wrote to its serial line. Each\n"
	"finding says what was seen, why it matters, and what mends it. Nothing is\n"
	"changed. Exit status: 0 no problem and no risk, 1 some, 2 usage, 3 what is to\n"
	"be judged cannot be read.\n",
};
