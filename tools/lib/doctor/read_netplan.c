// SPDX-License-Identifier: GPL-2.0-only
/*
 * netplan(5): which interfaces its definitions are for, and what they become.
 */
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "doctor/doctor_internal.h"

#define IDS_MAX		32

/**
 * struct id - a definition of a physical interface
 * @name: its name
 * @match: patterns of the interface's, "" for @name
 * @mac: its address, "": any
 * @driver: its driver, "": any
 * @by_match: the three count, not @name
 * @nm: NetworkManager is to do it
 * @asked: it is not to be activated by itself
 * @file: where it is
 */
struct id {
	char name[64];
	char match[128];
	char mac[24];
	char driver[32];
	bool by_match;
	bool nm;
	bool asked;
	char file[192];
};

/**
 * struct netplan_reader - a document
 * @h: state
 * @doc: document
 * @file: where it is
 * @nm: NetworkManager is its renderer
 * @ids: definitions of all documents so far
 * @nids: how many
 * @members: look for bridges and bonds; otherwise for physical interfaces
 */
struct netplan_reader {
	struct ddt_health *h;
	yaml_document_t doc;
	const char *file;
	bool nm;
	struct id ids[IDS_MAX];
	unsigned int nids;
	bool members;
};

static struct netplan_reader reader;

static yaml_node_t *node_of(int id)
{
	return yaml_document_get_node(&reader.doc, id);
}

/* The text of a node, "" of another than a scalar. */
static const char *text_of(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE ?
		(const char *)node->data.scalar.value : "";
}

