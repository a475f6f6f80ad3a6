// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel's tables say about the port and the bridge. */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include "bridge.h"
#include "attr.h"

/* Of each kind of object; a machine with more is not what this is made for. */
#define SNAPSHOT_MAX	8192

/**
 * struct blob - a copy of a dumped message
 * @node: in &ddom_store.blobs
 * @data: the message
 */
struct blob {
	struct list_head node;
	u8 data[] __aligned(8);
};

/**
 * struct dump - a dump that fills the store
 * @store: the store
 * @family: messages of other families are passed over: a family without a
 *	handler is dumped as AF_UNSPEC
 */
struct dump {
	struct ddom_store *store;
	u8 family;
};

/**
 * blob_copy() - keep a dumped message
 * @store: the store
 * @msg: refers to the message; refers to the copy afterwards
 *
 * Return: 0 or -ENOMEM.
 */
static int blob_copy(struct ddom_store *store, struct ddom_msg *msg)
{
	struct blob *blob = kmalloc(struct_size(blob, data, msg->len),
				    GFP_KERNEL);

	if (!blob)
		return -ENOMEM;
	memcpy(blob->data, msg->data, msg->len);
	list_add_tail(&blob->node, &store->blobs);
	msg->data = blob->data;
	return 0;
}

/**
 * append() - append an object to a growing array
 * @array: pointer to the array, reallocated
 * @n: objects in it, incremented
 * @obj: the object
 * @size: its bytes
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
static int append(void *array, u32 *n, const void *obj, size_t size)
{
	void **base = array;
	void *grown;

	if (*n >= SNAPSHOT_MAX)
		return -E2BIG;
	if (!(*n & (*n - 1))) {
		grown = kmalloc_array(*n ? 2 * *n : 1, size, GFP_KERNEL);
		if (!grown)
			return -ENOMEM;
		if (*n)
			memcpy(grown, *base, *n * size);
		kfree(*base);
		*base = grown;
	}
	memcpy(*base + *n * size, obj, size);
	(*n)++;
	return 0;
}

/**
 * concerns() - is a device the port or the bridge
 * @store: the store
 * @ifindex: the device
 *
 * Return: true if it is.
 */
static bool concerns(const struct ddom_store *store, u32 ifindex)
{
	return ifindex && (ifindex == store->port || ifindex == store->bridge);
}

/**
 * on_link() - a dumped device
 * @nlh: RTM_NEWLINK
 * @arg: struct dump
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
static int on_link(const struct nlmsghdr *nlh, void *arg)
{
	struct dump *dump = arg;
	struct ddom_link link;

	if (ddom_rtmsg_parse_link(nlh, &link))
		return 0;
	return append(&dump->store->links, &dump->store->snap.nlinks, &link,
		      sizeof(link));
}

/**
 * on_addr() - a dumped address
 * @nlh: RTM_NEWADDR
 * @arg: struct dump
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
static int on_addr(const struct nlmsghdr *nlh, void *arg)
{
	struct dump *dump = arg;
	struct ddom_addr addr;

	if (ddom_rtmsg_parse_addr(nlh, &addr) || addr.family != dump->family ||
	    !concerns(dump->store, addr.ifindex))
		return 0;
	return blob_copy(dump->store, &addr.msg) ?:
	       append(&dump->store->addrs, &dump->store->snap.naddrs, &addr,
		      sizeof(addr));
}

/**
 * on_route() - a dumped route
 * @nlh: RTM_NEWROUTE
 * @arg: struct dump
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
static int on_route(const struct nlmsghdr *nlh, void *arg)
{
	struct dump *dump = arg;
	struct ddom_store *store = dump->store;
	struct ddom_route route;

	if (ddom_rtmsg_parse_route(nlh, store->port, store->bridge, &route) ||
	    route.family != dump->family)
		return 0;
	route.seq = store->snap.nroutes;
	return blob_copy(store, &route.msg) ?:
	       append(&store->routes, &store->snap.nroutes, &route,
		      sizeof(route));
}

/**
 * on_neigh() - a dumped neighbour
 * @nlh: RTM_NEWNEIGH
 * @arg: struct dump
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
static int on_neigh(const struct nlmsghdr *nlh, void *arg)
{
	struct dump *dump = arg;
	struct ddom_neigh neigh;

	if (ddom_rtmsg_parse_neigh(nlh, &neigh) ||
	    neigh.family != dump->family ||
	    !concerns(dump->store, neigh.ifindex))
		return 0;
	return blob_copy(dump->store, &neigh.msg) ?:
	       append(&dump->store->neighs, &dump->store->snap.nneighs, &neigh,
		      sizeof(neigh));
}

/**
 * named() - does a rule's device name mean the port or the bridge
 * @store: the store
 * @name: FRA_IIFNAME or FRA_OIFNAME, may be empty
 *
 * Return: true if it does.
 */
static bool named(const struct ddom_store *store, const char *name)
{
	return *name && (!strcmp(name, store->names[0]) ||
			 !strcmp(name, store->names[1]));
}

/**
 * on_rule() - a dumped rule
 * @nlh: RTM_NEWRULE
 * @arg: struct dump
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
static int on_rule(const struct nlmsghdr *nlh, void *arg)
{
	struct dump *dump = arg;
	struct ddom_rule rule;

	if (ddom_rtmsg_parse_rule(nlh, &rule) || rule.family != dump->family ||
	    (!named(dump->store, rule.iif) && !named(dump->store, rule.oif)))
		return 0;
	return blob_copy(dump->store, &rule.msg) ?:
	       append(&dump->store->rules, &dump->store->snap.nrules, &rule,
		      sizeof(rule));
}

/**
 * on_route_get() - the output device of a looked up route
 * @nlh: RTM_NEWROUTE
 * @arg: where it goes
 *
 * Return: 0.
 */
