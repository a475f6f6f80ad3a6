/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What bridge-attach and bridge-detach have in common.
 */
#ifndef _DDT_JOB_H
#define _DDT_JOB_H

#include "bridge/bridge.h"
#include "command.h"
#include "netdev/deaf.h"
#include "netdev/links.h"
#include "netdev/probe.h"
#include "root/root.h"
#include "vlan/vlan.h"

#define DDT_CONF_FILE		"/etc/ddom/bridge.conf"

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
	{ "config", DDT_KEY_CONFIG, "[=FILE]", \
	  "read /etc/ddom/bridge.conf, or FILE, first" }, \
	{ "dry-run", DDT_KEY_DRY_RUN, NULL, \
	  "print the plan and change nothing" }, \
	{ "verbose", DDT_KEY_VERBOSE, NULL, "print every step with its time" }

struct ddt_way;

/**
 * struct ddt_job - a transaction to run
 * @op: enum ddom_bridge_op
 * @port: the port's name, "" until it is found
 * @bridge: the bridge's name; detach: "" until it is found
 * @probes: what must answer
 * @verify_ms: longest time for that
 * @confirm_ms: longest time until the root proves alive
 * @no_address: a port without addresses is fine
 * @config: a file was read
 * @vlans: bridges for domUs beside the root's, of the file
 * @way: how it is run
 * @dry_run: only print the plan
 * @verbose: print the steps
 * @print: output
 * @links: all devices as they were before, once somebody needed them
 * @root: device under the root
 * @on_root: it is this port or this bridge
 * @deaf: who will hear nothing on the port, an attach
 * @ndeaf: how many
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
	bool config;
	struct ddt_vlans vlans;
	const struct ddt_way *way;
	bool dry_run;
	bool verbose;
	struct ddt_print print;
	struct ddt_links links;
	struct ddt_root_dev root;
	bool on_root;
	struct ddt_deaf deaf[DDT_DEAF_MAX];
	unsigned int ndeaf;
	struct ddt_uncached reader;
	char confirmation[384];
};

/**
 * struct ddt_way - how a transaction is run
 * @size: bytes of what it keeps meanwhile, which is @run
 * @port: finds the port to take out of @job's bridge: the one that was attached
 *	this way, else the only one; returns what ddt_links_port_of() does
 * @open: has everything ready that a refusal can do without
 * @transact: runs it to its end; @obj is zeroed, and how it stands then
 * @close: gives back what there is of it, zeroed or opened, perhaps in part
 *
 * The two in the middle return DDT_EXIT_DONE, or an exit code with a message.
 */
struct ddt_way {
	size_t size;
	int (*port)(struct ddt_job *job);
	int (*open)(struct ddt_job *job, void *run);
	int (*transact)(struct ddt_job *job, void *run, struct ddt_report *obj);
	void (*close)(void *run);
};

extern const struct ddt_way ddt_way_module;
extern const struct ddt_way ddt_way_user;
extern const struct ddt_way ddt_way_dry;

#define ddt_job_refuse(job, ...) \
	ddt_print_failure(&(job)->print, DDT_EXIT_REFUSED, __VA_ARGS__)

/* job.c */
void ddt_job_init(struct ddt_job *job, uint32_t op);
int ddt_job_set(struct ddt_job *job, const char *key, const char *value);
int ddt_job_options(struct ddt_job *job, struct ddt_args *args);
int ddt_job_conf(struct ddt_job *job, const char *path);
int ddt_job_conf_read(struct ddt_job *job, FILE *file, const char *name);

/* job_run.c */
int ddt_job_look(struct ddt_job *job);
int ddt_job_prove(struct ddt_job *job);
int ddt_job_run(struct ddt_job *job);

/* job_vlans.c */
int ddt_job_vlans_make(struct ddt_job *job);
int ddt_job_vlans_remove(struct ddt_job *job);
void ddt_job_vlans_print(struct ddt_job *job);

#endif /* _DDT_JOB_H */
