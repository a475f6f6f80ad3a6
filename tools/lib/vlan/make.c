// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bridge for domUs is made, as far as it is not there.
 *
 * dom0 is in the VLAN only with the address that it is given: without one, or
 * with one of IPv4, it has no IPv6 there, and it takes none from a router.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attr.h"
#include "netdev/probe.h"
#include "vlan/vlan_internal.h"

#define ADDRS_MS	10000
#define ADDRS_TRIES	8

static struct ddom_dev dev_of(const char *name)
{
	struct ddom_dev dev = { .ifindex = 0 };

	snprintf(dev.name, sizeof(dev.name), "%s", name);
	return dev;
}

/* A kernel without IPv6 has nothing to switch off, and no such file. */
static int set6(struct ddt_vlan_run *r, const char *name, const char *setting,
		const char *value)
{
	int err = ddt_vlan_run_step(r), fd = -1;
	char path[96];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s", name,
		 setting);
	if (!err && !r->dry) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0 ? errno != ENOENT : write(fd, value, 1) != 1)
			err = -errno;
	}
	if (fd >= 0)
		close(fd);
	if (!err)
		return 0;
	return ddt_vlan_fail(r->v, "%s: %s; make it writable first, or dom0 is in the VLAN by IPv6",
			     path, strerror(-err));
}

/* Is what there is fit for it, and for nothing else? */
static int check(const struct ddt_vlan_run *r)
{
	const struct ddom_snapshot *snap = &r->links.snap;
	const struct ddom_link *other, *device = r->device;
	struct ddt_vlan *v = r->v;
	uint32_t i;

	if (r->bridge && strcmp(r->bridge->kind, "bridge"))
		return ddt_vlan_fail(v, "there is such a device, and it is no bridge");
	if (!r->port)
		return ddt_vlan_fail(v, "%s: no such device",
				     v->port[0] ? v->port : "the root's port");
	if (r->port->type != ARPHRD_ETHER)
		return ddt_vlan_fail(v, "%s: no Ethernet device", v->port);
	if (!device && ddom_snapshot_link_by_name(snap, v->device))
		return ddt_vlan_fail(v, "%s: there is such a device, and it is not VLAN %u of %s",
				     v->device, v->id, v->port);
	if (device && device->master &&
	    (!r->bridge || device->master != r->bridge->ifindex)) {
		other = ddom_snapshot_link_by_index(snap, device->master);
		return ddt_vlan_fail(v, "%s: is in %s", v->device,
				     other ? other->name : "another device");
	}
	/* what it carries would be cut off */
	if (device && !device->master && !r->tag.ours && !r->begun_device)
		return ddt_vlan_fail(v, "%s: was not made for it; 'ip link set %s master %s' if it may be",
				     v->device, v->device, v->bridge);
	for (i = 0; r->bridge && i < snap->nlinks; i++) {
		other = &snap->links[i];
		if (other->master == r->bridge->ifindex && other != device &&
		    !strcmp(other->kind, "vlan"))
			return ddt_vlan_fail(v, "another VLAN's %s is in it; 'ip link set %s nomaster' first",
					     other->name, other->name);
	}
	return 0;
}

/* what is made here is known by it: that alone is removed again */
static int mark(struct ddt_vlan_run *r, const char *name)
{
	struct ddom_dev dev = dev_of(name);

	ddt_vlan_device_complete(&r->m, &dev);
	return ddt_vlan_run_send(r, name);
}

static int make_device(struct ddt_vlan_run *r)
{
	struct ddt_vlan *v = r->v;

	/* in the bridge at once: one that is in none may be somebody's */
	ddt_vlan_device_create(&r->m, v->device, r->port->ifindex, v->id,
			       ddt_probe_scope_index(v->bridge));
	return ddt_vlan_run_send(r, v->device);
}

static int complete_device(struct ddt_vlan_run *r)
{
	int err = set6(r, r->v->device, "disable_ipv6", "1");

	return err ? err : mark(r, r->v->device);
}

static int make_bridge(struct ddt_vlan_run *r)
{
	struct ddom_step step = { .value = r->port->mtu };
	struct ddt_vlan *v = r->v;

	step.dev = dev_of(v->bridge);
	step.mac_len = r->port->mac_len;
	memcpy(step.mac, r->port->mac, sizeof(step.mac));
	ddom_link_create_bridge(&r->m, &step);
	ddt_vlan_device_begin(&r->m);
	return ddt_vlan_run_send(r, v->bridge);
}

static int complete_bridge(struct ddt_vlan_run *r)
{
	struct ddt_vlan *v = r->v;
	int err;

	if (v->family == AF_INET6)
		err = set6(r, v->bridge, "accept_ra", "0");
	else
		err = set6(r, v->bridge, "disable_ipv6", "1");
	return err ? err : mark(r, v->bridge);
}

static int up(struct ddt_vlan_run *r, const struct ddom_link *link,
	      const char *name)
{
	struct ddom_dev dev = dev_of(name);

	if (link && link->flags & IFF_UP)
		return 0;
	ddom_link_flags(&r->m, &dev, IFF_UP, IFF_UP);
	return ddt_vlan_run_send(r, name);
}

static int join(struct ddt_vlan_run *r)
{
	struct ddom_dev dev = dev_of(r->v->device);

	if (!r->device || r->device->master)
		return 0;
	ddom_link_master(&r->m, &dev, ddt_probe_scope_index(r->v->bridge));
	return ddt_vlan_run_send(r, r->v->device);
}

