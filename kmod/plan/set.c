// SPDX-License-Identifier: GPL-2.0-only
/*
 * A set of keys in memory that is handed in, so that a plan stays linear; a set
 * of lengths of prefixes.
 */
#include "plan_internal.h"

/* FNV-1a over words: spreads what differs in a bit; nobody to be afraid of. */
static __u32 key_hash(const struct ddom_key *key)
{
	const __u32 *word = (const __u32 *)key;
	__u32 hash = 2166136261U;
	size_t i;

	for (i = 0; i < sizeof(*key) / sizeof(*word); i++) {
		hash = (hash ^ word[i]) * 16777619U;
		hash ^= hash >> 15;
	}
	return hash;
}

/**
 * ddom_set_size() - memory that a set needs
 * @max: keys that it is to take
 *
 * Return: bytes.
 */
size_t ddom_set_size(__u32 max)
{
	size_t slots = 16;

	while (slots < 2 * (size_t)max)
		slots *= 2;
	return slots * sizeof(__u32) + max * sizeof(struct ddom_key);
}

/**
 * ddom_set_init() - an empty set
 * @set: filled
 * @memory: ddom_set_size() bytes, aligned as a pointer is
 * @max: keys that it is to take
 */
void ddom_set_init(struct ddom_set *set, void *memory, __u32 max)
{
	size_t size = ddom_set_size(max) - max * sizeof(struct ddom_key);

	set->keys = memory;
	set->slots = (__u32 *)(set->keys + max);
	set->mask = size / sizeof(__u32) - 1;
	set->max = max;
	set->n = 0;
	memset(set->slots, 0, size);
}

/* The slot that has a key, or the free one where it would be. */
static __u32 *set_slot(const struct ddom_set *set, const struct ddom_key *key)
{
	__u32 at = key_hash(key) & set->mask;

	while (set->slots[at] &&
	       memcmp(&set->keys[set->slots[at] - 1], key, sizeof(*key)))
		at = (at + 1) & set->mask;
	return &set->slots[at];
}

/**
 * ddom_set_add() - put a key into a set
 * @set: the set
 * @key: the key, without padding that is not zero
 *
 * Return: true unless it was there already, or there is no room, which its
 * owner has counted.
 */
bool ddom_set_add(struct ddom_set *set, const struct ddom_key *key)
{
	__u32 *slot = set_slot(set, key);

	ddom_breathe();
	if (*slot || set->n >= set->max)
		return false;
	set->keys[set->n++] = *key;
	*slot = set->n;
	return true;
}

/**
 * ddom_set_has() - is a key in a set
 * @set: the set
 * @key: the key
 *
 * Return: true if so.
 */
bool ddom_set_has(const struct ddom_set *set, const struct ddom_key *key)
{
	ddom_breathe();
	return *set_slot(set, key);
}

static struct ddom_key key_of(enum ddom_key_kind kind, __u32 ifindex,
			      __u8 family)
{
	struct ddom_key key;

	memset(&key, 0, sizeof(key));
	key.kind = kind;
	key.ifindex = ifindex;
	key.n[0] = family;
	return key;
}

/**
 * ddom_set_key_id() - what has a number
 * @kind: what the key is to say
 * @id: index of a device, or number of a nexthop object
 *
 * Return: its key.
 */
struct ddom_key ddom_set_key_id(enum ddom_key_kind kind, __u32 id)
{
	return key_of(kind, id, 0);
}

/**
 * ddom_set_key_addr() - an address
 * @kind: what the key is to say
 * @ifindex: the device that it says it of
 * @addr: the address, of whichever device
 *
 * Return: its key.
 */
struct ddom_key ddom_set_key_addr(enum ddom_key_kind kind, __u32 ifindex,
				  const struct ddom_addr *addr)
{
	struct ddom_key key = key_of(kind, ifindex, addr->family);
	__u32 len = ddom_snapshot_family_bytes(addr->family);

	key.n[1] = addr->prefixlen;
	memcpy(key.a, addr->local, len);
	memcpy(key.b, addr->prefix, len);
	return key;
}

/**
 * ddom_set_key_prefix() - a prefix
 * @kind: what the key is to say
 * @ifindex: the device that it says it of, 0 for none
 * @metric: of its route
 * @family: AF_INET or AF_INET6
 * @addr: an address in it
 * @bits: its length
 *
 * Return: its key.
 */
