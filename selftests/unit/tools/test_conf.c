// SPDX-License-Identifier: GPL-2.0-only
/*
 * bridge.conf, well formed and not.
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
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "job.h"

/**
 * read_text() - read a configuration, and what is said about it
 * @text: the configuration
 * @len: its bytes
 * @job: configured
 * @said: what went to standard error
 * @size: bytes at @said
 *
 * Return: what ddt_job_conf_read() returns.
 */
static int read_text(const char *text, size_t len, struct ddt_job *job,
		     char *said, size_t size)
{
	FILE *file = fmemopen(len ? (void *)text : (void *)"\n", len ? len : 1,
			      "r");
	FILE *catch = tmpfile();
	int keep = dup(STDERR_FILENO);
	size_t n;
	int err;

	assert_non_null(file);
	assert_non_null(catch);
	dup2(fileno(catch), STDERR_FILENO);
	ddt_job_init(job, DDOM_BRIDGE_OP_ATTACH);
	err = ddt_job_conf_read(job, file, "f");
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
		"   \t\n"
		"port=eth0\n"
		"  bridge =\txenbr0   # behind a blank\n"
		"probe = 10.0.0.1:2049\n"
		"probe = [fd00::1]:2049\n"
		"timeout = 2.5\n"
		"confirm-timeout = 0\n"
		"no-address = yes\n"
		"module = no";
	struct ddt_job job;
	char said[256];

	(void)state;
	assert_int_equal(read_text(text, strlen(text), &job, said,
				   sizeof(said)), 0);
	assert_string_equal(said, "");
	assert_string_equal(job.port, "eth0");
	assert_string_equal(job.bridge, "xenbr0");
	assert_int_equal(job.probes.n, 2);
	assert_int_equal(job.verify_ms, 2500);
	assert_int_equal(job.confirm_ms, 0);
	assert_true(job.no_address);
	assert_ptr_equal(job.way, &ddt_way_user);
}

/**
 * test_sections() - bridges for domUs
 * @state: unused
 */
static void test_sections(void **state)
{
	static const char text[] =
		"bridge = xenbr0\n"
		"[xenbr100]\n"
		"vlan = 100\n"
		"  [xenbr4094]   # the last there is\n"
		"address = 10.1.100.2/24\n"
		"port = eth1\n"
		"vlan = 4094\n"
		"[br6]\n"
		"port = auto\n"
		"address = fd00:1::2/64\n"
		"vlan = 0001\n"
		"[last]\n"
		"vlan = 4094\n"
		"address = none";
	struct ddt_vlan *v;
	struct ddt_job job;
	char said[256];

	(void)state;
	assert_int_equal(read_text(text, strlen(text), &job, said,
				   sizeof(said)), 0);
	assert_string_equal(said, "");
	assert_string_equal(job.bridge, "xenbr0");
	assert_string_equal(job.port, "");
	assert_int_equal(job.vlans.n, 4);
	v = job.vlans.list;
	assert_string_equal(v[0].bridge, "xenbr100");
	assert_string_equal(v[0].port, "");
	assert_int_equal(v[0].id, 100);
	assert_int_equal(v[0].family, 0);
	assert_string_equal(v[1].port, "eth1");
	assert_int_equal(v[1].id, 4094);
	assert_int_equal(v[1].family, AF_INET);
	assert_memory_equal(v[1].addr, "\12\1\144\2", 4);
	assert_int_equal(v[1].prefix, 24);
	assert_int_equal(v[2].id, 1);
	assert_int_equal(v[2].family, AF_INET6);
	assert_int_equal(v[2].prefix, 64);
	assert_string_equal(v[3].bridge, "last");
	assert_int_equal(v[3].family, 0);
}

/**
 * test_defaults() - an empty file, and "auto"
 * @state: unused
 */
