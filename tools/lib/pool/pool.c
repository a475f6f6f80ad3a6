// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pool.conf as a whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/msg.h"
#include "pool/keys_internal.h"
#include "pool/pool.h"

/**
 * struct ddt_sections - the sections of a file, as they were found
 * @node: one each, NULL: not there
 */
struct ddt_sections {
	yaml_node_t *node[8];
};

static int section_keep(struct ddt_reader *r, const struct ddt_field *f,
			yaml_node_t *node, void *entry)
{
	struct ddt_sections *s = entry;

	(void)r;
	s->node[f->offset] = node;
	return 0;
}

#define SECTION(key, i, need) { key, section_keep, i, need, NULL, NULL, 0, 0 }

static const struct ddt_field pool_fields[] = {
	SECTION("passwords", 0, false),
	SECTION("servers", 1, true),
	SECTION("profiles", 2, true),
	SECTION("networks", 3, true),
	SECTION("exports", 4, false),
	SECTION("hosts", 5, true),
	SECTION("disks", 6, false),
	SECTION("kinds", 7, false),
	{ 0 }
};

/*
 * Refuse two entries of the same name. For sections with few entries; hosts are
 * sorted for that.
 */
static int pool_twice(struct ddt_reader *r, const char *what,
		      const void *entries, unsigned int n, size_t size)
{
	unsigned int i, k;

	for (i = 1; i < n; i++)
		for (k = 0; k < i; k++) {
			const struct ddt_named *a = (const void *)
				((const char *)entries + k * size);
			const struct ddt_named *b = (const void *)
				((const char *)entries + i * size);

			if (strcmp(a->name, b->name))
				continue;
			return ddt_reader_wrong(r, b->place,
						"%s %s: given twice, first in line %u",
						what, b->name, a->place.line);
		}
	return 0;
}

static int pool_host_order(const void *a, const void *b)
{
	const struct ddt_pool_host *const *x = a, *const *y = b;
	int order = strcmp((*x)->id.name, (*y)->id.name);

	return order ? order : *x < *y ? -1 : *x > *y;
}

/*
 * Sort the hosts by name.
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
static int pool_sort(struct ddt_reader *r)
{
	struct ddt_pool *pool = r->pool;
	unsigned int i;

	pool->by_name = calloc(pool->nhosts + 1, sizeof(struct ddt_pool_host *));
	if (!pool->by_name) {
		ddt_msg_error("%s: %s", r->path, strerror(ENOMEM));
		return -ENOMEM;
	}
	for (i = 0; i < pool->nhosts; i++)
		pool->by_name[i] = &pool->hosts[i];
	qsort(pool->by_name, pool->nhosts, sizeof(struct ddt_pool_host *),
	      pool_host_order);
	for (i = 1; i < pool->nhosts; i++) {
		const struct ddt_pool_host *a = pool->by_name[i - 1];
		const struct ddt_pool_host *b = pool->by_name[i];

		if (!strcmp(a->id.name, b->id.name))
			return ddt_reader_wrong(r, b->id.place,
						"host %s: given twice, first in line %u",
						b->id.name, a->id.place.line);
	}
	return 0;
}

#define READ(r, s, i, section, list, count, what) \
	(ddt_reader_section((r), (s)->node[i], &(section), \
			    (void **)&(r)->pool->list, &(r)->pool->count) ?: \
	 pool_twice((r), (what), (r)->pool->list, (r)->pool->count, \
		    sizeof(*(r)->pool->list)))

/* Read all sections. Return: 0; -EINVAL or -ENOMEM with a message. */
static int pool_sections(struct ddt_reader *r)
{
	struct ddt_pool *pool = r->pool;
	struct ddt_sections s = { { NULL } };
	yaml_node_t *root = yaml_document_get_root_node(&pool->doc);
	int err;

	if (!root)
		return ddt_reader_wrong(r, (struct ddt_place){ 1, 1 },
					"the file is empty; see ddom-pool.conf(5)");
	err = ddt_reader_map(r, root, pool_fields, "the file", &s) ?:
	      READ(r, &s, 0, ddt_keys_passwords, passwords, npasswords,
		   "password") ?:
	      READ(r, &s, 1, ddt_keys_servers, servers, nservers, "server") ?:
	      READ(r, &s, 2, ddt_keys_profiles, profiles, nprofiles,
		   "profile") ?:
	      READ(r, &s, 3, ddt_keys_networks, networks, nnetworks,
		   "network") ?:
	      READ(r, &s, 4, ddt_keys_exports, exports, nexports, "export") ?:
	      ddt_reader_section(r, s.node[5], &ddt_keys_hosts,
				 (void **)&pool->hosts, &pool->nhosts) ?:
	      READ(r, &s, 6, ddt_keys_disks, disks, ndisks, "disk") ?:
	      READ(r, &s, 7, ddt_keys_domus_kinds, domu_kinds, ndomu_kinds, "kind");
	return err ? err : pool_sort(r);
}