struct ddom_key ddom_set_key_prefix(enum ddom_key_kind kind, __u32 ifindex,
				    __u32 metric, __u8 family, const __u8 *addr,
				    __u32 bits)
{
	struct ddom_key key = key_of(kind, ifindex, family);

	key.n[1] = bits;
	key.n[2] = metric;
	memcpy(key.a, addr, (bits + 7) / 8);
	if (bits % 8)
		key.a[bits / 8] &= 0xff << (8 - bits % 8);
	return key;
}

/**
 * ddom_set_key_host() - somebody on the link
 * @kind: what the key is to say
 * @family: AF_INET or AF_INET6
 * @addr: their address
 *
 * Return: their key.
 */
struct ddom_key ddom_set_key_host(enum ddom_key_kind kind, __u8 family,
				  const __u8 *addr)
{
	struct ddom_key key = key_of(kind, 0, family);

	memcpy(key.a, addr, ddom_snapshot_family_bytes(family));
	return key;
}

/**
 * ddom_set_key_route() - a route
 * @kind: what the key is to say
 * @ifindex: the device that it says it of
 * @route: the route, of whichever device
 *
 * Return: its key.
 */
struct ddom_key ddom_set_key_route(enum ddom_key_kind kind, __u32 ifindex,
				   const struct ddom_route *route)
{
	struct ddom_key key = key_of(kind, ifindex, route->family);

	key.n[1] = route->dst_len << 8 | route->src_len;
	key.n[2] = route->tos << 16 | route->type << 8 | route->gw_family;
	key.n[3] = route->table;
	key.n[4] = route->metric;
	memcpy(key.a, route->dst, sizeof(key.a));
	memcpy(key.b, route->gateway, sizeof(key.b));
	return key;
}

/**
 * ddom_set_key_neigh() - a neighbour with its link layer address
 * @kind: what the key is to say
 * @ifindex: the device that it says it of
 * @neigh: the neighbour, of whichever device
 *
 * Return: its key.
 */
struct ddom_key ddom_set_key_neigh(enum ddom_key_kind kind, __u32 ifindex,
				   const struct ddom_neigh *neigh)
{
	struct ddom_key key = key_of(kind, ifindex, neigh->family);

	key.n[1] = neigh->mac_len;
	memcpy(key.a, neigh->dst, ddom_snapshot_family_bytes(neigh->family));
	memcpy(key.mac, neigh->mac, neigh->mac_len);
	return key;
}

/**
 * ddom_set_key_proxy() - somebody whom a device answers for
 * @kind: what the key is to say
 * @ifindex: the device that it says it of
 * @neigh: such an entry, of whichever device
 *
 * Return: its key.
 */
struct ddom_key ddom_set_key_proxy(enum ddom_key_kind kind, __u32 ifindex,
				   const struct ddom_neigh *neigh)
{
	struct ddom_key key = ddom_set_key_host(kind, neigh->family, neigh->dst);

	key.ifindex = ifindex;
	return key;
}

/**
 * ddom_set_key_rule() - a rule
 * @kind: what the key is to say
 * @rule: the rule
 *
 * Return: its key.
 */
struct ddom_key ddom_set_key_rule(enum ddom_key_kind kind,
				  const struct ddom_rule *rule)
{
	struct ddom_key key = key_of(kind, 0, rule->family);

	key.n[1] = rule->priority;
	key.n[2] = rule->rest;
	key.n[3] = rule->rest >> 32;
	snprintf((char *)key.a, sizeof(key.a), "%s", rule->iif);
	snprintf((char *)key.b, sizeof(key.b), "%s", rule->oif);
	return key;
}

/**
 * ddom_set_len_add() - there is a prefix of a length
 * @lens: by family, a bit each
 * @addr: an address with it
 */
void ddom_set_len_add(__u8 lens[2][17], const struct ddom_addr *addr)
{
	lens[addr->family == DDOM_AF_INET6][addr->prefixlen / 8] |=
		1 << addr->prefixlen % 8;
}

/**
 * ddom_set_len_has() - is there a prefix of a length
 * @lens: by family, a bit each
 * @family: AF_INET or AF_INET6
 * @bits: the length
 *
 * Return: true if so.
 */
bool ddom_set_len_has(const __u8 lens[2][17], __u8 family, __u32 bits)
{
	return lens[family == DDOM_AF_INET6][bits / 8] & 1 << bits % 8;
}
