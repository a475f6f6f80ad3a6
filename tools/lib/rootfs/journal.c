// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file that says what has been done to a tree.
 *
 * A line is "KIND SECONDS.NANOSECONDS SIZE TEXT PATH"; in TEXT and PATH a
 * backslash and three octal digits stand for a character that would end them,
 * and "-" for an empty one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rootfs/journal_internal.h"
#include "rootfs/tree_internal.h"

#define DDT_JOURNAL_NEW		".ddom-rootfs.new"
#define DDT_STATE_MAGIC		"ddom-rootfs 1 "
/* Phases have one width, so that one can take another's place. */
#define DDT_STATE_WIDTH		7

static const char *const step_names[DDT_STEP_NKINDS] = {
	[DDT_STEP_TIME] = "time",
	[DDT_STEP_DIR] = "mkdir",
	[DDT_STEP_MOVE] = "move",
	[DDT_STEP_LINK] = "link",
	[DDT_STEP_PUT] = "install",
	[DDT_STEP_SAVE] = "save",
	[DDT_STEP_DEPMOD] = "depmod",
};

static const char *const phase_names[] = {
	[DDT_PHASE_CONVERT] = "convert",
	[DDT_PHASE_DONE] = "done   ",
	[DDT_PHASE_UNDO] = "undo   ",
};

/**
 * ddt_journal_step_name() - a kind in one word
 * @kind: kind
 *
 * Return: the word.
 */
const char *ddt_journal_step_name(enum ddt_step_kind kind)
{
	return step_names[kind];
}

/* write a field */
static void journal_escape(FILE *out, const char *text)
{
	const char *p;

	if (!*text)
		fputc('-', out);
	for (p = text; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == '\\' || *p == 0x7f ||
		    (*p == '-' && p == text && !p[1]))
			fprintf(out, "\\%03o", (unsigned char)*p);
		else
			fputc(*p, out);
}

/* read a field, in place */
static void journal_unescape(char *text)
{
	char *in = text, *out = text;

	if (!strcmp(text, "-"))
		*text = '\0';
	while (*in) {
		if (*in == '\\' && strspn(in + 1, "01234567") >= 3) {
			*out++ = (char)((in[1] - '0') * 64 +
					(in[2] - '0') * 8 + in[3] - '0');
			in += 4;
		} else {
			*out++ = *in++;
		}
	}
	*out = '\0';
}

/**
 * ddt_journal_find() - a step
 * @state: state
 * @kind: its kind
 * @path: its path
 *
 * Return: the step or NULL.
 */
struct ddt_step *ddt_journal_find(const struct ddt_journal *state,
				  enum ddt_step_kind kind, const char *path)
{
	size_t i;

	for (i = 0; i < state->n; i++)
		if (state->steps[i].kind == kind &&
		    !strcmp(state->steps[i].path, path))
			return &state->steps[i];
	return NULL;
}

/**
 * ddt_journal_add() - add a step, or find it
 * @state: state
 * @kind: its kind
 * @path: its path
 * @text: its text
 *
 * Return: the step, @fresh when it is new or has another text; NULL without
 * memory.
 */
