// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's network interfaces, by sysfs.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"

/* what only bridges have */
static void read_bridge(struct ddt_hlink *l, const char *dir)
{
	char path[DDT_HEALTH_PATH];

	snprintf(path, sizeof(path), "%s/bridge", dir);
	l->bridge = !access(path, F_OK);
	snprintf(path, sizeof(path), "%s/bridge/stp_state", dir);
	l->stp = ddt_file_number(path, 0) != 0;
	snprintf(path, sizeof(path), "%s/bridge/forward_delay", dir);
	l->delay = (unsigned int)ddt_file_number(path, 0);
}

/* does an interface lead to a domain or program of this machine */
static void read_inner(struct ddt_hlink *l, const char *dir)
{
	char path[DDT_HEALTH_PATH], bus[32];

	snprintf(path, sizeof(path), "%s/tun_flags", dir);
	l->inner = !access(path, F_OK);
	snprintf(path, sizeof(path), "%s/device/subsystem", dir);
	ddt_file_link(path, bus, sizeof(bus));
	l->inner |= !strcmp(bus, "xen-backend");
}

/* Is there an interface with an index, whose peer has another one? */
static bool has_peer(const struct ddt_health *h, long long index, long long peer)
{
	char pattern[DDT_HEALTH_PATH], path[DDT_HEALTH_PATH];
	bool any = false;
	glob_t found;
	size_t i;

	ddt_file_place(h, pattern, "/sys/class/net/*");
	if (glob(pattern, 0, NULL, &found))
		return false;
	for (i = 0; i < found.gl_pathc && !any; i++) {
		snprintf(path, sizeof(path), "%.400s/ifindex", found.gl_pathv[i]);
		if (ddt_file_number(path, 0) != index)
			continue;
		snprintf(path, sizeof(path), "%.400s/iflink", found.gl_pathv[i]);
		any = ddt_file_number(path, 0) == peer;
	}
	globfree(&found);
	return any;
}

/*
 * What an interface is, as NetworkManager calls it. A veth whose other end is
 * not here leads into a container.
 */
static void read_kind(const struct ddt_health *h, struct ddt_hlink *l,
		      const char *dir)
{
	static const char *const types[] = { "bridge", "bond", "vlan", "macvlan" };
	char path[DDT_HEALTH_PATH], line[64];
	long long peer;
	unsigned int i;
	FILE *file;

	l->type = l->bridge ? "bridge" : "ethernet";
	snprintf(path, sizeof(path), "%s/uevent", dir);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		for (i = 0; i < 4; i++)
			if (!strncmp(line, "DEVTYPE=", 8) &&
			    !strncmp(line + 8, types[i], strlen(types[i])))
				l->type = types[i];
	if (file)
		fclose(file);
	snprintf(path, sizeof(path), "%s/device", dir);
	if (strcmp(l->type, "ethernet") || !access(path, F_OK))
		return;
	snprintf(path, sizeof(path), "%s/iflink", dir);
	peer = ddt_file_number(path, l->index);
	l->inner |= peer && peer != l->index && !has_peer(h, peer, l->index);
}

/*
 * What systemd-networkd and udev say of an interface. Whatever networkd's files
 * ask for, and udev's rules for NetworkManager.
 */
static void read_managers(const struct ddt_health *h, struct ddt_hlink *l)
{
	char path[DDT_HEALTH_PATH], line[256];
	FILE *file;

	ddt_file_place(h, path, "/run/systemd/netif/links/%u", l->index);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "ADMIN_STATE=", 12)) {
			l->networkd_says = true;
			l->networkd = strncmp(line + 12, "unmanaged", 9);
		}
	if (file)
		fclose(file);
	ddt_file_place(h, path, "/run/udev/data/n%u", l->index);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		l->nm_off |= !strcmp(line, "E:NM_UNMANAGED=1\n");
	if (file)
		fclose(file);
}

/* read all about an interface */
static void read_link_dir(const struct ddt_health *h, struct ddt_hlink *l,
			  const char *dir)
{
	char path[DDT_HEALTH_PATH];

	snprintf(l->name, sizeof(l->name), "%.15s", strrchr(dir, '/') + 1);
	snprintf(path, sizeof(path), "%s/ifindex", dir);
	l->index = (unsigned int)ddt_file_number(path, 0);
	snprintf(path, sizeof(path), "%s/master", dir);
	ddt_file_link(path, l->master, sizeof(l->master));
	if (!l->master[0]) {	/* Linux before 3.9 */
		snprintf(path, sizeof(path), "%s/brport/bridge", dir);
		ddt_file_link(path, l->master, sizeof(l->master));
	}
	snprintf(path, sizeof(path), "%s/flags", dir);
	l->up = ddt_file_number(path, 0) & IFF_UP;
	snprintf(path, sizeof(path), "%s/address", dir);
	ddt_file_word(path, l->mac, sizeof(l->mac));
	/* NET_ADDR_SET of include/uapi/linux/netdevice.h */
	snprintf(path, sizeof(path), "%s/addr_assign_type", dir);
	l->mac_set = ddt_file_number(path, 3) == 3;
	snprintf(path, sizeof(path), "%s/statistics/rx_packets", dir);
	l->rx_packets = (uint64_t)ddt_file_number(path, 0);
	read_bridge(l, dir);
	read_inner(l, dir);
	ddt_file_place(h, path, "/proc/sys/net/ipv4/conf/%s/rp_filter",
		       l->name);
	l->rp_filter = (int)ddt_file_number(path, -1);
	ddt_file_place(h, path, "/proc/sys/net/ipv6/conf/%s/accept_ra",
		       l->name);
	l->accept_ra = ddt_file_number(path, 0) > 0;
	read_managers(h, l);
	read_kind(h, l, dir);
	snprintf(path, sizeof(path), "%s/device/driver", dir);
	ddt_file_link(path, l->driver, sizeof(l->driver));
}

/**
 * ddt_doctor_read_links() - read all interfaces
 * @h: its links are filled
 */
void ddt_doctor_read_links(struct ddt_health *h)
{
	char pattern[DDT_HEALTH_PATH];
	glob_t found;
	size_t i;

	ddt_file_place(h, pattern, "/sys/class/net/*");
	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc && h->nlinks < DDT_HEALTH_LINKS; i++)
		if (strcmp(strrchr(found.gl_pathv[i], '/'), "/lo"))
			read_link_dir(h, &h->links[h->nlinks++],
				      found.gl_pathv[i]);
	globfree(&found);
}
