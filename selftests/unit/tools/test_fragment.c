// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fragments, and names of symbols that changed.
 */
#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/kernel_internal.h"

#define BUILD		"../../../build"
#define FRAGMENTS	"../../../kconfig-fragments"

static char why[256];

/**
 * load() - read a fragment from a string
 * @f: filled
 * @text: the fragment
 *
 * Return: as ddt_fragment_load().
 */
static int load(struct ddt_fragment *f, const char *text)
{
	char path[] = "/tmp/test_fragment.XXXXXX";
	int fd = mkstemp(path), err;

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	err = ddt_fragment_load(f, path, why, sizeof(why));
	unlink(path);
	return err;
}

/**
 * parse() - read a configuration from a string
 * @kc: filled
 * @text: the configuration
 */
static void parse(struct ddt_kconfig *kc, const char *text)
{
	memset(kc, 0, sizeof(*kc));
	kc->text.data = (uint8_t *)strdup(text);
	kc->text.len = strlen(text);
	assert_int_equal(ddt_kconfig_parse(kc, why, sizeof(why)), 0);
}

/**
 * test_reasons() - which comment belongs to which symbol
 * @state: unused
 */
static void test_reasons(void **state)
{
	static const char text[] =
		"# SPDX-License-Identifier: GPL-2.0-only\n#\n# what it is about\n"
		"\n"
		"CONFIG_NONE=y\n"
		"# two lines\n#   of it\n"
		"CONFIG_A=y\n"
		"CONFIG_B=m\n"
		"# another\n"
		"# CONFIG_C is not set\n"
		"\n"
		"CONFIG_D=\"a # b\"\r\n"
		"CONFIG_E=y   # behind\n"
		"CONFIG_F=0x10\n"
		"#\n"
		"CONFIG_G=y";
	static const struct {
		const char *name;
		const char *value;
		const char *reason;
		unsigned int line;
	} want[] = {
		{ "NONE", "y", "", 5 }, { "A", "y", "two lines of it", 8 },
		{ "B", "m", "two lines of it", 9 }, { "C", "n", "another", 11 },
		{ "D", "\"a # b\"", "", 13 }, { "E", "y", "behind", 14 },
		{ "F", "0x10", "behind", 15 }, { "G", "y", "", 17 },
	};
	struct ddt_fragment f;
	size_t i;

	(void)state;
	assert_int_equal(load(&f, text), 0);
	assert_int_equal(f.n, sizeof(want) / sizeof(want[0]));
	for (i = 0; i < f.n; i++) {
		assert_string_equal(f.wants[i].sym.name, want[i].name);
		assert_string_equal(f.wants[i].sym.value, want[i].value);
		assert_string_equal(f.wants[i].reason, want[i].reason);
		assert_int_equal(f.wants[i].sym.line, want[i].line);
	}
	ddt_fragment_free(&f);
}

/**
 * test_wrong() - what is no fragment
 * @state: unused
 */
static void test_wrong(void **state)
{
	struct ddt_fragment f;
	char longest[4096];

	(void)state;
	assert_int_equal(load(&f, "CONFIG_A=y\nCONFIG_B\n"), -EINVAL);
	assert_non_null(strstr(why, ":2: neither a symbol nor a comment"));
	ddt_fragment_free(&f);
	assert_int_equal(load(&f, "CONFIG_A=\n"), -EINVAL);
	ddt_fragment_free(&f);
	assert_int_equal(load(&f, "# nothing\n\n"), -ENODATA);
	ddt_fragment_free(&f);
	assert_int_equal(load(&f, ""), -ENODATA);
	ddt_fragment_free(&f);
	assert_int_equal(ddt_fragment_load(&f, "/bin/true", why, sizeof(why)),
			 -EINVAL);
	ddt_fragment_free(&f);
	assert_int_equal(ddt_fragment_load(&f, "/nonexistent/x.config", why,
					   sizeof(why)), -ENOENT);
	assert_string_equal(f.name, "x");
	ddt_fragment_free(&f);
	/* a comment that does not end is cut, not overrun */
	memset(longest, 'a', sizeof(longest));
	longest[0] = '#';
	strcpy(longest + sizeof(longest) - 12, "\nCONFIG_A=y");
	assert_int_equal(load(&f, longest), 0);
	assert_int_equal(f.n, 1);
	ddt_fragment_free(&f);
}

/**
 * struct fitting - a symbol wanted, a configuration, what comes of it
 * @config: configuration
 * @name: symbol
 * @value: wanted
 * @fit: what comes of it
 * @here: name in that kernel, NULL: none
 */
struct fitting {
	const char *config;
	const char *name;
	const char *value;
	enum ddt_fit fit;
	const char *here;
};

#define OLD_XEN	"# Linux kernel version: 2.6.20-xen-r6\n"
#define NEW	"# Linux/x86 6.1.1 Kernel Configuration\n"
#define NEWEST	"# Linux/x86 7.2.13 Kernel Configuration\n"

