// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device has because a router advertised it, where rtnetlink has no
 * words for it: how addresses are formed, whose routes are.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#include "attr.h"
#include "bridge.h"

#if IS_ENABLED(CONFIG_IPV6)
#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>

/* What the kernel marks routes with that a router advertised. */
#define RA_FLAGS	(RTF_ADDRCONF | RTF_DEFAULT | RTF_ROUTEINFO | \
			 RTF_PREFIX_RT)

/* A bridge has no permanent address, of which a secret makes identifiers. */
static void copy_perm_addr(struct net_device *to, const struct net_device *from)
{
	static const u8 none[MAX_ADDR_LEN];

	if (to->addr_len == from->addr_len &&
	    !memcmp(to->perm_addr, none, sizeof(none)))
		memcpy(to->perm_addr, from->perm_addr, from->addr_len);
}

/* A bridge's own secret stays in use. */
static void copy_gen(struct inet6_dev *to, const struct inet6_dev *from)
{
	if (!to->cnf.stable_secret.initialized)
		to->cnf.stable_secret = from->cnf.stable_secret;
	to->token = from->token;
	copy_perm_addr(to->dev, from->dev);
}

static void get_gen(const struct inet6_dev *idev, struct ddom_gen *gen)
{
	memcpy(gen->token, &idev->token, sizeof(gen->token));
	memcpy(gen->secret, &idev->cnf.stable_secret.secret,
	       sizeof(gen->secret));
	gen->has_secret = idev->cnf.stable_secret.initialized;
	memcpy(gen->perm_addr, idev->dev->perm_addr, sizeof(gen->perm_addr));
}

/* What a step has changed, and nobody else since, is as it was. */
static void put_gen(struct inet6_dev *idev, const struct ddom_gen *old,
		    const struct ddom_gen *new)
{
	struct ddom_gen now;

	get_gen(idev, &now);
	if (!memcmp(now.token, new->token, sizeof(now.token)))
		memcpy(&idev->token, old->token, sizeof(old->token));
	if (now.has_secret == new->has_secret &&
	    !memcmp(now.secret, new->secret, sizeof(now.secret))) {
		memcpy(&idev->cnf.stable_secret.secret, old->secret,
		       sizeof(old->secret));
		idev->cnf.stable_secret.initialized = old->has_secret;
	}
	if (!memcmp(now.perm_addr, new->perm_addr, sizeof(now.perm_addr)))
		memcpy(idev->dev->perm_addr, old->perm_addr,
		       sizeof(old->perm_addr));
}

/* The way there: an attach copies the port's, a detach gives back. */
static void change_gen(struct ddom_tx *tx, struct inet6_dev *idev,
		       const struct inet6_dev *from)
{
	get_gen(idev, &tx->gen_old);
	if (from)
		copy_gen(idev, from);
	else if (!tx->plan.attach && tx->before)
		put_gen(idev, &tx->before->gen_old, &tx->before->gen_new);
	get_gen(idev, &tx->gen_new);
}

/**
 * ddom_autoconf_gen() - ADDR_GEN
 * @r: the conversation
 * @step: the step
 * @dev: its device
 * @undo: back to the old mode
 *
 * Context: process, may sleep, takes RTNL.
 * Return: 0; a device without IPv6 forms no addresses.
 */
int ddom_autoconf_gen(struct ddom_rtnl *r, const struct ddom_step *step,
		      const struct ddom_dev *dev, bool undo)
{
	struct net_device *from, *to;
	struct ddom_tx *tx = r->ctx;
	struct inet6_dev *idev;

	rtnl_lock();
	to = __dev_get_by_index(tx->net, dev->ifindex);
	from = __dev_get_by_index(tx->net, step->from.ifindex);
	idev = to ? __in6_dev_get(to) : NULL;
	if (idev) {
		write_lock_bh(&idev->lock);
		WRITE_ONCE(idev->cnf.addr_gen_mode,
			   undo ? step->old_value : step->value);
		if (undo)
			put_gen(idev, &tx->gen_old, &tx->gen_new);
		else
			change_gen(tx, idev, from ? __in6_dev_get(from) : NULL);
		write_unlock_bh(&idev->lock);
	}
	rtnl_unlock();
	return 0;
}

static struct inet6_ifaddr *find_addr(struct inet6_dev *idev, const u8 *addr)
{
	struct inet6_ifaddr *ifp;

	list_for_each_entry(ifp, &idev->addr_list, if_list)
		if (!memcmp(&ifp->addr, addr, sizeof(ifp->addr)))
			return ifp;
	return NULL;
}

