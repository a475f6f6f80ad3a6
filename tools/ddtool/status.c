// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool status
 */
#include <errno.h>
#include <string.h>

#include "bridge/bridge.h"
#include "command.h"
#include "root/root.h"
#include "vlan/vlan.h"

static const struct ddt_option status_options[] = {
	{ "steps", DDT_KEY_STEPS, NULL, "with every step and its time" },
	{ "verbose", DDT_KEY_VERBOSE, NULL, "the same" },
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/**
 * struct ddt_status - what is shown
 * @print: output
 * @steps: with the steps
 * @only: name of a port or bridge, NULL: all
 * @list: transactions that are shown
 * @n: how many
 */
struct ddt_status {
	struct ddt_print print;
	bool steps;
	const char *only;
	struct ddt_report list[DDOM_BRIDGE_MAX_KEPT + 1];
	unsigned int n;
};

/* Note a transaction; what belongs to it is asked for after the dump. */
static int status_object(const struct ddt_report *obj, void *arg)
{
	struct ddt_status *s = arg;

	if (s->only && strcmp(s->only, obj->port) && strcmp(s->only, obj->bridge))
		return 0;
	if (s->n < sizeof(s->list) / sizeof(s->list[0]))
		s->list[s->n++] = *obj;
	return 0;
}

/* Show the transactions. Return: 0 or a negative errno. */
static int status_list(struct ddt_status *s, struct ddt_client *c)
{
	bool steps = s->steps || s->print.json;
	unsigned int i;
	int err;

	err = ddt_client_dump(c, status_object, s);
	for (i = 0; !err && i < s->n; i++) {
		if (steps)
			err = ddt_client_steps(c, &s->list[i]);
		/* it has gone since */
		if (err == -ENOENT)
			err = 0;
		ddt_print_object(&s->print, NULL);
		ddt_report_print(&s->print, &s->list[i], steps);
		ddt_print_close(&s->print);
		ddt_report_free(&s->list[i]);
	}
	return err;
}

/* show the device under the root, and the root's form */
static int status_root(struct ddt_status *s)
{
	struct ddt_links links = { .list = NULL };
	struct ddt_root_form form;
	struct ddt_root_dev root;
	char bridge[IFNAMSIZ];
	bool is_port;
	int err;

	err = ddt_root_dev_find_in(&root, &links);
	if (!err)
		ddt_root_dev_print(&s->print, &root);
	if (!err)
		err = ddt_root_form_find(&form);
	if (!err)
		ddt_root_form_print(&s->print, &form);
	if (!err && root.via.ifindex) {
		is_port = !ddt_links_bridge_of(&links, root.via.name, bridge);
		ddt_print_bool(&s->print, "root_is_port", NULL, is_port);
		if (is_port)
			ddt_print_text(&s->print,
				       "warning: %s is a port of %s, yet the route to the root is still on it\n",
				       root.via.name, bridge);
	}
	if (!err)
		err = ddt_links_read(&links);
	if (!err)
		ddt_vlan_print_all(&s->print, &links, s->only);
	ddt_links_free(&links);
	return err;
}

/*
 * Show everything. A module that is not loaded is no error: there are no
 * transactions then.
 */
static int status_show(struct ddt_status *s)
{
	struct ddt_client c;
	bool loaded;
	int err;

	err = ddt_client_open(&c);
	loaded = err != -ENOENT;
	if (loaded && err)
		return ddt_print_failure(&s->print, DDT_EXIT_REFUSED, "%s",
					 ddt_client_why(&c, err));
	ddt_print_begin(&s->print, false);
	ddt_print_bool(&s->print, "module_loaded", NULL, loaded);
	ddt_print_array(&s->print, "transactions");
	if (loaded) {
		err = status_list(s, &c);
		ddt_client_close(&c);
	} else {
		err = 0;
	}
	ddt_print_close(&s->print);
	if (!loaded)
		ddt_print_text(&s->print, "the module is not loaded\n");
	else if (!s->n)
		ddt_print_text(&s->print, "no transaction\n");
	if (!err)
		err = status_root(s);
	ddt_print_int(&s->print, "error", NULL, err);
	ddt_print_end(&s->print, false);
	if (err)
		ddt_msg_error("%s", strerror(-err));
	return err ? DDT_EXIT_REFUSED : DDT_EXIT_DONE;
}

/* carry the command out */
static int status_run(const struct ddt_command *cmd, int argc, char **argv)
{
	struct ddt_status s = { 0 };
	struct ddt_args args;
	int code;

	ddt_args_init(&args, argc, argv, cmd->options);
	/* --steps, --verbose */
	while (ddt_command_next(cmd, &args, &s.print, &code) != DDT_ARGS_END)
		s.steps = true;
	if (code < 0)
		code = ddt_command_operands(cmd, &args, 1);
	if (code >= 0)
		return code;
	s.only = args.operands[0];
	return status_show(&s);
}

const struct ddt_command ddt_cmd_status = {
	.name = "status",
	.run = status_run,
	.operands = "[DEVICE]",
	.summary = "show the last transaction of every port, and the root's device",
	.options = status_options,
};
