// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of a machine's state that is in files: settings, processes,
 * configuration, and what can be written.
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"

/* What programs of a dom0 write into; those that are there are looked at. */
static const char *const written[DDT_HEALTH_PATHS] = {
	"/run", "/tmp", "/dev/shm", "/var/tmp", "/var/log", "/var/lock",
	"/var/run", "/var/lib/xen", "/var/lib/xenstored", "/var/lib/dhcp",
	"/var/lib/dbus", "/var/spool",
};

/* A process's command line, its words divided by blanks. */
static void read_args(const char *dir, char *args, size_t size)
{
	char path[DDT_HEALTH_PATH];
	size_t i, n;
	FILE *file;

	snprintf(path, sizeof(path), "%s/cmdline", dir);
	file = fopen(path, "re");
	n = file ? fread(args, 1, size - 1, file) : 0;
	if (file)
		fclose(file);
	for (i = 0; i < n; i++)
		if (!args[i])
			args[i] = i + 1 < n ? ' ' : '\0';
	args[n] = '\0';
}

/* note a process if it configures addresses */
static void read_client(struct ddt_health *h, const char *dir)
{
	static const char *const names[] = { "dhclient", "udhcpc", "dhcpcd" };
	struct ddt_hclient *c = &h->clients[h->nclients];
	char path[DDT_HEALTH_PATH], comm[20];
	size_t i;

	snprintf(path, sizeof(path), "%s/comm", dir);
	ddt_file_word(path, comm, sizeof(comm));
	h->nm |= !strcmp(comm, "NetworkManager");
	h->wicked |= !strncmp(comm, "wickedd", 7);
	/* what cannot do without br_netfilter */
	h->containers |= !strcmp(comm, "dockerd") || !strcmp(comm, "kubelet") ||
			 !strcmp(comm, "kube-proxy") || !strcmp(comm, "k3s-server");
	if (!strcmp(comm, "connmand"))
		read_args(dir, h->connman, sizeof(h->connman));
	for (i = 0; i < 3 && strcmp(comm, names[i]); i++)
		;
	if (i == 3 || h->nclients == DDT_HEALTH_CLIENTS)
		return;
	read_args(dir, c->args, sizeof(c->args));
	snprintf(c->name, sizeof(c->name), "%.15s", comm);
	h->nclients++;
}

/* call a function for every file that matches */
static void each_file(struct ddt_health *h, const char *pattern,
		      void (*fn)(struct ddt_health *h, const char *path))
{
	char path[DDT_HEALTH_PATH];
	glob_t found;
	size_t i;

	ddt_file_place(h, path, "%s", pattern);
	if (glob(path, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		fn(h, found.gl_pathv[i]);
	globfree(&found);
}

/* does xl leave the hotplug scripts to udev, and which bridge is its default */
static void read_xl(struct ddt_health *h, const char *path)
{
	char line[256], name[IFNAMSIZ], script[64];
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
		if (sscanf(line, " vif.default.script = \"%63[^\"]", script) == 1)
			h->xl_script = strcmp(script, "vif-bridge") != 0;
	}
	fclose(file);
}

/* what starts domUs' interfaces */
static void read_xen(struct ddt_health *h)
{
	char path[DDT_HEALTH_PATH], word[64];

	ddt_file_place(h, path, "/proc/xen/capabilities");
	h->dom0 = strstr(ddt_file_word(path, word, sizeof(word)), "control_d");
	/* what xl takes if its configuration does not say */
	if (ddt_file_exists(h, "/usr/sbin/xl"))
		strcpy(h->xl_bridge, "xenbr0");
	each_file(h, "/etc/xen/xl.conf", read_xl);
	h->rules_needed |= ddt_file_exists(h, "/usr/sbin/xend");
	h->rules = ddt_file_exists(h, "/etc/udev/rules.d/*xen-backend*.rules") ||
		   ddt_file_exists(h, "/etc/udev/xen-backend.rules") ||
		   ddt_file_exists(h, "/lib/udev/rules.d/*xen-backend*.rules") ||
		   ddt_file_exists(h, "/usr/lib/udev/rules.d/*xen-backend*.rules");
	ddt_file_place(h, path, "/etc/xen/scripts/vif-bridge");
	h->vif_script = !access(path, X_OK);
}

/* what cannot be written, and should */
static void read_paths(struct ddt_health *h)
{
	char path[DDT_HEALTH_PATH];
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		struct ddt_hpath *p = &h->paths[h->npaths];

		ddt_file_place(h, path, "%s", written[i]);
		if (lstat(path, &st) || !access(path, W_OK))
			continue;
		p->path = written[i];
		p->nowhere = errno == ENOENT;
		if (errno == EROFS || errno == ENOENT)
			h->npaths++;
	}
}

