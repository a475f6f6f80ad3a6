// SPDX-License-Identifier: GPL-2.0-only
/*
 * flash.conf, well formed and not; paths of a tree, which must not leave it.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rootfs/flash_conf.h"
#include "rootfs/journal_internal.h"
#include "rootfs/tree_internal.h"

/**
 * read_text() - read a configuration, and what is said about it
 * @text: the configuration
 * @flash: filled
 * @said: what went to standard error
 * @size: bytes at @said
 *
 * Return: what ddt_flash_conf_read() returns.
 */
static int read_text(const char *text, struct ddt_flash *flash, char *said,
		     size_t size)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r");
	FILE *catch = tmpfile();
	int keep = dup(STDERR_FILENO);
	size_t n;
	int err;

	assert_non_null(file);
	assert_non_null(catch);
	dup2(fileno(catch), STDERR_FILENO);
	err = ddt_flash_conf_read(flash, file, "f");
	dup2(keep, STDERR_FILENO);
	close(keep);
	rewind(catch);
	n = fread(said, 1, size - 1, catch);
	said[n] = '\0';
	fclose(catch);
	fclose(file);
	return err;
}

/**
 * test_right() - everything that can be said
 * @state: unused
 */
static void test_right(void **state)
{
	static const char text[] =
		"# comment\n"
		"\n"
		"options = size=64m   # behind a blank\n"
		"copy=/etc/udev\n"
		"tree = /var/log\n"
		"empty = \"/var/with blank\"\n"
		"write = /etc/network/run/ifstate lo=lo\n"
		"write = /etc/none\n"
		"link = /etc/mtab ../proc/self/mounts\n"
		"tmpfs = /tmp mode=1777\n"
		"tmpfs = /run/x\n"
		"static = /usr/local\n"
		"attach = no\n"
		"init = /sbin/init\n"
		"init = /bin/sh\n"
		"run = /bin/echo \"a b\"  c \"\"\n";
	struct ddt_flash f;
	char said[256];

	(void)state;
	assert_int_equal(read_text(text, &f, said, sizeof(said)), 0);
	assert_string_equal(said, "");
	assert_string_equal(f.options, "size=64m");
	assert_int_equal(f.n, 9);
	assert_int_equal(f.entries[0].kind, DDT_FLASH_COPY);
	assert_string_equal(f.entries[0].path, "/etc/udev");
	assert_null(f.entries[0].arg);
	assert_string_equal(f.entries[2].path, "/var/with blank");
	assert_string_equal(f.entries[3].arg, "lo=lo");
	assert_null(f.entries[4].arg);
	assert_string_equal(f.entries[5].arg, "../proc/self/mounts");
	assert_string_equal(f.entries[6].arg, "mode=1777");
	assert_int_equal(f.attach, DDT_FLASH_ATTACH_NO);
	assert_int_equal(f.ninits, 2);
	assert_string_equal(f.inits[1], "/bin/sh");
	assert_int_equal(f.ncommands, 1);
	assert_string_equal(f.commands[0].words[1], "a b");
	assert_string_equal(f.commands[0].words[3], "");
	assert_null(f.commands[0].words[4]);
	ddt_flash_conf_free(&f);
}

/**
 * test_default() - what is shipped must be right
 * @state: unused
 */
static void test_default(void **state)
{
	struct ddt_flash f;

	(void)state;
	assert_int_equal(ddt_flash_conf_read_default(&f), 0);
	assert_true(f.n > 20);
	assert_int_equal(f.ninits, 1);
	ddt_flash_conf_free(&f);
}

/**
 * struct bad - a file that is wrong
 * @text: the file
 * @said: what must be said about it
 */
struct bad {
	const char *text;
	const char *said;
};

