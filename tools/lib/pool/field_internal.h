/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of a pool.conf; those which name another entry are in reference.c.
 */
#ifndef _DDT_POOL_FIELD_INTERNAL_H
#define _DDT_POOL_FIELD_INTERNAL_H

#include "pool/reader_internal.h"

#define DDT_PATH_WANT	"an absolute path of letters, digits and ._+-~"

/* field.c */
int ddt_field_text(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry);
int ddt_field_bool(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry);
int ddt_field_addr(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry);
int ddt_field_addrs(struct ddt_reader *r, const struct ddt_field *f,
		    yaml_node_t *node, void *entry);
int ddt_field_number(struct ddt_reader *r, const struct ddt_field *f,
		     yaml_node_t *node, void *entry);
int ddt_field_vlan(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry);
int ddt_field_dhcp(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry);
int ddt_field_loader(struct ddt_reader *r, const struct ddt_field *f,
		     yaml_node_t *node, void *entry);
int ddt_field_form(struct ddt_reader *r, const struct ddt_field *f,
		   yaml_node_t *node, void *entry);
int ddt_field_subnet(struct ddt_reader *r, const struct ddt_field *f,
		     yaml_node_t *node, void *entry);
int ddt_field_range(struct ddt_reader *r, const struct ddt_field *f,
		    yaml_node_t *node, void *entry);
int ddt_field_mac(struct ddt_reader *r, const struct ddt_field *f,
		  yaml_node_t *node, void *entry);
int ddt_field_access(struct ddt_reader *r, const struct ddt_field *f,
		     yaml_node_t *node, void *entry);

/* field_domus.c */
int ddt_field_domus_count(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry);
int ddt_field_domus_word(struct ddt_reader *r, const struct ddt_field *f,
			 yaml_node_t *node, void *entry);
int ddt_field_domus_range(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry);
int ddt_field_domus_disks(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry);
int ddt_field_domus_windows(struct ddt_reader *r, const struct ddt_field *f,
			    yaml_node_t *node, void *entry);

/* reference.c */
int ddt_reference_password(struct ddt_reader *r, const struct ddt_field *f,
			   yaml_node_t *node, void *entry);
int ddt_reference_server(struct ddt_reader *r, const struct ddt_field *f,
			 yaml_node_t *node, void *entry);
int ddt_reference_disk(struct ddt_reader *r, const struct ddt_field *f,
		       yaml_node_t *node, void *entry);
int ddt_reference_profile(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry);
int ddt_reference_profiles(struct ddt_reader *r, const struct ddt_field *f,
			   yaml_node_t *node, void *entry);
int ddt_reference_networks(struct ddt_reader *r, const struct ddt_field *f,
			   yaml_node_t *node, void *entry);
int ddt_reference_nfsroot(struct ddt_reader *r, const struct ddt_field *f,
			  yaml_node_t *node, void *entry);

#endif /* _DDT_POOL_FIELD_INTERNAL_H */