static const struct fitting fittings[] = {
	{ NEW "CONFIG_A=y\n", "A", "y", DDT_FIT, "A" },
	{ NEW "CONFIG_A=m\n", "A", "y", DDT_FIT_MODULAR, "A" },
	{ NEW "# CONFIG_A is not set\n", "A", "y", DDT_FIT_MISSING, "A" },
	{ NEW "CONFIG_B=y\n", "A", "y", DDT_FIT_MISSING, "A" },
	{ NEW "CONFIG_A=y\n", "A", "m", DDT_FIT, "A" },
	{ NEW "CONFIG_A=m\n", "A", "m", DDT_FIT, "A" },
	{ NEW "CONFIG_A=n\n", "A", "m", DDT_FIT_MISSING, "A" },
	{ NEW "CONFIG_A=y\n", "A", "n", DDT_FIT_UNWANTED, "A" },
	{ NEW "CONFIG_A=m\n", "A", "n", DDT_FIT_UNWANTED, "A" },
	{ NEW "CONFIG_B=m\n", "A", "n", DDT_FIT, "A" },
	{ NEW "CONFIG_A=8\n", "A", "9", DDT_FIT_VALUE, "A" },
	{ NEW "CONFIG_A=9\n", "A", "9", DDT_FIT, "A" },
	{ NEW "CONFIG_A=\"x\"\n", "A", "\"y\"", DDT_FIT_VALUE, "A" },
	{ NEW "CONFIG_A=8\n", "A", "y", DDT_FIT_VALUE, "A" },
	{ NEW "CONFIG_B=8\n", "A", "9", DDT_FIT_MISSING, "A" },
	/* an old name on a new kernel */
	{ NEW "CONFIG_XEN_DOM0=y\n", "XEN_PRIVILEGED_GUEST", "y",
	  DDT_FIT_RENAMED, "XEN_DOM0" },
	{ NEW "CONFIG_XEN=y\n", "XEN_PRIVILEGED_GUEST", "y",
	  DDT_FIT_MISSING, "XEN_DOM0" },
	{ NEW "CONFIG_XEN_GNTDEV=m\n", "XEN_BLKDEV_TAP", "y",
	  DDT_FIT_MODULAR, "XEN_GNTDEV" },
	{ NEW "CONFIG_NFSD=y\n", "NFSD_V3", "y", DDT_FIT_GONE, NULL },
	{ NEW "CONFIG_NFS_V4=y\n", "NFS_V4_1", "y", DDT_FIT_MISSING,
	  "NFS_V4_1" },
	{ NEWEST "CONFIG_NFS_V4=y\n", "NFS_V4_1", "y", DDT_FIT_RENAMED,
	  "NFS_V4" },
	{ NEW "CONFIG_PREEMPT_NONE=y\n", "PREEMPT_VOLUNTARY", "y",
	  DDT_FIT_MISSING, "PREEMPT_VOLUNTARY" },
	{ NEWEST "CONFIG_PREEMPT_LAZY=y\n", "PREEMPT_VOLUNTARY", "y",
	  DDT_FIT_RENAMED, "PREEMPT_LAZY" },
	/* a kernel that does not say which it is may be a new one */
	{ "CONFIG_XEN_DOM0=y\n", "XEN_PRIVILEGED_GUEST", "y",
	  DDT_FIT_RENAMED, "XEN_DOM0" },
	/* mentioned: then it is there */
	{ NEW "# CONFIG_XEN_SYSFS is not set\nCONFIG_XEN_SYS_HYPERVISOR=y\n",
	  "XEN_SYSFS", "y", DDT_FIT_MISSING, "XEN_SYSFS" },
	/* a new name on an old kernel */
	{ OLD_XEN "CONFIG_XEN_PRIVILEGED_GUEST=y\n", "XEN_DOM0", "y",
	  DDT_FIT_RENAMED, "XEN_PRIVILEGED_GUEST" },
	{ OLD_XEN "CONFIG_XEN_SYSFS=m\n", "XEN_SYS_HYPERVISOR", "y",
	  DDT_FIT_MODULAR, "XEN_SYSFS" },
	{ OLD_XEN "CONFIG_XEN=y\n", "XEN_PV", "y", DDT_FIT_RENAMED, "XEN" },
	{ OLD_XEN "CONFIG_XEN=y\n", "XEN_DOM0", "y", DDT_FIT_MISSING,
	  "XEN_DOM0" },
	{ OLD_XEN "CONFIG_A=y\n", "XEN_PRIVILEGED_GUEST", "y",
	  DDT_FIT_MISSING, "XEN_PRIVILEGED_GUEST" },
	/* one that an old kernel does not know, though it has all it needs */
	{ "# Linux/x86 3.0.101 Kernel Configuration\nCONFIG_PCI=y\nCONFIG_E1000=m\n",
	  "IGC", "y", DDT_FIT_LATER, "IGC" },
	{ "# Linux/x86 3.0.101 Kernel Configuration\nCONFIG_PCI=y\n# CONFIG_E1000 is not set\n",
	  "IGC", "y", DDT_FIT_MISSING, "IGC" },
	{ NEW "CONFIG_PCI=y\nCONFIG_E1000=y\n", "IGC", "y", DDT_FIT_MISSING,
	  "IGC" },
	/* one that means less now is not one that changed its name */
	{ NEW "CONFIG_XEN_PV=y\n", "XEN", "y", DDT_FIT_MISSING, "XEN" },
};

