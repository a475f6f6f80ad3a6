// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plans carried out on the model: at no moment is a server unreachable, and
 * whatever fails, the undo ends where it began.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "model.h"

#define SNAPSHOTS	2000	/* DDOM_UNIT_SNAPSHOTS asks for another number */
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define STEPS		1024
#define NEVER		0xffffffffu

/**
 * struct run - a plan under way
 * @m: the tables
 * @fail: step that fails
 * @fail_undo: step whose inverse fails
 * @watch: servers must be reachable
 * @tried: how many inverses were tried
 * @seed: of the tables
 * @clock: grows with each look
 */
struct run {
	struct model m;
	__u32 fail;
	__u32 fail_undo;
	bool watch;
	__u32 tried;
	unsigned int seed;
	__u64 clock;
};

static struct ddom_step steps[STEPS];
static struct run run;
static __u32 worst, refused;
static bool may_refuse;

/**
 * describe() - say where a check failed, and fail
 * @step: the step, or NULL
 * @undo: its inverse
 * @why: what is wrong
 */
static void describe(const struct ddom_step *step, bool undo, const char *why)
{
	char text[DDOM_TEXT_MAX] = "";

	if (step)
		ddom_text_step(step, text, sizeof(text));
	fail_msg("seed %u, failing %d and undo of %d, %s'%s': %s", run.seed,
		 (int)run.fail, (int)run.fail_undo, undo ? "undo of " : "",
		 text, why);
}

/**
 * apply() - ddom_ops.apply
 * @ctx: struct run
 * @plan: the plan
 * @step: the step
 * @undo: its inverse
 *
 * Return: 0 or a negative errno.
 */
static int apply(void *ctx, struct ddom_plan *plan, struct ddom_step *step,
		 bool undo)
{
	struct run *r = ctx;
	const char *why;
	int err = model_apply(&r->m, plan, step, undo);

	if (err && r->watch && r->fail_undo == NEVER)
		describe(step, undo, strerror(-err));
	why = model_unreachable(&r->m);
	if (why && r->watch)
		describe(step, undo, why);
	return err;
}

/**
 * now() - ddom_ops.now_ns
 * @ctx: struct run
 *
 * Return: a time that grows.
 */
static __u64 now(void *ctx)
{
	return ++((struct run *)ctx)->clock;
}

/**
 * inject() - ddom_ops.inject
 * @ctx: struct run
 * @index: number of the step
 * @undo: its inverse
 *
 * Return: 0, or the error to fail with.
 */
static int inject(void *ctx, __u32 index, bool undo)
{
	struct run *r = ctx;

	if (undo)
		r->tried++;
	if (index == (undo ? r->fail_undo : r->fail))
		return undo ? -EREMOTEIO : -EIO;
	return 0;
}

static const struct ddom_ops ops = {
	.apply = apply,
	.now_ns = now,
	.inject = inject,
};

/**
 * again() - the same plan on fresh tables
 * @plan: the plan
 * @start: the tables
 */
static void again(struct ddom_plan *plan, const struct model *start)
{
	__u32 i;

	for (i = 0; i < plan->n; i++) {
		memset(&plan->steps[i].run, 0, sizeof(plan->steps[i].run));
		memset(&plan->steps[i].undo, 0, sizeof(plan->steps[i].undo));
	}
	plan->next = 0;
	plan->err = 0;
	plan->reason[0] = '\0';
	run.m = *start;
	run.fail = NEVER;
	run.fail_undo = NEVER;
	run.watch = true;
	run.tried = 0;
}

/**
 * begin() - a fresh plan on fresh tables
 * @plan: takes the plan
 * @start: the tables
 * @snap: takes the snapshot
 * @opts: what is asked for
 * @attach: attach, else detach
 *
 * Return: false when another NIC's equal routes leave no way, and @may_refuse.
 */
