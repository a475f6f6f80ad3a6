// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables and what the kernel does to them by itself. Written from the
 * kernel's behaviour, without a look at the plan.
 */
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "model_internal.h"

#define MODEL_BRIDGE	100	/* ifindex of a bridge that a step creates */

/**
 * model_size() - bytes of an address
 * @family: AF_INET or AF_INET6
 *
 * Return: bytes.
 */
int model_size(__u8 family)
{
	return family == AF_INET ? 4 : 16;
}

/**
 * model_in_prefix() - is an address within a prefix
 * @addr: the address
 * @prefix: the prefix
 * @bits: its length
 *
 * Return: true if so.
 */
bool model_in_prefix(const __u8 *addr, const __u8 *prefix, int bits)
{
	if (memcmp(addr, prefix, bits / 8))
		return false;
	return !(bits % 8) ||
	       !((addr[bits / 8] ^ prefix[bits / 8]) & (0xff00 >> bits % 8));
}

/**
 * model_by_index() - find a device
 * @m: the model
 * @ifindex: its index
 *
 * Return: the device, or NULL.
 */
struct model_link *model_by_index(const struct model *m, __u32 ifindex)
{
	int i;

	for (i = 0; ifindex && i < MODEL_LINKS; i++)
		if (m->links[i].l.ifindex == ifindex)
			return (struct model_link *)&m->links[i];
	return NULL;
}

/**
 * model_link() - find a device
 * @m: the model
 * @name: its name
 *
 * Return: the device, or NULL.
 */
struct model_link *model_link(struct model *m, const char *name)
{
	int i;

	for (i = 0; i < MODEL_LINKS; i++)
		if (m->links[i].l.ifindex && !strcmp(m->links[i].l.name, name))
			return &m->links[i];
	return NULL;
}

/**
 * model_link_add() - a new device, down
 * @m: the model
 * @ifindex: its index
 * @name: its name
 * @kind: its kind
 *
 * Return: the device.
 */
struct model_link *model_link_add(struct model *m, __u32 ifindex,
				  const char *name, const char *kind)
{
	struct model_link *link;
	__u32 i, slot;

	for (slot = 0; m->links[slot].l.ifindex; slot++)
		if (slot + 1 == MODEL_LINKS)
			abort();
	link = &m->links[slot];
	memset(link, 0, sizeof(*link));
	link->l.ifindex = ifindex;
	link->l.type = ARPHRD_ETHER;
	link->l.mtu = 1500;
	link->l.mac_len = 6;
	link->l.mac[0] = 2;
	link->l.mac[5] = ifindex;
	snprintf(link->l.name, sizeof(link->l.name), "%s", name);
	snprintf(link->l.kind, sizeof(link->l.kind), "%s", kind);
	for (i = 0; i < m->nsysctls; i++)
		m->sysctls[i].dev[slot] = m->sysctls[i].def;
	return link;
}

/**
 * model_setting() - the value of a setting that is in effect
 * @m: the model
 * @family: AF_INET or AF_INET6
 * @id: which
 * @link: on which device
 *
 * Return: the greater one of "all" and the device's.
 */
int model_setting(const struct model *m, __u8 family, __u16 id,
		  const struct model_link *link)
{
	const struct model_sysctl *s;
	__u32 i;

	for (i = 0; i < m->nsysctls; i++) {
		s = &m->sysctls[i];
		if (s->family == family && s->id == id)
			return s->all > s->dev[link - m->links] ?
			       s->all : s->dev[link - m->links];
	}
	return 0;
}

/**
 * model_link_up() - a device goes up
 * @m: the model
 * @ifindex: the device
 *
 * Return: 0.
 */
