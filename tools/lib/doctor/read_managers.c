// SPDX-License-Identifier: GPL-2.0-only
/*
 * What systemd-networkd, ConnMan, dhcpcd, wicked and initscripts are told to do
 * with interfaces, or to leave alone.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "doctor/doctor_internal.h"

static const char words[] = " \t,;";

/* -- systemd-networkd ------------------------------------------------------- */

/**
 * struct network - a .network file
 * @names: [Match] Name=
 * @mac: [Match] MACAddress=
 * @type: [Match] Type=
 * @other: it asks for something else
 * @off: [Link] Unmanaged=
 */
struct network {
	char names[256];
	char mac[64];
	char type[64];
	bool other;
	bool off;
};

static void network_key(void *ctx, const char *section, const char *key,
			const char *value)
{
	struct network *n = ctx;

	if (!strcmp(section, "Match") && !strcmp(key, "Name"))
		snprintf(n->names, sizeof(n->names), "%.255s", value);
	else if (!strcmp(section, "Match") && !strcmp(key, "MACAddress"))
		snprintf(n->mac, sizeof(n->mac), "%.63s", value);
	else if (!strcmp(section, "Match") && !strcmp(key, "Type"))
		snprintf(n->type, sizeof(n->type), "%.63s", value);
	else if (!strcmp(section, "Match"))
		n->other = true;
	else if (!strcmp(section, "Link") && !strcmp(key, "Unmanaged"))
		n->off = ddt_ini_true(value);
}

/* The first file that fits an interface is the one that counts. */
static void network_file(struct ddt_health *h, const char *path)
{
	struct network n = { .names = "" };
	unsigned int i;

	ddt_ini_read(path, network_key, &n);
	for (i = 0; i < h->nlinks; i++) {
		struct ddt_hlink *l = &h->links[i];
		const char *type = strcmp(l->type, "ethernet") ? l->type : "ether";

		if (l->networkd_file || n.other ||
		    (!n.names[0] && !n.mac[0] && !n.type[0]) ||
		    (n.type[0] && !ddt_ini_matches(n.type, " ", type)) ||
		    (n.names[0] && !ddt_ini_matches(n.names, " ", l->name)) ||
		    (n.mac[0] && strcasecmp(n.mac, l->mac)))
			continue;
		l->networkd_file = true;
		l->networkd_off = n.off;
	}
}

/* -- wicked and initscripts ------------------------------------------------- */

/**
 * struct ifcfg - an ifcfg file
 * @suse: of wicked, in /etc/sysconfig/network
 * @device: DEVICE, or what the file is called
 * @mac: HWADDR
 * @start: STARTMODE or ONBOOT
 * @proto: BOOTPROTO
 * @master: bridge or bond that it becomes a member of
 * @ports: members that it takes
 * @address: it has one
 */
struct ifcfg {
	bool suse;
	char device[64];
	char mac[24];
	char start[16];
	char proto[16];
	char master[32];
	char ports[256];
	bool address;
};

static void ifcfg_key(void *ctx, const char *section, const char *key,
		      const char *value)
{
	struct ifcfg *i = ctx;

	(void)section;
	if (!strcmp(key, "DEVICE") && !i->suse)
		snprintf(i->device, sizeof(i->device), "%.63s", value);
	else if (!strcmp(key, "HWADDR"))
		snprintf(i->mac, sizeof(i->mac), "%.23s", value);
	else if (!strcmp(key, i->suse ? "STARTMODE" : "ONBOOT"))
		snprintf(i->start, sizeof(i->start), "%.15s", value);
	else if (!strcmp(key, "BOOTPROTO"))
		snprintf(i->proto, sizeof(i->proto), "%.15s", value);
	else if (!strcmp(key, "IPADDR") || !strcmp(key, "IPADDR0"))
		i->address = *value != '\0';
	else if (!i->suse && (!strcmp(key, "BRIDGE") || !strcmp(key, "MASTER")))
		snprintf(i->master, sizeof(i->master), "%.31s", value);
	else if (i->suse && (!strcmp(key, "BRIDGE_PORTS") ||
			     !strncmp(key, "BONDING_SLAVE", 13)))
		snprintf(i->ports + strlen(i->ports),
			 sizeof(i->ports) - strlen(i->ports), " %s", value);
}

/* Is it done at boot, or when the interface comes? */
static bool ifcfg_starts(const struct ifcfg *i)
{
	if (!i->suse)	/* initscripts take what does not say no */
		return strcasecmp(i->start, "no") != 0;
	return ddt_ini_matches("auto onboot on boot hotplug ifplugd", " ",
			       i->start);
}

static void ifcfg_file(struct ddt_health *h, const char *path)
{
	struct ifcfg c = { .suse = strstr(path, "/network-scripts/") == NULL };
	const char *by = c.suse ? "wicked" : "ifcfg";
	unsigned int i;

	snprintf(c.device, sizeof(c.device), "%.63s", strrchr(path, '/') + 7);
	if (strpbrk(c.device, "~") || strstr(c.device, ".rpm") ||
	    strstr(c.device, ".bak") || strstr(c.device, ".orig"))
		return;
	ddt_ini_vars(path, ifcfg_key, &c);
	for (i = 0; ifcfg_starts(&c) && i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];

		if (ddt_ini_matches(c.ports, " ", l->name)) {
			ddt_claim(h, by, l->name, path, c.device, "");
			continue;
		}
		if (strcmp(c.device, l->name) &&
		    (!c.mac[0] || l->bridge || strcasecmp(c.mac, l->mac)))
			continue;
		if (c.master[0])
			ddt_claim(h, by, l->name, path, c.master, "");
		else if (c.address || (c.proto[0] && strcmp(c.proto, "none")))
			ddt_claim(h, by, l->name, path, "",
				  c.proto[0] ? c.proto : "static");
	}
}