/* parameters of modules and of the kernel */
static void read_modules(struct ddt_health *h)
{
	static const char *const calls[] = { "ip", "ip6", "arp" };
	char path[DDT_HEALTH_PATH], word[16];
	unsigned int i;

	ddt_file_place(h, path, "/proc/cmdline");
	ddt_file_word(path, h->cmdline, sizeof(h->cmdline));
	ddt_file_place(h, path, "/proc/sys/net/ipv4/conf/all/rp_filter");
	h->rp_filter_all = (int)ddt_file_number(path, -1);
	for (i = 0; i < 3; i++) {
		ddt_file_place(h, path,
			       "/proc/sys/net/bridge/bridge-nf-call-%stables",
			       calls[i]);
		h->nf_call[i] = ddt_file_number(path, 0) != 0;
	}
	h->d3 = ddt_file_exists(h, "/sys/module/ddom_d3");
	ddt_file_place(h, path, "/sys/module/via_rhine/parameters/avoid_D3");
	ddt_file_word(path, word, sizeof(word));
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
	ddt_doctor_read_managers(h);
	read_xen(h);
	read_paths(h);
}

/**
 * ddt_health_local() - is the root certainly not on the network
 * @h: state
 *
 * Return: true if so: there is nothing to lose.
 */
bool ddt_health_local(const struct ddt_health *h)
{
	return !h->network && !h->root_unknown;
}

/* The only NIC of a copy, or the one that ip= of the command line names. */
static const struct ddt_hlink *only_nic(const struct ddt_health *h)
{
	const struct ddt_hlink *nic = NULL;
	char word[IFNAMSIZ + 2];
	unsigned int i;

	for (i = 0; i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];

		snprintf(word, sizeof(word), ":%s:", l->name);
		if (strstr(h->cmdline, word))
			return l;
	}
	for (i = 0; i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];

		if (l->bridge || l->inner)
			continue;
		if (nic)
			return NULL;
		nic = l;
	}
	return nic;
}

/**
 * ddt_health_copy() - which root a copy of a machine has
 * @h: with links and files; the root is filled as far as its command line tells
 */
void ddt_health_copy(struct ddt_health *h)
{
	const struct ddt_hlink *nic = only_nic(h), *bridge;
	const char *root = strstr(h->cmdline, "root=");

	h->nfs = strstr(h->cmdline, "root=/dev/nfs") ||
		 strstr(h->cmdline, "root=nfs") ||
		 strstr(h->cmdline, "nfsroot=") ||
		 (root && strstr(root, ":/") &&
		  strcspn(root, " ") > strcspn(root, ":"));
	/* live systems, iSCSI and the like */
	h->network = h->nfs;
	h->root_unknown = !h->nfs && (!root || !strncmp(root, "root=live:", 10) ||
				      ddt_kind_asked(root + strlen("root=")) ||
				      strstr(h->cmdline, "netroot=") ||
				      strstr(h->cmdline, "netboot="));
	if (h->nfs && nic) {
		bridge = ddt_hlink_bridge_of(h, nic);
		strcpy(h->root_dev, bridge ? bridge->name : nic->name);
	}
	snprintf(h->root_why, sizeof(h->root_why), "%s%s%s",
		 h->nfs ? "on NFS, says the command line" :
		 h->root_unknown ? "the command line does not say from where" :
		 "not on NFS, says the command line",
		 h->root_dev[0] ? "; through " : "", h->root_dev);
}
