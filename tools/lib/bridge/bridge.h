/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An attach or a detach: asked of the module, or run without it; what a
 * transaction looks like, the guardian that takes it back, and the record that
 * it leaves for the detach.
 */
#ifndef _DDT_BRIDGE_H
#define _DDT_BRIDGE_H

#include <linux/ddom_bridge.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/inject.h"
#include "base/print.h"
#include "netdev/links.h"
#include "plan.h"
#include "rtnl.h"

/**
 * struct ddt_times - when a step, or its inverse, ran
 * @begun: it was begun
 * @start_ns: CLOCK_MONOTONIC
 * @time_ns: how long it took
 * @err: 0 or negative errno
 */
struct ddt_times {
	bool begun;
	uint64_t start_ns;
	uint64_t time_ns;
	int err;
};

/**
 * struct ddt_report_step - one step
 * @name: what kind of step
 * @phase: part of the transaction
 * @text: with its object
 * @run: the step
 * @undo: its inverse
 */
struct ddt_report_step {
	char name[32];
	char phase[16];
	char text[DDOM_TEXT_MAX];
	struct ddt_times run;
	struct ddt_times undo;
};

/**
 * struct ddt_report - a transaction
 * @id: its number
 * @op: enum ddom_bridge_op
 * @state: enum ddom_bridge_state
 * @port: the port's name
 * @bridge: the bridge's name
 * @port_ifindex: the port's index
 * @bridge_ifindex: the bridge's index, 0 when there is none
 * @frozen_ns: longest time that the port's receive side was held
 * @err: 0 or negative errno
 * @reason: why it failed, "" otherwise
 * @steps: its steps, allocated
 * @nsteps: how many
 * @max: how many there is room for
 */
struct ddt_report {
	uint64_t id;
	uint32_t op;
	uint32_t state;
	char port[IFNAMSIZ];
	char bridge[IFNAMSIZ];
	uint32_t port_ifindex;
	uint32_t bridge_ifindex;
	uint64_t frozen_ns;
	int err;
	char reason[256];
	struct ddt_report_step *steps;
	unsigned int nsteps;
	unsigned int max;
};

int ddt_report_plan(struct ddt_report *obj, const struct ddom_plan *plan);
void ddt_report_free(struct ddt_report *obj);

void ddt_report_print(struct ddt_print *p, const struct ddt_report *obj,
		      bool steps);
void ddt_report_print_leftovers(struct ddt_print *p,
				const struct ddt_report *obj);

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
 * typedef ddt_report_fn - takes one transaction
 * @obj: transaction, valid during the call
 * @arg: as given
 *
 * Return: 0, or a negative errno that ends the call.
 */
typedef int (*ddt_report_fn)(const struct ddt_report *obj, void *arg);

int ddt_client_open(struct ddt_client *c);
void ddt_client_close(struct ddt_client *c);
const char *ddt_client_why(struct ddt_client *c, int err);

int ddt_client_run(struct ddt_client *c, const struct ddt_request *req,
		   struct ddt_report *obj);
int ddt_client_confirm(struct ddt_client *c, const char *port, uint64_t id,
		       struct ddt_report *obj);
int ddt_client_dump(struct ddt_client *c, ddt_report_fn fn, void *arg);
int ddt_client_steps(struct ddt_client *c, struct ddt_report *obj);
int ddt_client_wait(struct ddt_client *c, struct ddt_report *obj,
		    bool (*until)(uint32_t state), int timeout_ms);
int ddt_client_subscribe(struct ddt_client *c);
int ddt_client_event(struct ddt_client *c, int timeout_ms, ddt_report_fn fn,
		     void *arg);

/**
 * struct ddt_sysctls - open directories of settings
 * @dirs: net/ipv4/conf and net/ipv6/conf, -1 for one that is not there
 */
struct ddt_sysctls {
	int dirs[2];
};

/**
 * struct ddt_held - what is held of the port's receive side
 * @modes: promiscuous and allmulti mode
 * @lro_off: large receive offload was on and has been turned off
 */
struct ddt_held {
	bool modes;
	bool lro_off;
};

/**
 * struct ddt_backend - what executes steps
 * @nl: rtnetlink socket
 * @sysctls: directories of settings
 * @hold: packet socket that holds the port's receive modes, -1: none
 * @ioctl: socket for ethtool requests
 * @routes6: /proc/net/ipv6_route, -1: none
 * @held: what is held; in memory shared with whoever may have to undo it
 * @verify_ms: longest time for all probes together
 * @deadline_ns: when that ends, 0: it has not begun
 * @inject: fault to have, in tests
 * @links: devices that were read just before, for the first that asks; NULL
 * @m: the request under construction
 */
struct ddt_backend {
	struct ddt_nl nl;
	struct ddt_sysctls sysctls;
	int hold;
	int ioctl;
	int routes6;
	struct ddt_held *held;
	__u32 verify_ms;
	__u64 deadline_ns;
	struct ddt_inject inject;
	const struct ddt_links *links;
	struct ddom_rtmsg m;
};

extern const struct ddom_ops ddt_backend_ops;

int ddt_backend_open(struct ddt_backend *b, struct ddt_held *held,
		     __u32 verify_ms);
int ddt_backend_privileged(struct ddt_backend *b, const char *port);
int ddt_backend_ops_undo(struct ddt_backend *b, struct ddom_plan *plan);
void ddt_backend_close(struct ddt_backend *b);
int ddt_backend_ops_tables(struct ddt_backend *b, struct ddom_store *store,
			   struct ddom_opts *opts);

/**
 * struct ddt_record - what an attach left behind
 * @snapshot: the tables before; without the messages they came in
 * @lro: large receive offload was on
 */
struct ddt_record {
	struct ddom_store snapshot;
	bool lro;
};

int ddt_record_write(const struct ddt_record *r, __u32 port, __u32 bridge);
int ddt_record_read(struct ddt_record *r, __u32 port, __u32 bridge);
bool ddt_record_exists(__u32 port, __u32 bridge);
void ddt_record_remove(__u32 port, __u32 bridge);

/**
 * struct ddt_shared - what guardian and guarded have in common
 * @plan: the plan; what it points to does not change any more
 * @held: what is held of the port's receive side
 * @confirmed: the root is alive: forward, not back
 * @size: bytes of all of this
 * @steps: the plan's steps
 */
struct ddt_shared {
	struct ddom_plan plan;
	struct ddt_held held;
	bool confirmed;
	size_t size;
	struct ddom_step steps[];
};

/**
 * struct ddt_guardian - the process
 * @pid: its number
 * @fd: socket to it
 */
struct ddt_guardian {
	pid_t pid;
	int fd;
};

struct ddt_shared *ddt_guardian_shared_new(__u32 max_steps);
void ddt_guardian_shared_free(struct ddt_shared *shared);
int ddt_guardian_start(struct ddt_guardian *g, struct ddt_shared *shared,
		       const struct ddt_backend *backend, __u32 timeout_ms);
void ddt_guardian_dismiss(struct ddt_guardian *g);

#endif /* _DDT_BRIDGE_H */
