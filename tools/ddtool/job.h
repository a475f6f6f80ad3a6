/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What bridge-attach and bridge-detach have in common.
 */
#ifndef _DDT_JOB_H
#define _DDT_JOB_H

#include "bridge/bridge.h"
#include "command.h"
#include "netdev/probe.h"
#include "root/root.h"

#define DDT_OPTIONS_JOB \
	{ "timeout", DDT_KEY_TIMEOUT, "SECONDS", \
	  "longest time for all probes to answer (3)" }, \
	{ "confirm-timeout", DDT_KEY_CONFIRM_TIMEOUT, "SECONDS", \
	  "longest time until the root proves alive (10)" }, \
	{ "probe", DDT_KEY_PROBE, "ADDR[:PORT]", \
	  "what must answer afterwards; may be repeated" }, \
	{ "no-address", DDT_KEY_NO_ADDRESS, NULL, \
	  "accept a port without addresses" }, \
	{ "no-module", DDT_KEY_NO_MODULE, NULL, \
	  "from user space, without the kernel module" }, \
	{ "dry-run", DDT_KEY_DRY_RUN, NULL, \
	  "print the plan and change nothing" }, \
	{ "verbose", DDT_KEY_VERBOSE, NULL, "print every step with its time" }

/**
 * struct ddt_job - a transaction to run
 * @op: enum ddom_bridge_op
 * @port: the port's name, "" until it is found
 * @bridge: the bridge's name; detach: "" until it is found
 * @probes: what must answer
 * @verify_ms: longest time for that
 * @confirm_ms: longest time until the root proves alive
 * @no_address: a port without addresses is fine
 * @no_module: from user space
 * @dry_run: only print the plan
 * @verbose: print the steps
 * @print: output
 * @root: device under the root
 * @on_root: it is this port or this bridge
 * @reader: proves that the root is alive
 * @confirmation: how it was proved, "" while it was not
 */
struct ddt_job {
	uint32_t op;
	char port[IFNAMSIZ];
	char bridge[IFNAMSIZ];
	struct ddt_probes probes;
	uint32_t verify_ms;
	uint32_t confirm_ms;
	bool no_address;
	bool no_module;
	bool dry_run;
	bool verbose;
	struct ddt_print print;
	struct ddt_root_dev root;
	bool on_root;
	struct ddt_uncached reader;
	char confirmation[384];
};

void ddt_job_init(struct ddt_job *job, uint32_t op);
int ddt_job_option(struct ddt_job *job, int key, const char *value);
int ddt_job_name(char *where, const char *name);
int ddt_job_run(struct ddt_job *job);

int ddt_job_reader(struct ddt_job *job);
int ddt_job_prove(struct ddt_job *job);
int ddt_job_finish(struct ddt_job *job, const struct ddt_report *obj);

int ddt_run_module(struct ddt_job *job);
int ddt_run_user(struct ddt_job *job);
int ddt_run_dry(struct ddt_job *job);

#endif /* _DDT_JOB_H */