int model_link_up(struct model *m, __u32 ifindex)
{
	struct model_link *link = model_by_index(m, ifindex);
	struct ddom_addr ll;
	struct model_route mc;
	__u32 i;

	if (link->l.flags & IFF_UP)
		return 0;
	link->l.flags |= IFF_UP;
	link->live = strcmp(link->l.kind, "bridge");
	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == ifindex)
			model_auto_routes(m, &m->addrs[i]);
	memset(&ll, 0, sizeof(ll));
	ll.ifindex = ifindex;
	ll.family = AF_INET6;
	ll.prefixlen = 64;
	ll.scope = RT_SCOPE_LINK;
	ll.local[0] = 0xfe;
	ll.local[1] = 0x80;
	ll.local[15] = ifindex;
	memcpy(ll.prefix, ll.local, 16);
	memset(&mc, 0, sizeof(mc));
	mc.r.oif = ifindex;
	mc.r.family = AF_INET6;
	mc.r.dst[0] = 0xff;
	mc.r.dst_len = 8;
	mc.r.metric = 256;
	mc.r.table = RT_TABLE_LOCAL;
	mc.r.type = RTN_MULTICAST;
	mc.r.protocol = RTPROT_KERNEL;
	model_route_append(m, &mc);
	return model_addr_add(m, &ll);
}

/**
 * link_down() - a device goes down
 * @m: the model
 * @ifindex: the device
 */
static void link_down(struct model *m, __u32 ifindex)
{
	struct model_link *link = model_by_index(m, ifindex);
	__u32 i;

	link->l.flags &= ~IFF_UP;
	link->live = false;
	model_routes_flush(m, ifindex, 0);
	model_neighs_flush(m, ifindex, 0);
	for (i = m->naddrs; i-- > 0;)
		if (m->addrs[i].ifindex == ifindex &&
		    m->addrs[i].family == AF_INET6) {
			m->naddrs--;
			memmove(&m->addrs[i], &m->addrs[i + 1],
				(m->naddrs - i) * sizeof(m->addrs[0]));
		}
	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == ifindex)
			model_auto_routes(m, &m->addrs[i]);
}

/**
 * link_delete() - a device goes with all that is on it
 * @m: the model
 * @link: the device
 *
 * Return: 0.
 */
static int link_delete(struct model *m, struct model_link *link)
{
	__u32 i, ifindex = link->l.ifindex;

	model_routes_flush(m, ifindex, 0);
	model_neighs_flush(m, ifindex, 0);
	for (i = m->naddrs; i-- > 0;)
		if (m->addrs[i].ifindex == ifindex)
			model_addr_drop(m, i);
	model_routes_flush(m, ifindex, 0);
	for (i = 0; i < MODEL_LINKS; i++)
		if (m->links[i].l.master == ifindex)
			m->links[i].l.master = 0;
	i = link - m->links;
	memset(link, 0, sizeof(*link));
	for (ifindex = 0; ifindex < m->nsysctls; ifindex++)
		m->sysctls[ifindex].dev[i] = 0;
	return 0;
}

/**
 * has_port() - can a bridge have carrier
 * @m: the model
 * @bridge: the bridge
 *
 * Return: true if it has a port.
 */
static bool has_port(const struct model *m, const struct model_link *bridge)
{
	int i;

	for (i = 0; i < MODEL_LINKS; i++)
		if (m->links[i].l.ifindex &&
		    m->links[i].l.master == bridge->l.ifindex)
			return true;
	return false;
}

/**
 * set_master() - a port changes hands; nothing gets lost meanwhile
 * @m: the model
 * @port: the port
 * @bridge: its bridge
 * @enslave: into it, else out of it
 *
 * Return: 0 or a negative errno.
 */
static int set_master(struct model *m, struct model_link *port,
		      struct model_link *bridge, bool enslave)
{
	if (enslave == !!port->l.master)
		return enslave ? -EBUSY : 0;
	port->l.master = enslave ? bridge->l.ifindex : 0;
	if (!has_port(m, bridge))
		bridge->live = false;
	return 0;
}

/**
 * rule_change() - a rule is added or deleted
 * @m: the model
 * @step: the step
 * @add: add, else delete
 *
 * Return: 0 or a negative errno.
 */
static int rule_change(struct model *m, const struct ddom_step *step, bool add)
{
	struct ddom_rule rule = *step->rule;
	__u32 i;

	if (!strcmp(rule.iif, step->from.name))
		memcpy(rule.iif, step->dev.name, sizeof(rule.iif));
	if (!strcmp(rule.oif, step->from.name))
		memcpy(rule.oif, step->dev.name, sizeof(rule.oif));
	if (add) {
		if (m->nrules == MODEL_RULES)
			abort();
		m->rules[m->nrules++] = rule;
		return 0;
	}
	for (i = 0; i < m->nrules; i++)
		if (m->rules[i].priority == rule.priority &&
		    m->rules[i].family == rule.family &&
		    !strcmp(m->rules[i].iif, rule.iif) &&
		    !strcmp(m->rules[i].oif, rule.oif)) {
			m->rules[i] = m->rules[--m->nrules];
			return 0;
		}
	return -ENOENT;
}