/**
 * test_fits() - every fitting of the table
 * @state: unused
 */
static void test_fits(void **state)
{
	struct ddt_fit_result r;
	struct ddt_kconfig kc;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(fittings) / sizeof(fittings[0]); i++) {
		const struct fitting *t = &fittings[i];
		struct ddt_want want = { { t->name, t->value, 1 }, NULL };

		parse(&kc, t->config);
		ddt_fragment_check(&kc, &want, &r);
		if (r.fit != t->fit)
			print_error("%s=%s in\n%s", t->name, t->value,
				    t->config);
		assert_string_equal(ddt_fragment_fit_word(r.fit),
				    ddt_fragment_fit_word(t->fit));
		if (t->here)
			assert_string_equal(r.name, t->here);
		else
			assert_null(r.name);
		assert_int_equal(ddt_fragment_fits(r.fit), r.fit == DDT_FIT ||
				 r.fit == DDT_FIT_RENAMED ||
				 r.fit == DDT_FIT_GONE ||
				 r.fit == DDT_FIT_LATER);
		ddt_kconfig_free(&kc);
	}
}

/* Configurations of kernels as Debian builds them. */
static const char *const real[] = {
	"qemu/kernels/*/boot/config-*",
	"sdk/*/usr/src/linux-headers-*-amd64/include/config/auto.conf",
};

/**
 * check_names() - the table of names against one kernel
 * @path: its configuration
 *
 * What the table calls gone is gone, and what took its place is there.
 */
static void check_names(const char *path)
{
	struct ddt_kconfig kc;
	size_t i;

	assert_int_equal(ddt_kconfig_load(&kc, path, why, sizeof(why)), 0);
	assert_true(kc.version > DDT_KVER(5, 0, 0));
	for (i = 0; i < ddt_knames_n; i++) {
		const struct ddt_kname *n = &ddt_knames[i];

		if (kc.version < n->since)
			continue;
		if (!n->split && !n->twin && ddt_kconfig_get(&kc, n->old))
			fail_msg("%s: %s is there", path, n->old);
		/* auto.conf has only what is on */
		if (n->now && !n->twin && !strstr(path, "auto.conf") &&
		    !ddt_kconfig_get(&kc, n->now))
			fail_msg("%s: %s is not there", path, n->now);
	}
	for (i = 0; i < ddt_kname_laters_n && !strstr(path, "auto.conf"); i++)
		if (!ddt_kconfig_get(&kc, ddt_kname_laters[i].name) &&
		    ddt_kname_later(&kc, ddt_kname_laters[i].name))
			fail_msg("%s: %s is there and not mentioned", path,
				 ddt_kname_laters[i].name);
	ddt_kconfig_free(&kc);
}

/**
 * test_names() - the table of names against real kernels
 * @state: unused
 */
static void test_names(void **state)
{
	const char *build = getenv("DDOM_BUILD") ?: BUILD;
	unsigned int seen = 0;
	char pattern[256];
	size_t i, k;
	glob_t g;

	(void)state;
	for (i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
		snprintf(pattern, sizeof(pattern), "%s/%s", build, real[i]);
		if (glob(pattern, 0, NULL, &g))
			continue;
		for (k = 0; k < g.gl_pathc; k++, seen++)
			check_names(g.gl_pathv[k]);
		globfree(&g);
	}
	if (!seen)
		skip();
}

/**
 * test_installed() - the fragments of the project
 * @state: unused
 *
 * Every one can be read, and gives a reason for every symbol.
 */
static void test_installed(void **state)
{
	static const char *const places[] = {
		FRAGMENTS "/*.config", FRAGMENTS "/2.6-xen/*.config",
	};
	struct ddt_fragment f;
	size_t i, k, n;
	glob_t g;

	(void)state;
	for (i = 0; i < 2; i++) {
		if (glob(places[i], 0, NULL, &g))
			continue;
		for (k = 0; k < g.gl_pathc; k++) {
			if (ddt_fragment_load(&f, g.gl_pathv[k], why,
					      sizeof(why)))
				fail_msg("%s", why);
			for (n = 0; n < f.n; n++)
				if (!f.wants[n].reason[0])
					fail_msg("%s: no reason for %s",
						 g.gl_pathv[k],
						 f.wants[n].sym.name);
			ddt_fragment_free(&f);
		}
		globfree(&g);
	}
}

/**
 * main() - run the tests
 *
 * Return: number of failures.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_fits),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_installed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
