// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of a machine's state that is in files: settings, processes,
 * configuration, and what can be written.
 */
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "health_read.h"

/* What programs of a dom0 write into; those that are there are looked at. */
static const char *const written[DDT_HEALTH_PATHS] = {
	"/run", "/tmp", "/dev/shm", "/var/tmp", "/var/log", "/var/lock",
	"/var/run", "/var/lib/xen", "/var/lib/xenstored", "/var/lib/dhcp",
	"/var/lib/dbus", "/var/spool",
};

/**
 * is_there() - is there a file that matches
 * @h: state
 * @pattern: below its root
 *
 * Return: true if so.
 */
static bool is_there(const struct ddt_health *h, const char *pattern)
{
	char path[DDT_HEALTH_PATH];
	glob_t found;
	bool any;

	ddt_health_place(h, path, "%s", pattern);
	any = !glob(path, 0, NULL, &found);
	if (any)
		globfree(&found);
	return any;
}

/**
 * ddt_health_nm_leaves() - does NetworkManager leave an interface alone
 * @h: state
 * @name: interface
 *
 * Of NetworkManager.conf(5)'s device lists: "*" and interface names, which may
 * have wildcards.
 *
 * Return: true if it is told so.
 */
bool ddt_health_nm_leaves(const struct ddt_health *h, const char *name)
{
	char list[sizeof(h->nm_unmanaged)], *save = NULL, *word;

	memcpy(list, h->nm_unmanaged, sizeof(list));
	for (word = strtok_r(list, "+=;, \t\n", &save); word;
	     word = strtok_r(NULL, "+=;, \t\n", &save)) {
		if (!strcmp(word, "*"))
			return true;
		if (!strncmp(word, "interface-name:", 15) &&
		    !fnmatch(word + 15, name, 0))
			return true;
	}
	return false;
}

/**
 * read_client() - note a process if it configures addresses
 * @h: state
 * @dir: its directory in proc
 */
static void read_client(struct ddt_health *h, const char *dir)
{
	static const char *const names[] = { "dhclient", "udhcpc", "dhcpcd" };
	struct ddt_hclient *c = &h->clients[h->nclients];
	char path[DDT_HEALTH_PATH], comm[20];
	size_t i, n;
	FILE *file;

	snprintf(path, sizeof(path), "%s/comm", dir);
	ddt_read_word(path, comm, sizeof(comm));
	h->nm |= !strcmp(comm, "NetworkManager");
	for (i = 0; i < 3 && strcmp(comm, names[i]); i++)
		;
	if (i == 3 || h->nclients == DDT_HEALTH_CLIENTS)
		return;
	snprintf(path, sizeof(path), "%s/cmdline", dir);
	file = fopen(path, "re");
	if (!file)
		return;
	n = fread(c->args, 1, sizeof(c->args) - 1, file);
	fclose(file);
	for (i = 0; i < n; i++)
		if (!c->args[i])
			c->args[i] = i + 1 < n ? ' ' : '\0';
	c->args[n] = '\0';
	snprintf(c->name, sizeof(c->name), "%.15s", comm);
	h->nclients++;
}

/**
 * each_file() - call a function for every file that matches
 * @h: state
 * @pattern: below its root
 * @fn: function, gets the path
 */
static void each_file(struct ddt_health *h, const char *pattern,
		      void (*fn)(struct ddt_health *h, const char *path))
{
	char path[DDT_HEALTH_PATH];
	glob_t found;
	size_t i;

	ddt_health_place(h, path, "%s", pattern);
	if (glob(path, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		fn(h, found.gl_pathv[i]);
	globfree(&found);
}

/**
 * read_nm() - what NetworkManager is told to leave alone
 * @h: state
 * @path: a file of its configuration
 */
static void read_nm(struct ddt_health *h, const char *path)
{
	char line[512];
	size_t len;
	FILE *file = fopen(path, "re");

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		char *p = line + strspn(line, " \t");

		len = strlen(h->nm_unmanaged);
		if (!strncmp(p, "unmanaged-devices", 17))
			snprintf(h->nm_unmanaged + len,
				 sizeof(h->nm_unmanaged) - len, "%s", p);
	}
	fclose(file);
}

/**
 * read_stanzas() - what ifupdown configures
 * @h: state
 * @path: a file of its configuration
 */
static void read_stanzas(struct ddt_health *h, const char *path)
{
	char line[256], dev[32], method[32];
	FILE *file = fopen(path, "re");

	if (!file)
		return;
	while (fgets(line, sizeof(line), file) &&
	       h->nstanzas < DDT_HEALTH_STANZAS) {
		struct ddt_hstanza *s = &h->stanzas[h->nstanzas];

		if (sscanf(line, " iface %31s inet%*[6 \t] %31s", dev,
			   method) != 2)
			continue;
		snprintf(s->dev, sizeof(s->dev), "%.15s", dev);
		snprintf(s->method, sizeof(s->method), "%.15s", method);
		snprintf(s->file, sizeof(s->file), "%.127s", path);
		h->nstanzas++;
	}
	fclose(file);
}

/**
 * read_xl() - does xl leave the hotplug scripts to udev, and which bridge is
 *	its default
 * @h: state
 * @path: xl.conf
 */
static void read_xl(struct ddt_health *h, const char *path)
{
	char line[256], name[IFNAMSIZ];
	int value;
	FILE *file = fopen(path, "re");

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, " run_hotplug_scripts = %d", &value) == 1)
			h->rules_needed = !value;
		/* the second is its name of before Xen 4.2 */
		if (sscanf(line, " vif.default.bridge = \"%15[^\"]", name) == 1 ||
		    sscanf(line, " defaultbridge = \"%15[^\"]", name) == 1)
			strcpy(h->xl_bridge, name);
	}
	fclose(file);
}