static void test_defaults(void **state)
{
	static const char text[] = "port = auto\nmodule = yes\n";
	struct ddt_job job;
	char said[256];

	(void)state;
	assert_int_equal(read_text("", 0, &job, said, sizeof(said)), 0);
	assert_string_equal(job.port, "");
	assert_int_equal(job.verify_ms, 3000);
	assert_int_equal(read_text(text, strlen(text), &job, said,
				   sizeof(said)), 0);
	assert_string_equal(job.port, "");
	assert_ptr_equal(job.way, &ddt_way_module);
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
	{ "port", "f:1:5: \"=\" expected" },
	{ "port eth0\n", "f:1:6: \"=\" expected" },
	{ "port =\n", "f:1:7: a value expected" },
	{ "port = # no\n", "f:1:8: a value expected" },
	{ "= eth0\n", "f:1:1: a key expected" },
	{ "\n\n  Port = eth0\n", "f:3:3: a key expected" },
	{ "brigde = xenbr0\n", "f:1:1: unknown key" },
	{ "bridge- = xenbr0\n", "f:1:1: unknown key" },
	{ "bridge = a\nbridge = b\n", "f:2:10: \"bridge\" was given before" },
	{ "bridge = a b\n", "f:1:10: not a device name" },
	{ "bridge = a#b/c\n", "f:1:10: not a device name" },
	{ "bridge = 1234567890123456\n", "f:1:10: not a device name" },
	{ "probe = nowhere\n", "f:1:9: not ADDR" },
	{ "timeout = 0\n", "f:1:11: not a time" },
	{ "timeout = 61\n", "f:1:11: not a time" },
	{ "timeout = 5s\n", "f:1:11: not a time" },
	{ "confirm-timeout = 601\n", "f:1:19: not a time" },
	{ "no-address = true\n", "f:1:14: \"yes\" or \"no\" expected" },
	{ "module = YES\n", "f:1:10: \"yes\" or \"no\" expected" },
	{ "port = eth0\r\n", "f:1:12: control character" },
	{ "[a\n", "f:1:3: \"]\" expected" },
	{ "[a] b\n", "f:1:5: nothing expected" },
	{ "[a]# b\n", "f:1:4: nothing expected" },
	{ "[]\n", "f:1:2: not a bridge's name" },
	{ "[ a ]\n", "f:1:2: not a bridge's name" },
	{ "[a/b]\n", "f:1:2: not a bridge's name" },
	{ "[all]\n", "f:1:2: not a bridge's name" },
	{ "[1234567890123456]\n", "f:1:2: not a bridge's name" },
	{ "bridge = a\n[a]\n", "f:2:2: \"a\" is the root's" },
	{ "[a]\nvlan = 1\n[a]\n", "f:3:2: \"a\" was given before" },
	{ "[a]\n", "f:1: [a]: \"vlan\" is missing" },
	{ "#\n[a]\n\n[b]\nvlan = 1\n", "f:2: [a]: \"vlan\" is missing" },
	{ "[a]\nvlan = 0\n", "f:2:8: not a number between 1 and 4094" },
	{ "[a]\nvlan = 4095\n", "f:2:8: not a number between 1 and 4094" },
	{ "[a]\nvlan = 99999999999999999999\n", "f:2:8: not a number" },
	{ "[a]\nvlan = -1\n", "f:2:8: not a number" },
	{ "[a]\nvlan = 1x\n", "f:2:8: not a number" },
	{ "[a]\nvlan = 1\nvlan = 2\n", "f:3:8: \"vlan\" was given before" },
	{ "[a]\nbridge = b\n", "f:2:1: unknown key" },
	{ "[a]\ntimeout = 1\n", "f:2:1: unknown key" },
	{ "vlan = 1\n", "f:1:1: unknown key" },
	{ "[a]\nport = a b\n", "f:2:8: not a device name" },
	{ "[a]\nport = a\nvlan = 1\n", "f:1: [a]: port and bridge have" },
	{ "[a]\nport = e\nvlan = 5\n[b]\nvlan = 5\nport = e\n",
	  "f:4: [b]: VLAN 5 of e is in a already" },
	{ "[a]\nvlan = 5\n[b]\nport = auto\nvlan = 5\n",
	  "f:3: [b]: VLAN 5 of the root's port is in a already" },
	{ "[a]\naddress = dhcp\n", "f:2:11: \"none\", or a machine's ADDR" },
	{ "[a]\naddress = 10.0.0.1\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = 10.0.0.1/33\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = 10.0.0.1/0\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = 10.0.0.0/24\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = 10.0.0.255/24\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = 224.0.0.5/4\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = 0.0.0.0/8\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = 127.0.0.5/8\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = ::1/64\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = ff02::1/64\n", "f:2:11: \"none\", or" },
	{ "[a]\naddress = fd00::1/129\n", "f:2:11: \"none\", or" },
	{ "port = e\033[0m\n", "f:1:9: control character" },
};

