/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mappings of a YAML document into structures, by tables.
 */
#ifndef _DDT_POOL_READER_INTERNAL_H
#define _DDT_POOL_READER_INTERNAL_H

#include "pool/pool.h"

/**
 * struct ddt_reader - a document being read
 * @pool: filled
 * @path: name of the file, for messages
 */
struct ddt_reader {
	struct ddt_pool *pool;
	const char *path;
};

struct ddt_field;

/**
 * typedef ddt_field_fn - takes a value
 * @r: document
 * @f: its key
 * @node: the value
 * @entry: structure that it belongs to
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
typedef int (*ddt_field_fn)(struct ddt_reader *r, const struct ddt_field *f,
			    yaml_node_t *node, void *entry);

/**
 * struct ddt_field - a key of a mapping
 * @key: its name; NULL ends a table
 * @set: takes the value
 * @offset: where it goes in the structure
 * @required: it must be there
 * @valid: for a text: checks it
 * @want: for a text: what is expected
 * @place: where the place of the value goes, 0: nowhere
 * @max: for a count: the largest; 0: ten million
 */
struct ddt_field {
	const char *key;
	ddt_field_fn set;
	size_t offset;
	bool required;
	bool (*valid)(const char *text);
	const char *want;
	size_t place;
	unsigned int max;
};

/**
 * struct ddt_section - a mapping from names to entries
 * @what: what an entry is called
 * @fields: keys of an entry
 * @size: bytes of an entry; it begins with a struct ddt_named
 * @finish: checks an entry as a whole; may be NULL
 */
struct ddt_section {
	const char *what;
	const struct ddt_field *fields;
	size_t size;
	int (*finish)(struct ddt_reader *r, void *entry);
};

int ddt_reader_wrong(const struct ddt_reader *r, struct ddt_place at,
		     const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
struct ddt_place ddt_reader_place(const yaml_node_t *node);
yaml_node_t *ddt_reader_node(struct ddt_reader *r, int id);
const char *ddt_reader_text(struct ddt_reader *r, yaml_node_t *node,
			    const char *what);
int ddt_reader_map(struct ddt_reader *r, yaml_node_t *node,
		   const struct ddt_field *fields, const char *what,
		   void *entry);
int ddt_reader_list(struct ddt_reader *r, yaml_node_t *node, const char *what,
		    int (*add)(struct ddt_reader *r, yaml_node_t *node,
			       void *to), void *to);
int ddt_reader_section(struct ddt_reader *r, yaml_node_t *node,
		       const struct ddt_section *section, void **entries,
		       unsigned int *n);

#endif /* _DDT_POOL_READER_INTERNAL_H */