/**
 * sysctl_write() - a setting changes
 * @m: the model
 * @step: the step
 * @link: the device, NULL for "all"
 * @undo: write the old value
 *
 * Return: 0 or a negative errno.
 */
static int sysctl_write(struct model *m, const struct ddom_step *step,
			const struct model_link *link, bool undo)
{
	__s32 value = undo ? step->old_value : step->value;
	struct model_sysctl *s;
	__s32 *at;
	__u32 i;

	for (i = 0; i < m->nsysctls; i++) {
		s = &m->sysctls[i];
		if (s->family != step->sysctl.family ||
		    s->id != step->sysctl.id)
			continue;
		if (step->dev.name[0] && !link)
			return -ENODEV;
		at = link ? &s->dev[link - m->links] : &s->all;
		/* what the plan believes to be there is there */
		if (*at != (undo ? step->value : step->old_value))
			return -ESTALE;
		*at = value;
		return 0;
	}
	return -ENOENT;
}

/**
 * apply_link() - a step on a device
 * @m: the model
 * @step: the step
 * @link: the device, or NULL
 * @undo: its inverse
 *
 * Return: 0 or a negative errno.
 */
static int apply_link(struct model *m, const struct ddom_step *step,
		      struct model_link *link, bool undo)
{
	if (step->type == DDOM_STEP_BRIDGE_CREATE) {
		if (undo)
			return link ? link_delete(m, link) : 0;
		if (link)
			return -EEXIST;
		link = model_link_add(m, MODEL_BRIDGE, step->dev.name, "bridge");
		memcpy(link->l.mac, step->mac, step->mac_len);
		link->l.mtu = step->value;
		link->l.ours = true;
		return 0;
	}
	if (!link)
		return -ENODEV;
	switch (step->type) {
	case DDOM_STEP_BRIDGE_DELETE:
		return undo ? -EINVAL : link_delete(m, link);
	case DDOM_STEP_LINK_SET_MAC:
		memcpy(link->l.mac, undo ? step->old_mac : step->mac,
		       step->mac_len);
		model_neighs_flush(m, link->l.ifindex, 0);
		return 0;
	case DDOM_STEP_LINK_SET_MTU:
		link->l.mtu = undo ? step->old_value : step->value;
		return 0;
	case DDOM_STEP_LINK_UP:
		if (undo)
			link_down(m, link->l.ifindex);
		return undo ? 0 : model_link_up(m, link->l.ifindex);
	case DDOM_STEP_LINK_DOWN:
		if (undo)
			return -EINVAL;
		link_down(m, link->l.ifindex);
		return 0;
	case DDOM_STEP_PORT_SETTLE:
	case DDOM_STEP_PORT_UNSETTLE:
		link->holds += (step->type == DDOM_STEP_PORT_SETTLE) != undo ?
			       1 : -1;
		return 0;
	case DDOM_STEP_PORT_ENSLAVE:
	case DDOM_STEP_PORT_RELEASE:
		if (!link->holds || !model_link(m, step->from.name))
			return -EPERM;
		return set_master(m, link, model_link(m, step->from.name),
				  (step->type == DDOM_STEP_PORT_ENSLAVE) != undo);
	case DDOM_STEP_WAIT_LIVE:
		if (!(link->l.flags & IFF_UP))
			return -ETIMEDOUT;
		if (!strcmp(link->l.kind, "bridge") && !has_port(m, link))
			return -ETIMEDOUT;
		link->live = true;
		return 0;
	default:
		return -EINVAL;
	}
}

/**
 * apply_l3() - a step on an address, a route or a neighbour
 * @m: the model
 * @step: the step
 * @link: the device
 * @undo: its inverse
 *
 * Return: 0 or a negative errno.
 */
static int apply_l3(struct model *m, const struct ddom_step *step,
		    struct model_link *link, bool undo)
{
	struct model_route route;
	struct ddom_neigh neigh;
	struct ddom_addr addr;
	bool add = step->type == DDOM_STEP_ADDR_ADD;
	struct model_link *to;
	int i, err;

