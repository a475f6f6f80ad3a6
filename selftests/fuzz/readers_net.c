// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel and the module answer: an input is a run of netlink messages;
 * the kernel's tables of listeners in /proc.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ddom_bridge.h>

#include "attr.h"
#include "bridge/bridge_internal.h"
#include "fuzz.h"
#include "netdev/deaf.h"
#include "rtnl.h"

#define MESSAGES_MAX	256

/* Each message in memory of its own, so that reading past its end is seen. */
static struct nlmsghdr *messages[MESSAGES_MAX];
static unsigned int nmessages;

static void divide(const uint8_t *data, size_t size)
{
	struct nlmsghdr nlh;

	nmessages = 0;
	while (size >= sizeof(nlh) && nmessages < MESSAGES_MAX) {
		memcpy(&nlh, data, sizeof(nlh));
		if (nlh.nlmsg_len < sizeof(nlh) || nlh.nlmsg_len > size)
			return;
		messages[nmessages] = malloc(nlh.nlmsg_len);
		if (!messages[nmessages])
			return;
		memcpy(messages[nmessages++], data, nlh.nlmsg_len);
		size -= NLMSG_ALIGN(nlh.nlmsg_len) < size ?
			NLMSG_ALIGN(nlh.nlmsg_len) : size;
		data += NLMSG_ALIGN(nlh.nlmsg_len);
	}
}

static void forget(void)
{
	while (nmessages)
		free(messages[--nmessages]);
}

/* Whatever is asked for, all of them are the answer. */
static int answer(ddom_rtnl_fn fn, void *arg)
{
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < nmessages; i++)
		err = fn(messages[i], arg);
	return err;
}

static int dump(void *ctx, __u16 type, __u8 family, ddom_rtnl_fn fn, void *arg)
{
	(void)ctx;
	(void)type;
	(void)family;
	return answer(fn, arg);
}

/* A request that is built of an answer is well formed. */
static int request(void *ctx, struct ddom_rtmsg *m, ddom_rtnl_fn fn, void *arg)
{
	const struct nlmsghdr *nlh = ddom_rtmsg_hdr(m);

	(void)ctx;
	if (!m->err && (nlh->nlmsg_len != m->len || m->len > sizeof(m->buf)))
		abort();
	return fn ? answer(fn, arg) : 0;
}

static int nothing(void *ctx, struct ddom_store *store)
{
	(void)ctx;
	(void)store;
	return 0;
}

static int add_ra(struct ddom_rtnl *r, const struct ddom_step *step,
		  const struct ddom_dev *old, const struct ddom_dev *new)
{
	(void)r;
	(void)step;
	(void)old;
	(void)new;
	return -EOPNOTSUPP;
}

static int do_step(struct ddom_rtnl *r, const struct ddom_step *step,
		   const struct ddom_dev *dev, bool undo)
{
	switch (step->type) {
	case DDOM_STEP_ROUTE_RA:
		return ddom_steps_ra(r, step, dev, undo, add_ra);
	case DDOM_STEP_PORT_RELEASE:
		return undo ? ddom_brport_step(r, step, dev) : 0;
	case DDOM_STEP_PORT_ENSLAVE:
	case DDOM_STEP_SYSCTL_SET:
	case DDOM_STEP_ADDR_GEN:
	case DDOM_STEP_PORT_SETTLE:
	case DDOM_STEP_PORT_UNSETTLE:
	case DDOM_STEP_WAIT_LIVE:
	case DDOM_STEP_VERIFY_NEXTHOP:
	case DDOM_STEP_VERIFY_TCP:
		return 0;
	default:
		return ddom_steps_send(r, step, dev, undo);
	}
}

static const struct ddom_rtnl_ops ops = {
	.request = request, .dump = dump, .alloc = malloc, .free = free,
	.links = nothing, .sysctls = nothing, .step = do_step,
};

static int apply(void *ctx, struct ddom_plan *plan, struct ddom_step *step,
		 bool undo)
{
	static struct ddom_rtmsg m;
	struct ddom_rtnl r = { .ops = &ops, .ctx = ctx, .plan = plan, .m = &m };
	char text[DDOM_TEXT_MAX];

	ddom_text_step(step, text, sizeof(text));
	return ddom_steps_apply(&r, step, undo);
}

static __u64 now(void *ctx)
{
	(void)ctx;
	return 0;
}

/* Tables, plan, all steps, all steps back. */
static void transaction(bool attach, const struct ddom_snapshot *before)
{
	static const struct ddom_ops run_ops = { .apply = apply, .now_ns = now };
	static struct ddom_rtmsg m;
	struct ddom_opts opts = { .port = "eth0", .before = before,
				  .no_address = true };
	struct ddom_rtnl r = { .ops = &ops, .m = &m };
	struct ddom_plan plan = { .n = 0 };
	struct ddom_store store;

	if (attach)
		strcpy(opts.bridge, "br0");
	memset(&store, 0, sizeof(store));
	if (!ddom_snapshot_take(&store, &r, &opts)) {
		plan.max = ddom_build_max_steps(&store.snap, &opts);
		plan.steps = calloc(plan.max, sizeof(*plan.steps));
		plan.scratch = malloc(ddom_notes_scratch(&store.snap, &opts));
		if (plan.steps && plan.scratch &&
		    !(attach ? ddom_build_attach : ddom_build_detach)
			    (&plan, &store.snap, &opts)) {
			ddom_run_plan(&plan, DDOM_PHASE_COMMIT, &run_ops, NULL);
			ddom_run_undo(&plan, &run_ops, NULL);
		}
		free(plan.steps);
		free(plan.scratch);
		if (attach)
			transaction(false, &store.snap);
	}
	ddom_snapshot_free(&store);
}

void read_netlink(const uint8_t *data, size_t size)
{
	divide(data, size);
	transaction(true, NULL);
	transaction(false, NULL);
	forget();
}

void read_module(const uint8_t *data, size_t size)
{
	struct ddt_report obj;
	unsigned int i;

	memset(&obj, 0, sizeof(obj));
	divide(data, size);
	for (i = 0; i < nmessages; i++)
		if (i ? ddt_report_add_step(messages[i], &obj) :
			ddt_report_parse(messages[i], &obj))
			break;
	ddt_report_state_name(obj.state);
	ddt_report_free(&obj);
	forget();
}

void read_deaf(const uint8_t *data, size_t size)
{
	struct ddt_deaf list[DDT_DEAF_MAX];
	char text[DDT_DEAF_TEXT];
	unsigned int i, n;

	(void)data;
	(void)size;
	n = ddt_deaf_find(fuzz_dir, "eth0", 2, list);
	if (n > DDT_DEAF_MAX)
		abort();
	for (i = 0; i < n; i++) {
		ddt_deaf_text(&list[i], text, sizeof(text));
		if (!strstr(text, ", ") || strlen(list[i].what) >=
		    sizeof(list[i].what) - 1)
			abort();
	}
}
