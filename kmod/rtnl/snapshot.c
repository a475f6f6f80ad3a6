// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel's tables say about the port and the bridge. */
#include <linux/ddom_bridge.h>

#include "attr.h"
#include "rtnl.h"

/* How often tables that change while they are read are read again. */
#define SNAPSHOT_TRIES	8

/* More than a dumped message has: they come in datagrams of 32 KiB at most. */
#define CHUNK_SIZE	(64 * 1024)

/**
 * struct ddom_chunk - copies of dumped messages
 * @next: the one before it
 * @used: bytes of @data
 * @data: the messages
 */
struct ddom_chunk {
	struct ddom_chunk *next;
	__u32 used;
	__u8 data[] __attribute__((aligned(8)));
};

enum { LINKS, ADDRS, ROUTES, NEIGHS, RULES, NEXTHOPS, NKINDS };

static const struct {
	const char *name;
	__u32 max;
} kinds[] = {
	[LINKS] = { "devices", DDOM_BRIDGE_MAX_LINKS },
	[ADDRS] = { "addresses", DDOM_BRIDGE_MAX_ADDRS },
	[ROUTES] = { "routes", DDOM_BRIDGE_MAX_ROUTES },
	[NEIGHS] = { "neighbours", DDOM_BRIDGE_MAX_NEIGHS },
	[RULES] = { "rules", DDOM_BRIDGE_MAX_RULES },
	[NEXTHOPS] = { "nexthop objects", DDOM_BRIDGE_MAX_NEXTHOPS },
};

/* Keeps a dumped message; @msg refers to the copy afterwards. */
static int keep(struct ddom_store *store, struct ddom_msg *msg)
{
	struct ddom_chunk *chunk = store->chunks;
	__u32 len = (msg->len + 7) & ~7U;

	if (len > CHUNK_SIZE - sizeof(*chunk))
		return -EMSGSIZE;
	if (!chunk || len > CHUNK_SIZE - sizeof(*chunk) - chunk->used) {
		chunk = store->ops->alloc(CHUNK_SIZE);
		if (!chunk)
			return -ENOMEM;
		chunk->next = store->chunks;
		chunk->used = 0;
		store->chunks = chunk;
	}
	memcpy(chunk->data + chunk->used, msg->data, msg->len);
	msg->data = chunk->data + chunk->used;
	chunk->used += len;
	return 0;
}

/* Appends an object to an array that doubles; @array points to its pointer. */
static int append(struct ddom_store *store, void *array, __u32 *n,
		  const void *obj, size_t size)
{
	void **base = array;
	void *grown;

	if (!(*n & (*n - 1))) {
		grown = store->ops->alloc(size * (*n ? 2 * *n : 1));
		if (!grown)
			return -ENOMEM;
		if (*n)
			memcpy(grown, *base, *n * size);
		store->ops->free(*base);
		*base = grown;
	}
	memcpy((__u8 *)*base + *n * size, obj, size);
	(*n)++;
	return 0;
}

/* Takes an object with its message, if any, unless there are too many. */
static int take(struct ddom_store *store, int kind, void *array, __u32 *n,
		const void *obj, size_t size, struct ddom_msg *msg)
{
	int err = 0;

	if (*n >= kinds[kind].max) {
		store->over[kind]++;
		return 0;
	}
	if (msg)
		err = keep(store, msg);
	return err ? err : append(store, array, n, obj, size);
}

static bool concerns(const struct ddom_store *store, __u32 ifindex)
{
	return ifindex && (ifindex == store->port || ifindex == store->bridge);
}

static int keep_as(struct ddom_store *store, struct ddom_msg *msg,
		   const struct nlmsghdr *nlh)
{
	msg->data = nlh;
	msg->len = nlh->nlmsg_len;
	return keep(store, msg);
}