/* A key's value, or NULL. */
static yaml_node_t *get(const yaml_node_t *map, const char *key)
{
	yaml_node_pair_t *p;

	if (!map || map->type != YAML_MAPPING_NODE)
		return NULL;
	for (p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
		if (!strcmp(text_of(node_of(p->key)), key))
			return node_of(p->value);
	return NULL;
}

/* Append the texts of a scalar or a sequence, a blank behind each. */
static void words(const yaml_node_t *node, char *list, size_t size)
{
	yaml_node_item_t *i;

	if (node && node->type == YAML_SEQUENCE_NODE)
		for (i = node->data.sequence.items.start;
		     i < node->data.sequence.items.top; i++)
			words(node_of(*i), list, size);
	else if (node)
		snprintf(list + strlen(list), size - strlen(list), "%s ",
			 text_of(node));
}

/* Is a definition for an interface? */
static bool is_for(const struct id *id, const struct ddt_hlink *l)
{
	if (!id->by_match)
		return !strcmp(id->name, l->name);
	return !l->bridge && !l->inner &&
	       (!id->match[0] || ddt_ini_matches(id->match, " ", l->name)) &&
	       (!id->mac[0] || !strcasecmp(id->mac, l->mac)) &&
	       (!id->driver[0] || ddt_ini_matches(id->driver, " ", l->driver));
}

/* Is an interface left alone by what netplan writes for? */
static bool left_alone(const struct ddt_hlink *l, bool nm)
{
	return nm ? ddt_doctor_read_nm_leaves(reader.h, l->name) :
		    l->networkd_off;
}

/* A definition of a physical interface, or of a bridge by its name. */
static void definition(const char *name, const yaml_node_t *def)
{
	struct id *id = &reader.ids[reader.nids];
	yaml_node_t *match = get(def, "match");
	const char *renderer = text_of(get(def, "renderer"));

	if (reader.nids == IDS_MAX)
		return;
	memset(id, 0, sizeof(*id));
	snprintf(id->name, sizeof(id->name), "%s", name);
	snprintf(id->file, sizeof(id->file), "%.191s", reader.file);
	words(get(match, "name"), id->match, sizeof(id->match));
	snprintf(id->mac, sizeof(id->mac), "%.23s",
		 text_of(get(match, "macaddress")));
	words(get(match, "driver"), id->driver, sizeof(id->driver));
	id->by_match = match != NULL;
	id->nm = *renderer ? !strcmp(renderer, "NetworkManager") : reader.nm;
	id->asked = get(def, "activation-mode") != NULL;
	reader.nids++;
}

/* A bridge or a bond takes interfaces. */
static void members(const char *name, const yaml_node_t *def)
{
	const char *renderer = text_of(get(def, "renderer"));
	bool nm = *renderer ? !strcmp(renderer, "NetworkManager") : reader.nm;
	char list[512] = "";
	unsigned int i, k;

	words(get(def, "interfaces"), list, sizeof(list));
	for (i = 0; i < reader.h->nlinks; i++) {
		const struct ddt_hlink *l = &reader.h->links[i];
		bool taken = ddt_ini_matches(list, " ", l->name);

		for (k = 0; k < reader.nids; k++)
			taken |= is_for(&reader.ids[k], l) &&
				 ddt_ini_matches(list, " ", reader.ids[k].name);
		if (taken && !left_alone(l, nm))
			ddt_claim(reader.h, "netplan", l->name, reader.file,
				  name, "");
	}
}

/* Call a function for each definition of some kinds. */
static void each(const yaml_node_t *network, const char *const *kinds,
		 void (*fn)(const char *name, const yaml_node_t *def))
{
	for (; *kinds; kinds++) {
		yaml_node_t *map = get(network, *kinds);
		yaml_node_pair_t *p;

		if (!map || map->type != YAML_MAPPING_NODE)
			continue;
		for (p = map->data.mapping.pairs.start;
		     p < map->data.mapping.pairs.top; p++)
			fn(text_of(node_of(p->key)), node_of(p->value));
	}
}

/* A file, which netplan would refuse whole if it is no YAML. */
static void read_file(struct ddt_health *h, const char *path)
{
	static const char *const own[] = { "ethernets", "bridges", "bonds", NULL };
	static const char *const masters[] = { "bridges", "bonds", NULL };
	FILE *file = fopen(path, "re");
	yaml_parser_t parser;

	reader.h = h;
	reader.file = path;
	if (!file || !yaml_parser_initialize(&parser))
		goto out;
	yaml_parser_set_input_file(&parser, file);
	if (yaml_parser_load(&parser, &reader.doc)) {
		yaml_node_t *network =
			get(yaml_document_get_root_node(&reader.doc), "network");

		reader.nm = !strcmp(text_of(get(network, "renderer")),
				    "NetworkManager");
		if (reader.members)
			each(network, masters, members);
		else
			each(network, own, definition);
		yaml_document_delete(&reader.doc);
	}
	yaml_parser_delete(&parser);
out:
	if (file)
		fclose(file);
}

/* Is an interface taken by a bridge or bond already? */
static bool taken(const struct ddt_health *h, const char *dev)
{
	unsigned int i;

	for (i = 0; i < h->nclaims; i++)
		if (!strcmp(h->claims[i].by, "netplan") &&
		    !strcmp(h->claims[i].dev, dev))
			return true;
	return false;
}

/**
 * ddt_doctor_read_netplan() - what netplan configures
 * @h: state, with its links and what leaves them alone
 */
void ddt_doctor_read_netplan(struct ddt_health *h)
{
	static const char *const dirs[] = {
		"/lib/netplan", "/etc/netplan", "/run/netplan",
	};
	struct ddt_hclaim *c;
	unsigned int i, k;

	if (!ddt_file_exists(h, "/usr/sbin/netplan") &&
	    !ddt_file_exists(h, "/usr/lib*/netplan") &&
	    !ddt_file_exists(h, "/usr/libexec/netplan"))
		return;
	memset(&reader, 0, sizeof(reader));
	ddt_file_each(h, dirs, 3, "*.yaml", true, read_file);
	reader.members = true;
	ddt_file_each(h, dirs, 3, "*.yaml", true, read_file);
	for (i = 0; i < h->nlinks; i++)
		for (k = 0; k < reader.nids; k++) {
			const struct ddt_hlink *l = &h->links[i];
			const struct id *id = &reader.ids[k];

			if (!is_for(id, l) || taken(h, l->name) ||
			    left_alone(l, id->nm))
				continue;
			c = ddt_claim(h, "netplan", l->name, id->file, "",
				      id->nm ? "by NetworkManager" :
				      "by systemd-networkd");
			if (c)
				c->asked = id->asked;
		}
}
