// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables and steps from user space: the same requests as the module sends,
 * without its freeze.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/clock.h"
#include "bridge/bridge_internal.h"

#define DDT_DUMP_MS		10000

/* linux/wireless.h, which cannot be included beside the headers of libc. */
#define DDT_SIOCGIWNAME		0x8B01

static int do_sysctl(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev, bool undo)
{
	struct ddt_backend *b = r->ctx;
	int err;

	err = ddt_sysctls_write(&b->sysctls, &step->sysctl, dev->name,
				undo ? step->old_value : step->value);
	return undo ? ddom_steps_gone(err) : err;
}

static int do_settle(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev, bool undo)
{
	bool hold = (step->type == DDOM_STEP_PORT_SETTLE) != undo;
	struct ddt_backend *b = r->ctx;
	int err;

	/* what a port must not have is turned on again once it is none */
	err = hold ? ddt_port_hold(b, dev) :
		     ddt_port_let_go(b, dev, r->plan->attach == undo);
	return undo ? ddom_steps_gone(err) : err;
}

static int do_port(struct ddom_rtnl *r, const struct ddom_step *step,
		   const struct ddom_dev *dev, bool undo)
{
	struct ddom_dev bridge = ddom_steps_dev(r, &step->from);
	bool enslave = (step->type == DDOM_STEP_PORT_ENSLAVE) != undo;

	int err;

	if (enslave && !bridge.ifindex)
		return -ENODEV;
	ddom_link_master(r->m, dev, enslave ? bridge.ifindex : 0);
	err = ddom_steps_request(r);
	return !err && enslave && undo ? ddom_brport_step(r, step, dev) : err;
}

/* WAIT_LIVE, VERIFY_NEXTHOP, VERIFY_TCP: there is nothing to take back. */
static int do_check(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo)
{
	struct ddt_backend *b = r->ctx;

	if (undo)
		return 0;
	if (step->type == DDOM_STEP_WAIT_LIVE)
		return ddt_verify_wait_live(b, dev);
	if (!b->deadline_ns)
		b->deadline_ns = ddt_clock_ns() + b->verify_ms * 1000000ULL;
	if (step->type == DDOM_STEP_VERIFY_TCP)
		return ddt_verify_tcp(b, &step->probe, dev);
	return ddt_verify_nexthop(b, &step->probe, dev);
}

static int run_step(struct ddom_rtnl *r, const struct ddom_step *step,
		    const struct ddom_dev *dev, bool undo)
{
	static const ddom_step_fn fns[DDOM_STEP_MAX] = {
		[DDOM_STEP_SYSCTL_SET] = do_sysctl,
		[DDOM_STEP_ADDR_GEN] = ddt_autoconf_addr_gen,
		[DDOM_STEP_ROUTE_RA] = ddt_autoconf_route_ra,
		[DDOM_STEP_PORT_SETTLE] = do_settle,
		[DDOM_STEP_PORT_UNSETTLE] = do_settle,
		[DDOM_STEP_PORT_ENSLAVE] = do_port,
		[DDOM_STEP_PORT_RELEASE] = do_port,
		[DDOM_STEP_WAIT_LIVE] = do_check,
		[DDOM_STEP_VERIFY_NEXTHOP] = do_check,
		[DDOM_STEP_VERIFY_TCP] = do_check,
	};

	return (fns[step->type] ? fns[step->type] :
				  ddom_steps_send)(r, step, dev, undo);
}

static int send_request(void *ctx, struct ddom_rtmsg *m, ddom_rtnl_fn fn,
			void *arg)
{
	struct ddt_backend *b = ctx;

	(void)m;
	return ddt_backend_request(b, fn, arg);
}

static int read_table(void *ctx, __u16 type, __u8 family, ddom_rtnl_fn fn,
		      void *arg)
{
	struct ddt_backend *b = ctx;
	const struct ddt_links *links = b->links;

	if (type == RTM_GETLINK && family == AF_UNSPEC && links) {
		/* who asks once more wants to see what is new */
		b->links = NULL;
		if (links->list)
			return ddt_links_replay(links, fn, arg);
	}
	ddom_dump_request(&b->m, type, family);
	return ddt_nl_call(&b->nl, ddom_rtmsg_hdr(&b->m), true, DDT_DUMP_MS, fn,
			   arg);
}