/**
 * test_wrong() - every file of the table
 * @state: unused
 */
static void test_wrong(void **state)
{
	struct ddt_job job;
	char said[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_text(bad[i].text, strlen(bad[i].text),
					   &job, said, sizeof(said)), -EINVAL);
		if (!strstr(said, bad[i].said))
			fail_msg("%s: said %s", bad[i].text, said);
	}
}

/**
 * test_device_name() - every port's VLANs have names that a device can have
 * @state: unused
 */
static void test_device_name(void **state)
{
	static const struct {
		const char *port;
		unsigned int id;
		const char *name;
	} names[] = {
		{ "eth0", 1, "eth0.1" },
		{ "enp94s0f0n", 4094, "enp94s0f0n.4094" },
		{ "enp94s0f0np0", 10, "enp94s0f0np0.10" },
		{ "enp94s0f0np0", 100, "vc8d6d6f8.100" },
		{ "enp94s0f1np1", 100, "v076d810b.100" },
		{ "123456789012345", 4094, "v5155af82.4094" },
	};
	char name[IFNAMSIZ];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ddt_vlan_device_name(names[i].port, names[i].id, name);
		assert_string_equal(name, names[i].name);
	}
}

/**
 * test_many_sections() - as many as there may be, and one more
 * @state: unused
 */
static void test_many_sections(void **state)
{
	char text[4096], said[256];
	struct ddt_job job;
	size_t n = 0, before = 0;
	int i;

	(void)state;
	for (i = 1; i <= DDT_VLANS_MAX + 1; i++) {
		before = n;
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "[b%d]\nvlan = %d\n", i, i);
	}
	assert_int_equal(read_text(text, before, &job, said, sizeof(said)), 0);
	assert_int_equal(job.vlans.n, DDT_VLANS_MAX);
	assert_int_equal(read_text(text, n, &job, said, sizeof(said)), -EINVAL);
	assert_non_null(strstr(said, "f:129:2: more than 64 bridges"));
}

/**
 * test_hidden() - a NUL, a long line, too many probes
 * @state: unused
 */
static void test_hidden(void **state)
{
	static const char nul[] = "port = eth0\0bridge = x\n";
	char text[1024], said[256];
	struct ddt_job job;
	size_t n = 0;
	int i;

	(void)state;
	assert_int_equal(read_text(nul, sizeof(nul) - 1, &job, said,
				   sizeof(said)), -EINVAL);
	assert_non_null(strstr(said, "f:1:12: control character"));

	memset(text, 'a', sizeof(text));
	memcpy(text, "port = ", 7);
	assert_int_equal(read_text(text, sizeof(text), &job, said,
				   sizeof(said)), -EINVAL);
	assert_non_null(strstr(said, "line too long"));

	for (i = 0; i <= DDOM_BRIDGE_MAX_PROBES; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "probe = 10.0.0.%d\n", i + 1);
	assert_int_equal(read_text(text, n, &job, said, sizeof(said)), -EINVAL);
	assert_non_null(strstr(said, "f:17:9: more than 16 probes"));
}

/**
 * test_noise() - random bytes never do more than be refused
 * @state: unused
 */
static void test_noise(void **state)
{
	static const char alphabet[] = "port=bridge.#\n \t:[]vlan0123456789-\\\"\r";
	struct ddt_job job;
	char text[256], said[512];
	unsigned int seed = 1;
	int round;
	size_t i;

	(void)state;
	for (round = 0; round < 2000; round++) {
		for (i = 0; i < sizeof(text); i++)
			text[i] = alphabet[(unsigned int)rand_r(&seed) %
					   sizeof(alphabet)];
		read_text(text, sizeof(text), &job, said, sizeof(said));
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
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_device_name),
		cmocka_unit_test(test_many_sections),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
