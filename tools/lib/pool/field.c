// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of a pool.conf: texts, numbers, addresses, words.
 */
#include <errno.h>
#include <string.h>

#include "pool/field_internal.h"
#include "pool/value_internal.h"

/**
 * ddt_field_text() - take a text
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_text(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry)
{
	const char *text = ddt_reader_text(r, node, f->want);

	if (!text)
		return -EINVAL;
	if (!f->valid(text))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": %s expected", f->key, text,
					f->want);
	*(const char **)((char *)entry + f->offset) = text;
	return 0;
}

/**
 * ddt_field_bool() - take yes or no
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_bool(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry)
{
	const char *text = ddt_reader_text(r, node, "yes or no");

	if (!text)
		return -EINVAL;
	if (strcmp(text, "yes") && strcmp(text, "no"))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": yes or no expected",
					f->key, text);
	*(bool *)((char *)entry + f->offset) = !strcmp(text, "yes");
	return 0;
}

/**
 * ddt_field_addr() - take an IPv4 address
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_addr(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry)
{
	const char *text = ddt_reader_text(r, node, "an IPv4 address");

	if (!text)
		return -EINVAL;
	if (ddt_value_addr(text, (uint32_t *)((char *)entry + f->offset)))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": an IPv4 address expected",
					f->key, text);
	return 0;
}

/* take one of several addresses */
static int field_addr_add(struct ddt_reader *r, yaml_node_t *node, void *to)
{
	const struct ddt_field f = { .key = "address" };
	struct ddt_pool_addrs *addrs = to;

	if (addrs->n == DDT_POOL_ADDRS_MAX)
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"more than %d addresses",
					DDT_POOL_ADDRS_MAX);
	return ddt_field_addr(r, &f, node, &addrs->addr[addrs->n++]);
}

/**
 * ddt_field_addrs() - take one or more IPv4 addresses
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_addrs(struct ddt_reader *r, const struct ddt_field *f,
		    yaml_node_t *node, void *entry)
{
	return ddt_reader_list(r, node, "IPv4 addresses", field_addr_add,
			       (char *)entry + f->offset);
}

/**
 * ddt_field_number() - take a number of seconds, up to ten million
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_number(struct ddt_reader *r, const struct ddt_field *f,
		     yaml_node_t *node, void *entry)
{
	const char *text = ddt_reader_text(r, node, "seconds");

	if (!text)
		return -EINVAL;
	if (ddt_value_number(text, 10000000,
			     (unsigned int *)((char *)entry + f->offset)))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": seconds expected, 0 to 10000000",
					f->key, text);
	return 0;
}

/**
 * ddt_field_vlan() - take a VLAN's number
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_vlan(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry)
{
	const char *text = ddt_reader_text(r, node, "a VLAN");
	unsigned int *vlan = (unsigned int *)((char *)entry + f->offset);

	if (!text)
		return -EINVAL;
	/* IEEE 802.1Q: 0 and 4095 are none */
	if (ddt_value_number(text, 4094, vlan) || !*vlan)
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": a VLAN expected, 1 to 4094",
					f->key, text);
	return 0;
}

/* The name of a kind. Return: it; NULL behind the last. */
typedef const char *(*ddt_kind_fn)(const struct ddt_pool_kinds *kinds,
				   unsigned int i);

static const char *dhcp_name(const struct ddt_pool_kinds *kinds,
			     unsigned int i)
{
	return kinds->dhcp[i] ? kinds->dhcp[i]->name : NULL;
}

static const char *loader_name(const struct ddt_pool_kinds *kinds,
			       unsigned int i)
{
	return kinds->loader[i] ? kinds->loader[i]->name : NULL;
}

static const char *form_name(const struct ddt_pool_kinds *kinds,
			     unsigned int i)
{
	(void)kinds;
	return i < DDT_FORMS ? ddt_text_form(i) : NULL;
}

