// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names and texts of steps, for logs and for people.
 */
#include "plan_internal.h"

static const char * const ddom_step_names[DDOM_STEP_MAX] = {
	[DDOM_STEP_BRIDGE_CREATE] = "bridge-create",
	[DDOM_STEP_BRIDGE_DELETE] = "bridge-delete",
	[DDOM_STEP_LINK_SET_MAC] = "link-set-mac",
	[DDOM_STEP_LINK_SET_MTU] = "link-set-mtu",
	[DDOM_STEP_LINK_UP] = "link-up",
	[DDOM_STEP_LINK_DOWN] = "link-down",
	[DDOM_STEP_SYSCTL_SET] = "sysctl-set",
	[DDOM_STEP_ADDR_GEN] = "addr-gen",
	[DDOM_STEP_PORT_SETTLE] = "port-settle",
	[DDOM_STEP_PORT_UNSETTLE] = "port-unsettle",
	[DDOM_STEP_ADDR_ADD] = "addr-add",
	[DDOM_STEP_ADDR_DEL] = "addr-del",
	[DDOM_STEP_RULE_ADD] = "rule-add",
	[DDOM_STEP_RULE_DEL] = "rule-del",
	[DDOM_STEP_PORT_ENSLAVE] = "port-enslave",
	[DDOM_STEP_PORT_RELEASE] = "port-release",
	[DDOM_STEP_WAIT_LIVE] = "wait-live",
	[DDOM_STEP_NEIGH_ADD] = "neigh-add",
	[DDOM_STEP_NEIGH_DEL] = "neigh-del",
	[DDOM_STEP_NEXTHOP_MOVE] = "nexthop-move",
	[DDOM_STEP_ROUTE_MOVE] = "route-move",
	[DDOM_STEP_ROUTE_ADD] = "route-add",
	[DDOM_STEP_ROUTE_DEL] = "route-del",
	[DDOM_STEP_ROUTE_RA] = "route-ra",
	[DDOM_STEP_ROUTE_BACK] = "route-back",
	[DDOM_STEP_VERIFY_NEXTHOP] = "verify-nexthop",
	[DDOM_STEP_VERIFY_TCP] = "verify-tcp",
	[DDOM_STEP_VERIFY_ROUTE] = "verify-route",
};

static const char * const ddom_phase_names[] = {
	[DDOM_PHASE_PREPARE] = "prepare",
	[DDOM_PHASE_SWITCH] = "switch",
	[DDOM_PHASE_MOVE] = "move",
	[DDOM_PHASE_VERIFY] = "verify",
	[DDOM_PHASE_RELEASE] = "release",
	[DDOM_PHASE_COMMIT] = "commit",
};

/**
 * struct ddom_text - a text being written
 * @buf: where to
 * @len: its size
 * @used: bytes written, without the terminating NUL
 */
struct ddom_text {
	char *buf;
	size_t len;
	size_t used;
};

/* append a string, as much of it as there is room for */
static void put_text(struct ddom_text *t, const char *s)
{
	if (!t->len)
		return;
	while (*s && t->used + 1 < t->len)
		t->buf[t->used++] = *s++;
	t->buf[t->used] = '\0';
}

/* append a number */
static void put_number(struct ddom_text *t, const char *before, long value)
{
	char s[24];

	put_text(t, before);
	snprintf(s, sizeof(s), "%ld", value);
	put_text(t, s);
}

/* append a word, if there is one */
static void put_word(struct ddom_text *t, const char *before, const char *word)
{
	if (!word[0])
		return;
	put_text(t, before);
	put_text(t, word);
}

/* append a link layer address */
static void put_mac(struct ddom_text *t, const char *before,
		    const __u8 *mac, __u8 len)
{
	char s[4];
	int i;

	put_text(t, before);
	for (i = 0; i < len && i < DDOM_MAC_MAX; i++) {
		snprintf(s, sizeof(s), "%s%02x", i ? ":" : "", mac[i]);
		put_text(t, s);
	}
}

/* The longest run of zero groups. Return: the first of them. */
static int ip6_gap(const __u8 *addr, int *groups)
{
	int i, n, first = 0;

	*groups = 1;
	for (i = 0; i < 8; i++) {
		for (n = 0; i + n < 8 && !addr[2 * (i + n)] &&
		     !addr[2 * (i + n) + 1]; n++)
			;
		if (n > *groups) {
			*groups = n;
			first = i;
		}
	}
	if (*groups == 1)
		*groups = 0;
	return first;
}