static int on_brport(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifinfomsg *ifi = NLMSG_DATA(nlh);
	struct ddom_store *store = arg;

	/* A device itself may tell something of that sort as well. */
	if (!ddom_attr_is_message(nlh, RTM_NEWLINK, sizeof(*ifi)) ||
	    ifi->ifi_family != AF_BRIDGE ||
	    (__u32)ifi->ifi_index != store->port ||
	    ddom_attr_u32(ddom_attr_find(nlh, sizeof(*ifi), IFLA_MASTER), 0) !=
		    store->bridge)
		return 0;
	return keep_as(store, &store->snap.brport.vlans, nlh);
}

/* A kernel without bridges, or with VLANs of one that no message holds. */
static int take_brport(struct ddom_store *store, struct ddom_rtnl *r)
{
	int err;

	if (!store->snap.brport.settings.data)
		return 0;
	err = r->ops->dump(r->ctx, RTM_GETLINK, AF_BRIDGE, on_brport, store);
	return err == -EOPNOTSUPP || err == -EMSGSIZE ? 0 : err;
}

static int on_link(const struct nlmsghdr *nlh, void *arg)
{
	struct ddom_store *store = arg;
	struct ddom_link link;
	int err;

	if (ddom_link_parse(nlh, &link))
		return 0;
	if (!strcmp(link.name, store->names[0]) && ddom_brport_is(nlh)) {
		err = keep_as(store, &store->snap.brport.settings, nlh);
		if (err)
			return err;
	}
	link.alt_port = ddom_link_alt_name(nlh, store->names[0]);
	link.alt_bridge = ddom_link_alt_name(nlh, store->names[1]);
	return take(store, LINKS, &store->links, &store->snap.nlinks, &link,
		    sizeof(link), NULL);
}

static int on_addr(const struct nlmsghdr *nlh, void *arg)
{
	struct ddom_store *store = arg;
	struct ddom_addr addr;

	if (ddom_addr_parse(nlh, &addr) || addr.family != store->family ||
	    !concerns(store, addr.ifindex))
		return 0;
	return take(store, ADDRS, &store->addrs, &store->snap.naddrs, &addr,
		    sizeof(addr), &addr.msg);
}

static const struct ddom_nexthop *nexthop_of(const struct ddom_store *store,
					     __u32 id)
{
	__u32 i;

	for (i = 0; id && i < store->snap.nnexthops; i++)
		if (store->nexthops[i].id == id)
			return &store->nexthops[i];
	return NULL;
}

/* Objects through port or bridge first, then groups that refer to them. */
static int on_nexthop(const struct nlmsghdr *nlh, void *arg)
{
	struct ddom_store *store = arg;
	const struct ddom_nexthop *member = NULL;
	struct ddom_nexthop nexthop;
	__u32 i, id;

	if (ddom_nexthop_parse(nlh, &nexthop) ||
	    nexthop.group != store->groups)
		return 0;
	for (i = 0; nexthop.group && !member; i++) {
		id = ddom_nexthop_member(nlh, i);
		if (!id)
			return 0;
		member = nexthop_of(store, id);
	}
	if (member) {
		nexthop.oif = member->oif;
		nexthop.gw_family = member->gw_family;
		memcpy(nexthop.gateway, member->gateway,
		       sizeof(nexthop.gateway));
	}
	if (!concerns(store, nexthop.oif))
		return 0;
	return take(store, NEXTHOPS, &store->nexthops, &store->snap.nnexthops,
		    &nexthop, sizeof(nexthop), &nexthop.msg);
}

static int take_nexthops(struct ddom_store *store, struct ddom_rtnl *r)
{
	int err, pass;

	for (pass = 0; pass < 2; pass++) {
		store->groups = pass;
		err = r->ops->dump(r->ctx, DDOM_RTM_GETNEXTHOP, AF_UNSPEC,
				   on_nexthop, store);
		if (err || !store->snap.nnexthops)
			break;
	}
	/* Linux before 5.3 has none, nor has 2.6 an answer. */
	return err == -EOPNOTSUPP || err == -EINVAL ? 0 : err;
}

