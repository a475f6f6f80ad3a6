// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool rootfs
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "rootfs/rootfs.h"

static const struct ddt_option ddt_rootfs_options[] = {
	{ "dry-run", DDT_KEY_DRY_RUN, NULL, "say what would be done, change nothing" },
	{ "absolute", DDT_KEY_ABSOLUTE, NULL,
	  "(convert) absolute links: right only for who has ROOT as /" },
	{ "no-install", DDT_KEY_NO_INSTALL, NULL,
	  "(convert) move only, install nothing" },
	{ "from", DDT_KEY_FROM, "DIRECTORY",
	  "(convert) install what is below this directory" },
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
};

/**
 * struct ddt_rootfs_job - what the command line asks for
 * @print: output
 * @r: tree
 * @root: its directory
 * @from: where files to install come from
 * @dry_run: change nothing
 * @absolute: absolute links
 * @no_install: install nothing
 */
struct ddt_rootfs_job {
	struct ddt_print print;
	struct ddt_rootfs r;
	const char *root;
	const char *from;
	bool dry_run;
	bool absolute;
	bool no_install;
};

/* End without a result. Return: code. */
static int rootfs_failed(struct ddt_rootfs_job *job, int code, const char *hint)
{
	return ddt_print_failure(&job->print, code, "%s%s",
				 job->r.why[0] ? job->r.why : "refused", hint);
}

/* write the notes */
static void rootfs_notes(struct ddt_rootfs_job *job)
{
	struct ddt_print *p = &job->print;
	unsigned int i;

	ddt_print_array(p, "notes");
	for (i = 0; i < job->r.nnotes; i++)
		ddt_print_str(p, NULL, "note: %s\n", job->r.notes[i]);
	ddt_print_close(p);
}

/* write a step */
static void rootfs_step(struct ddt_rootfs_job *job,
			const struct ddt_step *s, bool undo)
{
	struct ddt_print *p = &job->print;
	bool link = s->kind == DDT_STEP_MOVE || s->kind == DDT_STEP_LINK;

	ddt_print_object(p, NULL);
	ddt_print_text(p, "%s", undo ? "undo " : "");
	ddt_print_str(p, "action", "%s", ddt_journal_step_name(s->kind));
	ddt_print_str(p, "path", " %s", s->path);
	if (link)
		ddt_print_str(p, "link", " -> %s", s->text);
	ddt_print_text(p, "\n");
	ddt_print_close(p);
}

/* write what was or would be done */
static int rootfs_result(struct ddt_rootfs_job *job, bool undo)
{
	const struct ddt_journal *state = &job->r.state;
	struct ddt_print *p = &job->print;
	uint64_t n = 0, moves = 0;
	size_t i;

	ddt_print_begin(p, false);
	ddt_print_str(p, "root", NULL, job->root);
	ddt_print_bool(p, "dry_run", NULL, job->dry_run);
	ddt_print_array(p, "steps");
	for (i = 0; i < state->n; i++) {
		const struct ddt_step *s =
			&state->steps[undo ? state->n - 1 - i : i];

		if (s->kind == DDT_STEP_TIME || (!undo && !s->source &&
						 s->kind == DDT_STEP_PUT))
			continue;
		n++;
		moves += s->kind == DDT_STEP_MOVE;
		if (job->dry_run || p->json)
			rootfs_step(job, s, undo);
	}
	ddt_print_close(p);
	rootfs_notes(job);
	ddt_print_text(p, "%s: ", job->root);
	ddt_print_u64(p, "moved", undo ? "%" PRIu64 " moved back" :
		      "%" PRIu64 " writable below /flash", moves);
	ddt_print_count(p, "changes", ", %" PRIu64 " %s in all", n, "step",
			"steps");
	ddt_print_text(p, "%s\n", job->dry_run ? " (dry run, nothing changed)" :
		       "");
	ddt_print_end(p, false);
	return DDT_EXIT_DONE;
}

/* say that there is nothing to do */
static int rootfs_nothing(struct ddt_rootfs_job *job, const char *text)
{
	struct ddt_print *p = &job->print;

	ddt_print_begin(p, false);
	ddt_print_str(p, "root", "%s", job->root);
	ddt_print_array(p, "steps");
	ddt_print_close(p);
	ddt_print_u64(p, "changes", NULL, 0);
	ddt_print_text(p, ": %s\n", text);
	rootfs_notes(job);
	ddt_print_end(p, false);
	return DDT_EXIT_DONE;
}

/* is there anything to do? */
static bool rootfs_pending(const struct ddt_rootfs *r)
{
	size_t i;

	if (r->state.phase == DDT_PHASE_CONVERT)
		return true;
	for (i = 0; i < r->state.n; i++)
		if (r->state.steps[i].fresh &&
		    r->state.steps[i].kind != DDT_STEP_TIME)
			return true;
	return false;
}

