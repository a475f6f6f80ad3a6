// SPDX-License-Identifier: GPL-2.0-only
/*
 * Links and neighbours on Linux 2.6.18 to 2.6.20, whose rtnetlink knows
 * nothing of bridges. Exported symbols only.
 *
 * - A bridge is created and deleted by ioctl on a socket. sock->ops->ioctl
 *   does not lead there (-ENOIOCTLCMD); the socket's file does.
 * - MAC and MTU of a bridge follow its ports. It takes no other MAC than one
 *   of theirs, and no MTU above theirs.
 * - rtnetlink of 2.6.18 sets all flags of a device or none.
 * - A neighbour cannot be asked for alone, but dumped.
 * - IPv6 addresses stay: without IFA_F_NODAD they would be deaf for a second,
 *   and an IPv6 route cannot be replaced.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/if_bridge.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/sockios.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <net/arp.h>
#include <net/neighbour.h>
#include <net/net_namespace.h>
#include <net/sch_generic.h>

#include "bridge.h"
#include "ioctl.h"

/*
 * What an attach leaves on a bridge that it created. It survives a reload, it
 * is in IFLA_MAP, and a bridge has no connectors to choose from.
 */
#define BRIDGE_MARK	0xdd

#ifdef DDOM_BRIDGE_DEBUG
static bool keep_delay;
module_param(keep_delay, bool, 0644);
MODULE_PARM_DESC(keep_delay, "leave a new bridge its forward delay, for tests");
#else
static const bool keep_delay;
#endif

/**
 * ddom_backend_moves_family() - can addresses of a family be moved
 * @family: AF_INET or AF_INET6
 *
 * Return: true if so.
 */
bool ddom_backend_moves_family(u8 family)
{
	return family == AF_INET;
}

/* a device in a snapshot */
static struct ddom_link *find_link(struct ddom_store *store, u32 ifindex)
{
	u32 i;

	for (i = 0; i < store->snap.nlinks; i++)
		if (store->links[i].ifindex == ifindex)
			return &store->links[i];
	return NULL;
}

/* What brctl(8) shows of a bridge. RTNL held, may sleep. */
static void complete_bridge(struct ddom_store *store, struct ddom_link *link,
			    struct net_device *dev,
			    struct ddom_port_numbers *numbers)
{
	struct __bridge_info info = { };
	struct ddom_link *port;
	u32 i;

	strscpy(link->kind, "bridge", sizeof(link->kind));
	link->ours = dev->if_port == BRIDGE_MARK;
	if (ddom_ioctl_private(dev, BRCTL_GET_BRIDGE_INFO,
			       (unsigned long)&info, 0) >= 0) {
		link->stp = info.stp_enabled;
		link->forward_delay = info.bridge_forward_delay;
	}
	memset(numbers, 0, sizeof(*numbers));
	ddom_ioctl_private(dev, BRCTL_GET_PORT_LIST,
			   (unsigned long)numbers->ifindex, DDOM_BRIDGE_PORTS);
	for (i = 0; i < DDOM_BRIDGE_PORTS; i++) {
		port = numbers->ifindex[i] ?
		       find_link(store, numbers->ifindex[i]) : NULL;
		if (port)
			port->master = link->ifindex;
	}
}

/**
 * ddom_backend_complete_links() - what rtnetlink does not say about devices
 * @net: unused
 * @store: its links are completed
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0 or -ENOMEM.
 */
int ddom_backend_complete_links(struct net *net, struct ddom_store *store)
{
	struct ddom_port_numbers *numbers;
	struct net_device *dev;
	u32 i;

	numbers = kmalloc(sizeof(*numbers), GFP_KERNEL);
	if (!numbers)
		return -ENOMEM;
	rtnl_lock();
	for (i = 0; i < store->snap.nlinks; i++) {
		struct ddom_link *link = &store->links[i];

		dev = __dev_get_by_index(net, link->ifindex);
		if (!dev)
			continue;
		link->wireless = dev->wireless_handlers;
		if (dev->priv_flags & IFF_EBRIDGE)
			complete_bridge(store, link, dev, numbers);
	}
	rtnl_unlock();
	kfree(numbers);
	return 0;
}

/*
 * An ioctl that only a socket's file takes. Process, may sleep, RTNL not held.
 */