/**
 * read_xen() - what starts domUs' interfaces
 * @h: state
 */
static void read_xen(struct ddt_health *h)
{
	char path[DDT_HEALTH_PATH], word[64];

	ddt_health_place(h, path, "/proc/xen/capabilities");
	h->dom0 = strstr(ddt_read_word(path, word, sizeof(word)), "control_d");
	/* what xl takes if its configuration does not say */
	if (is_there(h, "/usr/sbin/xl"))
		strcpy(h->xl_bridge, "xenbr0");
	each_file(h, "/etc/xen/xl.conf", read_xl);
	h->rules_needed |= is_there(h, "/usr/sbin/xend");
	h->rules = is_there(h, "/etc/udev/rules.d/*xen-backend*.rules") ||
		   is_there(h, "/etc/udev/xen-backend.rules") ||
		   is_there(h, "/lib/udev/rules.d/*xen-backend*.rules") ||
		   is_there(h, "/usr/lib/udev/rules.d/*xen-backend*.rules");
	ddt_health_place(h, path, "/etc/xen/scripts/vif-bridge");
	h->vif_script = !access(path, X_OK);
}

/**
 * read_paths() - what cannot be written, and should
 * @h: state
 */
static void read_paths(struct ddt_health *h)
{
	char path[DDT_HEALTH_PATH];
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		struct ddt_hpath *p = &h->paths[h->npaths];

		ddt_health_place(h, path, "%s", written[i]);
		if (lstat(path, &st) || !access(path, W_OK))
			continue;
		p->path = written[i];
		p->nowhere = errno == ENOENT;
		if (errno == EROFS || errno == ENOENT)
			h->npaths++;
	}
}

/**
 * read_modules() - parameters of modules and of the kernel
 * @h: state
 */
static void read_modules(struct ddt_health *h)
{
	static const char *const calls[] = { "ip", "ip6", "arp" };
	char path[DDT_HEALTH_PATH], word[16];
	unsigned int i;

	ddt_health_place(h, path, "/proc/cmdline");
	ddt_read_word(path, h->cmdline, sizeof(h->cmdline));
	ddt_health_place(h, path, "/proc/sys/net/ipv4/conf/all/rp_filter");
	h->rp_filter_all = (int)ddt_read_number(path, -1);
	for (i = 0; i < 3; i++) {
		ddt_health_place(h, path, "/proc/sys/net/bridge/bridge-nf-call-%stables",
		      calls[i]);
		h->nf_call[i] = ddt_read_number(path, 0) != 0;
	}
	h->d3 = is_there(h, "/sys/module/ddom_d3");
	ddt_health_place(h, path, "/sys/module/via_rhine/parameters/avoid_D3");
	ddt_read_word(path, word, sizeof(word));
	h->avoid_d3 = word[0] == 'Y' || word[0] == '1' ||
		      strstr(h->cmdline, "rhine.avoid_D3=1");
}

/**
 * ddt_health_files() - read configuration, processes and settings
 * @h: filled, but for links, addresses, routes and NICs
 */
void ddt_health_files(struct ddt_health *h)
{
	read_modules(h);
	each_file(h, "/proc/[0-9]*", read_client);
	each_file(h, "/etc/NetworkManager/NetworkManager.conf", read_nm);
	each_file(h, "/usr/lib/NetworkManager/conf.d/*.conf", read_nm);
	each_file(h, "/run/NetworkManager/conf.d/*.conf", read_nm);
	each_file(h, "/etc/NetworkManager/conf.d/*.conf", read_nm);
	if (is_there(h, "/sbin/ifup") || is_there(h, "/usr/sbin/ifup")) {
		each_file(h, "/etc/network/interfaces", read_stanzas);
		each_file(h, "/etc/network/interfaces.d/*", read_stanzas);
	}
	read_xen(h);
	read_paths(h);
}
