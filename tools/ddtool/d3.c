// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool d3
 */
#include <errno.h>
#include <string.h>

#include "command.h"
#include "netdev/nics.h"
#include "root/root.h"

static const struct ddt_option d3_options[] = {
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/* Drivers which know more than PMCSR shows. */
static const struct {
	const char *driver;
	const char *what;
} ddt_d3_drivers[] = {
	{ "via-rhine", "via-rhine writes StickyHW, a sleep state that PMCSR does not show" },
	{ "e1000", "e1000 sets D3 at poweroff" },
	{ "tg3", "tg3 sets D3 at poweroff, and has boards which need it at restart" },
};

/**
 * struct ddt_d3 - the command at work
 * @print: output
 * @nics: all
 * @n: how many
 * @root: what the root is on, none if that cannot be read
 */
struct ddt_d3 {
	struct ddt_print print;
	struct ddt_nic nics[DDT_NICS_MAX];
	unsigned int n;
	struct ddt_root_dev root;
};

/* Read everything. Return: DDT_EXIT_DONE or DDT_EXIT_REFUSED. */
static int d3_read(struct ddt_d3 *d)
{
	int err = ddt_nics_read(d->nics, &d->n);

	if (err)
		return ddt_print_failure(&d->print, DDT_EXIT_REFUSED,
					 "no PCI devices to read: %s",
					 strerror(-err));
	if (ddt_root_dev_find(&d->root))
		d->root.server.npaths = 0;
	return DDT_EXIT_DONE;
}

/* does a path of the root go through a NIC, below whatever */
static bool d3_carries(const struct ddt_d3 *d, const struct ddt_nic *nic)
{
	const struct ddt_root_server *server = &d->root.server;
	unsigned int i;

	for (i = 0; i < server->npaths; i++)
		if (nic->netdev[0] &&
		    ddt_path_over(&server->paths[i], nic->netdev))
			return true;
	return false;
}

/* write a string which may be missing */
static void d3_optional(struct ddt_print *p, const char *key,
			const char *fmt, const char *value)
{
	if (value[0])
		ddt_print_str(p, key, fmt, value);
	else
		ddt_print_null(p, key);
}

/* write what list and check have in common */
static void d3_nic(struct ddt_d3 *d, const struct ddt_nic *nic)
{
	struct ddt_print *p = &d->print;

	ddt_print_str(p, "address", "%s", nic->address);
	ddt_print_hex(p, "vendor", " %s", nic->vendor);
	ddt_print_hex(p, "device", ":%s", nic->device);
	d3_optional(p, "driver", " %s", nic->driver);
	d3_optional(p, "netdev", " %s", nic->netdev);
	if (nic->state >= 0)
		ddt_print_int(p, "state", " D%d", nic->state);
	else
		ddt_print_null(p, "state");
	ddt_print_bool(p, "carries_root", " (carries the root)",
		       d3_carries(d, nic));
}

/* every NIC */
static int d3_list(struct ddt_d3 *d)
{
	struct ddt_print *p = &d->print;
	unsigned int i;

	ddt_print_begin(p, true);
	for (i = 0; i < d->n; i++) {
		const struct ddt_nic *nic = &d->nics[i];

		ddt_print_object(p, NULL);
		d3_nic(d, nic);
		ddt_print_bool(p, "pm", NULL, nic->pm_cap);
		if (!nic->pm_cap)
			ddt_print_text(p, " no power management seen");
		d3_optional(p, "policy", " policy %s", nic->policy);
		d3_optional(p, "match", " match %s", nic->match);
		if (!nic->policy[0])
			ddt_print_text(p, " not known to ddom_d3");
		ddt_print_text(p, "\n");
		ddt_print_close(p);
	}
	ddt_print_end(p, false);
	return DDT_EXIT_DONE;
}

/* What is known of a NIC's driver. Return: a sentence, or "". */
static const char *d3_hint(const struct ddt_nic *nic)
{
	size_t i;

	for (i = 0; i < sizeof(ddt_d3_drivers) / sizeof(ddt_d3_drivers[0]); i++)
		if (!strcmp(nic->driver, ddt_d3_drivers[i].driver))
			return ddt_d3_drivers[i].what;
	return "";
}

/* what a restart would do to a NIC */
static const char *d3_verdict(const struct ddt_nic *nic, bool *risk)
{
	if (ddt_nic_woken(nic))
		return "is woken at restart";
	if (nic->state > 0) {
		*risk = true;
		return "is asleep, and a restart would leave it so";
	}
	if (nic->state < 0)
		return "its state cannot be read";
	return "is awake, and left as its driver leaves it";
}

/*
 * What would happen at a restart.
 *
 * Return: DDT_EXIT_DONE; DDT_EXIT_UNDONE if a NIC would stay asleep.
 */
static int d3_check(struct ddt_d3 *d)
{
	struct ddt_print *p = &d->print;
	bool any = false;
	unsigned int i;

	ddt_print_begin(p, true);
	for (i = 0; i < d->n; i++) {
		const struct ddt_nic *nic = &d->nics[i];
		bool risk = false;
		const char *verdict = d3_verdict(nic, &risk);

		ddt_print_object(p, NULL);
		d3_nic(d, nic);
		ddt_print_bool(p, "would_wake", NULL, ddt_nic_woken(nic));
		ddt_print_bool(p, "stays_asleep", NULL, risk);
		ddt_print_str(p, "verdict", ": %s", verdict);
		d3_optional(p, "driver_note", "; %s", d3_hint(nic));
		ddt_print_text(p, "\n");
		ddt_print_close(p);
		any |= risk;
	}
	ddt_print_end(p, false);
	return any ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

/* a NIC by address or interface */
static const struct ddt_nic *d3_find(const struct ddt_d3 *d, const char *name)
{
	unsigned int i;

	for (i = 0; i < d->n; i++) {
		const struct ddt_nic *nic = &d->nics[i];

		if (!strcmp(nic->address, name) || !strcmp(nic->netdev, name) ||
		    (!strncmp(nic->address, "0000:", 5) &&
		     !strcmp(nic->address + 5, name)))
			return nic;
	}
	return NULL;
}

/* change what becomes of a NIC */
static int d3_policy(struct ddt_d3 *d, const char *name, const char *policy)
{
	const struct ddt_nic *nic = d3_find(d, name);
	int err;

	if (!nic)
		return ddt_print_failure(&d->print, DDT_EXIT_REFUSED,
					 "%s: no such NIC; see ddtool d3 list",
					 name);
	err = ddt_nic_set(nic, policy);
	if (err == -ENOENT)
		return ddt_print_failure(&d->print, DDT_EXIT_REFUSED,
					 "%s: not known to ddom_d3; is the module loaded?",
					 name);
	if (err)
		return ddt_print_failure(&d->print, DDT_EXIT_REFUSED, "%s: %s",
					 name, strerror(-err));
	ddt_print_begin(&d->print, false);
	ddt_print_str(&d->print, "address", "%s", nic->address);
	ddt_print_str(&d->print, "policy", ": policy %s\n", policy);
	ddt_print_end(&d->print, false);
	return DDT_EXIT_DONE;
}

/* do what the operands say */
static int d3_action(const struct ddt_command *cmd, struct ddt_d3 *d,
		     const struct ddt_args *args)
{
	const char *const *op = args->operands;
	const char *policy = "auto";
	int n = args->noperands, err;
	bool list = n == 1 && !strcmp(op[0], "list");
	bool check = n == 1 && !strcmp(op[0], "check");
	bool set = (n == 2 || n == 3) && !strcmp(op[0], "set");

	if (set)
		policy = n == 3 ? op[2] : "wake";
	if (!list && !check && !(n == 2 && !strcmp(op[0], "clear")) &&
	    !(set && (!strcmp(policy, "wake") || !strcmp(policy, "leave"))))
		return ddt_command_action(cmd, op[0]);
	err = d3_read(d);
	if (err)
		return err;
	if (list)
		return d3_list(d);
	if (check)
		return d3_check(d);
	return d3_policy(d, op[1], policy);
}

/* carry the command out */
static int d3_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_d3 d = { 0 };
	struct ddt_args args;
	int code;

	ddt_args_init(&args, argc, argv, cmd->options);
	ddt_command_next(cmd, &args, &d.print, &code);
	return code < 0 ? d3_action(cmd, &d, &args) : code;
}

static const struct ddt_command *const d3_actions[] = {
	&(const struct ddt_command){
		.name = "d3 list",
		.operands = "",
		.summary = "every NIC on PCI, and its power state",
	},
	&(const struct ddt_command){
		.name = "d3 check",
		.operands = "",
		.summary = "what a restart would do; exit status 1 if a NIC would stay asleep",
	},
	&(const struct ddt_command){
		.name = "d3 set",
		.operands = "NIC [wake|leave]",
		.summary = "wake it at restarts, or leave it alone",
	},
	&(const struct ddt_command){
		.name = "d3 clear",
		.operands = "NIC",
		.summary = "back to what the module's table says",
	},
	NULL
};

const struct ddt_command ddt_cmd_d3 = {
	.name = "d3",
	.run = d3_run,
	.operands = "ACTION",
	.summary = "show and choose which NICs are woken at the end of a restart",
	.options = d3_options,
	.details = "NIC is an address on PCI or an interface.\n",
	.actions = d3_actions,
};