/* append an IPv6 address */
static void put_ip6(struct ddom_text *t, const __u8 *addr)
{
	int i = 0, groups, gap = ip6_gap(addr, &groups);
	char s[8];

	while (i < 8) {
		if (groups && i == gap) {
			put_text(t, "::");
			i += groups;
			continue;
		}
		snprintf(s, sizeof(s), "%s%x",
			 i && !(groups && i == gap + groups) ? ":" : "",
			 addr[2 * i] << 8 | addr[2 * i + 1]);
		put_text(t, s);
		i++;
	}
}

/* append a network layer address */
static void put_addr(struct ddom_text *t, const char *before, __u8 family,
		     const __u8 *addr)
{
	char s[16];

	put_text(t, before);
	if (family == DDOM_AF_INET6) {
		put_ip6(t, addr);
		return;
	}
	snprintf(s, sizeof(s), "%u.%u.%u.%u", addr[0], addr[1], addr[2],
		 addr[3]);
	put_text(t, s);
}

/**
 * ddom_text_addr() - write a network layer address
 * @family: AF_INET or AF_INET6
 * @addr: the address
 * @buf: where to
 * @len: its size
 */
void ddom_text_addr(__u8 family, const __u8 *addr, char *buf, size_t len)
{
	struct ddom_text t = { buf, len, 0 };

	put_addr(&t, "", family, addr);
}

/* append what an ADDR_* step is about */
static void put_ifaddr(struct ddom_text *t, const struct ddom_addr *addr,
		       const struct ddom_dev *dev)
{
	put_addr(t, " ", addr->family, addr->local);
	if (memcmp(addr->local, addr->prefix, ddom_snapshot_family_bytes(addr->family)))
		put_addr(t, " peer ", addr->family, addr->prefix);
	put_number(t, "/", addr->prefixlen);
	put_word(t, " dev ", dev->name);
}

/* from where to where */
static void put_devs(struct ddom_text *t, const struct ddom_dev *from,
		     const struct ddom_dev *to)
{
	put_word(t, " dev ", from->name[0] ? from->name : to->name);
	if (from->name[0])
		put_word(t, " -> ", to->name);
}

/* @from: NULL for a route as such */
static void put_route(struct ddom_text *t, const struct ddom_route *route,
		      const struct ddom_dev *from, const struct ddom_dev *to)
{
	if (route->dst_len) {
		put_addr(t, " ", route->family, route->dst);
		put_number(t, "/", route->dst_len);
	} else {
		put_text(t, " default");
	}
	if (route->gw_family)
		put_addr(t, " via ", route->gw_family, route->gateway);
	if (from)
		put_devs(t, from, to);
	if (route->table != DDOM_RT_TABLE_MAIN)
		put_number(t, " table ", route->table);
	if (route->metric)
		put_number(t, " metric ", route->metric);
}

/**
 * ddom_text_route() - write which route it is
 * @route: the route
 * @buf: where to
 * @len: its size
 */
void ddom_text_route(const struct ddom_route *route, char *buf, size_t len)
{
	struct ddom_text t = { buf, len, 0 };

	put_text(&t, route->family == DDOM_AF_INET ? "IPv4 route" : "IPv6 route");
	put_route(&t, route, NULL, NULL);
}

/* append what a RULE_* step is about */
static void put_rule(struct ddom_text *t, const struct ddom_step *step)
{
	put_number(t, " priority ", step->rule->priority);
	put_word(t, " iif ", step->rule->iif);
	put_word(t, " oif ", step->rule->oif);
	if (step->type == DDOM_STEP_RULE_ADD)
		put_word(t, " -> ", step->dev.name);
}

/* append what a SYSCTL_SET step is about */
static void put_sysctl(struct ddom_text *t, const struct ddom_step *step)
{
	bool inet = step->sysctl.family == DDOM_AF_INET;

	put_text(t, inet ? " net.ipv4.conf." : " net.ipv6.conf.");
	put_text(t, step->dev.name[0] ? step->dev.name : "all");
	if (inet && step->sysctl.id == DDOM_IPV4_RP_FILTER)
		put_text(t, ".rp_filter");
	else if (!inet && step->sysctl.id == DDOM_IPV6_ACCEPT_DAD)
		put_text(t, ".accept_dad");
	else
		put_number(t, ".", step->sysctl.id);
	put_number(t, " ", step->old_value);
	put_number(t, " -> ", step->value);
}