static const struct bad bad[] = {
	{ "copy /etc\n", "f:1:6: \"=\" expected" },
	{ "copy =\n", "f:1:7: a value expected" },
	{ "\n  cpoy = /etc\n", "f:2:3: unknown key" },
	{ "Copy = /etc\n", "f:1:1: a key expected" },
	{ "copy = etc/udev\n", "f:1:8: a path begins with" },
	{ "copy = \"\"\n", "f:1:9: a path begins with" },
	{ "copy = /\n", "f:1:8: a path without" },
	{ "copy = /etc/\n", "f:1:12: a path without" },
	{ "copy = /etc//udev\n", "f:1:12: a path without" },
	{ "copy = /etc/../x\n", "f:1:12: a path without" },
	{ "copy = /etc/..\n", "f:1:12: a path without" },
	{ "copy = \"/etc/./x\"\n", "f:1:13: a path without" },
	{ "copy = /etc/udev x\n", "f:1:18: nothing more expected" },
	{ "copy = /flash/x\n", "f:1:8: /flash is not of the tree" },
	{ "tree = /run\n", "f:1:8: /run is not of the tree" },
	{ "static = /proc/x\n", "f:1:10: /proc is not of the tree" },
	{ "copy = \"/etc\n", "f:1:8: no closing quote" },
	{ "copy = /e\"tc\"\n", "f:1:10: a quote in the middle" },
	{ "copy = \"/etc\"x\n", "f:1:14: a blank expected" },
	{ "copy = /a\ntree = /b\nempty = /a\n",
	  "f:3:9: given before, as \"copy\"" },
	{ "link = /etc/mtab\n", "f:1:8: the target of the link is missing" },
	{ "link = /etc/mtab a b\n", "f:1:20: nothing more expected" },
	{ "write = /a b c\n", "f:1:14: nothing more expected" },
	{ "tmpfs = /tmp mode=1777 x\n", "f:1:24: nothing more expected" },
	{ "options = a\noptions = b\n", "f:2:11: \"options\" was given before" },
	{ "options = a b\n", "f:1:13: nothing more expected" },
	{ "attach = maybe\n", "f:1:10: \"auto\", \"yes\" or \"no\" expected" },
	{ "attach = no\nattach = no\n", "f:2:10: \"attach\" was given before" },
	{ "init = init\n", "f:1:8: a path begins with" },
	{ "init = /a b\n", "f:1:11: nothing more expected" },
	{ "run = echo\n", "f:1:7: a path begins with" },
	{ "run = /a 1 2 3 4 5 6 7 8 9 a b c d e f\n",
	  "f:1:38: more than 15 words" },
	{ "tree = /a\r\n", "f:1:10: control character" },
};

/**
 * test_wrong() - every file of the table
 * @state: unused
 */
static void test_wrong(void **state)
{
	struct ddt_flash f;
	char said[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_text(bad[i].text, &f, said,
					   sizeof(said)), -EINVAL);
		ddt_flash_conf_free(&f);
		if (!strstr(said, bad[i].said))
			fail_msg("%s: said %s", bad[i].text, said);
	}
}

/* What test_tree() makes: links that lead out of the tree, if they are let. */
static const char *const links[][2] = {
	{ "abs", "/etc" },
	{ "up", "../../../../../../../../etc" },
	{ "etc/out", "/../../../../../../../etc/passwd" },
	{ "loop", "loop" },
	{ "chain", "abs/own" },
	{ "run", "/var/run" },
	{ "gone", "/nowhere/at/all" },
};

/**
 * struct lands - a path and where it ends
 * @path: path
 * @real: where it ends
 * @err: what is returned
 */
struct lands {
	const char *path;
	const char *real;
	int err;
};

static const struct lands lands[] = {
	{ "/abs", "/etc", 0 },
	{ "/abs/own", "/etc/own", 0 },
	{ "/up/own", "/etc/own", 0 },
	{ "/etc/out", "/etc/passwd", -ENOENT },
	{ "/chain", "/etc/own", 0 },
	{ "/gone/x", "/nowhere/at/all/x", -ENOENT },
	{ "/run/x", "/var/run/x", -ENOENT },
	{ "/../../../etc/./own", "/etc/own", 0 },
	{ "/", "/", 0 },
};

/**
 * test_tree() - no path leaves a tree
 * @state: unused
 */
