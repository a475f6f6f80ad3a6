// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions about interfaces that were read.
 */
#include <string.h>

#include "doctor/doctor_internal.h"

/**
 * ddt_hlink_find() - find an interface
 * @h: state
 * @name: its name
 *
 * Return: it, or NULL.
 */
const struct ddt_hlink *ddt_hlink_find(const struct ddt_health *h,
				       const char *name)
{
	unsigned int i;

	for (i = 0; i < h->nlinks; i++)
		if (!strcmp(h->links[i].name, name))
			return &h->links[i];
	return NULL;
}

/**
 * ddt_hlink_bridge_of() - of an interface that leads out of the machine, the
 *	bridge that it is a port of
 * @h: state
 * @l: interface
 *
 * Return: the bridge; NULL if there is none.
 */
const struct ddt_hlink *ddt_hlink_bridge_of(const struct ddt_health *h,
					    const struct ddt_hlink *l)
{
	const struct ddt_hlink *bridge;

	if (l->inner || !l->master[0])
		return NULL;
	bridge = ddt_hlink_find(h, l->master);
	return bridge && bridge->bridge ? bridge : NULL;
}

/**
 * ddt_hlink_port_of() - the first port of a bridge that leads out
 * @h: state
 * @bridge: bridge
 *
 * Return: port, or NULL.
 */
const struct ddt_hlink *ddt_hlink_port_of(const struct ddt_health *h,
					  const struct ddt_hlink *bridge)
{
	unsigned int i;

	for (i = 0; i < h->nlinks; i++)
		if (ddt_hlink_bridge_of(h, &h->links[i]) == bridge)
			return &h->links[i];
	return NULL;
}