/* the address that temporary ones of the same prefix are made for */
static struct inet6_ifaddr *find_public(struct inet6_dev *idev,
					const struct ddom_addr *addr)
{
	struct inet6_ifaddr *ifp;

	list_for_each_entry(ifp, &idev->addr_list, if_list)
		if ((ifp->flags & IFA_F_MANAGETEMPADDR) &&
		    ifp->prefix_len == addr->prefixlen &&
		    ipv6_prefix_equal(&ifp->addr,
				      (const struct in6_addr *)addr->local,
				      addr->prefixlen))
			return ifp;
	return NULL;
}

/* As ipv6_create_tempaddr() does; without a public one it is as any other. */
static void make_temporary(struct inet6_dev *idev, const struct ddom_addr *addr)
{
	struct inet6_ifaddr *ifp, *public;

	write_lock_bh(&idev->lock);
	ifp = find_addr(idev, addr->local);
	public = find_public(idev, addr);
	if (ifp && public && !(ifp->flags & IFA_F_TEMPORARY)) {
		spin_lock(&ifp->lock);
		ifp->flags |= IFA_F_TEMPORARY;
		ifp->ifpub = public;
		spin_unlock(&ifp->lock);
		in6_ifa_hold(public);
		list_add(&ifp->tmp_list, &idev->tempaddr_list);
		in6_ifa_hold(ifp);
	}
	write_unlock_bh(&idev->lock);
}

/**
 * ddom_autoconf_temporary() - ADDR_ADD, ADDR_DEL, also of temporary addresses
 * @r: the conversation
 * @step: the step
 * @dev: its device
 * @undo: the other of the two
 *
 * Rtnetlink cannot add a temporary address. One that the kernel does not know
 * as such would be joined by another with the next advertisement.
 *
 * Context: process, may sleep, takes RTNL.
 * Return: as ddom_steps_addr().
 */
int ddom_autoconf_temporary(struct ddom_rtnl *r, const struct ddom_step *step,
			    const struct ddom_dev *dev, bool undo)
{
	const struct ddom_addr *addr = step->addr;
	int err = ddom_steps_addr(r, step, dev, undo);
	struct ddom_tx *tx = r->ctx;
	struct net_device *on;
	bool added = undo != (step->type == DDOM_STEP_ADDR_ADD);

	if (err || !added || addr->family != AF_INET6 || !(addr->flags & IFA_F_TEMPORARY))
		return err;
	rtnl_lock();
	on = __dev_get_by_index(tx->net, dev->ifindex);
	if (on && __in6_dev_get(on))
		make_temporary(__in6_dev_get(on), addr);
	rtnl_unlock();
	return 0;
}

static bool is_route(const struct fib6_info *rt, const struct ddom_route *route,
		     u32 ifindex)
{
	const struct fib6_nh *nh = rt->fib6_nh;

	return !rt->nh && nh->fib_nh_dev && nh->fib_nh_dev->ifindex == ifindex &&
	       rt->fib6_metric == route->metric &&
	       rt->fib6_dst.plen == route->dst_len &&
	       !memcmp(&rt->fib6_dst.addr, route->dst, 16) &&
	       !!nh->fib_nh_gw_family == !!route->gw_family &&
	       (!route->gw_family ||
		!memcmp(&nh->fib_nh_gw6, route->gateway, 16));
}

/* the route of a device, found as the kernel's fib6_locate() does; table locked */
static struct fib6_info *find_route(struct fib6_table *table,
				    const struct ddom_route *route, u32 ifindex)
{
	struct fib6_node *fn = &table->tb6_root;
	struct fib6_info *rt;
	u16 bit;

	while (fn) {
		rt = rcu_dereference_protected(fn->leaf, true);
		for (; rt; rt = rcu_dereference_protected(rt->fib6_next, true))
			if (is_route(rt, route, ifindex))
				return rt;
		bit = fn->fn_bit;
		if (bit >= route->dst_len)
			return NULL;
		fn = rcu_dereference_protected(route->dst[bit / 8] &
					       (0x80 >> bit % 8) ? fn->right :
					       fn->left, true);
	}
	return NULL;
}

/* The kernel puts what routers advertise there, unless it was told not to. */
static bool is_main(const struct ddom_route *route)
{
	return route->table == RT6_TABLE_MAIN && !route->src_len;
}

/*
 * Gives the route of one device the marks of another's, or tells them; -ENOENT
 * when there is none. Of tables that are not searched: no marks.
 */
static int mark_route(struct net *net, const struct ddom_route *route,
		      u32 ifindex, u32 flags)
{
	struct fib6_table *table = net->ipv6.fib6_main_tbl;
	struct fib6_info *rt;

	if (!table || !is_main(route))
		return 0;
	spin_lock_bh(&table->tb6_lock);
	rt = find_route(table, route, ifindex);
	if (rt && !rt->fib6_nsiblings)
		rt->fib6_flags |= flags;
	flags = rt ? rt->fib6_flags & RA_FLAGS : 0;
	if (flags & RTF_DEFAULT)
		table->flags |= RT6_TABLE_HAS_DFLT_ROUTER;
	spin_unlock_bh(&table->tb6_lock);
	return rt ? (int)flags : -ENOENT;
}