/* convert a tree */
static int rootfs_do_convert(struct ddt_rootfs_job *job)
{
	struct ddt_rootfs *r = &job->r;

	if (r->state.phase == DDT_PHASE_UNDO)
		return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
					 "%s: an undo was interrupted; finish it first: ddtool rootfs undo %s",
					 job->root, job->root);
	if (ddt_rootfs_conf(r)) {
		if (r->why[0])
			return rootfs_failed(job, DDT_EXIT_REFUSED, "");
		return DDT_EXIT_USAGE;
	}
	r->absolute = job->absolute;
	r->install = !job->no_install;
	r->from = job->from;
	if (ddt_rootfs_plan(r))
		return rootfs_failed(job, DDT_EXIT_REFUSED, "");
	if (!rootfs_pending(r))
		return rootfs_nothing(job, "converted already");
	if (!job->dry_run && ddt_rootfs_convert(r))
		return rootfs_failed(job, DDT_EXIT_UNDONE,
				     "; convert goes on from here, undo goes back");
	return rootfs_result(job, false);
}

/* undo a conversion */
static int rootfs_do_undo(struct ddt_rootfs_job *job)
{
	if (job->r.state.phase == DDT_PHASE_NONE)
		return rootfs_nothing(job, "not converted");
	if (!job->dry_run && ddt_rootfs_convert_undo(&job->r))
		return rootfs_failed(job, DDT_EXIT_UNDONE,
				     "; undo goes on from here");
	return rootfs_result(job, true);
}

/* name what will fail */
static int rootfs_do_check(struct ddt_rootfs_job *job)
{
	struct ddt_print *p = &job->print;
	struct ddt_findings found = { 0 };
	unsigned int n;

	if (ddt_rootfs_conf(&job->r)) {
		if (job->r.why[0])
			return rootfs_failed(job, DDT_EXIT_REFUSED, "");
		return DDT_EXIT_USAGE;
	}
	if (ddt_rootfs_check(&job->r, &found))
		return rootfs_failed(job, DDT_EXIT_REFUSED, "");
	ddt_print_begin(p, false);
	ddt_print_str(p, "root", NULL, job->root);
	n = ddt_findings_print(p, &found, true);
	if (!n)
		ddt_print_text(p, "%s: nothing found that would fail read-only\n",
			       job->root);
	ddt_print_end(p, false);
	ddt_findings_free(&found);
	return n ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

/* do what the operands say */
static int rootfs_action(const struct ddt_command *cmd,
			 struct ddt_rootfs_job *job,
			 const struct ddt_args *args)
{
	static const struct {
		const char *name;
		int (*run)(struct ddt_rootfs_job *job);
	} actions[] = {
		{ "convert", rootfs_do_convert },
		{ "undo", rootfs_do_undo },
		{ "check", rootfs_do_check },
	};
	size_t i;
	int code;

	for (i = 0; args->noperands == 2 && i < 3; i++)
		if (!strcmp(args->operands[0], actions[i].name))
			break;
	if (args->noperands != 2 || i == 3)
		return ddt_command_action(cmd, args->operands[0]);
	if (i && (job->absolute || job->no_install || job->from[0])) {
		ddt_msg_error("rootfs: --absolute, --no-install and --from are for convert");
		return ddt_command_usage(cmd);
	}
	job->root = args->operands[1];
	code = ddt_rootfs_open(&job->r, job->root);
	if (!code && i < 2 && !job->dry_run)
		code = ddt_rootfs_lock(&job->r);
	code = code ? rootfs_failed(job, DDT_EXIT_REFUSED, "") :
		      actions[i].run(job);
	ddt_rootfs_close(&job->r);
	return code;
}

/* carry the command out */
static int rootfs_run(const struct ddt_command *cmd, int argc, char **argv)
{
	static struct ddt_rootfs_job job = { .from = "" };
	struct ddt_args args;
	int key, code;

	ddt_args_init(&args, argc, argv, cmd->options);
	while ((key = ddt_command_next(cmd, &args, &job.print, &code)) !=
	       DDT_ARGS_END) {
		switch (key) {
		case DDT_KEY_DRY_RUN:
			job.dry_run = true;
			break;
		case DDT_KEY_ABSOLUTE:
			job.absolute = true;
			break;
		case DDT_KEY_NO_INSTALL:
			job.no_install = true;
			break;
		case DDT_KEY_FROM:
			job.from = args.value;
			break;
		}
	}
	if (code >= 0)
		return code;
	return rootfs_action(cmd, &job, &args);
}

static const struct ddt_command *const ddt_rootfs_actions[] = {
	&(const struct ddt_command){
		.name = "rootfs convert",
		.operands = "ROOT",
		.summary = "what must be writable moves below /flash, links take its place",
	},
	&(const struct ddt_command){
		.name = "rootfs check",
		.operands = "ROOT",
		.summary = "what would fail read-only; exit status 1 when there is something",
	},
	&(const struct ddt_command){
		.name = "rootfs undo",
		.operands = "ROOT",
		.summary = "the tree as it was",
	},
	NULL
};

const struct ddt_command ddt_cmd_rootfs = {
	.name = "rootfs",
	.run = rootfs_run,
	.operands = "ACTION",
	.summary = "make a tree a root that many machines share, read-only",
	.options = ddt_rootfs_options,
	.details =
	"convert also installs ddinit and the rest. All can be interrupted at any\n"
	"moment and run again. See ddom-flash.conf(5), ddinit(8).\n",
	.actions = ddt_rootfs_actions,
};
