// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of a pool.conf that say what domUs are, and when hosts may be taken.
 */
#include <errno.h>
#include <string.h>

#include "pool/field_internal.h"
#include "pool/value_internal.h"

#define DDT_COUNT_MAX	10000000

/**
 * ddt_field_domus_count() - take a number that is not zero
 * @r: document
 * @f: key, with what is counted
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_domus_count(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry)
{
	unsigned int *value = (unsigned int *)((char *)entry + f->offset);
	const char *text = ddt_reader_text(r, node, f->want);
	unsigned int max = f->max ? f->max : DDT_COUNT_MAX;

	if (!text)
		return -EINVAL;
	if (ddt_value_number(text, max, value) || !*value)
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": %s expected, 1 to %u",
					f->key, text, f->want, max);
	return 0;
}

/**
 * ddt_field_domus_word() - take one of some words
 * @r: document
 * @f: key, with the words: "no, copy or kept"
 * @node: value
 * @entry: structure; its member is set to the word's place among them
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_domus_word(struct ddt_reader *r, const struct ddt_field *f,
			 yaml_node_t *node, void *entry)
{
	const char *text = ddt_reader_text(r, node, f->want), *p = f->want;
	unsigned int i = 0;
	size_t len;

	if (!text)
		return -EINVAL;
	for (; *p; p += len + strspn(p + len, ", ")) {
		len = strcspn(p, ", ");
		if (len == 2 && !strncmp(p, "or", 2))
			continue;
		if (strlen(text) == len && !strncmp(p, text, len)) {
			*(unsigned int *)((char *)entry + f->offset) = i;
			return 0;
		}
		i++;
	}
	return ddt_reader_wrong(r, ddt_reader_place(node),
				"%s: \"%s\": %s expected", f->key, text,
				f->want);
}

/**
 * ddt_field_domus_range() - take the addresses of a kind
 * @r: document
 * @f: key
 * @node: value
 * @entry: kind
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_domus_range(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry)
{
	static const char want[] = "FIRST-LAST, IPv4 addresses,";
	const char *text = ddt_reader_text(r, node, want);
	struct ddt_domu_kind *kind = entry;

	if (!text)
		return -EINVAL;
	if (ddt_value_range(text, &kind->first, &kind->last))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: \"%s\": %s expected", f->key, text,
					want);
	return 0;
}

static int disk_add(struct ddt_reader *r, yaml_node_t *node, void *to)
{
	const struct ddt_field f = { .key = "disks",
				     .valid = ddt_value_is_path,
				     .want = DDT_PATH_WANT };
	struct ddt_pool_disks *disks = to;
	const char *text = ddt_reader_text(r, node, f.want);
	unsigned int i = disks->n;
	int err;

	if (!text)
		return -EINVAL;
	if (disks->n == DDT_POOL_DISKS_MAX)
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"more than %d disks",
					DDT_POOL_DISKS_MAX);
	disks->n++;
	if (text[0] == '/')
		return ddt_field_text(r, &f, node, &disks->path[i]);
	err = ddt_reference_disk(r, &f, node, &disks->served[i]);
	if (!err)
		disks->path[i] = disks->served[i]->id.name;
	return err;
}

/**
 * ddt_field_domus_disks() - take one or more disks
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_domus_disks(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry)
{
	return ddt_reader_list(r, node, "files, devices or names", disk_add,
			       (char *)entry + f->offset);
}

/* Read a day. Return: 0 for mon to 6 for sun; -1: it is none. */
static int window_day(const char *text)
{
	static const char days[] = "montuewedthufrisatsun";
	int i;

	for (i = 0; i < 7; i++)
		if (!strncmp(days + 3 * i, text, 3))
			return i;
	return -1;
}

/* Read HH:MM, up to 24:00. Return: minutes; -1: it is none. */
static int window_time(const char *text)
{
	int i, value;

	for (i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return -1;
	value = ((text[0] - '0') * 10 + text[1] - '0') * 60 +
		(text[3] - '0') * 10 + text[4] - '0';
	return text[3] > '5' || value > 24 * 60 ? -1 : value;
}

/* read DAY[-DAY] HH:MM-HH:MM */
static int window_read(const char *text, struct ddt_pool_window *w)
{
	int first = window_day(text), last = first, from, to;

	if (first < 0)
		return -EINVAL;
	text += 3;
	if (*text == '-') {
		last = window_day(text + 1);
		text += last < 0 ? 0 : 4;
	}
	if (*text != ' ')
		return -EINVAL;
	from = window_time(text + 1);
	if (from < 0 || from == 24 * 60 || text[6] != '-')
		return -EINVAL;
	to = window_time(text + 7);
	if (to < 0 || text[12])
		return -EINVAL;
	w->from = (uint16_t)from;
	w->to = (uint16_t)to;
	for (w->days = 0;; first = (first + 1) % 7) {
		w->days |= (uint8_t)(1U << first);
		if (first == last)
			return 0;
	}
}

static int window_add(struct ddt_reader *r, yaml_node_t *node, void *to)
{
	static const char want[] = "DAY[-DAY] HH:MM-HH:MM like mon-fri 20:00-07:00";
	const char *text = ddt_reader_text(r, node, want);
	struct ddt_pool_windows *w = to;

	if (!text)
		return -EINVAL;
	if (w->n == DDT_POOL_WINDOWS_MAX)
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"more than %d windows",
					DDT_POOL_WINDOWS_MAX);
	if (window_read(text, &w->window[w->n++]))
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"windows: \"%s\": %s expected", text,
					want);
	return 0;
}

/**
 * ddt_field_domus_windows() - take when hosts may be taken
 * @r: document
 * @f: key
 * @node: value
 * @entry: structure
 *
 * Return: 0 or -EINVAL with a message.
 */
int ddt_field_domus_windows(struct ddt_reader *r, const struct ddt_field *f,
			    yaml_node_t *node, void *entry)
{
	return ddt_reader_list(r, node, "windows", window_add,
			       (char *)entry + f->offset);
}
