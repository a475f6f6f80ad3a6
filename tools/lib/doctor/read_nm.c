// SPDX-License-Identifier: GPL-2.0-only
/*
 * NetworkManager.conf(5): which devices it leaves alone.
 */
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "doctor/doctor_internal.h"

static const char words[] = " \t,;";

/* Take words out of a list. */
static void remove_words(char *list, const char *away)
{
	char old[1024], *word, *rest = NULL;
	char *end = list + sizeof(old);

	snprintf(old, sizeof(old), "%s", list);
	*list = '\0';
	for (word = strtok_r(old, ",;", &rest); word;
	     word = strtok_r(NULL, ",;", &rest))
		if (!ddt_ini_matches(away, words, word)) {
			list += strlen(list);
			snprintf(list, (size_t)(end - list), "%s;", word);
		}
}

/* A section [device] or [device-NAME], made at its first key. */
static struct ddt_hnm *nm_device(struct ddt_health *h, const char *section)
{
	struct ddt_hnm *d = h->nm_devices;

	while (d < h->nm_devices + h->nnm && strcmp(d->name, section))
		d++;
	if (d == h->nm_devices + DDT_HEALTH_NM)
		return NULL;
	if (d == h->nm_devices + h->nnm) {
		snprintf(d->name, sizeof(d->name), "%.63s", section);
		d->managed = -1;
		h->nnm++;
	}
	return d;
}

/* A key of NetworkManager.conf; "+" and "-" at its end change a list. */
static void nm_key(void *ctx, const char *section, const char *key,
		   const char *value)
{
	struct ddt_health *h = ctx;
	size_t len = strlen(h->nm_unmanaged);
	struct ddt_hnm *d;

	if (!strcmp(section, "keyfile") &&
	    !strncmp(key, "unmanaged-devices", 17)) {
		if (key[17] == '-') {
			remove_words(h->nm_unmanaged, value);
			return;
		}
		if (key[17] != '+')
			len = 0;
		snprintf(h->nm_unmanaged + len, sizeof(h->nm_unmanaged) - len,
			 "%s;", value);
	} else if (!strcmp(section, "main") && !strncmp(key, "plugins", 7)) {
		h->nm_ifupdown |= strstr(value, "ifupdown") != NULL;
	} else if (!strcmp(section, "ifupdown") && !strcmp(key, "managed")) {
		h->nm_ifupdown &= !ddt_ini_true(value);
	} else if (!strncmp(section, "device", 6)) {
		d = nm_device(h, section);
		if (d && !strcmp(key, "match-device"))
			snprintf(d->match, sizeof(d->match), "%.255s", value);
		if (d && !strcmp(key, "managed"))
			d->managed = ddt_ini_true(value);
	}
}

static void read_file(struct ddt_health *h, const char *path)
{
	/* beside conf.d only the main file counts */
	if (strstr(path, "/conf.d/") || strstr(path, "/NetworkManager.conf"))
		ddt_ini_read(path, nm_key, h);
}

/* Does one word of a list of devices fit an interface? */
static bool nm_fits(const char *word, const struct ddt_hlink *l)
{
	if (!strcmp(word, "*"))
		return true;
	if (!strncasecmp(word, "interface-name:", 15)) {
		word += 15;
		if (*word == '=')
			return !strcmp(word + 1, l->name);
		return !fnmatch(word + (*word == '~'), l->name, 0);
	}
	if (!strncasecmp(word, "mac:", 4))
		return !strcasecmp(word + 4, l->mac);
	if (!strncasecmp(word, "type:", 5))
		return l->type && !strcmp(word + 5, l->type);
	if (!strncasecmp(word, "driver:", 7))
		return !fnmatch(word + 7, l->driver, 0);
	/* a name or an address without saying so */
	return !strcasecmp(word, l->mac) || !strcmp(word, l->name);
}

/*
 * Does a list of devices fit an interface? What is excepted is out; a list of
 * nothing but exceptions is for the rest.
 */
static bool nm_matches(const char *text, const struct ddt_hlink *l)
{
	char list[1024], *word, *rest = NULL;
	bool fit = false, plain = false, any = false;

	snprintf(list, sizeof(list), "%s", text);
	for (word = strtok_r(list, words, &rest); word;
	     word = strtok_r(NULL, words, &rest)) {
		bool except = !strncasecmp(word, "except:", 7);

		any = true;
		plain |= !except;
		if (!nm_fits(word + (except ? 7 : 0), l))
			continue;
		if (except)
			return false;
		fit = true;
	}
	return fit || (any && !plain);
}

/**
 * ddt_doctor_read_nm_leaves() - does NetworkManager leave an interface alone
 * @h: state
 * @name: interface
 *
 * Return: true if it is told so.
 */
bool ddt_doctor_read_nm_leaves(const struct ddt_health *h, const char *name)
{
	const struct ddt_hlink *l = ddt_hlink_find(h, name);
	unsigned int i, last;

	if (!l)
		return false;
	if (l->nm_off || (h->nm_ifupdown && l->ifupdown) ||
	    nm_matches(h->nm_unmanaged, l))
		return true;
	/* [device] without a name comes after all others */
	for (last = 0; last < 2; last++)
		for (i = 0; i < h->nnm; i++) {
			const struct ddt_hnm *d = &h->nm_devices[i];

			if (last == !strcmp(d->name, "device") &&
			    d->managed >= 0 &&
			    (!d->match[0] || nm_matches(d->match, l)))
				return !d->managed;
		}
	return false;
}

/**
 * ddt_doctor_read_nm() - read what NetworkManager is told
 * @h: state; ddt_doctor_read_nm_leaves() knows it then
 */
void ddt_doctor_read_nm(struct ddt_health *h)
{
	static const char *const dirs[] = {
		"/usr/lib/NetworkManager/conf.d", "/run/NetworkManager/conf.d",
		"/etc/NetworkManager", "/etc/NetworkManager/conf.d",
	};

	ddt_file_each(h, dirs, 4, "*.conf", false, read_file);
}