/* append what a step on a device is about */
static void put_link(struct ddom_text *t, const struct ddom_step *step)
{
	put_word(t, " ", step->dev.name);
	if (step->type == DDOM_STEP_BRIDGE_CREATE ||
	    step->type == DDOM_STEP_LINK_SET_MAC)
		put_mac(t, " mac ", step->mac, step->mac_len);
	if (step->type == DDOM_STEP_BRIDGE_CREATE ||
	    step->type == DDOM_STEP_LINK_SET_MTU)
		put_number(t, " mtu ", step->value);
	if (step->type == DDOM_STEP_ADDR_GEN) {
		put_word(t, " as ", step->from.name);
		put_number(t, " mode ", step->value);
	}
	if (step->type == DDOM_STEP_PORT_ENSLAVE)
		put_word(t, " master ", step->from.name);
	if (step->type == DDOM_STEP_PORT_RELEASE)
		put_word(t, " from ", step->from.name);
}

/* append what a step is about */
static void put_step(struct ddom_text *t, const struct ddom_step *step)
{
	switch (step->type) {
	case DDOM_STEP_ADDR_ADD:
	case DDOM_STEP_ADDR_DEL:
		put_ifaddr(t, step->addr, &step->dev);
		break;
	case DDOM_STEP_RULE_ADD:
	case DDOM_STEP_RULE_DEL:
		put_rule(t, step);
		break;
	case DDOM_STEP_NEIGH_ADD:
	case DDOM_STEP_NEIGH_DEL:
		put_addr(t, " ", step->neigh->family, step->neigh->dst);
		if (step->neigh->flags & DDOM_NTF_PROXY)
			put_text(t, " proxy");
		else
			put_mac(t, " lladdr ", step->neigh->mac,
				step->neigh->mac_len);
		put_word(t, " dev ", step->dev.name);
		break;
	case DDOM_STEP_NEXTHOP_MOVE:
		put_number(t, " ", step->nexthop->id);
		put_devs(t, &step->from, &step->dev);
		break;
	case DDOM_STEP_ROUTE_MOVE:
	case DDOM_STEP_ROUTE_ADD:
	case DDOM_STEP_ROUTE_DEL:
	case DDOM_STEP_ROUTE_RA:
	case DDOM_STEP_ROUTE_BACK:
		put_route(t, step->route, &step->from, &step->dev);
		break;
	case DDOM_STEP_SYSCTL_SET:
		put_sysctl(t, step);
		break;
	case DDOM_STEP_VERIFY_NEXTHOP:
	case DDOM_STEP_VERIFY_TCP:
	case DDOM_STEP_VERIFY_ROUTE:
		put_addr(t, " ", step->probe.family, step->probe.addr);
		if (step->type == DDOM_STEP_VERIFY_TCP)
			put_number(t, " port ", step->probe.tcp_port);
		put_word(t, " dev ", step->dev.name);
		break;
	default:
		put_link(t, step);
	}
}

/**
 * ddom_text_step_name() - name of a type of steps
 * @type: the type
 *
 * Return: the name, "unknown" for none.
 */
const char *ddom_text_step_name(enum ddom_step_type type)
{
	return (unsigned int)type < DDOM_STEP_MAX ? ddom_step_names[type] :
						    "unknown";
}

/**
 * ddom_text_phase_name() - name of a phase
 * @phase: the phase
 *
 * Return: the name, "unknown" for none.
 */
const char *ddom_text_phase_name(enum ddom_phase phase)
{
	return (unsigned int)phase <= DDOM_PHASE_COMMIT ?
	       ddom_phase_names[phase] : "unknown";
}

/**
 * ddom_text_step() - a step in words
 * @step: the step
 * @buf: where to
 * @len: its size; what does not fit is cut off
 *
 * Return: bytes written, without the terminating NUL.
 */
int ddom_text_step(const struct ddom_step *step, char *buf, size_t len)
{
	struct ddom_text t;

	t.buf = buf;
	t.len = len;
	t.used = 0;
	put_text(&t, ddom_text_step_name(step->type));
	put_step(&t, step);
	return t.used;
}
