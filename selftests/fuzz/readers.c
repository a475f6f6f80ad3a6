// SPDX-License-Identifier: GPL-2.0-only
/*
 * The readers of tools/lib, each followed by what uses its result. What they
 * write for people and for other programs has no control bytes.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/check.h"
#include "doctor/doctor_internal.h"
#include "fuzz.h"
#include "job.h"
#include "kernel/kernel_internal.h"
#include "manager/manager.h"
#include "render/outdir_internal.h"
#include "root/server_internal.h"

/* Neither a line nor a terminal takes anything else than what was meant. */
static void check_text(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (((unsigned char)text[i] < ' ' && !strchr("\n\t", text[i])) ||
		    !text[i] || text[i] == 0x7f) {
			fprintf(stderr, "control byte %#x in what is written: %.*s\n",
				(unsigned char)text[i], (int)i, text);
			abort();
		}
}

/* a domU's configuration: what is in quotes there has no quotes in it */
static void show_domus(const struct ddt_pool *pool)
{
	struct ddt_domu domu;
	unsigned int i, quotes;
	char *text = NULL, *p;
	size_t len = 0;
	FILE *f;

	for (i = 0; i < pool->ndomu_kinds; i++) {
		ddt_domu_get(&pool->domu_kinds[i], pool->domu_kinds[i].count,
			     &domu);
		if (ddt_domu_find(pool, domu.name, &domu))
			abort();
		text = NULL;
		f = open_memstream(&text, &len);
		if (!f)
			return;
		ddt_xl_write(f, &domu, i & 1);
		if (fclose(f)) {
			free(text);
			return;
		}
		check_text(text, len);
		for (p = text, quotes = 0; *p; p++)
			quotes += *p == '"';
		if (quotes % 2 || strchr(text, '\\'))
			abort();
		free(text);
	}
}

static void read_pool(const uint8_t *data, size_t size)
{
	struct ddt_outdir dir = { .path = "out", .fd = -1, .meta = -1,
				  .lock = -1 };
	struct ddt_lint lint = { .pool = NULL };
	struct ddt_render render;
	struct ddt_pool pool;
	size_t i;

	memset(&render, 0, sizeof(render));
	memset(&pool, 0, sizeof(pool));
	if (!ddt_pool_parse(&pool, "pool.conf", &ddt_render_kinds,
			    (const char *)data, size)) {
		lint.pool = &pool;
		show_domus(&pool);
		ddt_check_pool(&lint);
		if (!ddt_render_init(&render, &pool, &dir)) {
			render.grub = fuzz_dir;
			ddt_render_all(&render);
		}
		for (i = 0; i < dir.n; i++)
			if (dir.out[i].kind == DDT_OUTPUT_FILE)
				check_text(dir.out[i].text, dir.out[i].len);
		ddt_findings_free(&lint.found);
		ddt_render_free(&render);
	}
	ddt_outdir_close(&dir);
	ddt_pool_free(&pool);
}

static void read_bridge(const uint8_t *data, size_t size)
{
	static struct ddt_job job;

	(void)data;
	(void)size;
	ddt_job_init(&job, DDOM_BRIDGE_OP_ATTACH);
	ddt_job_conf(&job, fuzz_path("/bridge.conf"));
}

static void read_kconfig(const uint8_t *data, size_t size)
{
	struct ddt_kconfig kc;
	char why[256];

	(void)data;
	(void)size;
	if (!ddt_kconfig_load(&kc, fuzz_path("/config"), why, sizeof(why)))
		ddt_kconfig_builtin(&kc, "NET");
	ddt_kconfig_free(&kc);
}

static void read_fragment(const uint8_t *data, size_t size)
{
	struct ddt_fragment fragment = { .n = 0 };
	struct ddt_fit_result result;
	struct ddt_kconfig kc;
	char why[256];
	size_t i;

	(void)data;
	(void)size;
	if (!ddt_kconfig_load(&kc, fuzz_path("/config"), why, sizeof(why)) &&
	    !ddt_fragment_load(&fragment, fuzz_path("/a.config"), why,
			       sizeof(why)))
		for (i = 0; i < fragment.n; i++) {
			ddt_fragment_check(&kc, &fragment.wants[i], &result);
			ddt_fragment_fit_word(result.fit);
		}
	ddt_fragment_free(&fragment);
	ddt_kconfig_free(&kc);
}

static struct ddt_health health;
static struct ddt_findings findings;

static void show_findings(bool json)
{
	FILE *old = stdout;
	struct ddt_print p;
	char *text = NULL;
	size_t len = 0;

	stdout = open_memstream(&text, &len);
	if (stdout) {
		ddt_print_init(&p, json);
		ddt_print_begin(&p, false);
		ddt_print_str(&p, "root", "%s\n", health.root_why);
		ddt_findings_print(&p, &findings, false);
		ddt_print_end(&p, false);
		fclose(stdout);
	}
	stdout = old;
	if (text)
		check_text(text, len);
	free(text);
}

static void read_log(const uint8_t *data, size_t size)
{
	FILE *file = fopen(fuzz_path("/log"), "re");

	(void)data;
	memset(&health, 0, sizeof(health));
	ddt_findings_free(&findings);
	health.dir = fuzz_dir;
	if (file && !ddt_doctor_log(file, &health, &findings))
		show_findings(size & 1);
	if (file)
		fclose(file);
}