	if (step->type == DDOM_STEP_ROUTE_ADD ||
	    step->type == DDOM_STEP_ROUTE_DEL) {
		if (!link)
			return -ENODEV;
		route = *(const struct model_route *)step->route->msg.data;
		route.r.oif = link->l.ifindex;
		if (undo == (step->type == DDOM_STEP_ROUTE_DEL))
			return model_route_add(m, &route, step->prepend);
		return model_route_del(m, &route);
	}
	if (step->type == DDOM_STEP_ROUTE_BACK) {
		route = *(const struct model_route *)step->route->msg.data;
		err = undo ? model_route_del(m, &route) : 0;
		return undo && !err ? model_route_add(m, &route, false) : err;
	}
	if (step->type == DDOM_STEP_ROUTE_MOVE) {
		route = *(const struct model_route *)step->route->msg.data;
		to = undo ? model_link(m, step->from.name) : link;
		if (!to)
			return -ENODEV;
		route.r.oif = to->l.ifindex;
		return model_route_set(m, &route);
	}
	if (step->type == DDOM_STEP_ROUTE_RA) {
		route = *(const struct model_route *)step->route->msg.data;
		to = model_link(m, step->from.name);
		if (!to || !link)
			return -ENODEV;
		return undo ? model_route_ra(m, &route, link->l.ifindex,
					     to->l.ifindex) :
			      model_route_ra(m, &route, to->l.ifindex,
					     link->l.ifindex);
	}
	if (!link)
		return -ENODEV;
	if (step->type == DDOM_STEP_NEIGH_ADD ||
	    step->type == DDOM_STEP_NEIGH_DEL) {
		neigh = *step->neigh;
		neigh.ifindex = link->l.ifindex;
		if (undo == (step->type == DDOM_STEP_NEIGH_DEL))
			return model_neigh_set(m, &neigh);
		i = model_neigh_find(m, &neigh);
		if (i >= 0)
			m->neighs[i] = m->neighs[--m->nneighs];
		return 0;
	}
	addr = *step->addr;
	addr.ifindex = link->l.ifindex;
	if (undo != add) {
		err = model_addr_add(m, &addr);
		if (err || !step->prefix)
			return err;
		route = *(const struct model_route *)step->prefix->msg.data;
		route.r.oif = link->l.ifindex;
		err = model_route_del(m, &route);
		return err == -ESRCH ? 0 : err;
	}
	return model_addr_del(m, &addr);
}

/**
 * model_apply() - carry out a step, or its inverse
 * @m: the model
 * @plan: the plan
 * @step: the step
 * @undo: its inverse
 *
 * Return: 0 or a negative errno.
 */
int model_apply(struct model *m, const struct ddom_plan *plan,
		const struct ddom_step *step, bool undo)
{
	struct model_link *link = model_link(m, step->dev.name);

	(void)plan;
	if (step->dev.ifindex && (!link || link->l.ifindex != step->dev.ifindex))
		return -ENODEV;
	switch (step->type) {
	case DDOM_STEP_SYSCTL_SET:
		return sysctl_write(m, step, link, undo);
	case DDOM_STEP_RULE_ADD:
		return rule_change(m, step, !undo);
	case DDOM_STEP_RULE_DEL:
		return rule_change(m, step, undo);
	case DDOM_STEP_ADDR_ADD:
	case DDOM_STEP_ADDR_DEL:
	case DDOM_STEP_NEIGH_ADD:
	case DDOM_STEP_NEIGH_DEL:
	case DDOM_STEP_ROUTE_MOVE:
	case DDOM_STEP_ROUTE_ADD:
	case DDOM_STEP_ROUTE_DEL:
	case DDOM_STEP_ROUTE_RA:
	case DDOM_STEP_ROUTE_BACK:
		return apply_l3(m, step, link, undo);
	case DDOM_STEP_VERIFY_NEXTHOP:
	case DDOM_STEP_VERIFY_TCP:
	case DDOM_STEP_VERIFY_ROUTE:
		return undo ? -EINVAL : 0;
	default:
		return apply_link(m, step, link, undo);
	}
}