struct ddt_step *ddt_journal_add(struct ddt_journal *state,
				 enum ddt_step_kind kind, const char *path,
				 const char *text)
{
	struct ddt_step *s = ddt_journal_find(state, kind, path), *grown;

	if (s)
		return s;
	grown = realloc(state->steps, (state->n + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	state->steps = grown;
	s = &grown[state->n];
	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->fresh = true;
	s->path = strdup(path);
	s->text = strdup(text);
	if (!s->path || !s->text) {
		free(s->path);
		free(s->text);
		return NULL;
	}
	state->n++;
	return s;
}

/**
 * ddt_journal_time() - remember the time of a directory
 * @state: state
 * @path: the directory; nothing happens when it is not there
 *
 * While a conversion or an undo goes on, the time remembered first counts.
 *
 * Return: 0 or a negative errno.
 */
int ddt_journal_time(struct ddt_journal *state, const char *path)
{
	struct ddt_step *s = ddt_journal_find(state, DDT_STEP_TIME, path);
	struct stat st;
	int fd, err;

	if (s && (s->fresh || state->phase != DDT_PHASE_DONE))
		return 0;
	fd = ddt_tree_get(state->tree, path, O_PATH, 0);
	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	err = fstat(fd, &st) ? -errno : 0;
	close(fd);
	if (err)
		return err;
	if (!s)
		s = ddt_journal_add(state, DDT_STEP_TIME, path, "");
	if (!s)
		return -ENOMEM;
	s->time = st.st_mtim;
	s->fresh = true;
	return 0;
}

/* Take a line. A step that occurs again takes the place of the first. */
static int journal_line(struct ddt_journal *state, char *line)
{
	char *kind = strtok(line, " "), *time = strtok(NULL, " ");
	char *size = strtok(NULL, " "), *text = strtok(NULL, " ");
	char *path = strtok(NULL, " ");
	struct ddt_step *s;
	long sec, nsec;
	int i;

	for (i = 0; kind && i < DDT_STEP_NKINDS; i++)
		if (!strcmp(kind, step_names[i]))
			break;
	if (!path || i == DDT_STEP_NKINDS || strtok(NULL, " ") ||
	    sscanf(time, "%ld.%9ld", &sec, &nsec) != 2 || *path != '/')
		return -EINVAL;
	journal_unescape(text);
	journal_unescape(path);
	s = ddt_journal_add(state, (enum ddt_step_kind)i, path, text);
	if (!s)
		return -ENOMEM;
	s->time.tv_sec = sec;
	s->time.tv_nsec = nsec;
	s->size = strtoll(size, NULL, 10);
	s->fresh = false;
	return 0;
}

/* take the first line */
static int journal_header(struct ddt_journal *state, const char *line)
{
	const size_t magic = strlen(DDT_STATE_MAGIC);
	int i;

	if (strncmp(line, DDT_STATE_MAGIC, magic))
		return -EINVAL;
	for (i = DDT_PHASE_CONVERT; i <= DDT_PHASE_UNDO; i++)
		if (!strcmp(line + magic, phase_names[i])) {
			state->phase = (enum ddt_phase)i;
			return 0;
		}
	return -EINVAL;
}

/*
 * Take all lines. A last line without an end was cut off while it was being
 * added; what it was to say has not been begun.
 */
static int journal_lines(struct ddt_journal *state, FILE *file, char *why,
			 size_t size)
{
	char *line = NULL;
	size_t room = 0;
	unsigned int number = 0;
	ssize_t n;
	off_t end = 0;
	int err = 0;

	while (!err && (n = getline(&line, &room, file)) > 0) {
		if (line[n - 1] != '\n') {
			err = ftruncate(state->fd, end) ? -errno : 0;
			break;
		}
		end += n;
		line[n - 1] = '\0';
		err = number++ ? journal_line(state, line) :
				 journal_header(state, line);
	}
	if (!err && !number)
		err = -EINVAL;
	if (err)
		snprintf(why, size, "%s%s:%u: %s", state->tree->name,
			 DDT_JOURNAL_FILE, number, strerror(-err));
	free(line);
	return err;
}

/**
 * ddt_journal_load() - read what has been done to a tree
 * @state: filled
 * @tree: tree
 * @why: what is wrong
 * @size: bytes at @why
 *
 * Return: 0, also when nothing has been done; or a negative errno.
 */
int ddt_journal_load(struct ddt_journal *state, const struct ddt_tree *tree,
		     char *why, size_t size)
{
	FILE *file;
	int fd, err;

	memset(state, 0, sizeof(*state));
	state->tree = tree;
	/* a tree that may only be read can still be looked at */
	state->fd = openat(tree->fd, DDT_JOURNAL_NAME,
			   O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK |
			   O_CLOEXEC);
	if (state->fd < 0 && (errno == EROFS || errno == EACCES))
		state->fd = openat(tree->fd, DDT_JOURNAL_NAME,
				   O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
				   O_CLOEXEC);
	if (state->fd < 0 && errno == ENOENT)
		return 0;
	if (state->fd < 0) {
		err = -errno;
		goto fail;
	}
	fd = dup(state->fd);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		goto fail;
	}
	err = journal_lines(state, file, why, size);
	fclose(file);
	return err;
fail:
	snprintf(why, size, "%s%s: %s", tree->name, DDT_JOURNAL_FILE,
		 strerror(-err));
	return err;
}

/* write to the end */
static int journal_all(int fd, const char *text, size_t len)
{
	ssize_t n;

	for (; len; text += n, len -= (size_t)n) {
		n = write(fd, text, len);
		if (n < 0)
			return -errno;
	}
	return fsync(fd) ? -errno : 0;
}

/*
 * Make the file. It appears at once and complete. Where the file system can
 * make a file without a name even the time of the root is in it before it
 * changes.
 */
static int journal_create(struct ddt_journal *state, const char *text,
			  size_t len)
{
	int root = state->tree->fd, err;
	char proc[32];

	state->fd = openat(root, ".", O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC,
			   0600);
	if (state->fd >= 0) {
		snprintf(proc, sizeof(proc), "/proc/self/fd/%d", state->fd);
		err = journal_all(state->fd, text, len);
		if (!err && linkat(AT_FDCWD, proc, root, DDT_JOURNAL_NAME,
				   AT_SYMLINK_FOLLOW))
			err = -errno;
		if (!err)
			return fsync(root) ? -errno : 0;
		close(state->fd);
		if (err == -EEXIST || err == -ENOSPC)
			return err;
	}
	state->fd = openat(root, DDT_JOURNAL_NEW, O_RDWR | O_CREAT | O_TRUNC |
			   O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (state->fd < 0)
		return -errno;
	err = journal_all(state->fd, text, len);
	if (!err && renameat(root, DDT_JOURNAL_NEW, root, DDT_JOURNAL_NAME))
		err = -errno;
	return err ? err : fsync(root) ? -errno : 0;
}

/**
 * ddt_journal_write() - add the fresh steps to the file, then set the phase
 * @state: state
 * @phase: what goes on from now
 *
 * Return: 0 or a negative errno.
 */
int ddt_journal_write(struct ddt_journal *state, enum ddt_phase phase)
{
	char *text = NULL;
	size_t len = 0, i;
	FILE *out = open_memstream(&text, &len);
	struct ddt_step *s;
	int err;

	if (!out)
		return -ENOMEM;
	if (state->fd < 0)
		fprintf(out, "%s%s\n", DDT_STATE_MAGIC, phase_names[phase]);
	for (i = 0; i < state->n; i++) {
		s = &state->steps[i];
		if (!s->fresh)
			continue;
		fprintf(out, "%s %ld.%09ld %lld ", step_names[s->kind],
			(long)s->time.tv_sec, s->time.tv_nsec,
			(long long)s->size);
		journal_escape(out, s->text);
		fputc(' ', out);
		journal_escape(out, s->path);
		fputc('\n', out);
	}
	if (fclose(out)) {
		free(text);
		return -ENOMEM;
	}
	err = state->fd < 0 ? journal_create(state, text, len) :
			      journal_all(state->fd, text, len);
	free(text);
	for (i = 0; !err && i < state->n; i++)
		state->steps[i].fresh = false;
	return err ? err : ddt_journal_phase(state, phase);
}

/**
 * ddt_journal_phase() - set the phase
 * @state: state, in its file
 * @phase: what goes on from now
 *
 * Return: 0 or a negative errno.
 */
int ddt_journal_phase(struct ddt_journal *state, enum ddt_phase phase)
{
	int fd, err = 0;

	/* O_APPEND would put it at the end, so not through state->fd */
	fd = openat(state->tree->fd, DDT_JOURNAL_NAME,
		    O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (pwrite(fd, phase_names[phase], DDT_STATE_WIDTH,
		   (off_t)strlen(DDT_STATE_MAGIC)) != DDT_STATE_WIDTH ||
	    fsync(fd))
		err = -errno;
	close(fd);
	if (!err)
		state->phase = phase;
	return err;
}

/**
 * ddt_journal_remove() - forget everything
 * @state: state, in its file
 *
 * Return: 0 or a negative errno.
 */
int ddt_journal_remove(struct ddt_journal *state)
{
	unlinkat(state->tree->fd, DDT_JOURNAL_NEW, 0);
	if (unlinkat(state->tree->fd, DDT_JOURNAL_NAME, 0) && errno != ENOENT)
		return -errno;
	state->phase = DDT_PHASE_NONE;
	return 0;
}

/**
 * ddt_journal_free() - free what was read
 * @state: state
 */
void ddt_journal_free(struct ddt_journal *state)
{
	size_t i;

	for (i = 0; i < state->n; i++) {
		free(state->steps[i].path);
		free(state->steps[i].text);
		free(state->steps[i].source);
	}
	free(state->steps);
	if (state->fd >= 0)
		close(state->fd);
	memset(state, 0, sizeof(*state));
	state->fd = -1;
}