static bool begin(struct ddom_plan *plan, const struct model *start,
		  struct model_snapshot *snap, const struct ddom_opts *opts,
		  bool attach)
{
	int err;

	memset(plan, 0, sizeof(*plan));
	plan->steps = steps;
	plan->max = ddom_build_max_steps(&snap->s, opts);
	plan->scratch = malloc(ddom_notes_scratch(&snap->s, opts));
	assert_non_null(plan->scratch);
	assert_true(plan->max <= STEPS);
	err = attach ? ddom_build_attach(plan, &snap->s, opts) :
		       ddom_build_detach(plan, &snap->s, opts);
	free(plan->scratch);
	plan->scratch = NULL;
	if (err && (err != -ENOTUNIQ || !may_refuse))
		describe(NULL, false, plan->reason);
	if (err)
		return false;
	assert_true(plan->n <= plan->max);
	if (plan->n > worst)
		worst = plan->n;
	again(plan, start);
	return true;
}

/**
 * forget_unusable() - leave out neighbours that nothing is known about
 * @m: the tables
 *
 * A failed or incomplete entry goes with a device's last address; there is
 * nothing in it to restore.
 */
static void forget_unusable(struct model *m)
{
	__u32 i;

	for (i = m->nneighs; i-- > 0;)
		if (!model_usable(&m->neighs[i]))
			m->neighs[i] = m->neighs[--m->nneighs];
}

/**
 * expect() - the tables are as they should be
 * @want: as they should be
 */
static void expect(const struct model *want)
{
	static struct model a, b;
	const char *table;

	a = run.m;
	b = *want;
	forget_unusable(&a);
	forget_unusable(&b);
	table = model_differs(&a, &b);
	if (table)
		describe(NULL, false, table);
}

/**
 * fail_each() - whichever step fails, the undo ends at the start
 * @start: the tables
 * @snap: their snapshot
 * @opts: what is asked for
 * @attach: attach, else detach
 */
static void fail_each(const struct model *start, struct model_snapshot *snap,
		      const struct ddom_opts *opts, bool attach)
{
	struct ddom_plan plan;
	__u32 k, n;

	begin(&plan, start, snap, opts, attach);
	n = plan.n;
	while (n && plan.steps[n - 1].phase == DDOM_PHASE_COMMIT)
		n--;
	for (k = 0; k <= n; k++) {
		again(&plan, start);
		run.fail = k < n ? k : NEVER;
		assert_int_equal(ddom_run_plan(&plan, DDOM_PHASE_RELEASE, &ops,
					       &run), k < n ? -EIO : 0);
		assert_int_equal(plan.next, k < n ? k : n);
		assert_int_equal(ddom_run_undo(&plan, &ops, &run), 0);
		expect(start);
	}
}

/**
 * fail_undo_each() - whichever inverse fails, the others are tried
 * @start: the tables
 * @snap: their snapshot
 * @opts: what is asked for
 * @attach: attach, else detach
 */
static void fail_undo_each(const struct model *start,
			   struct model_snapshot *snap,
			   const struct ddom_opts *opts, bool attach)
{
	struct ddom_plan plan;
	__u32 k, tried = 0;
	bool wait;
	int err;

	begin(&plan, start, snap, opts, attach);
	for (k = 0; k <= plan.n; k++) {
		again(&plan, start);
		assert_int_equal(ddom_run_plan(&plan, DDOM_PHASE_RELEASE, &ops,
					       &run), 0);
		run.fail_undo = k ? k - 1 : NEVER;
		run.watch = !k;
		err = ddom_run_undo(&plan, &ops, &run);
		if (!k) {
			assert_int_equal(err, 0);
			tried = run.tried;
			continue;
		}
		assert_int_equal(run.tried, tried);
		wait = steps[k - 1].type == DDOM_STEP_WAIT_LIVE;
		if (steps[k - 1].undo.err)
			assert_int_equal(steps[k - 1].undo.err, -EREMOTEIO);
		if (steps[k - 1].undo.err && !wait)
			assert_true(err < 0);
	}
}

