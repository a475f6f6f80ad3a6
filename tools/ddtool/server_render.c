// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool server render
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "server.h"

static const struct ddt_option render_options[] = {
	{ "grub", 'g', "DIR", "GRUB 2's platforms, not " DDT_SERVER_GRUB },
	DDT_OPTION_OUTPUT,
	DDT_OPTION_POOL,
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/*
 * Refuse a pool whose files would not work.
 *
 * Return: DDT_EXIT_DONE, or the exit code after a message.
 */
static int render_lint(struct ddt_server *s)
{
	struct ddt_lint lint = { .pool = &s->pool };
	unsigned int errors;

	if (ddt_check_pool(&lint) || ddt_check_sources(&lint)) {
		ddt_findings_free(&lint.found);
		return ddt_print_failure(&s->print, DDT_EXIT_UNDONE, "%s",
					 strerror(ENOMEM));
	}
	ddt_findings_errors(&lint.found);
	errors = lint.found.count[DDT_PROBLEM];
	ddt_findings_free(&lint.found);
	if (!errors)
		return DDT_EXIT_DONE;
	return ddt_print_failure(&s->print, DDT_EXIT_REFUSED,
				 "%s: %u error%s; nothing was changed",
				 s->config, errors, errors > 1 ? "s" : "");
}

/* write the files and say what was done */
static int render_write(struct ddt_server *s)
{
	struct ddt_print *p = &s->print;
	int err = ddt_render_all(&s->render);

	s->dir.hash = s->pool.hash;
	if (!err)
		err = ddt_outdir_commit(&s->dir, true) ?:
		      ddt_render_image_dirs(&s->render);
	if (err == -EEXIST)
		return ddt_print_failure(p, DDT_EXIT_REFUSED,
					 "%s: nothing was changed", s->output);
	if (err)
		return ddt_print_failure(p, DDT_EXIT_UNDONE,
					 "%s: incomplete; run it again when the reason is gone",
					 s->output);
	ddt_print_begin(p, false);
	ddt_print_str(p, "output", "%s: ", s->output);
	ddt_print_count(p, "hosts", "%" PRIu64 " %s, ", s->pool.nhosts, "host",
			"hosts");
	ddt_print_count(p, "files", "%" PRIu64 " %s, ", s->dir.n, "file",
			"files");
	ddt_print_u64(p, "written", "%" PRIu64 " written, ", s->dir.written);
	ddt_print_u64(p, "removed", "%" PRIu64 " removed\n", s->dir.removed);
	ddt_print_end(p, false);
	return DDT_EXIT_DONE;
}

static int render_act(struct ddt_server *s, const struct ddt_args *args)
{
	(void)args;
	return render_lint(s) ?: ddt_server_open(s, true) ?:
	       render_write(s);
}

static int render_run(const struct ddt_command *cmd, int argc, char **argv)
{
	return ddt_server_act(cmd, argc, argv, render_act);
}

const struct ddt_command ddt_server_render = {
	.name = "server render",
	.run = render_run,
	.operands = "",
	.summary = "write the files of all boot servers, where something changed",
	.options = render_options,
	.details =
	"Below DIR each server has a directory that mirrors its file system:\n"
	"etc/dhcp/dhcpd.conf, etc/kea/kea-dhcp4.conf, etc/dnsmasq.d/ddom.conf,\n"
	"etc/default/tftpd-hpa, etc/exports, and its TFTP root with boot menus,\n"
	"GRUB 2's images, and copies of kernels whose source pool.conf names.\n"
	"Every file is replaced whole or not at all. What is no longer made is\n"
	"removed; files that ddtool did not write are left alone.\n",
};
