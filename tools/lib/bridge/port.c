// SPDX-License-Identifier: GPL-2.0-only
/*
 * The port's receive modes, from user space: what the bridge is going to set
 * is set before, so that the driver has nothing to do at the switch.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>

#include "bridge/bridge_internal.h"

/* read or write the flags that have large receive offload */
static int lro(struct ddt_backend *b, const struct ddom_dev *dev, __u32 cmd,
	       __u32 *flags)
{
	struct ethtool_value value = { .cmd = cmd, .data = *flags };
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	memcpy(ifr.ifr_name, dev->name, IFNAMSIZ);
	ifr.ifr_data = (void *)&value;
	if (ioctl(b->ioctl, SIOCETHTOOL, &ifr))
		return -errno;
	*flags = value.data;
	return 0;
}

/*
 * Turn large receive offload off, or on again. Best effort: the bridge turns it
 * off too; only later, at the switch.
 */
static void lro_set(struct ddt_backend *b, const struct ddom_dev *dev, bool off)
{
	__u32 flags = 0;

	if (lro(b, dev, ETHTOOL_GFLAGS, &flags))
		return;
	if (off && (flags & ETH_FLAG_LRO)) {
		flags &= ~(__u32)ETH_FLAG_LRO;
		b->held->lro_off = !lro(b, dev, ETHTOOL_SFLAGS, &flags);
	} else if (!off && b->held->lro_off) {
		flags |= ETH_FLAG_LRO;
		b->held->lro_off = lro(b, dev, ETHTOOL_SFLAGS, &flags);
	}
}

/*
 * Hold a receive mode, or let it go. The kernel counts these holds, and drops
 * them when the socket is gone.
 */
static int membership(struct ddt_backend *b, const struct ddom_dev *dev,
		      unsigned short type, bool hold)
{
	struct packet_mreq mreq = {
		.mr_ifindex = (int)dev->ifindex,
		.mr_type = type,
	};

	if (setsockopt(b->hold, SOL_PACKET, hold ? PACKET_ADD_MEMBERSHIP :
		       PACKET_DROP_MEMBERSHIP, &mreq, sizeof(mreq)))
		return -errno;
	return 0;
}

/**
 * ddt_port_hold() - hold the port's receive modes
 * @b: backend
 * @dev: port
 *
 * On a kernel without packet sockets the switch takes a little longer.
 *
 * Return: 0, also when they are held already, or a negative errno.
 */
int ddt_port_hold(struct ddt_backend *b, const struct ddom_dev *dev)
{
	int err;

	if (b->held->modes || b->hold < 0)
		return 0;
	err = membership(b, dev, PACKET_MR_PROMISC, true);
	if (err)
		return err;
	err = membership(b, dev, PACKET_MR_ALLMULTI, true);
	if (err) {
		membership(b, dev, PACKET_MR_PROMISC, false);
		return err;
	}
	b->held->modes = true;
	lro_set(b, dev, true);
	return 0;
}

/**
 * ddt_port_let_go() - let the port's receive modes go
 * @b: backend
 * @dev: port
 * @as_before: turn on what was turned off, too
 *
 * Return: 0, also when they are not held, or a negative errno.
 */
int ddt_port_let_go(struct ddt_backend *b, const struct ddom_dev *dev,
		    bool as_before)
{
	int err, err2;

	if (!b->held->modes)
		return 0;
	err = membership(b, dev, PACKET_MR_PROMISC, false);
	err2 = membership(b, dev, PACKET_MR_ALLMULTI, false);
	b->held->modes = false;
	if (as_before)
		lro_set(b, dev, false);
	return err ? err : err2;
}
