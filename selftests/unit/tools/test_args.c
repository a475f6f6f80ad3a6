// SPDX-License-Identifier: GPL-2.0-only
/*
 * Command lines, and the words in them.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/args.h"
#include "base/nearest.h"
#include "netdev/probe.h"

static const struct ddt_option options[] = {
	{ "timeout", 't', "SECONDS", "" },
	{ "timed", 'd', NULL, "" },
	{ "config", 300, "[=FILE]", "" },
	{ "json", 'j', NULL, "" },
	{ NULL, 0, NULL, NULL },
};

/**
 * struct line - a command line and what is to come of it
 * @argv: the command line
 * @keys: keys, as characters; "C": --config; "?": usage, and then no more
 * @last: the last argument, NULL: none
 * @operands: the operands, joined by blanks
 */
struct line {
	const char *argv[8];
	const char *keys;
	const char *last;
	const char *operands;
};

static const struct line lines[] = {
	{ { "x" }, "", NULL, "" },
	{ { "x", "a", "b" }, "", NULL, "a b" },
	{ { "x", "--json", "a" }, "j", NULL, "a" },
	{ { "x", "a", "--json", "b" }, "j", NULL, "a b" },
	{ { "x", "--timeout", "5", "a" }, "t", "5", "a" },
	{ { "x", "--timeout=5" }, "t", "5", "" },
	{ { "x", "-t5", "-jd" }, "tjd", NULL, "" },
	{ { "x", "-jt", "7" }, "jt", "7", "" },
	{ { "x", "-jt7", "a", "-d" }, "jtd", NULL, "a" },
	{ { "x", "--time", "5" }, "?", NULL, "" },
	{ { "x", "--tim" }, "?", NULL, "" },
	{ { "x", "--jso" }, "?", NULL, "" },
	{ { "x", "--json=1" }, "?", NULL, "" },
	{ { "x", "--jsonx" }, "?", NULL, "" },
	{ { "x", "--timeout" }, "?", NULL, "" },
	{ { "x", "-t" }, "?", NULL, "" },
	{ { "x", "-q" }, "?", NULL, "" },
	{ { "x", "--=" }, "?", NULL, "" },
	{ { "x", "--", "--json", "-q" }, "", NULL, "--json -q" },
	{ { "x", "-j", "--", "--", "a" }, "j", NULL, "-- a" },
	{ { "x", "--config", "a" }, "C", NULL, "a" },
	{ { "x", "--config=f", "a" }, "C", "f", "a" },
	{ { "x", "-" }, "", NULL, "-" },
};

/**
 * test_lines() - every command line of the table
 * @state: unused
 */
static void test_lines(void **state)
{
	struct ddt_args args;
	char keys[16], operands[64], *argv[8];
	const char *last;
	size_t i, n;
	int key, argc, k, pass;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		for (argc = 0; lines[i].argv[argc]; argc++)
			;
		memcpy(argv, lines[i].argv, sizeof(argv));
		pass = 0;
again:
		ddt_args_init(&args, argc, argv, options);
		memset(keys, 0, sizeof(keys));
		last = NULL;
		n = 0;
		while ((key = ddt_args_next(&args)) != DDT_ARGS_END) {
			keys[n++] = key == 300 ? 'C' : (char)key;
			if (key == DDT_ARGS_USAGE)
				break;
			last = args.value;
		}
		operands[0] = '\0';
		for (k = 0; k < args.noperands; k++) {
			if (k)
				strcat(operands, " ");
			strcat(operands, args.operands[k]);
		}
		assert_string_equal(keys, lines[i].keys);
		if (lines[i].last)
			assert_string_equal(last, lines[i].last);
		assert_string_equal(operands, lines[i].operands);
		assert_null(args.operands[args.noperands]);
		/* Some commands look for one option first. */
		if (!pass++)
			goto again;
	}
}

/**
 * test_nearest() - what a mistyped word may have meant
 * @state: unused
 */