/**
 * moved() - do the tables look as after an attach
 * @start: before
 * @m: after
 * @bridge: the bridge
 */
static void moved(const struct model *start, const struct model *m,
		  const struct model_link *bridge)
{
	const struct model_link *port = model_by_index(m, MODEL_PORT);
	__u32 i, before = 0, after = 0, addrs = 0, slot = port - m->links;

	assert_int_equal(port->l.master, bridge->l.ifindex);
	assert_int_equal(port->holds, 0);
	assert_true(bridge->live);
	assert_int_equal(bridge->l.mtu, port->l.mtu);
	assert_memory_equal(bridge->l.mac, port->l.mac, 6);
	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == MODEL_PORT) {
			assert_int_equal(m->addrs[i].local[0], 0xfe);
			addrs++;
		}
	assert_int_equal(addrs, 1);
	for (i = 0; i < m->nroutes; i++)
		if (m->routes[i].r.oif == MODEL_PORT)
			assert_int_equal(m->routes[i].r.protocol, 2);
	for (i = 0; i < start->nroutes; i++)
		before += (start->routes[i].r.oif == MODEL_PORT ||
			   start->routes[i].r.oif == bridge->l.ifindex) &&
			  (start->routes[i].r.protocol != 2 ||
			   start->routes[i].r.gw_family);
	for (i = 0; i < m->nroutes; i++)
		after += m->routes[i].r.oif == bridge->l.ifindex &&
			 (m->routes[i].r.protocol != 2 ||
			  m->routes[i].r.gw_family);
	assert_int_equal(before, after);
	for (i = 0; i < m->nrules; i++) {
		assert_string_not_equal(m->rules[i].iif, "eth0");
		assert_string_not_equal(m->rules[i].oif, "eth0");
	}
	for (i = 0; i < m->nsysctls; i++) {
		assert_int_equal(m->sysctls[i].all, start->sysctls[i].all);
		assert_int_equal(m->sysctls[i].dev[slot],
				 start->sysctls[i].dev[slot]);
		assert_int_equal(m->sysctls[i].dev[bridge - m->links],
				 start->sysctls[i].dev[slot]);
	}
}

/**
 * addrs_kept() - did the addresses arrive in their order
 * @start: before
 * @m: after
 * @bridge: the bridge
 *
 * Those that were on the bridge before may be in between.
 */
static void addrs_kept(const struct model *start, const struct model *m,
		       __u32 bridge)
{
	struct ddom_addr want;
	__u8 families[] = { 2, 10 };
	__u32 i, j, f;

	for (f = 0; f < 2; f++) {
		j = 0;
		for (i = 0; i < start->naddrs; i++) {
			want = start->addrs[i];
			if (want.ifindex != MODEL_PORT ||
			    want.family != families[f] || want.local[0] == 0xfe)
				continue;
			want.ifindex = bridge;
			while (j < m->naddrs &&
			       memcmp(&m->addrs[j], &want, sizeof(want)))
				j++;
			if (j == m->naddrs)
				describe(NULL, false, "order of addresses");
		}
	}
}

/**
 * all_gone() - is nothing left on a bridge
 * @m: the tables
 * @bridge: the bridge, of which nothing from before the attach was known
 */
static void all_gone(const struct model *m, __u32 bridge)
{
	__u32 i;

	for (i = 0; i < m->naddrs; i++)
		if (m->addrs[i].ifindex == bridge)
			assert_int_equal(m->addrs[i].local[0], 0xfe);
	for (i = 0; i < m->nroutes; i++)
		if (m->routes[i].r.oif == bridge)
			assert_int_equal(m->routes[i].r.protocol, 2);
}

/**
 * one() - all of it on one set of tables
 * @start: the tables
 */
