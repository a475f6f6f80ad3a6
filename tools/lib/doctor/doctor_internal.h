/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder share.
 */
#ifndef _DDT_DOCTOR_INTERNAL_H
#define _DDT_DOCTOR_INTERNAL_H

#include "doctor/doctor.h"

/* hlink.c */
const struct ddt_hlink *ddt_hlink_find(const struct ddt_health *h,
				       const char *name);
const struct ddt_hlink *ddt_hlink_bridge_of(const struct ddt_health *h,
					    const struct ddt_hlink *l);
const struct ddt_hlink *ddt_hlink_port_of(const struct ddt_health *h,
					  const struct ddt_hlink *bridge);

/* claim.c */
struct ddt_hclaim *ddt_claim(struct ddt_health *h, const char *by,
			     const char *dev, const char *file,
			     const char *master, const char *how);

/* What judges a state; judge.c lists them. */
typedef void ddt_judge_fn(const struct ddt_health *h, struct ddt_findings *f);

ddt_judge_fn ddt_doctor_bridges, ddt_doctor_addresses, ddt_doctor_bound,
	     ddt_doctor_managers, ddt_doctor_nics, ddt_doctor_host;

/* file.c, ini.c: for read_*.c, which collect a state */

#define DDT_HEALTH_PATH		512

void ddt_file_place(const struct ddt_health *h, char *path,
		    const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
char *ddt_file_word(const char *path, char *buf, size_t size);
long long ddt_file_number(const char *path, long long missing);
void ddt_file_link(const char *path, char *buf, size_t size);
void ddt_file_each(struct ddt_health *h, const char *const *dirs,
		   unsigned int n, const char *pattern, bool sorted,
		   void (*fn)(struct ddt_health *h, const char *path));
bool ddt_file_exists(const struct ddt_health *h, const char *pattern);

/* What is called for each key of a file. */
typedef void ddt_ini_fn(void *ctx, const char *section, const char *key,
			const char *value);

bool ddt_ini_true(const char *value);
void ddt_ini_read(const char *path, ddt_ini_fn *fn, void *ctx);
void ddt_ini_vars(const char *path, ddt_ini_fn *fn, void *ctx);
bool ddt_ini_matches(const char *list, const char *divide, const char *word);

void ddt_doctor_read_bound(struct ddt_health *h, const struct ddt_root_dev *root);
void ddt_doctor_read_ifupdown(struct ddt_health *h);
void ddt_doctor_read_nm(struct ddt_health *h);
bool ddt_doctor_read_nm_leaves(const struct ddt_health *h, const char *name);
void ddt_doctor_read_netplan(struct ddt_health *h);
void ddt_doctor_read_managers(struct ddt_health *h);

#endif /* _DDT_DOCTOR_INTERNAL_H */