static void test_nearest(void **state)
{
	static const char *const words[] = {
		"json", "timeout", "confirm-timeout", "dry-run",
	};
	static const struct {
		const char *word;
		const char *best;
	} typed[] = {
		{ "jsno", "json" }, { "json", "json" }, { "jjson", "json" },
		{ "time", "timeout" }, { "timed-out", "timeout" },
		{ "tiemout", "timeout" }, { "c", "confirm-timeout" },
		{ "dryrun", "dry-run" }, { "d-run", "dry-run" },
		{ "", NULL }, { "xml", NULL }, { "runtime", NULL },
		{ "a-word-that-is-too-long-for-an-error", NULL },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		struct ddt_nearest near = { .word = typed[i].word };

		for (k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			ddt_nearest_offer(&near, words[k]);
		if (typed[i].best)
			assert_string_equal(near.best, typed[i].best);
		else
			assert_null(near.best);
	}
}

/**
 * test_many() - as many operands as there may be, and one more
 * @state: unused
 */
static void test_many(void **state)
{
	static char x[] = "x";
	char *argv[DDT_OPERANDS_MAX + 2];
	struct ddt_args args;
	int i;

	(void)state;
	for (i = 0; i < DDT_OPERANDS_MAX + 2; i++)
		argv[i] = x;
	ddt_args_init(&args, DDT_OPERANDS_MAX + 1, argv, options);
	assert_int_equal(ddt_args_next(&args), DDT_ARGS_END);
	assert_int_equal(args.noperands, DDT_OPERANDS_MAX);
	ddt_args_init(&args, DDT_OPERANDS_MAX + 2, argv, options);
	assert_int_equal(ddt_args_next(&args), DDT_ARGS_USAGE);
}

/**
 * test_seconds() - times
 * @state: unused
 */
static void test_seconds(void **state)
{
	static const char *const wrong[] = {
		"", ".", "1.", ".5", "-1", "+1", "1e3", "1 ", " 1", "0x1",
		"1.2345", "1.2.3", "nan", "1s",
	};
	uint32_t ms = 7;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(ddt_args_seconds(wrong[i], 60000, &ms),
				 -EINVAL);
	assert_int_equal(ddt_args_seconds("61", 60000, &ms), -ERANGE);
	assert_int_equal(ddt_args_seconds("60.001", 60000, &ms), -ERANGE);
	assert_int_equal(ddt_args_seconds("99999999999999999999", 60000, &ms),
			 -ERANGE);
	assert_int_equal(ddt_args_seconds("4294967.295", UINT32_MAX, &ms), 0);
	assert_int_equal(ms, 4294967295U);
	assert_int_equal(ddt_args_seconds("0", 60000, &ms), 0);
	assert_int_equal(ms, 0);
	assert_int_equal(ddt_args_seconds("2.5", 60000, &ms), 0);
	assert_int_equal(ms, 2500);
	assert_int_equal(ddt_args_seconds("60", 60000, &ms), 0);
	assert_int_equal(ms, 60000);
	assert_int_equal(ddt_args_seconds("0.001", 60000, &ms), 0);
	assert_int_equal(ms, 1);
}

/**
 * test_names() - device names
 * @state: unused
 */
static void test_names(void **state)
{
	(void)state;
	assert_true(ddt_args_is_ifname("eth0"));
	assert_true(ddt_args_is_ifname("eth0.5"));
	assert_true(ddt_args_is_ifname("123456789012345"));
	assert_false(ddt_args_is_ifname("1234567890123456"));
	assert_false(ddt_args_is_ifname(""));
	assert_false(ddt_args_is_ifname("."));
	assert_false(ddt_args_is_ifname(".."));
	assert_false(ddt_args_is_ifname("a/b"));
	assert_false(ddt_args_is_ifname("eth0:1"));
	assert_false(ddt_args_is_ifname("a b"));
	assert_false(ddt_args_is_ifname("a\nb"));
}

/**
 * test_probes() - probes, read and written
 * @state: unused
 */
static void test_probes(void **state)
{
	static const char *const right[] = {
		"10.0.0.1", "10.0.0.1:2049", "fe80::1", "[fd00::1]:1",
		"::ffff:1.2.3.4", "255.255.255.255:65535", "fe80::1%eth0",
		"[fe80::1%eth0]:2049", "fe80::1%2", "[febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff%enp0s31f6.1234]:65535",
	};
	static const char *const wrong[] = {
		"", ":", "10.0.0", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536",
		"10.0.0.1:2049x", "10.0.0.1:-1", "host", "host:1", "[10.0.0.1]",
		"[fd00::1", "fd00::1]", "[fd00::1]x", "[fd00::1]:", "[]:1",
		"fd00::1::2", "[fd00::1]:99999999999999999999", "1.2.3.4 ",
		"fe80::1%", "fe80::1%eth0%1", "fe80::1%eth0/64", "fd00::1%eth0",
		"10.0.0.1%eth0", "[fe80::1%]:1", "fe80::1%fifteen15lette16",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	char text[DDT_PROBE_TEXT];
	struct ddt_probes list = { .n = 0 };
	char scope[DDOM_IFNAMSIZ];
	struct ddom_probe probe;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(ddt_probe_parse(right[i], &probe, scope), 0);
		assert_string_equal(ddt_probe_text(&probe, scope, text,
						   sizeof(text)),
				    right[i]);
	}
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(ddt_probe_parse(wrong[i], &probe, scope),
				 -EINVAL);

	assert_int_equal(ddt_probe_parse("[fd00::1]", &probe, scope), 0);
	for (i = 0; i < DDOM_BRIDGE_MAX_PROBES; i++) {
		probe.tcp_port = (unsigned short)i;
		assert_int_equal(ddt_probes_add(&list, &probe, ""), 0);
		assert_int_equal(ddt_probes_add(&list, &probe, ""), 0);
	}
	assert_int_equal(list.n, DDOM_BRIDGE_MAX_PROBES);
	probe.tcp_port = 77;
	assert_int_equal(ddt_probes_add(&list, &probe, ""), -E2BIG);
}

/**
 * main() - run the tests
 *
 * Return: number of failures.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_probes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
