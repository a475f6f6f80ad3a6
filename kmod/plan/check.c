// SPDX-License-Identifier: GPL-2.0-only
/*
 * When not to begin: refusals that change nothing. Each names the object and
 * the remedy.
 */
#include "plan_internal.h"

#define DDOM_STACK_DEPTH	8	/* devices stacked on one another */

/* can a device have this name */
static bool name_valid(const char *name)
{
	int i;

	if (!name[0] || !strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (i = 0; i < DDOM_IFNAMSIZ && name[i]; i++)
		if (name[i] == '/' || name[i] == ':' || name[i] == '%' ||
		    name[i] == ' ' ||
		    (name[i] >= '\t' && name[i] <= '\r'))
			return false;
	return i < DDOM_IFNAMSIZ;
}

/* the sysctl directories of all devices and of new ones */
static bool name_reserved(const char *name)
{
	return !strcmp(name, "all") || !strcmp(name, "default");
}

static bool kind_in(const struct ddom_link *link, const char * const *kinds)
{
	for (; *kinds; kinds++)
		if (!strcmp(link->kind, *kinds))
			return true;
	return false;
}

/* is something on the port that cannot stay there */
static int check_on_port(struct ddom_plan *plan,
			 const struct ddom_snapshot *snap,
			 const struct ddom_link *port)
{
	/* These take what the port receives, as a bridge does. */
	static const char * const takers[] = {
		"macvlan", "macvtap", "ipvlan", "ipvtap", "macsec", "rmnet",
		NULL,
	};
	/* These send by routes of this device, which will have none. */
	static const char * const tunnels[] = {
		"vxlan", "gre", "gretap", "erspan", "ip6gre", "ip6gretap",
		"ip6erspan", "ipip", "sit", "ip6tnl", "vti", "vti6", "xfrm",
		NULL,
	};
	const struct ddom_link *upper;
	__u32 i;

	for (i = 0; i < snap->nlinks; i++) {
		upper = &snap->links[i];
		if (upper->lower != port->ifindex)
			continue;
		if (kind_in(upper, takers))
			return ddom_step_refuse(plan, -EBUSY,
						"%s: has %s %s, which a port of a bridge cannot have; make that on the bridge, or 'ip link del %s' first",
						port->name, upper->kind, upper->name,
						upper->name);
		if (kind_in(upper, tunnels))
			return ddom_step_refuse(plan, -EBUSY,
						"%s: %s %s sends through it only; make that without 'dev %s', or 'ip link del %s' first",
						port->name, upper->kind, upper->name,
						port->name, upper->name);
	}
	if (port->taken)
		return ddom_step_refuse(plan, -EBUSY,
					"%s: somebody takes what it receives, perhaps HSR, or a macvlan of a container; stop that first",
					port->name);
	return 0;
}

/* has another device taken it, which is perhaps the one to attach */
static int check_master(struct ddom_plan *plan,
			const struct ddom_snapshot *snap,
			const struct ddom_link *port)
{
	/* Ethernet devices of their own, made of such ports */
	static const char * const made_of[] = { "bond", "team", "batadv", NULL };
	static const char * const switches[] = { "openvswitch", NULL };
	const struct ddom_link *master;

	if (!port->master)
		return 0;
	master = ddom_snapshot_link_by_index(snap, port->master);
	if (!master)
		return ddom_step_refuse(plan, -EBUSY,
					"%s: is enslaved to a device; release it first",
					port->name);
	if (kind_in(master, made_of))
		return ddom_step_refuse(plan, -EBUSY,
					"%s: is a member of %s; attach that",
					port->name, master->name);
	/* Its device of this name receives nothing. */
	if (kind_in(master, switches))
		return ddom_step_refuse(plan, -EBUSY,
					"%s: is a port of Open vSwitch; 'ovs-vsctl add-port' puts domUs beside it, or give its address to an internal port of that bridge and attach that",
					port->name);
	if (ddom_snapshot_link_is_bridge(master))
		return ddom_step_refuse(plan, -EBUSY,
					"%s: is a port of %s already; 'ddtool bridge-detach %s' first",
					port->name, master->name, port->name);
	return ddom_step_refuse(plan, -EBUSY,
				"%s: is enslaved to %s%s%s; release it first",
				port->name, master->kind,
				master->kind[0] ? " " : "", master->name);
}

/* are the names given other names of devices */
static int check_alt_names(struct ddom_plan *plan,
			   const struct ddom_snapshot *snap,
			   const struct ddom_opts *opts)
{
	const struct ddom_link *link;
	__u32 i;

	for (i = 0; i < snap->nlinks; i++) {
		link = &snap->links[i];
		if (link->alt_port)
			return ddom_step_refuse(plan, -ENODEV,
						"%s: is another name of %s; give that",
						opts->port, link->name);
		if (link->alt_bridge && plan->attach)
			return ddom_step_refuse(plan, -EEXIST,
						"%s: is another name of %s; choose another name",
						opts->bridge, link->name);
	}
	return 0;
}

/* Is a device stacked on another, over however many devices? */
static bool link_above(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		       const struct ddom_link *upper, __u32 ifindex)
{
	const struct ddom_link *link;
	struct ddom_set below;
	struct ddom_key key;
	__u32 i, depth, n = 0;

	ddom_set_init(&below, plan->scratch, ddom_notes_below_keys(snap));
	key = ddom_set_key_id(DDOM_KEY_BELOW, upper->ifindex);
	ddom_set_add(&below, &key);
	for (depth = 0; depth < DDOM_STACK_DEPTH && n != below.n; depth++) {
		n = below.n;
		for (i = 0; i < snap->nlinks; i++) {
			link = &snap->links[i];
			key = ddom_set_key_id(DDOM_KEY_BELOW, link->master);
			if (link->master && ddom_set_has(&below, &key)) {
				key = ddom_set_key_id(DDOM_KEY_BELOW, link->ifindex);
				ddom_set_add(&below, &key);
			}
			/* of a veth it is its other end, perhaps elsewhere */
			key = ddom_set_key_id(DDOM_KEY_BELOW, link->ifindex);
			if (!link->lower || !strcmp(link->kind, "veth") ||
			    !ddom_set_has(&below, &key))
				continue;
			key = ddom_set_key_id(DDOM_KEY_BELOW, link->lower);
			ddom_set_add(&below, &key);
		}
	}
	key = ddom_set_key_id(DDOM_KEY_BELOW, ifindex);
	return ddom_set_has(&below, &key);
}

/* can it be a port at all */
static int check_port(struct ddom_plan *plan, const struct ddom_link *port,
		      const struct ddom_opts *opts)
{
	if (!port)
		return ddom_step_refuse(plan, -ENODEV, "%s: no such device; see 'ip link'",
					opts->port);
	if (port->type == DDOM_ARPHRD_LOOPBACK ||
	    (port->flags & DDOM_IFF_LOOPBACK))
		return ddom_step_refuse(plan, -EOPNOTSUPP,
					"%s: a loopback device cannot be a port; name a NIC",
					port->name);
	if (port->wireless)
		return ddom_step_refuse(plan, -EOPNOTSUPP,
					"%s: a wireless device cannot be a port; route instead",
					port->name);
	if (ddom_snapshot_link_is_bridge(port))
		return ddom_step_refuse(plan, -EOPNOTSUPP,
					"%s: is a bridge itself; name one of its ports",
					port->name);
	if (port->type != DDOM_ARPHRD_ETHER || port->mac_len != DDOM_ETH_ALEN)
		return ddom_step_refuse(plan, -EOPNOTSUPP,
					"%s: not an Ethernet device; name a NIC",
					port->name);
	if (!(port->flags & DDOM_IFF_UP))
		return ddom_step_refuse(plan, -ENETDOWN,
					"%s: is down; 'ip link set %s up' first",
					port->name, port->name);
	return 0;
}

/* does a device above carry the route to the server */
static int check_upper(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		       const struct ddom_link *dev)
{
	const struct ddom_link *upper = ddom_snapshot_link_by_index(snap, snap->probe_oif);

	if (!upper || upper == dev ||
	    !link_above(plan, snap, upper, dev->ifindex))
		return 0;
	if (plan->attach)
		return ddom_step_refuse(plan, -ELOOP,
					"%s on %s carries the route to the server; attach %s instead, or do without that probe",
					upper->name, dev->name, upper->name);
	return ddom_step_refuse(plan, -ELOOP,
				"%s on %s carries the route to the server; move that first",
				upper->name, dev->name);
}

/* an address that is being looked for on the link may turn out to be taken */
static int check_tentative(struct ddom_plan *plan,
			   const struct ddom_scope *scope)
{
	const __u32 mask = DDOM_IFA_F_TENTATIVE | DDOM_IFA_F_OPTIMISTIC;
	const struct ddom_addr *addr;
	char text[48];
	__u32 i;

	for (i = 0; i < scope->snap->naddrs; i++) {
		addr = &scope->snap->addrs[i];
		if (addr->family != DDOM_AF_INET6 ||
		    (addr->flags & mask) != DDOM_IFA_F_TENTATIVE ||
		    !ddom_scope_addr_goes(scope, addr))
			continue;
		ddom_text_addr(addr->family, addr->local, text, sizeof(text));
		return ddom_step_refuse(plan, -EAGAIN,
					"%s: is still being checked for duplicates; wait a moment",
					text);
	}
	return 0;
}

/* for the far end's prefix the kernel makes routes that it does not delete */
static int check_far_ends(struct ddom_plan *plan,
			  const struct ddom_scope *scope)
{
	const struct ddom_addr *addr;
	char text[48];
	__u32 i;

	for (i = 0; i < scope->snap->naddrs; i++) {
		addr = &scope->snap->addrs[i];
		if (addr->family != DDOM_AF_INET6 || addr->prefixlen == 128 ||
		    !memcmp(addr->local, addr->prefix, sizeof(addr->local)) ||
		    !ddom_scope_addr_goes(scope, addr))
			continue;
		ddom_text_addr(addr->family, addr->local, text, sizeof(text));
		return ddom_step_refuse(plan, -EOPNOTSUPP,
					"%s: has a prefix at its far end; give it that as /128, and a route",
					text);
	}
	return 0;
}

/*
 * Is there anything to move? A detach that is known to have nothing to take
 * back is fine.
 */
static int check_addrs(struct ddom_plan *plan, const struct ddom_scope *scope,
		       const struct ddom_opts *opts,
		       const struct ddom_link *dev)
{
	char text[48];

	if (check_tentative(plan, scope) || check_far_ends(plan, scope))
		return plan->err;
	if (scope->two_metrics) {
		/* With the flags of an address it deletes the other's route. */
		ddom_text_addr(DDOM_AF_INET6, scope->two_metrics->local, text,
			       sizeof(text));
		return ddom_step_refuse(plan, -ENOTUNIQ,
					"%s: %s and another address have routes of different metrics to one prefix; 'ip addr change' one of them",
					dev->name, text);
	}
	if (ddom_scope_anything_goes(scope) || scope->before || opts->no_address)
		return 0;
	return ddom_step_refuse(plan, -EADDRNOTAVAIL,
				"%s: no address; nothing to move (use --no-address)",
				dev->name);
}

/* can the bridge take the port */
static int check_bridge(struct ddom_plan *plan,
			const struct ddom_snapshot *snap,
			const struct ddom_link *bridge)
{
	const struct ddom_link *master;

	if (!bridge)
		return 0;
	if (!ddom_snapshot_link_is_bridge(bridge))
		return ddom_step_refuse(plan, -EEXIST,
					"%s: exists and is no bridge; choose another name",
					bridge->name);
	master = ddom_snapshot_link_by_index(snap, bridge->master);
	if (bridge->master)
		return ddom_step_refuse(plan, -EBUSY,
					"%s: is enslaved to %s; choose another bridge",
					bridge->name, master ? master->name : "a device");
	if (bridge->stp)
		return ddom_step_refuse(plan, -EINVAL,
					"%s: spanning tree is on; 'ip link set %s type bridge stp_state 0' first",
					bridge->name, bridge->name);
	if (bridge->forward_delay)
		return ddom_step_refuse(plan, -EINVAL,
					"%s: has a forward delay; 'ip link set %s type bridge forward_delay 0' first",
					bridge->name, bridge->name);
	return ddom_losses_down(plan, snap, bridge);
}

/* one of IPv4 with any flags, of IPv6 if its prefix has a route because of it */
static bool makes_route(const struct ddom_addr *addr)
{
	return addr->family == DDOM_AF_INET ||
	       (ddom_snapshot_addr_moves(addr, addr->ifindex) &&
		!(addr->flags & DDOM_IFA_F_NOPREFIXROUTE) &&
		!ddom_snapshot_is_fe80(addr->family, addr->prefix));
}

/*
 * The kernel makes the second address of a subnet a secondary one: new
 * connections would come from that of the device where it goes, which a server
 * need not know. In IPv6 the route of the device where it goes would come first
 * after an undo. The very same address is well.
 */
static int check_subnets(struct ddom_plan *plan,
			 const struct ddom_snapshot *snap,
			 const struct ddom_link *to,
			 const struct ddom_scope *scope)
{
	const struct ddom_addr *addrs = snap->addrs;
	char text[48];
	__u32 i, k;

	for (i = 0; to && i < snap->naddrs; i++) {
		if (addrs[i].ifindex != to->ifindex || !makes_route(&addrs[i]) ||
		    ddom_scope_addr_is_twin(scope, &addrs[i]) ||
		    (!plan->attach && addrs[i].family == DDOM_AF_INET &&
		     addrs[i].flags & DDOM_IFA_F_SECONDARY))
			continue;
		ddom_breathe();
		for (k = 0; k < snap->naddrs; k++) {
			if (addrs[k].family != addrs[i].family ||
			    addrs[k].prefixlen != addrs[i].prefixlen ||
			    !ddom_snapshot_prefix_match(addrs[k].prefix, addrs[i].prefix,
							addrs[i].prefixlen) ||
			    !ddom_scope_addr_goes(scope, &addrs[k]))
				continue;
			ddom_text_addr(addrs[i].family, addrs[i].local, text,
				       sizeof(text));
			return ddom_step_refuse(plan, -EADDRINUSE,
						"%s: has %s in a subnet that is to move to it; 'ip addr del' that first",
						to->name, text);
		}
	}
	return 0;
}

/* Undone, their prefix routes would come after one that stands behind them. */
static int check_twin_routes(struct ddom_plan *plan,
			     const struct ddom_scope *scope,
			     const struct ddom_link *to)
{
	char text[DDOM_TEXT_MAX];
	__u32 i;

	for (i = 0; to && i < scope->snap->nroutes; i++) {
		if (!scope->snap->routes[i].ahead ||
		    !ddom_scope_route_of_twin(scope, &scope->snap->routes[i]))
			continue;
		ddom_text_route(&scope->snap->routes[i], text, sizeof(text));
		return ddom_step_refuse(plan, -EADDRINUSE,
					"%s: %s has the same address in it, and a third route to it stands behind; 'ip addr del' that of %s first",
					text, to->name, to->name);
	}
	return 0;
}

/* the address of which both devices have one, where it goes; NULL for none */
static const struct ddom_addr *twin_of(const struct ddom_scope *scope,
				       const struct ddom_addr *addr)
{
	const struct ddom_addr *twin;
	__u32 i, len = ddom_snapshot_family_bytes(addr->family);

	for (i = 0; i < scope->snap->naddrs; i++) {
		twin = &scope->snap->addrs[i];
		ddom_breathe();
		if (twin->ifindex == scope->to && twin->family == addr->family &&
		    twin->prefixlen == addr->prefixlen &&
		    !memcmp(twin->local, addr->local, len) &&
		    !memcmp(twin->prefix, addr->prefix, len))
			return twin;
	}
	return NULL;
}

/* do they differ in what a sender or time makes of them; of IPv6 it is lifetimes */
static bool are_unlike(const struct ddom_addr *a, const struct ddom_addr *b)
{
	__u32 mask = DDOM_IFA_F_PERMANENT;

	if (a->family == DDOM_AF_INET)
		mask |= DDOM_IFA_F_SECONDARY;
	return a->scope != b->scope || (a->flags ^ b->flags) & mask;
}

/* An IPv4 address that is there already is left as it is. */
static int check_twins(struct ddom_plan *plan, const struct ddom_scope *scope,
		       const struct ddom_link *to)
{
	const struct ddom_addr *addr, *twin;
	const char *why = NULL;
	char text[48];
	__u32 i;

	for (i = 0; scope->twins && i < scope->snap->naddrs; i++) {
		addr = &scope->snap->addrs[i];
		if (!ddom_scope_addr_goes(scope, addr))
			continue;
		twin = twin_of(scope, addr);
		if (!twin)
			continue;
		if (are_unlike(addr, twin))
			why = "with another scope or lifetime, or first or second in its subnet";
		else if (addr->family == DDOM_AF_INET && to->flags & DDOM_IFF_UP &&
			 ddom_scope_addr_lacks_route(scope, to->ifindex, addr))
			why = "without the same prefix route";
		if (!why)
			continue;
		ddom_text_addr(addr->family, addr->local, text, sizeof(text));
		return ddom_step_refuse(plan, -EADDRINUSE,
					"%s: has %s too, %s; 'ip addr del' that first",
					to->name, text, why);
	}
	return check_twin_routes(plan, scope, to);
}

/**
 * ddom_check_attach() - refuse an attach that would be unsafe
 * @plan: takes the reason
 * @snap: the tables
 * @opts: what was asked for
 *
 * Return: 0 or a negative errno.
 */
int ddom_check_attach(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_opts *opts)
{
	const struct ddom_link *port, *bridge;
	struct ddom_scope scope;
	int err;

	if (!name_valid(opts->port) || !name_valid(opts->bridge))
		return ddom_step_refuse(plan, -EINVAL,
					"a device name is empty or invalid; give 1 to 15 characters");
	if (!strcmp(opts->port, opts->bridge))
		return ddom_step_refuse(plan, -EINVAL,
					"%s: cannot be port and bridge; name another bridge",
					opts->port);
	if (name_reserved(opts->bridge))
		return ddom_step_refuse(plan, -EINVAL,
					"%s: no device can have this name; choose another name",
					opts->bridge);
	port = ddom_snapshot_link_by_name(snap, opts->port);
	bridge = ddom_snapshot_link_by_name(snap, opts->bridge);
	err = check_alt_names(plan, snap, opts);
	if (!err)
		err = check_port(plan, port, opts);
	if (err)
		return err;
	err = check_master(plan, snap, port);
	if (!err)
		err = check_upper(plan, snap, port);
	if (!err)
		err = check_on_port(plan, snap, port);
	if (!err)
		err = check_bridge(plan, snap, bridge);
	if (!err && bridge &&
	    link_above(plan, snap, port, bridge->ifindex))
		err = ddom_step_refuse(plan, -ELOOP, "%s is stacked on %s; choose another bridge",
				       port->name, bridge->name);
	if (err)
		return err;
	ddom_notes_take(&scope, plan, snap, opts, port, bridge);
	err = check_addrs(plan, &scope, opts, port);
	if (!err)
		err = check_subnets(plan, snap, bridge, &scope);
	if (!err)
		err = check_twins(plan, &scope, bridge);
	return err ? err : ddom_losses_last(plan, &scope, bridge);
}

/*
 * Refuse to delete a bridge that has another port. The bridge has the address
 * of the port that was attached to it: that is the one to stay.
 */
static int check_other(struct ddom_plan *plan, const struct ddom_link *port,
		       const struct ddom_link *bridge,
		       const struct ddom_link *other)
{
	if (other->mac_len == bridge->mac_len &&
	    !memcmp(other->mac, bridge->mac, bridge->mac_len))
		return ddom_step_refuse(plan, -EBUSY,
					"%s: %s carries %s and stays; 'ip link set %s nomaster' takes %s out alone",
					port->name, other->name, bridge->name,
					port->name, port->name);
	return ddom_step_refuse(plan, -EBUSY,
				"%s: has another port %s; 'ip link set %s nomaster' first",
				bridge->name, other->name, other->name);
}

/* has a bridge that would be deleted other ports or users */
static int check_others(struct ddom_plan *plan,
			const struct ddom_snapshot *snap,
			const struct ddom_link *port,
			const struct ddom_link *bridge)
{
	const struct ddom_link *link;
	__u32 i;

	for (i = 0; bridge->ours && i < snap->nlinks; i++) {
		link = &snap->links[i];
		if (link->master == bridge->ifindex && link != port)
			return check_other(plan, port, bridge, link);
		if (link->lower == bridge->ifindex)
			return ddom_step_refuse(plan, -EBUSY,
						"%s: %s %s on it would go with it; 'ip link del %s' first",
						bridge->name, link->kind, link->name,
						link->name);
	}
	return 0;
}

/* With next hops of both a route is the port's, and would not move. */
static int check_both(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_link *port,
		      const struct ddom_link *bridge)
{
	char text[DDOM_TEXT_MAX];
	__u32 i;

	for (i = 0; i < snap->nroutes; i++) {
		if (!snap->routes[i].both)
			continue;
		ddom_text_route(&snap->routes[i], text, sizeof(text));
		return ddom_step_refuse(plan, -EEXIST,
					"%s: has next hops of %s and %s; delete one of the two",
					text, port->name, bridge->name);
	}
	return 0;
}

/* What the bridge had of its own is known only of the port that was attached. */
static int check_mac(struct ddom_plan *plan, const struct ddom_scope *scope,
		     const struct ddom_snapshot *before,
		     const struct ddom_link *port,
		     const struct ddom_link *bridge)
{
	const struct ddom_link *old;

	if (!before || scope->before ||
	    !ddom_snapshot_link_by_index(before, port->ifindex))
		return 0;
	old = ddom_snapshot_link_by_index(before, bridge->ifindex);
	if (!old || !ddom_snapshot_link_is_bridge(old))
		return 0;
	return ddom_step_refuse(plan, -ESTALE,
				"%s: has another MAC address than when it was attached; give it that of before first, for %s had something of its own",
				port->name, bridge->name);
}

/**
 * ddom_check_detach() - refuse a detach that would be unsafe
 * @plan: takes the reason
 * @snap: the tables
 * @opts: what was asked for
 *
 * Return: 0 or a negative errno.
 */
int ddom_check_detach(struct ddom_plan *plan, const struct ddom_snapshot *snap,
		      const struct ddom_opts *opts)
{
	const struct ddom_link *port, *bridge;
	struct ddom_scope scope;
	int err;

	if (!name_valid(opts->port))
		return ddom_step_refuse(plan, -EINVAL,
					"the port's name is empty or invalid; give 1 to 15 characters");
	port = ddom_snapshot_link_by_name(snap, opts->port);
	err = check_alt_names(plan, snap, opts);
	if (!err)
		err = check_port(plan, port, opts);
	if (err)
		return err;
	bridge = ddom_snapshot_link_by_index(snap, port->master);
	if (!bridge || !ddom_snapshot_link_is_bridge(bridge))
		return ddom_step_refuse(plan, -ENOTCONN,
					"%s: is in no bridge; nothing to detach",
					port->name);
	ddom_notes_take(&scope, plan, snap, opts, bridge, port);
	err = check_upper(plan, snap, bridge);
	if (!err)
		err = check_mac(plan, &scope, opts->before, port, bridge);
	/* One that was there before the attach is not deleted. */
	if (!err && !scope.before)
		err = check_others(plan, snap, port, bridge);
	if (!err)
		err = check_addrs(plan, &scope, opts, bridge);
	if (!err)
		err = check_subnets(plan, snap, port, &scope);
	if (!err)
		err = check_twins(plan, &scope, port);
	if (!err)
		err = check_both(plan, snap, port, bridge);
	if (!err)
		err = ddom_losses_nexthops(plan, &scope, bridge);
	if (!err)
		err = ddom_losses_last(plan, &scope, bridge);
	return err ? err : ddom_losses_last(plan, &scope, port);
}