static int socket_ioctl(unsigned int cmd, const char *name)
{
	char arg[IFNAMSIZ];
	struct socket *sock;
	struct file *file;
	mm_segment_t fs;
	int fd, err;

	strscpy(arg, name, sizeof(arg));
	err = sock_create_kern(NULL, PF_INET, SOCK_DGRAM, 0, &sock);
	if (err)
		return err;
	fd = sock_map_fd(sock);
	if (fd < 0) {
		sock_release(sock);
		return fd;
	}
	file = fget(fd);
	err = -EBADF;
	if (file) {
		fs = get_fs();
		set_fs(KERNEL_DS);
		err = file->f_op->unlocked_ioctl(file, cmd, (unsigned long)arg);
		set_fs(fs);
		fput(file);
	}
	sys_close(fd);
	return err;
}

/* Context: process, may sleep, takes RTNL. */
static int set_up(struct net *net, u32 ifindex, bool up)
{
	struct net_device *dev;
	int err = -ENODEV;

	rtnl_lock();
	dev = __dev_get_by_index(net, ifindex);
	if (dev)
		err = dev_change_flags(dev, up ? dev->flags | IFF_UP :
						 dev->flags & ~IFF_UP);
	rtnl_unlock();
	return err;
}

static int bridge_delete(struct net *net, const struct ddom_dev *bridge)
{
	int err = set_up(net, bridge->ifindex, false) ?:
		  socket_ioctl(SIOCBRDELBR, bridge->name);

	return err == -ENXIO ? 0 : ddom_steps_gone(err);
}

/*
 * A bridge that forwards as soon as it has a port: with spanning tree off the
 * port would still stay in state learning for the forward delay of 15 s.
 */
static int bridge_create(struct ddom_tx *tx, struct ddom_dev bridge)
{
	struct net_device *dev;
	int err;

	err = socket_ioctl(SIOCBRADDBR, bridge.name);
	if (err)
		return err;
	rtnl_lock();
	dev = __dev_get_by_name(tx->net, bridge.name);
	err = -ENODEV;
	if (dev && (dev->priv_flags & IFF_EBRIDGE)) {
		bridge.ifindex = dev->ifindex;
		tx->plan.bridge.ifindex = dev->ifindex;
		dev->if_port = BRIDGE_MARK;
		err = keep_delay ? 0 :
		      ddom_ioctl_private(dev, BRCTL_SET_BRIDGE_FORWARD_DELAY,
					 0, 0);
	}
	rtnl_unlock();
	if (err)
		bridge_delete(tx->net, &bridge);
	return err;
}

static int do_bridge(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev, bool undo)
{
	struct ddom_tx *tx = r->ctx;

	if (step->type == DDOM_STEP_BRIDGE_CREATE && !undo)
		return bridge_create(tx, *dev);
	return undo && step->type == DDOM_STEP_BRIDGE_DELETE ?
	       -EINVAL : bridge_delete(tx->net, dev);
}

/* A bridge gets its MAC and MTU with the port: ddom_freeze_enslave(). */
static int do_nothing(struct ddom_rtnl *r, const struct ddom_step *step,
		      const struct ddom_dev *dev, bool undo)
{
	return 0;
}

static int do_up_down(struct ddom_rtnl *r, const struct ddom_step *step,
		      const struct ddom_dev *dev, bool undo)
{
	struct ddom_tx *tx = r->ctx;
	int err = set_up(tx->net, dev->ifindex,
			 undo != (step->type == DDOM_STEP_LINK_UP));

	return undo ? ddom_steps_gone(err) : err;
}

/**
 * ddom_backend_is_live() - can a device send
 * @net: unused
 * @ifindex: the device
 *
 * A bridge of these kernels has no carrier or state of its own: it can send
 * when it is up, and ddom_freeze_enslave() has waited for its port.
 *
 * Context: process.
 * Return: 1 if it can, 0 if not yet, -ENODEV.
 */
int ddom_backend_is_live(struct net *net, u32 ifindex)
{
	struct net_device *dev;
	int live = -ENODEV;

	read_lock(&dev_base_lock);
	dev = __dev_get_by_index(net, ifindex);
	if (dev)
		live = netif_running(dev) && netif_carrier_ok(dev) &&
		       dev->qdisc != &noop_qdisc;
	read_unlock(&dev_base_lock);
	return live;
}

/**
 * struct wanted - a neighbour to be found in a dump
 * @hop: its address
 * @ifindex: its device
 * @neigh: filled
 */
