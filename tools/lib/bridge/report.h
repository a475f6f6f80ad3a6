/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A transaction as the module reports it; --no-module fills the same from its
 * plan, so that both are printed by the same code.
 */
#ifndef _DDT_BRIDGE_REPORT_H
#define _DDT_BRIDGE_REPORT_H

#include <linux/ddom_bridge.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/print.h"
#include "plan.h"

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
 * struct ddt_step - one step
 * @name: what kind of step
 * @phase: part of the transaction
 * @text: with its object
 * @run: the step
 * @undo: its inverse
 */
struct ddt_step {
	char name[32];
	char phase[16];
	char text[DDOM_TEXT_MAX];
	struct ddt_times run;
	struct ddt_times undo;
};

/**
 * struct ddt_object - a transaction
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
struct ddt_object {
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
	struct ddt_step *steps;
	unsigned int nsteps;
	unsigned int max;
};

int ddt_object_parse(const struct nlmsghdr *nlh, struct ddt_object *obj);
int ddt_object_from_plan(struct ddt_object *obj, const struct ddom_plan *plan);
int ddt_object_add_step(const struct nlmsghdr *nlh, struct ddt_object *obj);
void ddt_object_free_steps(struct ddt_object *obj);
void ddt_object_free(struct ddt_object *obj);

const char *ddt_state_name(uint32_t state);
const char *ddt_op_name(uint32_t op);

void ddt_object_print(struct ddt_print *p, const struct ddt_object *obj,
		      bool steps);
void ddt_object_print_leftovers(struct ddt_print *p,
				const struct ddt_object *obj);

#endif /* _DDT_BRIDGE_REPORT_H */
