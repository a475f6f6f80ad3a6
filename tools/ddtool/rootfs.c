// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddtool rootfs
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "root/root.h"
#include "rootfs.h"

static const struct ddt_option rootfs_options[] = {
	{ "dry-run", DDT_KEY_DRY_RUN, NULL, "say what would be done, change nothing" },
	{ "absolute", DDT_KEY_ABSOLUTE, NULL,
	  "(convert) absolute links: right only for who has ROOT as /" },
	{ "no-install", DDT_KEY_NO_INSTALL, NULL,
	  "(convert) move only, install nothing" },
	{ "from", DDT_KEY_FROM, "DIRECTORY",
	  "(convert) install what is below this directory" },
	{ "type", DDT_KEY_TYPE, "erofs|squashfs",
	  "(pack) type of the file system in IMAGE" },
	{ "compress", DDT_KEY_COMPRESS, "HOW",
	  "(pack) as mkfs.erofs or mksquashfs take it: lz4, lz4hc, zstd" },
	{ "form", DDT_KEY_FORM, "links|overlay|image",
	  "(convert, check) the form in which clients run it; links is usual" },
	DDT_OPTION_JSON,
	DDT_OPTION_HELP,
	DDT_OPTIONS_END
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

/* will clients have a tmpfs over it? */
static bool rootfs_over(const struct ddt_rootfs_job *job)
{
	return job->form[0] && strcmp(job->form, "links");
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
	r->over = rootfs_over(job);
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

/* name what will fail; of the root that runs, in the form that it has */
static int rootfs_do_check(struct ddt_rootfs_job *job)
{
	struct ddt_print *p = &job->print;
	struct ddt_findings found = { 0 };
	struct ddt_root_form form = { 0 };
	unsigned int n;

	if (ddt_rootfs_is_running(&job->r) && ddt_root_form_find(&form))
		form.kind = NULL;
	if (form.kind && !job->form[0])
		job->form = form.kind;
	job->r.over = rootfs_over(job);
	if (ddt_rootfs_conf(&job->r)) {
		if (job->r.why[0])
			return rootfs_failed(job, DDT_EXIT_REFUSED, "");
		return DDT_EXIT_USAGE;
	}
	if (ddt_rootfs_check(&job->r, &found))
		return rootfs_failed(job, DDT_EXIT_REFUSED, "");
	ddt_print_begin(p, false);
	ddt_print_str(p, "root", NULL, job->root);
	ddt_root_form_print(p, &form);
	n = ddt_findings_print(p, &found, true);
	if (!n)
		ddt_print_text(p, "%s: nothing found that would fail %s\n",
			       job->root, job->r.over ? "below an overlay" :
			       "read-only");
	ddt_print_end(p, false);
	ddt_findings_free(&found);
	return n ? DDT_EXIT_UNDONE : DDT_EXIT_DONE;
}

/**
 * struct ddt_rootfs_action - what may be done
 * @name: its name
 * @run: does it
 * @operands: how many
 * @locks: changes the tree
 * @options: bits of options: those that not all have
 */
struct ddt_rootfs_action {
	const char *name;
	int (*run)(struct ddt_rootfs_job *job);
	int operands;
	bool locks;
	unsigned int options;
};

static const struct ddt_rootfs_action rootfs_list[] = {
	{ "convert", rootfs_do_convert, 2, true,
	  DDT_ROOTFS_CONVERT | DDT_ROOTFS_FROM | DDT_ROOTFS_FORM },
	{ "check", rootfs_do_check, 2, false, DDT_ROOTFS_FORM },
	{ "pack", ddt_rootfs_do_pack, 3, false,
	  DDT_ROOTFS_FROM | DDT_ROOTFS_PACK },
	{ "undo", rootfs_do_undo, 2, true, 0 },
};

#define NACTIONS (sizeof(rootfs_list) / sizeof(rootfs_list[0]))

/* is a word among others? "" is always */
static bool rootfs_among(const char *word, const char *words)
{
	char bars[32];

	snprintf(bars, sizeof(bars), "|%.28s|", word);
	return !word[0] || (!strchr(word, '|') && strstr(words, bars));
}

/* do what the operands say */
static int rootfs_action(const struct ddt_command *cmd,
			 struct ddt_rootfs_job *job,
			 const struct ddt_args *args)
{
	const struct ddt_rootfs_action *a = rootfs_list;
	struct stat st;
	int code;

	while (args->noperands && a < rootfs_list + NACTIONS &&
	       strcmp(args->operands[0], a->name))
		a++;
	if (!args->noperands || a == rootfs_list + NACTIONS ||
	    args->noperands != a->operands)
		return ddt_command_action(cmd, args->operands[0]);
	if (job->given & ~a->options) {
		ddt_msg_error("rootfs %s: an option is for another action",
			      a->name);
		return ddt_command_usage(cmd);
	}
	if (!rootfs_among(job->form, "|links|overlay|image|") ||
	    !rootfs_among(job->type, "|erofs|squashfs|")) {
		ddt_msg_error("rootfs: --form links, overlay or image; --type erofs or squashfs");
		return ddt_command_usage(cmd);
	}
	job->root = args->operands[1];
	job->image = args->operands[2];
	if (a->run == rootfs_do_check && !stat(job->root, &st) &&
	    !S_ISDIR(st.st_mode))
		return ddt_rootfs_check_image(job);
	code = ddt_rootfs_open(&job->r, job->root);
	if (!code && a->locks && !job->dry_run)
		code = ddt_rootfs_lock(&job->r);
	code = code ? rootfs_failed(job, DDT_EXIT_REFUSED, "") : a->run(job);
	ddt_rootfs_close(&job->r);
	return code;
}

/* carry the command out */
static int rootfs_run(const struct ddt_command *cmd, int argc, char **argv)
{
	static struct ddt_rootfs_job job = {
		.from = "", .form = "", .type = "squashfs", .compress = "",
	};
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
			job.given |= DDT_ROOTFS_CONVERT;
			job.absolute = true;
			break;
		case DDT_KEY_NO_INSTALL:
			job.given |= DDT_ROOTFS_CONVERT;
			job.no_install = true;
			break;
		case DDT_KEY_FROM:
			job.given |= DDT_ROOTFS_FROM;
			job.from = args.value;
			break;
		case DDT_KEY_FORM:
			job.given |= DDT_ROOTFS_FORM;
			job.form = args.value;
			break;
		case DDT_KEY_TYPE:
			job.given |= DDT_ROOTFS_PACK;
			job.type = args.value;
			break;
		case DDT_KEY_COMPRESS:
			job.given |= DDT_ROOTFS_PACK;
			job.compress = args.value;
			break;
		}
	}
	if (code >= 0)
		return code;
	return rootfs_action(cmd, &job, &args);
}

static const struct ddt_command *const rootfs_actions[] = {
	&(const struct ddt_command){
		.name = "rootfs convert",
		.operands = "ROOT",
		.summary = "what must be writable moves below /flash, links take its place",
	},
	&(const struct ddt_command){
		.name = "rootfs check",
		.operands = "ROOT",
		.summary = "what would fail of a tree or an image; exit status 1 if something would",
	},
	&(const struct ddt_command){
		.name = "rootfs pack",
		.operands = "ROOT IMAGE",
		.summary = "the tree in one file; what was IMAGE is kept for who runs it",
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
	.options = rootfs_options,
	.details =
	"convert also installs ddinit and the rest; for an overlay or an image it does\n"
	"nothing else. All can be interrupted at any moment and run again.\n"
	"See ddom-flash.conf(5), ddinit(8).\n",
	.actions = rootfs_actions,
};