/* Take the name of a kind. Return: its number; -EINVAL with a message. */
static int kind_read(struct ddt_reader *r, yaml_node_t *node,
		     const char *key, ddt_kind_fn name)
{
	const struct ddt_pool_kinds *kinds = r->pool->kinds;
	const char *text;
	char want[512] = "";
	unsigned int i;
	size_t n = 0;

	for (i = 0; name(kinds, i); i++)
		n += (size_t)snprintf(want + n, sizeof(want) - n, "%s%s",
				      !i ? "" : name(kinds, i + 1) ? ", " :
				      " or ", name(kinds, i));
	text = ddt_reader_text(r, node, want);
	if (!text)
		return -EINVAL;
	for (i = 0; name(kinds, i); i++)
		if (!strcmp(text, name(kinds, i)))
			return (int)i;
	return ddt_reader_wrong(r, ddt_reader_place(node),
				"%s: \"%s\": %s expected", key, text, want);
}

static int dhcp_add(struct ddt_reader *r, yaml_node_t *node, void *to)
{
	int i = kind_read(r, node, "dhcp", dhcp_name);

	if (i >= 0)
		*(unsigned int *)to |= 1U << i;
	return i < 0 ? i : 0;
}

/**
 * ddt_field_dhcp() - take which DHCP servers are written for
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_field_dhcp(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry)
{
	return ddt_reader_list(r, node, "DHCP servers", dhcp_add,
			       (char *)entry + f->offset);
}

/**
 * ddt_field_loader() - take a boot loader
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_field_loader(struct ddt_reader *r, const struct ddt_field *f,
		     yaml_node_t *node, void *entry)
{
	int i = kind_read(r, node, f->key, loader_name);

	if (i >= 0)
		*(const struct ddt_loader **)((char *)entry + f->offset) =
			r->pool->kinds->loader[i];
	return i < 0 ? i : 0;
}

/**
 * ddt_field_form() - take the form of a root
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_field_form(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry)
{
	int i = kind_read(r, node, f->key, form_name);

	if (i >= 0)
		*(enum ddt_form *)((char *)entry + f->offset) = (unsigned int)i;
	return i < 0 ? i : 0;
}

/**
 * ddt_field_subnet() - take a network's subnet
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_field_subnet(struct ddt_reader *r, const struct ddt_field *f,
		     yaml_node_t *node, void *entry)
{
	static const char want[] = "an IPv4 network ADDRESS/8 to /30 without host bits";
	const char *text = ddt_reader_text(r, node, want);
	struct ddt_pool_network *net = entry;

	if (!text)
		return -EINVAL;
	if (ddt_value_subnet(text, &net->subnet, &net->prefix))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": %s expected", f->key, text,
					want);
	return 0;
}

/**
 * ddt_field_range() - take a network's range of addresses
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_field_range(struct ddt_reader *r, const struct ddt_field *f,
		    yaml_node_t *node, void *entry)
{
	static const char want[] = "FIRST-LAST, IPv4 addresses,";
	const char *text = ddt_reader_text(r, node, want);
	struct ddt_pool_network *net = entry;

	if (!text)
		return -EINVAL;
	if (ddt_value_range(text, &net->first, &net->last))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": %s expected", f->key, text,
					want);
	return 0;
}

/**
 * ddt_field_mac() - take a host's MAC address
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_field_mac(struct ddt_reader *r, const struct ddt_field *f,
		  yaml_node_t *node, void *entry)
{
	static const char want[] = "a machine's MAC address like 00:11:2f:a8:b4:d4";
	const char *text = ddt_reader_text(r, node, want);
	struct ddt_pool_host *host = entry;

	if (!text)
		return -EINVAL;
	if (ddt_value_mac(text, host->mac))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": %s expected", f->key, text,
					want);
	return 0;
}

/**
 * ddt_field_access() - take whether something may be written to
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_field_access(struct ddt_reader *r, const struct ddt_field *f,
		     yaml_node_t *node, void *entry)
{
	const char *text = ddt_reader_text(r, node, "ro or rw");

	if (!text)
		return -EINVAL;
	if (strcmp(text, "ro") && strcmp(text, "rw"))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": ro or rw expected", f->key,
					text);
	*(bool *)((char *)entry + f->offset) = !strcmp(text, "rw");
	return 0;
}