/* -- dhcpcd and ConnMan ----------------------------------------------------- */

/**
 * struct lists - interfaces that a program takes or leaves
 * @deny: leaves
 * @allow: takes, "": all others
 */
struct lists {
	char deny[256];
	char allow[256];
};

/* dhcpcd.conf(5), up to its first block. */
static void dhcpcd_conf(const struct ddt_health *h, struct lists *lists)
{
	char path[DDT_HEALTH_PATH], line[512], key[32];
	int at;
	FILE *file;

	ddt_file_place(h, path, "/etc/dhcpcd.conf");
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, " %31s %n", key, &at) != 1 || *key == '#')
			continue;
		if (!strcmp(key, "interface") || !strcmp(key, "ssid") ||
		    !strcmp(key, "profile"))
			break;
		if (!strcmp(key, "denyinterfaces"))
			snprintf(lists->deny + strlen(lists->deny),
				 sizeof(lists->deny) - strlen(lists->deny),
				 "%s ", line + at);
		if (!strcmp(key, "allowinterfaces"))
			snprintf(lists->allow, sizeof(lists->allow), "%.255s",
				 line + at);
	}
	if (file)
		fclose(file);
}

/* what dhcpcd takes if it is not told an interface */
static void dhcpcd(struct ddt_health *h, const char *args)
{
	struct lists lists = { .deny = "" };
	char words_of[256], *word, *rest = NULL;
	unsigned int i;

	if (!strncmp(args, "dhcpcd: ", 8) && !strstr(args, "[manager]") &&
	    !strstr(args, "[master]"))
		return;
	dhcpcd_conf(h, &lists);
	snprintf(words_of, sizeof(words_of), "%s", args);
	for (word = strtok_r(words_of, " \n", &rest); word;
	     word = strtok_r(NULL, " \n", &rest)) {
		if (!strcmp(word, "-Z") || !strcmp(word, "--denyinterfaces")) {
			word = strtok_r(NULL, " \n", &rest);
			snprintf(lists.deny + strlen(lists.deny),
				 sizeof(lists.deny) - strlen(lists.deny), "%s ",
				 word ? word : "");
		} else if (ddt_hlink_find(h, word)) {
			return;
		}
	}
	for (i = 0; i < h->nlinks; i++) {
		const char *name = h->links[i].name;

		/* bridges it takes only by name, and what leads inside */
		if (!h->links[i].bridge && !h->links[i].inner &&
		    !ddt_ini_matches(lists.deny, words, name) &&
		    (!lists.allow[0] ||
		     ddt_ini_matches(lists.allow, words, name)))
			ddt_claim(h, "dhcpcd", name, "/etc/dhcpcd.conf", "",
				  "DHCP on all interfaces");
	}
}

static void connman_key(void *ctx, const char *section, const char *key,
			const char *value)
{
	char *deny = ctx;

	if (!strcmp(section, "General") &&
	    !strcmp(key, "NetworkInterfaceBlacklist"))
		snprintf(deny, 256, "%.255s", value);
}

/* What ConnMan takes. Its lists are of beginnings of names, -I of patterns. */
static void connman(struct ddt_health *h)
{
	char path[DDT_HEALTH_PATH], deny[256] = "", list[512], *word, *rest = NULL;
	unsigned int i;

	ddt_file_place(h, path, "/etc/connman/main.conf");
	ddt_ini_read(path, connman_key, deny);
	for (i = 0; i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];
		bool left = l->inner || l->bridge;

		snprintf(list, sizeof(list), "%s", deny);
		for (word = strtok_r(list, words, &rest); word;
		     word = strtok_r(NULL, words, &rest))
			left |= !strncmp(word, l->name, strlen(word));
		snprintf(list, sizeof(list), "%s", h->connman);
		for (word = strtok_r(list, " =", &rest); word;
		     word = strtok_r(NULL, " =", &rest))
			if (!strcmp(word, "-I") || !strcmp(word, "--nodevice")) {
				word = strtok_r(NULL, " ", &rest);
				left |= word &&
					ddt_ini_matches(word, ",", l->name);
			}
		if (!left)
			ddt_claim(h, "connman", l->name,
				  "/etc/connman/main.conf", "", "");
	}
}

/**
 * ddt_doctor_read_managers() - read what programs are to do with interfaces
 * @h: state, with its links and processes
 */
void ddt_doctor_read_managers(struct ddt_health *h)
{
	static const char *const networkd[] = {
		"/usr/lib/systemd/network", "/run/systemd/network",
		"/etc/systemd/network",
	};
	static const char *const suse[] = { "/etc/sysconfig/network" };
	static const char *const scripts[] = {
		"/etc/sysconfig/network-scripts",
	};
	unsigned int i;

	ddt_file_each(h, networkd, 3, "*.network", true, network_file);
	if (ddt_file_exists(h, "/etc/systemd/system/*.wants/systemd-networkd.service"))
		for (i = 0; i < h->nlinks; i++)
			if (!h->links[i].networkd_says)
				h->links[i].networkd = h->links[i].networkd_file &&
					!h->links[i].networkd_off;
	ddt_doctor_read_nm(h);
	ddt_doctor_read_ifupdown(h);
	ddt_doctor_read_netplan(h);
	if (h->wicked)
		ddt_file_each(h, suse, 1, "ifcfg-*", false, ifcfg_file);
	ddt_file_each(h, scripts, 1, "ifcfg-*", false, ifcfg_file);
	for (i = 0; i < h->nclients; i++)
		if (!strcmp(h->clients[i].name, "dhcpcd"))
			dhcpcd(h, h->clients[i].args);
	if (h->connman[0])
		connman(h);
}