/* The kernel need not say where a route with a nexthop object leads. */
static void nexthop_route(const struct ddom_store *store,
			  struct ddom_route *route)
{
	const struct ddom_nexthop *nexthop = nexthop_of(store, route->nhid);

	if (!nexthop)
		return;
	route->oif = nexthop->oif;
	route->gw_family = nexthop->gw_family;
	memcpy(route->gateway, nexthop->gateway, sizeof(route->gateway));
}

/* The one before it in the table, if that is an equal which was taken. */
static struct ddom_route *equal_taken(struct ddom_store *store,
				      const struct ddom_route *route)
{
	__u32 n = store->snap.nroutes;

	return n && ddom_routes_equal(&store->routes[n - 1], route) ?
	       &store->routes[n - 1] : NULL;
}

static void forget_foreign(struct ddom_store *store)
{
	store->foreign = false;
	store->object = false;
}

/* Of other devices' routes it is noted between which of ours they stand. */
static int on_route(const struct nlmsghdr *nlh, void *arg)
{
	struct ddom_store *store = arg;
	struct ddom_route route, *before;

	if (ddom_route_parse(nlh, store->port, store->bridge, &route) ||
	    route.family != store->family)
		return 0;
	nexthop_route(store, &route);
	if (!ddom_routes_equal(&store->last, &route))
		forget_foreign(store);
	store->last = route;
	if (!concerns(store, route.oif)) {
		before = equal_taken(store, &route);
		if (before) {
			before->ahead = true;
			before->plain |= !route.gw_family && !route.multipath;
			before->object |= !!route.nhid;
		}
		store->foreign = true;
		store->object |= !!route.nhid;
		return 0;
	}
	route.behind = store->foreign;
	route.object = store->object;
	forget_foreign(store);
	route.seq = store->snap.nroutes;
	return take(store, ROUTES, &store->routes, &store->snap.nroutes, &route,
		    sizeof(route), &route.msg);
}

static int on_neigh(const struct nlmsghdr *nlh, void *arg)
{
	struct ddom_store *store = arg;
	struct ddom_neigh neigh;

	if (ddom_neigh_parse(nlh, &neigh) ||
	    neigh.family != store->family || !concerns(store, neigh.ifindex))
		return 0;
	return take(store, NEIGHS, &store->neighs, &store->snap.nneighs, &neigh,
		    sizeof(neigh), &neigh.msg);
}

/* Kernels that do not know what is asked for answer with all others. */
static int on_proxy(const struct nlmsghdr *nlh, void *arg)
{
	const struct ndmsg *ndm = NLMSG_DATA(nlh);

	return ddom_attr_is_message(nlh, RTM_NEWNEIGH, sizeof(*ndm)) &&
	       ndm->ndm_flags & NTF_PROXY ? on_neigh(nlh, arg) : 0;
}

/* Does a rule's device name mean the port or the bridge? */
static bool named(const struct ddom_store *store, const char *name)
{
	return *name && (!strcmp(name, store->names[0]) ||
			 !strcmp(name, store->names[1]));
}

static int on_rule(const struct nlmsghdr *nlh, void *arg)
{
	struct ddom_store *store = arg;
	__u32 n = store->snap.nrules;
	struct ddom_rule rule;

	if (ddom_rule_parse(nlh, &rule) || rule.family != store->family)
		return 0;
	if (!named(store, rule.iif) && !named(store, rule.oif)) {
		if (n && store->rules[n - 1].family == rule.family &&
		    store->rules[n - 1].priority == rule.priority)
			store->rules[n - 1].ahead = true;
		return 0;
	}
	return take(store, RULES, &store->rules, &store->snap.nrules, &rule,
		    sizeof(rule), &rule.msg);
}

