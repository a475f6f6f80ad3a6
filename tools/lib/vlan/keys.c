// SPDX-License-Identifier: GPL-2.0-only
/*
 * A section of bridge.conf.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/args.h"
#include "base/conf.h"
#include "vlan/vlan_internal.h"

#define VLAN_ID_MAX		4094	/* IEEE 802.1Q: 0 and 4095 are none */

/**
 * struct vlan_key - a key of a section
 * @name: its name
 * @want: what its value must be
 * @take: takes the value; returns 0 or -EINVAL
 */
struct vlan_key {
	const char *name;
	const char *want;
	int (*take)(struct ddt_vlan *v, const char *value);
};

static int take_port(struct ddt_vlan *v, const char *value)
{
	if (!ddt_args_is_ifname(value))
		return -EINVAL;
	if (strcmp(value, "auto"))
		snprintf(v->port, sizeof(v->port), "%s", value);
	return 0;
}

/* Digits only, of which there are some. Return: -1 when it is no such number. */
static int number(const char *text, int max)
{
	int n = 0;

	if (!*text)
		return -1;
	for (; *text; text++) {
		if (!isdigit((unsigned char)*text))
			return -1;
		n = n * 10 + *text - '0';
		if (n > max)
			return -1;
	}
	return n;
}

static int take_id(struct ddt_vlan *v, const char *value)
{
	int n = number(value, VLAN_ID_MAX);

	if (n <= 0)
		return -EINVAL;
	v->id = (unsigned int)n;
	return 0;
}

/* Is this what one machine in a subnet of this prefix can have? */
static bool is_host(uint32_t addr, int prefix)
{
	uint32_t host = prefix < 31 ? 0xffffffffU >> prefix : 0;

	return addr >> 24 && addr >> 24 != 127 && addr >> 24 < 224 &&
	       (!host || ((addr & host) && (addr & host) != host));
}

static bool is_host6(const struct in6_addr *addr)
{
	return !IN6_IS_ADDR_UNSPECIFIED(addr) && !IN6_IS_ADDR_LOOPBACK(addr) &&
	       !IN6_IS_ADDR_MULTICAST(addr) && !IN6_IS_ADDR_V4MAPPED(addr);
}

static int take_address(struct ddt_vlan *v, const char *value)
{
	uint8_t family = strchr(value, ':') ? AF_INET6 : AF_INET;
	const char *slash = strchr(value, '/');
	char text[INET6_ADDRSTRLEN];
	struct in6_addr addr6;
	uint32_t addr;
	int prefix;

	if (!strcmp(value, "none"))
		return 0;
	if (!slash || (size_t)(slash - value) >= sizeof(text))
		return -EINVAL;
	memcpy(text, value, (size_t)(slash - value));
	text[slash - value] = '\0';
	prefix = number(slash + 1, family == AF_INET ? 32 : 128);
	if (prefix <= 0 || inet_pton(family, text, v->addr) != 1)
		return -EINVAL;
	memcpy(&addr, v->addr, sizeof(addr));
	memcpy(&addr6, v->addr, sizeof(addr6));
	if (family == AF_INET ? !is_host(ntohl(addr), prefix) :
				!is_host6(&addr6))
		return -EINVAL;
	v->family = family;
	v->prefix = (uint8_t)prefix;
	return 0;
}

static const struct vlan_key vlan_keys[] = {
	{ "port", "not a device name", take_port },
	{ "vlan", "not a number between 1 and 4094", take_id },
	{ "address", "\"none\", or a machine's ADDR/LENGTH, expected",
	  take_address },
};

#define NKEYS	(sizeof(vlan_keys) / sizeof(vlan_keys[0]))

static int begin(struct ddt_vlans *vlans, const char *name, char *why,
		 size_t size)
{
	struct ddt_vlan *v = &vlans->list[vlans->n];
	unsigned int i;

	/* "all" and "default" have settings of their own in /proc/sys/net */
	if (!ddt_args_is_ifname(name) || !strcmp(name, "all") ||
	    !strcmp(name, "default")) {
		snprintf(why, size, "not a bridge's name");
		return -EINVAL;
	}
	for (i = 0; i < vlans->n; i++) {
		if (strcmp(vlans->list[i].bridge, name))
			continue;
		snprintf(why, size, "\"%s\" was given before", name);
		return -EINVAL;
	}
	if (vlans->n == DDT_VLANS_MAX) {
		snprintf(why, size, "more than %d bridges", DDT_VLANS_MAX);
		return -EINVAL;
	}
	memset(v, 0, sizeof(*v));
	snprintf(v->bridge, sizeof(v->bridge), "%s", name);
	vlans->seen = 0;
	vlans->n++;
	return 0;
}

/* a section is complete: does it fit in itself, and to those before it? */
static int end(const struct ddt_vlans *vlans, char *why, size_t size)
{
	const struct ddt_vlan *v = &vlans->list[vlans->n - 1], *other;

	why[0] = '\0';
	if (!v->id)
		snprintf(why, size, "\"vlan\" is missing");
	else if (!strcmp(v->port, v->bridge))
		snprintf(why, size, "port and bridge have the same name");
	for (other = vlans->list; other < v && !why[0]; other++)
		if (other->id == v->id && !strcmp(other->port, v->port))
			snprintf(why, size, "VLAN %u of %s is in %s already",
				 v->id, v->port[0] ? v->port : "the root's port",
				 other->bridge);
	return why[0] ? -EINVAL : 0;
}

/**
 * ddt_vlan_keys_take() - take a line of a section
 * @vlans: zeroed before the first
 * @key: DDT_CONF_BEGIN, DDT_CONF_END or a key
 * @value: its value
 * @why: what is wrong, filled on failure
 * @size: bytes at @why
 *
 * Return: as ddt_conf_fn.
 */
int ddt_vlan_keys_take(struct ddt_vlans *vlans, const char *key,
		       const char *value, char *why, size_t size)
{
	size_t i;

	if (!strcmp(key, DDT_CONF_BEGIN))
		return begin(vlans, value, why, size);
	if (!strcmp(key, DDT_CONF_END))
		return end(vlans, why, size);
	for (i = 0; i < NKEYS && strcmp(key, vlan_keys[i].name); i++)
		;
	if (i == NKEYS)
		return -ENOENT;
	if (vlans->seen & (1U << i)) {
		snprintf(why, size, "\"%s\" was given before", key);
		return -EINVAL;
	}
	vlans->seen |= 1U << i;
	if (!vlan_keys[i].take(&vlans->list[vlans->n - 1], value))
		return 0;
	snprintf(why, size, "%s", vlan_keys[i].want);
	return -EINVAL;
}
