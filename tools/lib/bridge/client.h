/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module's generic netlink protocol, as linux/ddom_bridge.h specifies it.
 */
#ifndef _DDT_BRIDGE_CLIENT_H
#define _DDT_BRIDGE_CLIENT_H

#include "bridge/report.h"
#include "netdev/nl.h"

/**
 * struct ddt_client - a connection to the module
 * @nl: socket for requests
 * @events: socket for events, once subscribed
 * @family: generic netlink family
 * @version: of the family
 * @group: multicast group of its events, 0 for none
 */
struct ddt_client {
	struct ddt_nl nl;
	struct ddt_nl events;
	uint16_t family;
	uint32_t version;
	uint32_t group;
};

/**
 * struct ddt_request - what ATTACH and DETACH are asked for
 * @op: enum ddom_bridge_op
 * @port: the port's name
 * @bridge: the bridge's name; attach only
 * @probes: what must answer
 * @nprobes: how many
 * @verify_ms: verify timeout
 * @confirm_ms: confirm timeout, 0: commit once verified
 * @flags: DDOM_BRIDGE_F_*
 */
struct ddt_request {
	uint32_t op;
	const char *port;
	const char *bridge;
	const struct ddom_probe *probes;
	unsigned int nprobes;
	uint32_t verify_ms;
	uint32_t confirm_ms;
	uint32_t flags;
};

/**
 * typedef ddt_object_fn - takes one transaction
 * @obj: transaction, valid during the call
 * @arg: as given
 *
 * Return: 0, or a negative errno that ends the call.
 */
typedef int (*ddt_object_fn)(const struct ddt_object *obj, void *arg);

int ddt_client_open(struct ddt_client *c);
void ddt_client_close(struct ddt_client *c);
const char *ddt_client_why(struct ddt_client *c, int err);

int ddt_client_run(struct ddt_client *c, const struct ddt_request *req,
		   struct ddt_object *obj);
int ddt_client_confirm(struct ddt_client *c, const char *port, uint64_t id,
		       struct ddt_object *obj);
int ddt_client_get(struct ddt_client *c, const char *port,
		   struct ddt_object *obj);
int ddt_client_dump(struct ddt_client *c, ddt_object_fn fn, void *arg);
int ddt_client_steps(struct ddt_client *c, struct ddt_object *obj);
int ddt_client_wait(struct ddt_client *c, struct ddt_object *obj,
		    bool (*until)(uint32_t state), int timeout_ms);
int ddt_client_subscribe(struct ddt_client *c);
int ddt_client_event(struct ddt_client *c, int timeout_ms, ddt_object_fn fn,
		     void *arg);

#endif /* _DDT_BRIDGE_CLIENT_H */