/* say why a text is not YAML */
static int pool_syntax(const struct ddt_reader *r,
		       const yaml_parser_t *parser)
{
	struct ddt_place at = {
		.line = (unsigned int)parser->problem_mark.line + 1,
		.column = (unsigned int)parser->problem_mark.column + 1,
	};

	if (parser->error == YAML_MEMORY_ERROR) {
		ddt_msg_error("%s: %s", r->path, strerror(ENOMEM));
		return -ENOMEM;
	}
	if (parser->error == YAML_READER_ERROR)
		return ddt_reader_wrong(r, (struct ddt_place){ 1, 1 },
					"byte %zu: %s; the file must be UTF-8 text",
					parser->problem_offset, parser->problem);
	return ddt_reader_wrong(r, at, "%s%s%s; see ddom-pool.conf(5)",
				parser->problem, parser->context ? " " : "",
				parser->context ? parser->context : "");
}

/*
 * Parse the text, which must be one document.
 *
 * Return: 0; -EINVAL or -ENOMEM with a message.
 */
static int pool_load(struct ddt_reader *r, const char *text, size_t len)
{
	yaml_document_t more;
	yaml_parser_t parser;
	yaml_node_t *second;
	int err = 0;

	if (!yaml_parser_initialize(&parser)) {
		ddt_msg_error("%s: %s", r->path, strerror(ENOMEM));
		return -ENOMEM;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	if (!yaml_parser_load(&parser, &r->pool->doc)) {
		err = pool_syntax(r, &parser);
		goto out;
	}
	r->pool->loaded = true;
	if (!yaml_document_get_root_node(&r->pool->doc))
		goto out;
	if (!yaml_parser_load(&parser, &more)) {
		err = pool_syntax(r, &parser);
		goto out;
	}
	second = yaml_document_get_root_node(&more);
	if (second)
		err = ddt_reader_wrong(r, ddt_reader_place(second),
				       "a second document; remove the \"---\"");
	yaml_document_delete(&more);
out:
	yaml_parser_delete(&parser);
	return err;
}

/*
 * A number that changes when a text does.
 *
 * Return: its FNV-1a hash of 64 bits,
 * http://www.isthe.com/chongo/tech/comp/fnv.
 */
static uint64_t pool_hash(const char *text, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325ULL;

	while (len--)
		hash = (hash ^ (uint8_t)*text++) * 0x100000001b3ULL;
	return hash;
}

/**
 * ddt_pool_parse() - read a pool.conf from memory
 * @pool: filled; to be freed also after an error
 * @path: name of the file, for messages
 * @kinds: what it can name
 * @text: what is in it
 * @len: its bytes
 *
 * Stops at the first thing that is wrong.
 *
 * Return: 0; -EINVAL with a message that names line, column and remedy;
 * -ENOMEM.
 */
int ddt_pool_parse(struct ddt_pool *pool, const char *path,
		   const struct ddt_pool_kinds *kinds, const char *text,
		   size_t len)
{
	struct ddt_reader r = { .pool = pool, .path = path };
	int err;

	memset(pool, 0, sizeof(*pool));
	pool->path = path;
	pool->kinds = kinds;
	pool->hash = pool_hash(text, len);
	err = pool_load(&r, text, len);
	return err ? err : pool_sections(&r);
}

/* Read a file. Return: what is in it, to be freed; NULL with errno. */
static char *pool_slurp(const char *path, size_t *len)
{
	/* not waiting for whoever writes to a FIFO */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *text = NULL;
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st))
		goto out;
	errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
	if (!S_ISREG(st.st_mode) || st.st_size > DDT_POOL_SIZE_MAX)
		goto out;
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		goto out;
	for (*len = 0; *len < (size_t)st.st_size; *len += (size_t)n) {
		n = read(fd, text + *len, (size_t)st.st_size - *len);
		if (n < 0) {
			free(text);
			text = NULL;
			goto out;
		}
		if (!n)
			break;
	}
out:
	close(fd);
	return text;
}

/**
 * ddt_pool_read() - read a pool.conf
 * @pool: filled; to be freed also after an error
 * @path: the file
 * @kinds: what it can name
 *
 * Return: 0; negative errno with a message.
 */
int ddt_pool_read(struct ddt_pool *pool, const char *path,
		  const struct ddt_pool_kinds *kinds)
{
	size_t len = 0;
	char *text = pool_slurp(path, &len);
	int err;

	memset(pool, 0, sizeof(*pool));
	if (!text) {
		err = -errno;
		ddt_msg_error("%s: %s", path, strerror(-err));
		return err;
	}
	err = ddt_pool_parse(pool, path, kinds, text, len);
	free(text);
	return err;
}

/**
 * ddt_pool_free() - free what a pool.conf became
 * @pool: pool
 */
void ddt_pool_free(struct ddt_pool *pool)
{
	unsigned int i;

	for (i = 0; i < pool->nnetworks; i++)
		free(pool->networks[i].menu.index);
	for (i = 0; i < pool->nexports; i++)
		free(pool->exports[i].networks.index);
	free(pool->passwords);
	free(pool->servers);
	free(pool->profiles);
	free(pool->networks);
	free(pool->exports);
	free(pool->hosts);
	free(pool->by_name);
	free(pool->disks);
	free(pool->domu_kinds);
	if (pool->loaded)
		yaml_document_delete(&pool->doc);
	memset(pool, 0, sizeof(*pool));
}