/* The output device of a looked up route, and its table. */
static int on_route_get(const struct nlmsghdr *nlh, void *arg)
{
	struct ddom_store *store = arg;

	if (nlh->nlmsg_type != RTM_NEWROUTE)
		return 0;
	store->snap.probe_oif = ddom_route_oif(nlh);
	store->snap.probe_table =
		ddom_attr_u32(ddom_attr_find(nlh, sizeof(struct rtmsg), RTA_TABLE),
			      RT_TABLE_MAIN);
	return 0;
}

static int take_family(struct ddom_store *store, struct ddom_rtnl *r,
		       __u8 family)
{
	static const struct table {
		__u16 type;
		ddom_rtnl_fn fn;
	} tables[] = {
		{ RTM_GETADDR, on_addr },
		{ RTM_GETROUTE, on_route },
		{ RTM_GETNEIGH, on_neigh },
		{ DDOM_RTM_GETPROXY, on_proxy },
		{ RTM_GETRULE, on_rule },
		{ }
	};
	const struct table *table;
	int err;

	store->family = family;
	for (table = tables; table->fn; table++) {
		err = r->ops->dump(r->ctx, table->type, family, table->fn,
				   store);
		/* A kernel without policy routing or IPv6 has no such table. */
		if (err && err != -EOPNOTSUPP && err != -EAFNOSUPPORT)
			return err;
	}
	return 0;
}

/*
 * The kernel tells a rule from others of its priority by less than all of it. So
 * many of one priority need not be compared: they are taken for alike.
 */
static void mark_rules(struct ddom_store *store)
{
	struct ddom_rule *first = store->rules, *rule, *other;
	__u32 i;

	for (i = 0; i < store->snap.nrules; i++) {
		ddom_breathe();
		rule = &store->rules[i];
		if (first->family != rule->family ||
		    first->priority != rule->priority)
			first = rule;
		rule->takes = rule - first >= DDOM_BRIDGE_MAX_ALIKE;
		for (other = first; !rule->takes && other < rule; other++) {
			rule->takes = ddom_rule_takes(rule, other, store->names);
			other->takes |= ddom_rule_takes(other, rule,
							store->names);
		}
	}
}

/* Which devices are port and bridge; a detach learns the bridge's name. */
static void find_devices(struct ddom_store *store, struct ddom_opts *opts)
{
	const struct ddom_link *port, *bridge;

	port = ddom_snapshot_link_by_name(&store->snap, opts->port);
	if (!opts->bridge[0] && port) {
		bridge = ddom_snapshot_link_by_index(&store->snap, port->master);
		if (bridge)
			memcpy(opts->bridge, bridge->name, DDOM_IFNAMSIZ);
	}
	bridge = opts->bridge[0] ?
		 ddom_snapshot_link_by_name(&store->snap, opts->bridge) : NULL;
	store->port = port ? port->ifindex : 0;
	store->bridge = bridge ? bridge->ifindex : 0;
	memcpy(store->names[1], opts->bridge, DDOM_IFNAMSIZ);
}

/* The kernel says which link-local addresses it made, since 5.18. */
static void find_static_ll(struct ddom_store *store)
{
	bool says[2] = { false, false };
	struct ddom_addr *addr;
	__u32 i, pass;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < store->snap.naddrs; i++) {
			addr = &store->addrs[i];
			if (!pass)
				says[addr->ifindex == store->port] |=
					addr->kernel_ll;
			else
				addr->static_ll =
					says[addr->ifindex == store->port] &&
					!addr->kernel_ll &&
					addr->flags & IFA_F_PERMANENT;
		}
}

static int check_limits(struct ddom_store *store, const char *port)
{
	int i;

	for (i = 0; i < NKINDS; i++) {
		if (!store->over[i])
			continue;
		snprintf(store->reason, sizeof(store->reason),
			 "%s: %u %s, of which a transaction takes %u; remove some first",
			 port, kinds[i].max + store->over[i], kinds[i].name,
			 kinds[i].max);
		return -E2BIG;
	}
	return 0;
}

