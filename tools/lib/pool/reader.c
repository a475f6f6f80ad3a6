// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings of a YAML document into structures, by tables.
 *
 * Every scalar is taken as the text it is; what it means is up to its key.
 * That leaves none of YAML's guesses: no, 1e3 and 12:30 are what they look
 * like.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/msg.h"
#include "pool/reader_internal.h"
#include "pool/value_internal.h"

/**
 * ddt_reader_wrong() - say where a file is wrong, and how
 * @r: document
 * @at: place
 * @fmt: what is wrong, and the remedy
 *
 * Return: -EINVAL.
 */
int ddt_reader_wrong(const struct ddt_reader *r, struct ddt_place at,
		     const char *fmt, ...)
{
	char why[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	ddt_msg_error("%s:%u:%u: %s", r->path, at.line, at.column, why);
	return -EINVAL;
}

/**
 * ddt_reader_place() - where a node begins
 * @node: node
 *
 * Return: its place.
 */
struct ddt_place ddt_reader_place(const yaml_node_t *node)
{
	return (struct ddt_place){
		.line = (unsigned int)node->start_mark.line + 1,
		.column = (unsigned int)node->start_mark.column + 1,
	};
}

/**
 * ddt_reader_node() - a node by its number
 * @r: document
 * @id: number
 *
 * Return: the node.
 */
yaml_node_t *ddt_reader_node(struct ddt_reader *r, int id)
{
	return yaml_document_get_node(&r->pool->doc, id);
}

/* does a node claim to be something else? */
static bool reader_tagged(const yaml_node_t *node, const char *tag)
{
	return node->tag && strcmp((const char *)node->tag, tag);
}

/**
 * ddt_reader_text() - the text of a scalar
 * @r: document
 * @node: node
 * @what: what is expected, for the message
 *
 * Return: the text, as long as the document lives; NULL with a message.
 */
const char *ddt_reader_text(struct ddt_reader *r, yaml_node_t *node,
			    const char *what)
{
	const char *text = (const char *)node->data.scalar.value;

	if (node->type != YAML_SCALAR_NODE ||
	    reader_tagged(node, YAML_STR_TAG)) {
		ddt_reader_wrong(r, ddt_reader_place(node), "%s expected", what);
		return NULL;
	}
	if (strlen(text) != node->data.scalar.length) {
		ddt_reader_wrong(r, ddt_reader_place(node),
				 "a NUL in the text; %s expected", what);
		return NULL;
	}
	if (!*text || (node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		       (!strcmp(text, "~") || !strcmp(text, "null")))) {
		ddt_reader_wrong(r, ddt_reader_place(node),
				 "%s expected; leave the key out for none",
				 what);
		return NULL;
	}
	return text;
}

/* Find a key in a table. Return: its number, or -1. */
static int reader_key(const struct ddt_field *fields, const char *key)
{
	int i;

	for (i = 0; fields[i].key; i++)
		if (!strcmp(fields[i].key, key))
			return i;
	return -1;
}

/* say that a key does not exist, and which do */
static int reader_unknown(struct ddt_reader *r, yaml_node_t *node,
			  const struct ddt_field *fields, const char *key,
			  const char *what)
{
	char known[400] = "";
	size_t len = 0;

	for (; fields->key; fields++)
		len += (size_t)snprintf(known + len, sizeof(known) - len,
					"%s%s", len ? ", " : "", fields->key);
	return ddt_reader_wrong(r, ddt_reader_place(node),
				"%s: unknown key of %s; known: %s", key, what,
				known);
}

/**
 * ddt_reader_map() - read a mapping with known keys
 * @r: document
 * @node: mapping
 * @fields: its keys, at most 32
 * @what: what it is called
 * @entry: filled
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reader_map(struct ddt_reader *r, yaml_node_t *node,
		   const struct ddt_field *fields, const char *what,
		   void *entry)
{
	yaml_node_pair_t *pair;
	uint32_t seen = 0;
	int i, err;

	if (node->type != YAML_MAPPING_NODE ||
	    reader_tagged(node, YAML_MAP_TAG))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"key: value\" lines expected",
					what);
	for (pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		yaml_node_t *key = ddt_reader_node(r, pair->key);
		yaml_node_t *value = ddt_reader_node(r, pair->value);
		const char *text = ddt_reader_text(r, key, "a key");

		if (!text)
			return -EINVAL;
		i = reader_key(fields, text);
		if (i < 0)
			return reader_unknown(r, key, fields, text, what);
		if (seen & (1U << i))
			return ddt_reader_wrong(r, ddt_reader_place(key),
						"%s: given twice", text);
		seen |= 1U << i;
		if (fields[i].place)
			*(struct ddt_place *)((char *)entry + fields[i].place) =
				ddt_reader_place(value);
		err = fields[i].set(r, &fields[i], value, entry);
		if (err)
			return err;
	}
	for (i = 0; fields[i].key; i++)
		if (fields[i].required && !(seen & (1U << i)))
			return ddt_reader_wrong(r, ddt_reader_place(node),
						"%s: no \"%s:\"; add it", what,
						fields[i].key);
	return 0;
}

/**
 * ddt_reader_list() - read a sequence, or one value in its place
 * @r: document
 * @node: sequence, or a scalar
 * @what: what its elements are
 * @add: takes an element; Return: 0 or negative errno with a message
 * @to: for @add
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reader_list(struct ddt_reader *r, yaml_node_t *node, const char *what,
		    int (*add)(struct ddt_reader *r, yaml_node_t *node,
			       void *to), void *to)
{
	yaml_node_item_t *item;
	int err = 0;

	if (node->type == YAML_SCALAR_NODE)
		return add(r, node, to);
	if (node->type != YAML_SEQUENCE_NODE ||
	    reader_tagged(node, YAML_SEQ_TAG) ||
	    node->data.sequence.items.start == node->data.sequence.items.top)
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"a list of %s expected", what);
	for (item = node->data.sequence.items.start;
	     item < node->data.sequence.items.top && !err; item++)
		err = add(r, ddt_reader_node(r, *item), to);
	return err;
}

/*
 * Read one entry of a section.
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
static int reader_entry(struct ddt_reader *r, const yaml_node_pair_t *pair,
			const struct ddt_section *section, void *entry)
{
	yaml_node_t *key = ddt_reader_node(r, pair->key);
	struct ddt_named *id = entry;
	char what[128];
	int err;

	id->place = ddt_reader_place(key);
	id->name = ddt_reader_text(r, key, "a name");
	if (!id->name)
		return -EINVAL;
	if (!ddt_value_is_name(id->name))
		return ddt_reader_wrong(r, id->place,
					"\"%s\": a %s's name is up to 63 lower case letters, digits and dashes",
					id->name, section->what);
	snprintf(what, sizeof(what), "%s %s", section->what, id->name);
	err = ddt_reader_map(r, ddt_reader_node(r, pair->value),
			     section->fields, what, entry);
	if (!err && section->finish)
		err = section->finish(r, entry);
	return err;
}

/**
 * ddt_reader_section() - read a mapping from names to entries
 * @r: document
 * @node: mapping, NULL: there is none
 * @section: what it is
 * @entries: set to an array, to be freed, also after an error
 * @n: how many were read
 *
 * Two entries of the same name are not noticed here.
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reader_section(struct ddt_reader *r, yaml_node_t *node,
		       const struct ddt_section *section, void **entries,
		       unsigned int *n)
{
	yaml_node_pair_t *pair;
	size_t count;
	int err;

	if (!node)
		return 0;
	if (node->type != YAML_MAPPING_NODE ||
	    reader_tagged(node, YAML_MAP_TAG))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"names of %ss expected, each with its keys below it",
					section->what);
	count = (size_t)(node->data.mapping.pairs.top -
			 node->data.mapping.pairs.start);
	*entries = calloc(count + 1, section->size);
	if (!*entries) {
		ddt_msg_error("%s: %s", r->path, strerror(ENOMEM));
		return -ENOMEM;
	}
	for (pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		/* counted first: what it holds is freed after an error too */
		(*n)++;
		err = reader_entry(r, pair, section, (char *)*entries +
				   (*n - 1) * section->size);
		if (err)
			return err;
	}
	return 0;
}
