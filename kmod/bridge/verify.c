// SPDX-License-Identifier: GPL-2.0-only
/* Does the server answer through the new path? */
#include <linux/delay.h>
#include <linux/in.h>
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/neighbour.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "bridge.h"
#include "sockname.h"

#define POLL_US	500

/* sleep between two looks */
static void poll_pause(void)
{
	usleep_range(POLL_US, 2 * POLL_US);
}

/**
 * ddom_verify_live() - wait until a device can send
 * @net: network namespace
 * @ifindex: the device
 *
 * Context: process, sleeps up to DDOM_LIVE_TIMEOUT_MS.
 * Return: 0, -ENODEV or -ETIMEDOUT.
 */
int ddom_verify_live(struct net *net, u32 ifindex)
{
	unsigned long deadline = jiffies + msecs_to_jiffies(DDOM_LIVE_TIMEOUT_MS);
	int live;

	for (;;) {
		live = ddom_backend_is_live(net, ifindex);
		if (live)
			return live < 0 ? live : 0;
		if (time_after(jiffies, deadline))
			return -ETIMEDOUT;
		poll_pause();
	}
}

/* Is there no sense in waiting any longer: @late when the time is over. */
static int over(const struct ddom_tx *tx, int late)
{
	if (READ_ONCE(tx->lost))
		return -ENODEV;
	return time_after(jiffies, tx->deadline) ? late : 0;
}

/**
 * ddom_verify_nexthop() - a next hop answers ARP or neighbour solicitations
 * @tx: the transaction, for its deadline
 * @hop: the next hop
 * @dev: the device it must answer on
 *
 * The entry is put into state PROBE, which only an answer turns into
 * REACHABLE.
 *
 * Context: process, sleeps until the deadline at most.
 * Return: 0, -EHOSTUNREACH without an answer, -ENODEV when port or bridge are
 * gone, -EOPNOTSUPP for a permanent entry, which the kernel never asks about.
 */
int ddom_verify_nexthop(struct ddom_tx *tx, const struct ddom_probe *hop,
			const struct ddom_dev *dev)
{
	struct ddom_rtmsg *m;
	struct ddom_neigh neigh;
	int err;

	m = kmalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	err = ddom_backend_neigh_read(tx, m, hop, dev, &neigh);
	if (!err && (neigh.state & NUD_PERMANENT))
		err = -EOPNOTSUPP;
	while (!err) {
		err = ddom_backend_neigh_ask(tx, m, hop, dev, &neigh);
		if (err)
			break;
		do {
			poll_pause();
			err = ddom_backend_neigh_read(tx, m, hop, dev, &neigh);
			if (!err && (neigh.state & NUD_REACHABLE))
				goto out;
			if (!err)
				err = over(tx, -EHOSTUNREACH);
		} while (!err && (neigh.state & (NUD_PROBE | NUD_INCOMPLETE)));
	}
out:
	kfree(m);
	return err;
}

/*
 * Wait for a connection.
 *
 * Context: process, sleeps.
 * Return: 0, -ECONNREFUSED or another error of the connection, -ETIMEDOUT,
 * -ENODEV when port or bridge are gone.
 */
static int tcp_outcome(struct ddom_tx *tx, struct socket *sock)
{
	int err;

	for (;;) {
		int state = READ_ONCE(sock->sk->sk_state);

		if (state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT)
			return 0;
		if (state == TCP_CLOSE)
			return sock_error(sock->sk) ?: -ECONNREFUSED;
		err = over(tx, -ETIMEDOUT);
		if (err)
			return err;
		poll_pause();
	}
}

/**
 * ddom_verify_tcp() - a probe accepts a connection
 * @tx: the transaction, for its namespace and deadline
 * @probe: the probe
 * @dev: the device that the connection is bound to
 *
 * Context: process, sleeps until the deadline at most.
 * Return: 0, -ECONNREFUSED, -ETIMEDOUT, or what the connection says.
 */
int ddom_verify_tcp(struct ddom_tx *tx, const struct ddom_probe *probe,
		    const struct ddom_dev *dev)
{
	const struct ddom_probe any = { .family = probe->family };
	struct sockaddr_storage name;
	struct socket *sock;
	int len, err;

	err = sock_create_kern(tx->net, probe->family, SOCK_STREAM, IPPROTO_TCP,
			       &sock);
	if (err)
		return err;
	/* The answers must not wait for memory that is to be written to NFS. */
	sock->sk->sk_allocation = GFP_NOIO;
	sock->sk->sk_bound_dev_if = dev->ifindex;
	/*
	 * Closed by a reset: nothing of it is sent again later, when the network
	 * namespace, which it does not hold, may be gone.
	 */
	sock_set_flag(sock->sk, SOCK_LINGER);
	sock->sk->sk_lingertime = 0;
	/*
	 * Bound ahead, the connection needs no table_perturb[]: its first use
	 * fills 256 KiB with random bytes, see __inet_hash_connect().
	 */
	len = ddom_sockname(&any, &name);
	err = kernel_bind(sock, (struct sockaddr_unsized *)&name, len);
	if (err)
		goto release;
	len = ddom_sockname(probe, &name);
	err = kernel_connect(sock, (struct sockaddr_unsized *)&name, len,
			     O_NONBLOCK);
	if (!err || err == -EINPROGRESS)
		err = tcp_outcome(tx, sock);
release:
	sock_release(sock);
	return err;
}
