// SPDX-License-Identifier: GPL-2.0-only
/*
 * When hosts may not be taken: weekly reservations of the pool, for root, so
 * that jobs whose time limit reaches into one are not started there.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/msg.h"
#include "manager/closed_internal.h"
#include "manager/slurm_internal.h"

/* do hosts have the same windows? */
static bool closed_same(const struct ddt_pool_host *a,
			const struct ddt_pool_host *b)
{
	return a->take.take && b->take.take && a->windows.n &&
	       !memcmp(&a->windows, &b->windows, sizeof(a->windows));
}

/* hosts from one on that have its windows, with commas; NULL: no memory */
static char *closed_nodes(const struct ddt_pool *pool, unsigned int first,
			  bool *seen)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	unsigned int i;

	if (!f)
		return NULL;
	for (i = first; i < pool->nhosts; i++) {
		if (!closed_same(&pool->hosts[first], &pool->hosts[i]))
			continue;
		seen[i] = true;
		fprintf(f, "%s%s", i > first ? "," : "",
			pool->hosts[i].id.name);
	}
	if (fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}

/* the reservations of hosts with the same windows */
static int closed_group(const struct ddt_pool_host *host, const char *nodes,
			ddt_closed_fn fn, void *arg)
{
	struct ddt_closed closed = { .nodes = nodes };
	bool week[DDT_WEEK];
	unsigned int at = 0;
	int err = 0;

	ddt_window_week(&host->windows, week);
	for (at = 0; at < DDT_WEEK; at++)
		week[at] = !week[at];
	for (at = 0; !err; at = closed.begin + 1) {
		closed.minutes = ddt_window_next(week, at, &closed.begin);
		if (!closed.minutes)
			break;
		snprintf(closed.name, sizeof(closed.name),
			 DDT_CLOSED_PREFIX "%s-%u-%u", host->id.name,
			 closed.begin, closed.minutes);
		err = fn(&closed, arg);
	}
	return err;
}

/**
 * ddt_closed_each() - go through the reservations that a pool needs
 * @pool: pool
 * @fn: called for each; not 0 ends it
 * @arg: for @fn
 *
 * Return: what @fn returned; -ENOMEM.
 */
int ddt_closed_each(const struct ddt_pool *pool, ddt_closed_fn fn, void *arg)
{
	bool *seen = calloc(pool->nhosts + 1, sizeof(bool));
	unsigned int i;
	char *nodes;
	int err = seen ? 0 : -ENOMEM;

	for (i = 0; i < pool->nhosts && !err; i++) {
		if (seen[i] || !closed_same(&pool->hosts[i], &pool->hosts[i]))
			continue;
		nodes = closed_nodes(pool, i, seen);
		err = nodes ? closed_group(&pool->hosts[i], nodes, fn, arg) :
		      -ENOMEM;
		free(nodes);
	}
	free(seen);
	return err;
}

/* of one that is there only the hosts may have changed: its name says the rest */
static int closed_put(const char *name, bool there, const char *start,
		      unsigned int minutes, bool weekly, const char *nodes)
{
	char who[128], when[64], what[64], *where;
	const char *argv[] = { "scontrol", there ? "update" : "create",
		"reservation", who, NULL, there ? NULL : when, what,
		weekly ? "Flags=WEEKLY,IGNORE_JOBS,OVERLAP" :
		"Flags=IGNORE_JOBS,OVERLAP",
		"Users=root", NULL };
	struct ddt_run run = { .conf = NULL };
	int err;

	if (asprintf(&where, "Nodes=%s", nodes) < 0)
		return -ENOMEM;
	argv[4] = where;
	snprintf(who, sizeof(who), "ReservationName=%s", name);
	snprintf(when, sizeof(when), "StartTime=%s", start);
	snprintf(what, sizeof(what), "Duration=%u", minutes);
	err = ddt_slurm(&run, DDT_POOL_CONF, argv);
	ddt_run_free(&run);
	free(where);
	return err;
}