static void one(const struct model *start)
{
	static struct model_snapshot snap, later;
	static struct model attached;
	struct ddom_opts opts = { .port = "eth0", .bridge = "br0" };
	struct ddom_plan plan;
	int known;

	model_snapshot(start, "br0", &snap);
	may_refuse = true;
	if (!begin(&plan, start, &snap, &opts, true)) {
		refused++;
		return;
	}
	may_refuse = false;
	fail_each(start, &snap, &opts, true);
	if (run.seed % 16 == 0)
		fail_undo_each(start, &snap, &opts, true);
	begin(&plan, start, &snap, &opts, true);
	assert_int_equal(ddom_run_plan(&plan, DDOM_PHASE_COMMIT, &ops, &run), 0);
	attached = run.m;
	moved(start, &attached, model_link(&attached, "br0"));
	addrs_kept(start, &attached, model_link(&attached, "br0")->l.ifindex);

	model_snapshot(&attached, "br0", &later);
	for (known = 0; known < 2; known++) {
		opts.before = known ? &snap.s : NULL;
		fail_each(&attached, &later, &opts, false);
		if (run.seed % 16 == 0)
			fail_undo_each(&attached, &later, &opts, false);
		begin(&plan, &attached, &later, &opts, false);
		assert_int_equal(ddom_run_plan(&plan, DDOM_PHASE_COMMIT, &ops,
					       &run), 0);
		if (known || !model_link((struct model *)start, "br0"))
			expect(start);
		else
			all_gone(&run.m, 50);
	}
}

/**
 * test_snapshots() - all of it on thousands of tables
 * @unused: of cmocka
 */
static void test_snapshots(void **unused)
{
	static struct model start;
	const char *asked = getenv("DDOM_UNIT_SNAPSHOTS");
	unsigned int seed, n = 0, wanted = SNAPSHOTS;

	(void)unused;
	if (asked)
		wanted = strtoul(asked, NULL, 10);
	for (seed = 1; n < wanted; seed++) {
		if (!model_generate(&start, seed))
			continue;
		run.seed = seed;
		one(&start);
		n++;
	}
	print_message("%u of %u generated snapshots, at most %u steps, %u refused\n",
		      n, seed - 1, worst, refused);
	assert_true(10 * refused < n);
	assert_true(seed <= 2 * wanted);
}

/**
 * naive() - a server is lost when the steps run in an order known to hang
 * @skip: type of the steps that are left out
 *
 * The model must be able to say no.
 *
 * Return: number of tables on which a server was lost.
 */
static unsigned int naive(enum ddom_step_type skip)
{
	static struct model_snapshot snap;
	static struct model start;
	struct ddom_opts opts = { .port = "eth0", .bridge = "br0" };
	struct ddom_plan plan;
	unsigned int seed, lost = 0;
	__u32 i;

	for (seed = 1; seed < 300; seed++) {
		if (!model_generate(&start, seed))
			continue;
		run.seed = seed;
		model_snapshot(&start, "br0", &snap);
		may_refuse = true;
		if (!begin(&plan, &start, &snap, &opts, true))
			continue;
		for (i = 0; i < plan.n; i++) {
			if (plan.steps[i].type == skip)
				continue;
			model_apply(&run.m, &plan, &plan.steps[i], false);
			if (model_unreachable(&run.m)) {
				lost++;
				break;
			}
		}
	}
	return lost;
}

/**
 * test_model_can_say_no() - each of these steps is needed
 * @unused: of cmocka
 */
static void test_model_can_say_no(void **unused)
{
	static const enum ddom_step_type needed[] = {
		DDOM_STEP_LINK_UP, DDOM_STEP_SYSCTL_SET, DDOM_STEP_ADDR_ADD,
		DDOM_STEP_PORT_ENSLAVE, DDOM_STEP_WAIT_LIVE,
		DDOM_STEP_ROUTE_MOVE,
	};
	unsigned int i;

	(void)unused;
	for (i = 0; i < ARRAY_SIZE(needed); i++)
		if (!naive(needed[i]))
			fail_msg("nothing is lost without %s",
				 ddom_text_step_name(needed[i]));
}

/**
 * main() - run the tests
 *
 * Return: how many failed.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_model_can_say_no),
		cmocka_unit_test(test_snapshots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