/* Gives a route that stands apart its place among its equals, with the marks. */
static bool join_equals(struct net *net, const struct ddom_route *apart,
			const struct ddom_route *route, u32 ifindex, u32 flags)
{
	struct fib6_table *table = net->ipv6.fib6_main_tbl;
	struct fib6_info *rt;
	bool ok;

	spin_lock_bh(&table->tb6_lock);
	rt = find_route(table, apart, ifindex);
	/* With a gateway and without the mark, equals would count it as joined. */
	ok = rt && (!route->gw_family || (flags & RTF_ADDRCONF)) &&
	     !rt->fib6_nsiblings && !find_route(table, route, ifindex);
	if (ok) {
		WRITE_ONCE(rt->fib6_metric, route->metric);
		rt->fib6_flags |= flags;
	}
	spin_unlock_bh(&table->tb6_lock);
	return ok;
}

/*
 * Rtnetlink would join a route with a gateway to equals of that kind, and append
 * one without. The kernel does not join those of routers, and relies on none
 * being among the joined. So it comes alone, with a metric next to theirs that
 * no route has: nothing stands in between when it gets theirs.
 */
static int add_apart(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *new, bool before, u32 flags)
{
	const struct ddom_route *route = step->route;
	struct ddom_route apart = *route;
	struct ddom_tx *tx = r->ctx;
	int err;

	apart.metric += before ? -1 : 1;
	if (!apart.metric)	/* the kernel would choose one */
		return -EEXIST;
	ddom_route_ra_request(r->m, route, route->oif, new->ifindex, false);
	ddom_attr_put_u32(r->m, RTA_PRIORITY, apart.metric);
	ddom_rtmsg_hdr(r->m)->nlmsg_flags |= NLM_F_EXCL;
	err = ddom_steps_request(r);
	if (!err && join_equals(tx->net, &apart, route, new->ifindex, flags))
		return 0;
	/* Without memory for the answer it may have been done. */
	if (err && err != -ENOBUFS)
		return err;
	ddom_route_ra_request(r->m, route, route->oif, new->ifindex, true);
	ddom_attr_put_u32(r->m, RTA_PRIORITY, apart.metric);
	ddom_steps_request(r);
	return err ? err : -EEXIST;
}

/*
 * With the kernel's marks the next advertisement renews it. Without them it
 * would be refused as there already, and with it the whole advertisement.
 */
static int add_ra(struct ddom_rtnl *r, const struct ddom_step *step,
		  const struct ddom_dev *old, const struct ddom_dev *new)
{
	const struct ddom_route *route = step->route;
	struct ddom_tx *tx = r->ctx;
	int flags = mark_route(tx->net, route, old->ifindex, 0);
	bool before = step->prepend;
	bool plain = !route->gw_family && (!before || !is_main(route));
	int err;

	/* It has run out, or its router has resigned: there is nothing to move. */
	if (flags == -ENOENT)
		return 0;
	/*
	 * A daemon's. Old interfaces can give the other marks to a route of
	 * anybody's, too.
	 */
	if (!(flags & RTF_ADDRCONF) && (plain || route->gw_family))
		return step->outrun ? -ENOTUNIQ : -EOPNOTSUPP;
	if (plain) {
		ddom_route_ra_request(r->m, route, route->oif, new->ifindex, false);
		err = ddom_steps_request(r);
		if (!err)
			mark_route(tx->net, route, new->ifindex, flags);
		return err;
	}
	err = add_apart(r, step, new, before, flags);
	if (err == -EEXIST)
		err = add_apart(r, step, new, !before, flags);
	/* A router that was quicker is as good. */
	if (err == -EEXIST && mark_route(tx->net, route, new->ifindex, 0) <= 0)
		err = -ENOTUNIQ;
	return err;
}

/**
 * ddom_autoconf_route() - ROUTE_RA
 * @r: the conversation
 * @step: the step
 * @dev: its device
 * @undo: back
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0, or what rtnetlink says.
 */
int ddom_autoconf_route(struct ddom_rtnl *r, const struct ddom_step *step,
			const struct ddom_dev *dev, bool undo)
{
	return ddom_steps_ra(r, step, dev, undo, add_ra);
}

#else

int ddom_autoconf_temporary(struct ddom_rtnl *r, const struct ddom_step *step,
			    const struct ddom_dev *dev, bool undo)
{
	return ddom_steps_addr(r, step, dev, undo);
}

int ddom_autoconf_gen(struct ddom_rtnl *r, const struct ddom_step *step,
		      const struct ddom_dev *dev, bool undo)
{
	return 0;
}

int ddom_autoconf_route(struct ddom_rtnl *r, const struct ddom_step *step,
			const struct ddom_dev *dev, bool undo)
{
	return -EOPNOTSUPP;
}

#endif