/**
 * struct closed_now - reservations being made
 * @there: what "scontrol show reservation" says
 * @now: the time
 * @kept: names that stay, each between blanks
 * @len: bytes of it
 * @file: writes @kept
 */
struct closed_now {
	const char *there;
	time_t now;
	char *kept;
	size_t len;
	FILE *file;
};

static int closed_make(const struct ddt_closed *closed, void *arg)
{
	struct closed_now *c = arg;
	char start[32], name[sizeof(closed->name) + 8];
	unsigned int since;
	struct tm tm;
	int err = 0;

	localtime_r(&c->now, &tm);
	since = ((unsigned int)((tm.tm_wday + 6) % 7 * 24 + tm.tm_hour) * 60 +
		 (unsigned int)tm.tm_min + DDT_WEEK - closed->begin) % DDT_WEEK;
	fprintf(c->file, " %s ", closed->name);
	if (!ddt_slurm_reserved(c->there, closed->name)) {
		tm.tm_min += (int)(DDT_WEEK - since);
		tm.tm_sec = 0;
		tm.tm_isdst = -1;
		mktime(&tm);
		strftime(start, sizeof(start), "%Y-%m-%dT%H:%M:%S", &tm);
		err = closed_put(closed->name, false, start, closed->minutes,
				 true, closed->nodes);
	} else {
		err = closed_put(closed->name, true, "", closed->minutes, true,
				 closed->nodes);
	}
	/* a weekly one that began in the past is not taken */
	if (err || since >= closed->minutes)
		return err;
	snprintf(name, sizeof(name), "%s-now", closed->name);
	fprintf(c->file, " %s ", name);
	return ddt_slurm_reserved(c->there, name) ? 0 :
	       closed_put(name, false, "now", closed->minutes - since, false,
			  closed->nodes);
}

/* is it a reservation that is made here? */
static bool closed_ours(const char *name)
{
	static const char digits[] = "0123456789";
	const char *p = name + strlen(name), *now = "-now";
	unsigned int i;

	if (strncmp(name, DDT_CLOSED_PREFIX, strlen(DDT_CLOSED_PREFIX)))
		return false;
	if (p - name > 4 && !strcmp(p - 4, now))
		p -= 4;
	/* two numbers, each behind a dash */
	for (i = 0; i < 2; i++) {
		const char *end = p;

		while (p > name && strchr(digits, p[-1]))
			p--;
		if (p == end || p == name || *--p != '-')
			return false;
	}
	return true;
}

/* remove those that are no longer needed */
static int closed_clean(struct closed_now *c)
{
	char who[160], name[128], between[132];
	const char *const argv[] = { "scontrol", "delete", who, NULL };
	struct ddt_run run = { .conf = NULL };
	const char *p = c->there;
	int err = 0;

	while (!err && (p = strstr(p, "ReservationName="))) {
		p += strlen("ReservationName=");
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(p, " \n"), p);
		snprintf(between, sizeof(between), " %s ", name);
		if (!closed_ours(name) || strstr(c->kept, between))
			continue;
		snprintf(who, sizeof(who), "ReservationName=%s", name);
		err = ddt_slurm(&run, DDT_POOL_CONF, argv);
	}
	ddt_run_free(&run);
	return err;
}

/**
 * ddt_closed_apply() - make the pool's reservations what pool.conf says
 * @pool: pool
 *
 * Return: 0; negative errno with a message.
 */
int ddt_closed_apply(const struct ddt_pool *pool)
{
	struct closed_now c = { .now = time(NULL) };
	struct ddt_run run = { .conf = NULL };
	int err = ddt_slurm_reservations(&run);

	c.there = ddt_run_text(&run, 0);
	c.file = open_memstream(&c.kept, &c.len);
	if (!c.file)
		err = -ENOMEM;
	err = err ?: ddt_closed_each(pool, closed_make, &c);
	if (c.file && fclose(c.file))
		err = -ENOMEM;
	err = err ?: closed_clean(&c);
	free(c.kept);
	ddt_run_free(&run);
	return err;
}
