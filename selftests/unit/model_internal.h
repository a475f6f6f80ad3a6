/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the model share.
 */
#ifndef _DDOM_MODEL_INTERNAL_H
#define _DDOM_MODEL_INTERNAL_H

#include "model.h"

int model_size(__u8 family);
bool model_in_prefix(const __u8 *addr, const __u8 *prefix, int bits);
bool model_same_key(const struct ddom_route *a, const struct ddom_route *b);
void model_route_append(struct model *m, const struct model_route *route);
void model_route_remove(struct model *m, __u32 i);
int model_route_del(struct model *m, const struct model_route *route);
int model_route_ra(struct model *m, const struct model_route *route, __u32 from,
		   __u32 to);
void model_routes_flush(struct model *m, __u32 ifindex, __u8 family);
void model_neighs_flush(struct model *m, __u32 ifindex, __u8 family);
int model_neigh_find(const struct model *m, const struct ddom_neigh *neigh);
void model_auto_routes(struct model *m, const struct ddom_addr *addr);
void model_addr_drop(struct model *m, __u32 i);
int model_addr_del(struct model *m, const struct ddom_addr *addr);

#endif /* _DDOM_MODEL_INTERNAL_H */
