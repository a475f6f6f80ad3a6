// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which program's configuration names which interface.
 */
#include <stdio.h>
#include <string.h>

#include "doctor/doctor_internal.h"

/**
 * ddt_claim() - note that a program's configuration names an interface
 * @h: state
 * @by: program
 * @dev: interface
 * @file: where it is
 * @master: bridge or bond that it makes it a member of, "": none
 * @how: how it configures it
 *
 * Return: the claim; NULL if there are too many.
 */
struct ddt_hclaim *ddt_claim(struct ddt_health *h, const char *by,
			     const char *dev, const char *file,
			     const char *master, const char *how)
{
	struct ddt_hclaim *c = &h->claims[h->nclaims];

	if (h->nclaims == DDT_HEALTH_CLAIMS)
		return NULL;
	memset(c, 0, sizeof(*c));
	c->by = by;
	snprintf(c->dev, sizeof(c->dev), "%.15s", dev);
	snprintf(c->file, sizeof(c->file), "%.191s", file);
	snprintf(c->master, sizeof(c->master), "%.15s", master);
	snprintf(c->how, sizeof(c->how), "%.31s", how);
	h->nclaims++;
	return c;
}