static int fill_links(void *ctx, struct ddom_store *store)
{
	const struct ddt_backend *b = ctx;
	char request[64];
	__u32 i;

	for (i = 0; i < store->snap.nlinks; i++) {
		memset(request, 0, sizeof(request));
		memcpy(request, store->links[i].name, DDOM_IFNAMSIZ);
		store->links[i].wireless = !ioctl(b->ioctl, DDT_SIOCGIWNAME,
						  request);
	}
	return 0;
}

static int read_sysctls(void *ctx, struct ddom_store *store)
{
	const struct ddt_backend *b = ctx;

	store->sysctls = calloc(ddt_sysctls_count(), sizeof(*store->sysctls));
	if (!store->sysctls)
		return -ENOMEM;
	store->snap.nsysctls = ddt_sysctls_read(&b->sysctls, store->names[0],
						store->names[1],
						store->sysctls);
	return 0;
}

const struct ddom_rtnl_ops ddt_backend_ops_rtnl = {
	.request = send_request,
	.dump = read_table,
	.alloc = malloc,
	.free = free,
	.links = fill_links,
	.sysctls = read_sysctls,
	.step = run_step,
};

/**
 * ddt_backend_ops_tables() - read all that a plan is made from
 * @b: backend
 * @store: zeroed; to be freed, also after an error
 * @opts: names; for a detach the bridge's is filled in
 *
 * Return: as ddom_snapshot_take().
 */
int ddt_backend_ops_tables(struct ddt_backend *b, struct ddom_store *store,
			   struct ddom_opts *opts)
{
	struct ddom_rtnl r = {
		.ops = &ddt_backend_ops_rtnl, .ctx = b, .m = &b->m,
	};

	return ddom_snapshot_take(store, &r, opts);
}

static int backend_apply(void *ctx, struct ddom_plan *plan,
			 struct ddom_step *step, bool undo)
{
	struct ddt_backend *b = ctx;
	struct ddom_rtnl r = {
		.ops = &ddt_backend_ops_rtnl, .ctx = b, .plan = plan,
		.m = &b->m,
	};
	int err;

	b->nl.extack[0] = '\0';
	err = ddom_steps_apply(&r, step, undo);
	if (err && !undo)
		snprintf(plan->reason, sizeof(plan->reason), "%.160s",
			 b->nl.extack[0] ? b->nl.extack : strerror(-err));
	return err;
}

/* Time for the records. Return: CLOCK_MONOTONIC in nanoseconds. */
static __u64 backend_now(void *ctx)
{
	(void)ctx;
	return ddt_clock_ns();
}

/*
 * Have a fault, in tests.
 *
 * Return: 0, or the error that the step is to fail with.
 */
static int backend_inject(void *ctx, __u32 index, bool undo)
{
	const struct ddt_backend *b = ctx;

	return ddt_inject_step(&b->inject, index, undo);
}

static bool backend_gone(void *ctx, const struct ddom_dev *dev)
{
	struct ifreq name = { .ifr_ifindex = (int)dev->ifindex };
	const struct ddt_backend *b = ctx;

	return ioctl(b->ioctl, SIOCGIFNAME, &name) && errno == ENODEV;
}

const struct ddom_ops ddt_backend_ops = {
	.apply = backend_apply,
	.now_ns = backend_now,
	.inject = backend_inject,
	.gone = backend_gone,
};

/**
 * ddt_backend_ops_undo() - take back what was done of a plan
 * @b: backend
 * @plan: the plan; its reason says when the port is gone
 *
 * Return: 0 or the first error; -ENODEV without the port, for nothing is as
 * before then.
 */
int ddt_backend_ops_undo(struct ddt_backend *b, struct ddom_plan *plan)
{
	int err = ddom_run_undo(plan, &ddt_backend_ops, b);

	if (!backend_gone(b, &plan->port))
		return err;
	snprintf(plan->reason, sizeof(plan->reason), "the port is gone");
	return -ENODEV;
}