static int on_route_get(const struct nlmsghdr *nlh, void *arg)
{
	u32 *oif = arg;

	if (nlh->nlmsg_type == RTM_NEWROUTE)
		*oif = ddom_attr_u32(ddom_attr_find(nlh, sizeof(struct rtmsg),
						    RTA_OIF), 0);
	return 0;
}

/**
 * find_devices() - which of the links are port and bridge
 * @store: its links are dumped; port and bridge are set
 * @opts: their names; for a detach the bridge's is filled in
 */
static void find_devices(struct ddom_store *store, struct ddom_opts *opts)
{
	const struct ddom_link *port = ddom_link_by_name(&store->snap,
							 opts->port);
	const struct ddom_link *bridge;

	if (!opts->bridge[0] && port) {
		bridge = ddom_link_by_index(&store->snap, port->master);
		if (bridge)
			strscpy(opts->bridge, bridge->name,
				sizeof(opts->bridge));
	}
	bridge = opts->bridge[0] ?
		 ddom_link_by_name(&store->snap, opts->bridge) : NULL;
	store->port = port ? port->ifindex : 0;
	store->bridge = bridge ? bridge->ifindex : 0;
	strscpy(store->names[0], opts->port, DDOM_IFNAMSIZ);
	strscpy(store->names[1], opts->bridge, DDOM_IFNAMSIZ);
}

/**
 * take_family() - the tables of one address family
 * @store: filled
 * @nl: rtnetlink
 * @family: AF_INET or AF_INET6
 *
 * Return: 0 or negative errno.
 */
static int take_family(struct ddom_store *store, struct ddom_nl *nl, u8 family)
{
	static const struct {
		u16 type;
		ddom_nl_cb cb;
	} tables[] = {
		{ RTM_GETADDR, on_addr },
		{ RTM_GETROUTE, on_route },
		{ RTM_GETNEIGH, on_neigh },
		{ RTM_GETRULE, on_rule },
	};
	struct dump dump = { .store = store, .family = family };
	u32 i;
	int err;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		err = ddom_nl_dump(nl, tables[i].type, family, tables[i].cb,
				   &dump);
		/* A kernel without policy routing or IPv6 has no such table. */
		if (err && err != -EOPNOTSUPP && err != -EAFNOSUPPORT)
			return err;
	}
	return 0;
}

/**
 * take_sysctls() - the settings of port and bridge
 * @store: filled
 * @net: network namespace
 *
 * Return: 0 or -ENOMEM.
 */
static int take_sysctls(struct ddom_store *store, struct net *net)
{
	u32 n = ddom_sysctl_count();

	store->sysctls = kcalloc(n, sizeof(*store->sysctls), GFP_KERNEL);
	if (!store->sysctls)
		return -ENOMEM;
	store->snap.nsysctls = ddom_sysctl_read(net, store->port, store->bridge,
						store->sysctls);
	return 0;
}

/**
 * take_route() - which device leads to the first probe
 * @store: probe_oif is set
 * @nl: rtnetlink
 * @opts: the probes
 *
 * Return: 0 or -ENOMEM; a target without route leaves probe_oif 0.
 */
static int take_route(struct ddom_store *store, struct ddom_nl *nl,
		      const struct ddom_opts *opts)
{
	struct ddom_rtmsg *m;

	if (!opts->nprobes)
		return 0;
	m = kmalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	ddom_rtmsg_route_get(m, &opts->probes[0], 0);
	ddom_nl_get(nl, m, on_route_get, &store->snap.probe_oif);
	kfree(m);
	return 0;
}

/**
 * ddom_snapshot_take() - read all that a plan is made from
 * @store: filled, also partly on error; ddom_snapshot_free() it
 * @nl: rtnetlink
 * @net: network namespace
 * @req: what was asked for; a detach learns the bridge's name
 *
 * Context: process, may sleep, RTNL not held.
 * Return: 0, -ENOMEM, -E2BIG for more objects than SNAPSHOT_MAX, or what
 * rtnetlink answered.
 */
int ddom_snapshot_take(struct ddom_store *store, struct ddom_nl *nl,
		       struct net *net, struct ddom_request *req)
{
	struct dump dump = { .store = store };
	struct ddom_snapshot *snap = &store->snap;
	int err;

	err = ddom_nl_dump(nl, RTM_GETLINK, AF_UNSPEC, on_link, &dump);
	if (err)
		return err;
	snap->links = store->links;
	err = ddom_links_complete(net, store);
	if (err)
		return err;
	find_devices(store, &req->opts);

	err = take_family(store, nl, AF_INET) ?:
	      take_family(store, nl, AF_INET6) ?:
	      take_sysctls(store, net) ?:
	      take_route(store, nl, &req->opts);
	snap->addrs = store->addrs;
	snap->routes = store->routes;
	snap->neighs = store->neighs;
	snap->rules = store->rules;
	snap->sysctls = store->sysctls;
	return err;
}

/**
 * ddom_snapshot_free() - free what a snapshot holds
 * @store: the store, as ddom_snapshot_take() left it
 */
void ddom_snapshot_free(struct ddom_store *store)
{
	struct blob *blob, *next;

	list_for_each_entry_safe(blob, next, &store->blobs, node)
		kfree(blob);
	INIT_LIST_HEAD(&store->blobs);
	kfree(store->links);
	kfree(store->addrs);
	kfree(store->routes);
	kfree(store->neighs);
	kfree(store->rules);
	kfree(store->sysctls);
}