static void test_tree(void **state)
{
	char dir[] = "/tmp/ddtreeXXXXXX", path[128], real[PATH_MAX];
	struct ddt_tree tree;
	struct stat st;
	const char *base;
	size_t i;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "mkdir %s/etc && echo x >%s/etc/own", dir,
		 dir);
	assert_int_equal(system(path), 0);
	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, links[i][0]);
		assert_int_equal(symlink(links[i][1], path), 0);
	}
	fd = ddt_tree_open(&tree, dir);
	if (fd == -ENOSYS)
		skip();
	assert_int_equal(fd, 0);
	for (i = 0; i < sizeof(lands) / sizeof(lands[0]); i++) {
		assert_int_equal(ddt_tree_lands(&tree, lands[i].path, real,
						sizeof(real), &st),
				 lands[i].err);
		assert_string_equal(real, lands[i].real);
		/* the kernel must see it the same way */
		assert_int_equal(ddt_tree_has(&tree, lands[i].path),
				 !lands[i].err);
	}
	assert_int_equal(ddt_tree_lands(&tree, "/loop", real, sizeof(real),
					&st), -ELOOP);
	assert_false(ddt_tree_has(&tree, "/abs/passwd"));
	assert_false(ddt_tree_has(&tree, "/up/passwd"));
	assert_int_equal(ddt_tree_parent(&tree, "/abs/own", true, &base),
			 -ELOOP);
	assert_int_equal(ddt_tree_get_plain(&tree, "/up/own", O_RDONLY),
			 -ELOOP);
	assert_false(ddt_tree_is_running(&tree));
	ddt_tree_close(&tree);
	snprintf(path, sizeof(path), "rm -r %s", dir);
	assert_int_equal(system(path), 0);
}

/**
 * test_state() - a state survives its file, also one that was cut off
 * @state: unused
 */
static void test_state(void **state)
{
	char dir[] = "/tmp/ddstateXXXXXX", path[64], why[256];
	struct ddt_journal s = { .fd = -1 };
	const struct ddt_step *step;
	struct ddt_tree tree;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	if (ddt_tree_open(&tree, dir) == -ENOSYS)
		skip();
	assert_int_equal(ddt_journal_load(&s, &tree, why, sizeof(why)), 0);
	assert_int_equal(s.phase, DDT_PHASE_NONE);
	assert_non_null(ddt_journal_add(&s, DDT_STEP_MOVE, "/a b\\c\n\xff",
					"-"));
	assert_non_null(ddt_journal_add(&s, DDT_STEP_DIR, "/d", ""));
	assert_int_equal(ddt_journal_write(&s, DDT_PHASE_CONVERT), 0);
	ddt_journal_free(&s);
	snprintf(path, sizeof(path), "%s%s", dir, DDT_JOURNAL_FILE);
	file = fopen(path, "a");
	assert_non_null(file);
	fputs("move 0.000000000 0 - /cut", file);
	fclose(file);
	assert_int_equal(ddt_journal_load(&s, &tree, why, sizeof(why)), 0);
	assert_int_equal(s.phase, DDT_PHASE_CONVERT);
	assert_int_equal(s.n, 2);
	step = ddt_journal_find(&s, DDT_STEP_MOVE, "/a b\\c\n\xff");
	assert_non_null(step);
	assert_string_equal(step->text, "-");
	step = ddt_journal_find(&s, DDT_STEP_DIR, "/d");
	assert_non_null(step);
	assert_string_equal(step->text, "");
	assert_int_equal(ddt_journal_phase(&s, DDT_PHASE_DONE), 0);
	ddt_journal_free(&s);
	assert_int_equal(ddt_journal_load(&s, &tree, why, sizeof(why)), 0);
	assert_int_equal(s.phase, DDT_PHASE_DONE);
	ddt_journal_free(&s);
	file = fopen(path, "a");
	assert_non_null(file);
	fputs("mvoe 0.000000000 0 - /x\n", file);
	fclose(file);
	assert_int_equal(ddt_journal_load(&s, &tree, why, sizeof(why)),
			 -EINVAL);
	assert_non_null(strstr(why, ".ddom-rootfs:4:"));
	ddt_journal_free(&s);
	ddt_tree_close(&tree);
	unlink(path);
	rmdir(dir);
}

/**
 * main() - run the tests
 *
 * Return: number of failures.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
