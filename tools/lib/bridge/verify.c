// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does the new path work: devices, next hops, servers.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>

#include "attr.h"
#include "base/clock.h"
#include "bridge/bridge_internal.h"
#include "sockname.h"

/**
 * struct ddt_live - what is to be known of a device
 * @link: the device
 * @carrier: it has a carrier
 * @qdisc: name of its queueing discipline
 */
struct ddt_live {
	struct ddom_link link;
	__u8 carrier;
	char qdisc[16];
};

/* take one device */
static int take_live(const struct nlmsghdr *nlh, void *arg)
{
	const __u32 hdrlen = sizeof(struct ifinfomsg);
	struct ddt_live *live = arg;

	if (ddom_link_parse(nlh, &live->link))
		return 0;
	ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, IFLA_CARRIER),
			&live->carrier, sizeof(live->carrier));
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, IFLA_QDISC), live->qdisc,
		      sizeof(live->qdisc));
	return 0;
}

/*
 * Can a device send? Running is not enough: a bridge whose state is unknown has
 * not looked at its ports yet, and a queue must have been activated.
 */
static bool is_live(const struct ddt_live *live)
{
	if (!live->carrier || !live->qdisc[0] || !strcmp(live->qdisc, "noop"))
		return false;
	return live->link.operstate == IF_OPER_UP ||
	       (live->link.operstate == IF_OPER_UNKNOWN &&
		strcmp(live->link.kind, "bridge"));
}

/**
 * ddt_verify_wait_live() - wait until a device can send
 * @b: backend
 * @dev: the device
 *
 * Return: 0, -ETIMEDOUT, or another negative errno.
 */
int ddt_verify_wait_live(struct ddt_backend *b, const struct ddom_dev *dev)
{
	__u64 deadline = ddt_clock_ns() + DDOM_LIVE_TIMEOUT_MS * 1000000ULL;
	struct ddt_live live;
	int err;

	do {
		memset(&live, 0, sizeof(live));
		ddom_link_get(&b->m, dev);
		err = ddt_backend_request(b, take_live, &live);
		if (err)
			return err;
		if (is_live(&live))
			return 0;
		ddt_backend_pause();
	} while (ddt_clock_left_ms(deadline));
	return -ETIMEDOUT;
}

/* take one neighbour */
static int take_neigh(const struct nlmsghdr *nlh, void *arg)
{
	ddom_neigh_parse(nlh, arg);
	return 0;
}

/* read a neighbour */
static int neigh_read(struct ddt_backend *b, const struct ddom_probe *hop,
		      const struct ddom_dev *dev, struct ddom_neigh *neigh)
{
	int err;

	memset(neigh, 0, sizeof(*neigh));
	ddom_neigh_get(&b->m, hop, dev);
	err = ddt_backend_request(b, take_neigh, neigh);
	return err == -ENOENT ? 0 : err;
}

/**
 * ddt_verify_nexthop() - a next hop answers ARP or neighbour solicitations
 * @b: backend, for its deadline
 * @hop: the next hop
 * @dev: the device that it must answer on
 *
 * The entry is put into state PROBE, which only an answer turns into
 * REACHABLE.
 *
 * Return: 0; -EHOSTUNREACH without an answer; -EOPNOTSUPP for a permanent
 * entry, which the kernel never asks about; another negative errno.
 */
int ddt_verify_nexthop(struct ddt_backend *b, const struct ddom_probe *hop,
		       const struct ddom_dev *dev)
{
	struct ddom_neigh neigh;
	int err;

	err = neigh_read(b, hop, dev, &neigh);
	if (!err && (neigh.state & NUD_PERMANENT))
		return -EOPNOTSUPP;
	while (!err) {
		ddom_neigh_probe(&b->m, hop, dev, neigh.mac,
				 neigh.mac_len);
		err = ddt_backend_request(b, NULL, NULL);
		if (err)
			return err;
		do {
			ddt_backend_pause();
			err = neigh_read(b, hop, dev, &neigh);
			if (!err && (neigh.state & NUD_REACHABLE))
				return 0;
			if (!err && !ddt_clock_left_ms(b->deadline_ns))
				err = -EHOSTUNREACH;
		} while (!err && (neigh.state & (NUD_PROBE | NUD_INCOMPLETE)));
	}
	return err;
}

/* Wait for a connection. Return: 0, -ETIMEDOUT, or why it failed. */
static int tcp_wait(int fd, __u64 deadline_ns)
{
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };
	socklen_t len = sizeof(int);
	int n, err = 0;

	do {
		n = poll(&pfd, 1, ddt_clock_left_ms(deadline_ns));
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n ? -errno : -ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len))
		return -errno;
	return -err;
}

/**
 * ddt_verify_tcp() - a server accepts a connection
 * @b: backend, for its deadline
 * @probe: the server
 * @dev: the device that the connection must go through
 *
 * Return: 0, -ETIMEDOUT, or why it failed.
 */
int ddt_verify_tcp(struct ddt_backend *b, const struct ddom_probe *probe,
		   const struct ddom_dev *dev)
{
	struct sockaddr_storage name;
	socklen_t len = (socklen_t)ddom_sockname(probe, &name);
	int fd, err = 0;

	fd = socket(probe->family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, dev->name,
		       (socklen_t)strlen(dev->name)) ||
	    (connect(fd, (struct sockaddr *)&name, len) &&
	     errno != EINPROGRESS))
		err = -errno;
	if (!err)
		err = tcp_wait(fd, b->deadline_ns);
	close(fd);
	return err;
}