static bool overlap(const uint8_t *a, const uint8_t *b, unsigned int bits)
{
	unsigned int i;

	for (i = 0; i < bits; i++)
		if ((a[i / 8] ^ b[i / 8]) & 0x80 >> i % 8)
			return false;
	return true;
}

/**
 * ddt_vlan_make_covers() - is an address in the subnet of a bridge's
 * @v: the bridge
 * @family: AF_INET or AF_INET6
 * @addr: the address, network byte order
 *
 * Return: true when what is for it would be sent there.
 */
bool ddt_vlan_make_covers(const struct ddt_vlan *v, uint8_t family,
			  const uint8_t *addr)
{
	return v->family && v->family == family &&
	       overlap(v->addr, addr, v->prefix);
}

/* Note that the address is there, refuse one in the subnet of another device. */
static int on_addr(const struct nlmsghdr *nlh, void *arg)
{
	struct ddt_vlan_run *r = arg;
	const struct ddom_link *link;
	struct ddt_vlan *v = r->v;
	struct ddom_addr addr;

	if (ddom_addr_parse(nlh, &addr) || addr.family != v->family)
		return 0;
	if (r->bridge && addr.ifindex == r->bridge->ifindex) {
		r->addressed |= addr.prefixlen == v->prefix &&
				!memcmp(addr.local, v->addr, sizeof(v->addr));
		return 0;
	}
	if (!overlap(v->addr, addr.prefix, addr.prefixlen < v->prefix ?
		     addr.prefixlen : v->prefix))
		return 0;
	link = ddom_snapshot_link_by_index(&r->links.snap, addr.ifindex);
	return ddt_vlan_fail(v, "%s has an address in the same subnet",
			     link ? link->name : "another device");
}

/* Routes of other devices, the root's perhaps, must not lead there. */
static int check_address(struct ddt_vlan_run *r)
{
	int tries = ADDRS_TRIES, err;

	if (!r->v->family)
		return 0;
	do {
		ddom_dump_request(&r->m, RTM_GETADDR, r->v->family);
		err = ddt_nl_call(&r->nl, ddom_rtmsg_hdr(&r->m), true, ADDRS_MS,
				  on_addr, r);
	} while (err == -EAGAIN && --tries);
	if (!err || r->v->why[0])
		return err;
	return ddt_vlan_fail(r->v, "addresses: %s", strerror(-err));
}

static int add_address(struct ddt_vlan_run *r)
{
	const struct ddt_vlan *v = r->v;
	uint32_t len = v->family == AF_INET ? 4 : 16;
	struct ifaddrmsg *ifa;
	uint8_t broadcast[4];
	unsigned int bit;

	if (!v->family || r->addressed)
		return 0;
	ifa = ddom_attr_begin(&r->m, RTM_NEWADDR,
			      NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
			      sizeof(*ifa));
	ifa->ifa_family = v->family;
	ifa->ifa_prefixlen = v->prefix;
	ifa->ifa_index = ddt_probe_scope_index(v->bridge);
	ddom_attr_put(&r->m, IFA_LOCAL, v->addr, len);
	ddom_attr_put(&r->m, IFA_ADDRESS, v->addr, len);
	memcpy(broadcast, v->addr, sizeof(broadcast));
	for (bit = v->prefix; bit < 32; bit++)
		broadcast[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	if (v->family == AF_INET && v->prefix < 31)
		ddom_attr_put(&r->m, IFA_BROADCAST, broadcast,
			      sizeof(broadcast));
	return ddt_vlan_run_send(r, v->bridge);
}

/* Take a device back: delete it, or have it leave its bridge. */
static void undo(struct ddt_vlan_run *r, const char *name, bool made)
{
	struct ddom_dev dev = dev_of(name);

	if (made)
		ddom_link_del(&r->m, &dev);
	else
		ddom_link_master(&r->m, &dev, 0);
	/* what fails now cannot be helped */
	ddt_nl_call(&r->nl, ddom_rtmsg_hdr(&r->m), false, ADDRS_MS, NULL, NULL);
}

/* from the port up to the address */
static int make(struct ddt_vlan_run *r)
{
	bool device = false, bridge = false;
	struct ddt_vlan *v = r->v;
	int err = up(r, r->port, v->port);

	if (!err && !r->bridge) {
		err = make_bridge(r);
		bridge = !err;
	}
	if (!err && (!r->bridge || r->begun_bridge))
		err = complete_bridge(r);
	if (!err && !r->device) {
		err = make_device(r);
		device = !err;
	}
	if (!err && (!r->device || r->begun_device))
		err = complete_device(r);
	if (!err)
		err = join(r);
	if (!err)
		err = up(r, r->device, v->device);
	if (!err)
		err = up(r, r->bridge, v->bridge);
	if (!err)
		err = add_address(r);
	if (!err || r->dry)
		return err;
	if (device || (r->device && !r->device->master))
		undo(r, v->device, device);
	if (bridge)
		undo(r, v->bridge, true);
	return err;
}

/**
 * ddt_vlan_make() - make a bridge, or what is missing of it
 * @v: the bridge, with its port; filled with what has come of it
 * @dry: only say what would be made
 */
void ddt_vlan_make(struct ddt_vlan *v, bool dry)
{
	struct ddt_vlan_run r;

	if (!ddt_vlan_run_begin(&r, v, dry) && !check(&r) &&
	    !check_address(&r) && !make(&r))
		v->done = !r.steps ? DDT_VLAN_THERE :
			  dry ? DDT_VLAN_TO_MAKE : DDT_VLAN_MADE;
	ddt_vlan_run_end(&r);
}