struct wanted {
	const struct ddom_probe *hop;
	u32 ifindex;
	struct ddom_neigh *neigh;
};

/* a dumped neighbour */
static int on_neigh(const struct nlmsghdr *nlh, void *arg)
{
	struct wanted *wanted = arg;
	struct ddom_neigh neigh;

	if (!ddom_neigh_parse(nlh, &neigh) &&
	    neigh.ifindex == wanted->ifindex &&
	    neigh.family == wanted->hop->family &&
	    !memcmp(neigh.dst, wanted->hop->addr, sizeof(neigh.dst)))
		*wanted->neigh = neigh;
	return 0;
}

/**
 * ddom_backend_neigh_read() - read a neighbour
 * @tx: the transaction
 * @m: unused
 * @hop: its address
 * @dev: its device
 * @neigh: filled; state 0 when there is none
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno.
 */
int ddom_backend_neigh_read(struct ddom_tx *tx, struct ddom_rtmsg *m,
			    const struct ddom_probe *hop, const struct ddom_dev *dev,
			    struct ddom_neigh *neigh)
{
	struct wanted wanted = {
		.hop = hop, .ifindex = dev->ifindex, .neigh = neigh,
	};

	memset(neigh, 0, sizeof(*neigh));
	return ddom_rtnl_dump(&tx->nl, RTM_GETNEIGH, hop->family, on_neigh,
			      &wanted);
}

/* ask for the link layer address of an IPv4 neighbour */
static int ask_unknown(struct net *net, const struct ddom_probe *hop,
		       u32 ifindex)
{
	struct net_device *dev;
	struct neighbour *n;
	int err = 0;

	if (hop->family != AF_INET)
		return -EOPNOTSUPP;
	dev = dev_get_by_index(net, ifindex);
	if (!dev)
		return -ENODEV;
	n = __neigh_lookup_errno(&arp_tbl, hop->addr, dev);
	if (IS_ERR(n)) {
		err = PTR_ERR(n);
	} else {
		neigh_event_send(n, NULL);
		neigh_release(n);
	}
	dev_put(dev);
	return err;
}

/**
 * ddom_backend_neigh_ask() - make the kernel ask a neighbour now
 * @tx: the transaction
 * @m: memory for the request
 * @hop: its address
 * @dev: the device to ask through
 * @neigh: what is known of it
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0 or negative errno.
 */
int ddom_backend_neigh_ask(struct ddom_tx *tx, struct ddom_rtmsg *m,
			   const struct ddom_probe *hop, const struct ddom_dev *dev,
			   const struct ddom_neigh *neigh)
{
	if (!neigh->mac_len)
		return ask_unknown(tx->net, hop, dev->ifindex);
	ddom_neigh_probe(m, hop, dev, neigh->mac, neigh->mac_len);
	return ddom_rtnl_request(&tx->nl, m);
}

/* EINVAL is also what is said of a neighbour to delete that is not there. */
static int do_neigh(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo)
{
	struct ddom_probe hop = { .family = step->neigh->family };
	int err = ddom_steps_neigh(r, step, dev, undo);
	bool del = (step->type == DDOM_STEP_NEIGH_DEL) != undo;
	struct ddom_neigh now;

	if (err != -EINVAL || !del)
		return err;
	memcpy(hop.addr, step->neigh->dst, sizeof(hop.addr));
	return ddom_backend_neigh_read(r->ctx, r->m, &hop, dev, &now) ?:
	       now.state ? -EINVAL : 0;
}

const ddom_step_fn ddom_backend_steps[DDOM_STEP_MAX] = {
	[DDOM_STEP_BRIDGE_CREATE] = do_bridge,
	[DDOM_STEP_BRIDGE_DELETE] = do_bridge,
	[DDOM_STEP_LINK_SET_MAC] = do_nothing,
	[DDOM_STEP_LINK_SET_MTU] = do_nothing,
	[DDOM_STEP_LINK_UP] = do_up_down,
	[DDOM_STEP_LINK_DOWN] = do_up_down,
	/* IPv6 stays; any of its routes may look as if it expired here. */
	[DDOM_STEP_ADDR_GEN] = do_nothing,
	[DDOM_STEP_ROUTE_RA] = do_nothing,
	[DDOM_STEP_NEIGH_ADD] = do_neigh,
	[DDOM_STEP_NEIGH_DEL] = do_neigh,
};
