// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of a pool.conf that name an entry of another section.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/msg.h"
#include "pool/field_internal.h"
#include "pool/value_internal.h"

/* A reference to an entry of another section, by name. */
#define DDT_REF(r, node, what, list, count) \
	ref((r), (node), (what), (r)->pool->list, (r)->pool->count, \
	    sizeof(*(r)->pool->list))

/*
 * Find an entry by the name that a value is.
 *
 * Return: the entry; NULL with a message.
 */
static void *ref(struct ddt_reader *r, yaml_node_t *node, const char *what,
		 void *list, unsigned int n, size_t size)
{
	const char *text = ddt_reader_text(r, node, what);
	unsigned int i;

	if (!text)
		return NULL;
	for (i = 0; i < n; i++) {
		struct ddt_named *id = (void *)((char *)list + i * size);

		if (!strcmp(id->name, text))
			return id;
	}
	ddt_reader_wrong(r, ddt_reader_place(node),
			 "%s: no such %s; add it to the section \"%ss:\"", text,
			 what, what);
	return NULL;
}

/* store a reference */
static int field_ref(const struct ddt_field *f, void *entry, const void *to)
{
	*(const void **)((char *)entry + f->offset) = to;
	return to ? 0 : -EINVAL;
}

/**
 * ddt_reference_password() - take a password, by name
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reference_password(struct ddt_reader *r, const struct ddt_field *f,
			   yaml_node_t *node, void *entry)
{
	return field_ref(f, entry, DDT_REF(r, node, "password", passwords,
					   npasswords));
}

/**
 * ddt_reference_server() - take a server, by name
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reference_server(struct ddt_reader *r, const struct ddt_field *f,
			 yaml_node_t *node, void *entry)
{
	return field_ref(f, entry, DDT_REF(r, node, "server", servers,
					   nservers));
}

/**
 * ddt_reference_disk() - take a disk that is served, by name
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reference_disk(struct ddt_reader *r, const struct ddt_field *f,
		       yaml_node_t *node, void *entry)
{
	return field_ref(f, entry, DDT_REF(r, node, "disk", disks, ndisks));
}

/**
 * ddt_reference_profile() - take a profile, by name
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reference_profile(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry)
{
	return field_ref(f, entry, DDT_REF(r, node, "profile", profiles,
					   nprofiles));
}

/*
 * Store one of several references.
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
static int refs_add(struct ddt_reader *r, yaml_node_t *node,
		    struct ddt_pool_refs *refs, unsigned int i)
{
	unsigned int *more, k;

	for (k = 0; k < refs->n; k++)
		if (refs->index[k] == i)
			return ddt_reader_wrong(r, ddt_reader_place(node),
						"%s: given twice",
						node->data.scalar.value);
	more = realloc(refs->index, (refs->n + 1) * sizeof(*more));
	if (!more) {
		ddt_msg_error("%s: %s", r->path, strerror(ENOMEM));
		return -ENOMEM;
	}
	more[refs->n++] = i;
	refs->index = more;
	return 0;
}

static int profile_add(struct ddt_reader *r, yaml_node_t *node, void *to)
{
	struct ddt_pool_profile *p = DDT_REF(r, node, "profile", profiles,
					     nprofiles);

	return p ? refs_add(r, node, to,
			    (unsigned int)(p - r->pool->profiles)) : -EINVAL;
}

/**
 * ddt_reference_profiles() - take one or more profiles, by name
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reference_profiles(struct ddt_reader *r, const struct ddt_field *f,
			   yaml_node_t *node, void *entry)
{
	return ddt_reader_list(r, node, "profiles", profile_add,
			       (char *)entry + f->offset);
}

static int network_add(struct ddt_reader *r, yaml_node_t *node, void *to)
{
	struct ddt_pool_network *n = DDT_REF(r, node, "network", networks,
					     nnetworks);

	return n ? refs_add(r, node, to,
			    (unsigned int)(n - r->pool->networks)) : -EINVAL;
}

/**
 * ddt_reference_networks() - take one or more networks, by name
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
int ddt_reference_networks(struct ddt_reader *r, const struct ddt_field *f,
			   yaml_node_t *node, void *entry)
{
	return ddt_reader_list(r, node, "networks", network_add,
			       (char *)entry + f->offset);
}

/**
 * ddt_reference_nfsroot() - take [SERVER:]PATH
 * @r: document
 * @f: key
 * @node: value
 * @entry: profile
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_reference_nfsroot(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry)
{
	static const char want[] = "[SERVER:]" DDT_PATH_WANT;
	const char *text = ddt_reader_text(r, node, want), *path;
	struct ddt_pool_profile *profile = entry;
	unsigned int i;

	if (!text)
		return -EINVAL;
	path = strchr(text, ':');
	path = path ? path + 1 : text;
	if (!ddt_value_is_path(path))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": %s expected", f->key, text,
					want);
	profile->root = path;
	if (path == text)
		return 0;
	for (i = 0; i < r->pool->nservers; i++) {
		const char *name = r->pool->servers[i].id.name;

		if (strlen(name) == (size_t)(path - text) - 1 &&
		    !strncmp(name, text, strlen(name)))
			profile->root_server = &r->pool->servers[i];
	}
	if (profile->root_server)
		return 0;
	return ddt_reader_wrong(r, ddt_reader_place(node),
				"%s: no such server; add it to the section \"servers:\"",
				text);
}