static void add_link(const char *name, bool bridge)
{
	struct ddt_hlink *l = &health.links[health.nlinks++];

	snprintf(l->name, sizeof(l->name), "%s", name);
	snprintf(l->mac, sizeof(l->mac), "00:16:3e:00:00:0%u", health.nlinks);
	snprintf(l->driver, sizeof(l->driver), "virtio_net");
	l->index = health.nlinks;
	l->bridge = bridge;
	l->up = true;
	l->type = bridge ? "bridge" : "ethernet";
	l->networkd = true;
}

/* A machine with its root on NFS, and all programs that could take its NIC. */
static void read_managers(const uint8_t *data, size_t size)
{
	static const char *const there[] = {
		"/usr/sbin/ifup", "/usr/sbin/netplan", "/usr/sbin/xl",
	};
	static bool made;
	unsigned int i;

	(void)data;
	for (i = 0; !made && i < sizeof(there) / sizeof(there[0]); i++)
		fuzz_make(there[i]);
	made = true;
	memset(&health, 0, sizeof(health));
	ddt_findings_free(&findings);
	health.dir = fuzz_dir;
	add_link("eth0", false);
	add_link("eth1", false);
	add_link("br0", true);
	strcpy(health.links[0].master, "br0");
	health.nm = true;
	health.wicked = true;
	strcpy(health.connman, "connmand -n -I eth1");
	strcpy(health.clients[0].name, "dhcpcd");
	strcpy(health.clients[0].args, "dhcpcd -q -Z tap0");
	health.nclients = 1;
	ddt_health_files(&health);
	ddt_health_copy(&health);
	health.nfs = true;
	strcpy(health.root_dev, "eth0");
	ddt_doctor_judge(&health, &findings);
	show_findings(size & 1);
}

static void read_root(const uint8_t *data, size_t size)
{
	char paths[4][512];
	struct ddt_root_files files = {
		.mountinfo = paths[0], .mounts = paths[0], .volumes = paths[1],
		.cmdline = paths[2], .sys = paths[3], .proc = paths[3],
	};
	struct ddt_root_server root;
	struct ddt_mounts mounts;
	FILE *file;

	(void)data;
	(void)size;
	snprintf(paths[0], sizeof(paths[0]), "%s", fuzz_path("/mountinfo"));
	snprintf(paths[1], sizeof(paths[1]), "%s", fuzz_path("/volumes"));
	snprintf(paths[2], sizeof(paths[2]), "%s", fuzz_path("/cmdline"));
	snprintf(paths[3], sizeof(paths[3]), "%s", fuzz_path("/sys"));
	ddt_root_server_find(&files, &root);
	file = fopen(paths[0], "re");
	if (file && !ddt_mounts_read(file, true, &mounts)) {
		ddt_mounts_on(&mounts, "/usr/bin");
		ddt_mounts_free(&mounts);
	}
	if (file)
		fclose(file);
}

static void read_manifest(const uint8_t *data, size_t size)
{
	struct ddt_outdir dir = { .path = "out", .fd = -1, .lock = -1 };

	(void)data;
	(void)size;
	dir.meta = open(fuzz_path("/.ddom"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!ddt_outdir_manifest_read(&dir))
		ddt_outdir_manifest_has(&dir, "infolab/etc/exports");
	ddt_outdir_close(&dir);
}

const struct reader readers[] = {
	{ "pool", read_pool, { NULL } },
	{ "flash", read_flash, { "/flash.conf" } },
	{ "bridge", read_bridge, { "/bridge.conf" } },
	{ "kconfig", read_kconfig, { "/config" } },
	{ "fragment", read_fragment, { "/config", "/a.config" } },
	{ "image", read_kconfig, { "/config" } },
	{ "log", read_log, { "/log" } },
	{ "mounts", read_root, { "/mountinfo", "/volumes", "/cmdline" } },
	{ "interfaces", read_managers, {
		"/etc/network/interfaces", "/etc/network/interfaces.d/more",
		"/proc/cmdline" } },
	{ "networkmanager", read_managers, {
		"/etc/NetworkManager/NetworkManager.conf",
		"/etc/NetworkManager/conf.d/more.conf",
		"/run/NetworkManager/conf.d/run.conf" } },
	{ "netplan", read_managers, {
		"/etc/netplan/00.yaml", "/run/netplan/01.yaml" } },
	{ "managers", read_managers, {
		"/etc/systemd/network/eth.network", "/etc/dhcpcd.conf",
		"/etc/connman/main.conf", "/etc/xen/xl.conf",
		"/etc/sysconfig/network/ifcfg-eth0",
		"/etc/sysconfig/network-scripts/ifcfg-eth1",
		"/proc/sys/net/ipv4/conf/all/rp_filter", "/proc/cmdline" } },
	{ "manifest", read_manifest, { "/.ddom/manifest" } },
	{ "journal", read_journal, { "/.ddom-rootfs" } },
	{ "tree", read_tree, {
		"/etc/fstab", "/usr/lib/tmpfiles.d/a.conf",
		"/lib/systemd/system/a.service" } },
	{ "superblock", read_superblock, { "/root.img" } },
	{ "deaf", read_deaf, {
		"/net/packet", "/net/ptype", "/net/igmp", "/net/igmp6" } },
	{ "netlink", read_netlink, { NULL } },
	{ "module", read_module, { NULL } },
	{ NULL, NULL, { NULL } },
};