/* One try; -EAGAIN when a table changed while it was read. */
static int take_once(struct ddom_store *store, struct ddom_rtnl *r,
		     struct ddom_opts *opts)
{
	struct ddom_snapshot *snap = &store->snap;
	int err;

	memcpy(store->names[0], opts->port, DDOM_IFNAMSIZ);
	memcpy(store->names[1], opts->bridge, DDOM_IFNAMSIZ);
	err = r->ops->dump(r->ctx, RTM_GETLINK, AF_UNSPEC, on_link, store);
	if (err)
		return err;
	snap->links = store->links;
	err = r->ops->links(r->ctx, store);
	if (err)
		return err;
	find_devices(store, opts);
	err = take_brport(store, r);
	if (!err)
		err = take_nexthops(store, r);
	if (!err)
		err = take_family(store, r, AF_INET);
	if (!err)
		err = take_family(store, r, AF_INET6);
	if (!err)
		err = check_limits(store, opts->port);
	if (!err)
		err = r->ops->sysctls(r->ctx, store);
	if (!err && opts->nprobes) {
		/* A target without route leaves the device unknown. */
		ddom_route_get(r->m, &opts->probes[0], 0);
		r->ops->request(r->ctx, r->m, on_route_get, store);
	}
	find_static_ll(store);
	mark_rules(store);
	snap->addrs = store->addrs;
	snap->routes = store->routes;
	snap->nexthops = store->nexthops;
	snap->neighs = store->neighs;
	snap->rules = store->rules;
	snap->sysctls = store->sysctls;
	return err;
}

/**
 * ddom_snapshot_take() - read all that a plan is made from
 * @store: zeroed; filled, also partly on error: ddom_snapshot_free() it
 * @r: a conversation
 * @opts: what was asked for; a detach learns the bridge's name
 *
 * Context: in the kernel process, may sleep, RTNL not held.
 * Return: 0, -EAGAIN when the tables would not stand still, -E2BIG for more
 * objects than a transaction takes, -ENOMEM, or what rtnetlink answered; then
 * with a reason in @store.
 */
int ddom_snapshot_take(struct ddom_store *store, struct ddom_rtnl *r,
		       struct ddom_opts *opts)
{
	bool asked = opts->bridge[0];
	int err = -EAGAIN, tries;

	for (tries = 0; err == -EAGAIN && tries < SNAPSHOT_TRIES; tries++) {
		ddom_snapshot_free(store);
		store->ops = r->ops;
		if (!asked)
			opts->bridge[0] = '\0';
		err = take_once(store, r, opts);
	}
	if (err && !store->reason[0])
		snprintf(store->reason, sizeof(store->reason),
			 err == -EAGAIN ?
			 "%s: the kernel's tables keep changing; try again" :
			 "%s: the kernel's tables cannot be read; try again",
			 opts->port);
	return err;
}

/**
 * ddom_snapshot_forget() - nothing will be replayed any more
 * @store: the store; its messages go, what a plan and its texts need stays
 */
void ddom_snapshot_forget(struct ddom_store *store)
{
	struct ddom_chunk *chunk;

	while ((chunk = store->chunks)) {
		store->chunks = chunk->next;
		store->ops->free(chunk);
	}
}

/**
 * ddom_snapshot_free() - free what a snapshot holds, and empty it
 * @store: the store, zeroed or as ddom_snapshot_take() left it
 */
void ddom_snapshot_free(struct ddom_store *store)
{
	const struct ddom_rtnl_ops *ops = store->ops;

	if (!ops)
		return;
	ddom_snapshot_forget(store);
	ops->free(store->links);
	ops->free(store->addrs);
	ops->free(store->routes);
	ops->free(store->nexthops);
	ops->free(store->neighs);
	ops->free(store->rules);
	ops->free(store->sysctls);
	memset(store, 0, sizeof(*store));
}
