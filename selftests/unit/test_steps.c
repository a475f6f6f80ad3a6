// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts of steps, and carrying them out.
 */
#include "tables.h"

/**
 * test_text() - small buffers and IPv6
 * @state: the tables
 */
static void test_text(void **state)
{
	static const struct {
		__u8 addr[16];
		const char *text;
	} v6[] = {
		{ { 0 }, "::" },
		{ { [15] = 1 }, "::1" },
		{ { 0xfe, 0x80, [15] = 9 }, "fe80::9" },
		{ { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1 },
		  "2001:db8:0:1::1" },
		{ { 0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1 },
		  "2001:db8:1:0:1:1:1:1" },
		{ { 0x20, 1 }, "2001::" },
	};
	char text[DDOM_TEXT_MAX], *small, want[64];
	struct tables *t = *state;
	struct ddom_step step;
	unsigned int i;
	int n;

	memset(&step, 0, sizeof(step));
	step.type = DDOM_STEP_VERIFY_NEXTHOP;
	step.probe.family = 10;
	for (i = 0; i < ARRAY_SIZE(v6); i++) {
		memcpy(step.probe.addr, v6[i].addr, 16);
		snprintf(want, sizeof(want), "verify-nexthop %s", v6[i].text);
		ddom_text_step(&step, text, sizeof(text));
		assert_string_equal(text, want);
	}
	assert_int_equal(attach(t), 0);
	for (i = 0; i < t->plan.n; i++) {
		assert_string_not_equal(ddom_text_step_name(t->steps[i].type), "unknown");
		n = ddom_text_step(&t->steps[i], text, sizeof(text));
		assert_int_equal(n, strlen(text));
		assert_int_equal(ddom_text_step(&t->steps[i], NULL, 0), 0);
		while (n-- > 0) {
			small = malloc(n + 1);
			assert_int_equal(ddom_text_step(&t->steps[i], small,
							n + 1), n);
			assert_memory_equal(small, text, n);
			assert_int_equal(small[n], 0);
			free(small);
		}
	}
}

/**
 * test_names() - each type and phase has one
 * @state: the tables, not used
 */
static void test_names(void **state)
{
	int i, j;

	(void)state;
	for (i = 0; i < DDOM_STEP_MAX; i++)
		for (j = 0; j < i; j++)
			assert_string_not_equal(ddom_text_step_name(i),
						ddom_text_step_name(j));
	assert_string_equal(ddom_text_step_name(DDOM_STEP_MAX), "unknown");
	for (i = DDOM_PHASE_PREPARE; i <= DDOM_PHASE_COMMIT; i++)
		assert_string_not_equal(ddom_text_phase_name(i), "unknown");
	assert_string_equal(ddom_text_phase_name(DDOM_PHASE_COMMIT + 1), "unknown");
}

static int fail_type;

/**
 * apply() - ddom_ops.apply: fails for one type of steps
 * @ctx: where to leave a reason, or NULL
 * @plan: the plan
 * @step: the step
 * @undo: its inverse
 *
 * Return: 0 or -EBUSY.
 */
static int apply(void *ctx, struct ddom_plan *plan, struct ddom_step *step,
		 bool undo)
{
	if (undo || (int)step->type != fail_type)
		return 0;
	if (ctx)
		snprintf(plan->reason, sizeof(plan->reason), "%s", (char *)ctx);
	return -EBUSY;
}

/**
 * now() - ddom_ops.now_ns
 * @ctx: not used
 *
 * Return: 42.
 */
static __u64 now(void *ctx)
{
	(void)ctx;
	return 42;
}

/**
 * test_run() - phases, errors and reasons
 * @state: the tables
 */
static void test_run(void **state)
{
	static const struct ddom_ops ops = { .apply = apply, .now_ns = now };
	char long_reason[400];
	struct tables *t = *state;
	int enslave;

	fail_type = -1;
	assert_int_equal(attach(t), 0);
	enslave = find(t, DDOM_STEP_PORT_ENSLAVE, 0);
	assert_int_equal(ddom_run_plan(&t->plan, DDOM_PHASE_PREPARE, &ops, NULL),
			 0);
	assert_int_equal(t->plan.next, enslave);
	fail_type = DDOM_STEP_PORT_ENSLAVE;
	assert_int_equal(ddom_run_plan(&t->plan, DDOM_PHASE_COMMIT, &ops, NULL),
			 -EBUSY);
	assert_int_equal(t->plan.next, enslave);
	assert_int_equal(t->steps[enslave].run.err, -EBUSY);
	assert_false(t->steps[enslave].run.done);
	assert_true(t->steps[enslave - 1].run.done);
	assert_string_equal(t->plan.reason,
			    "port-enslave eth0 master br0: error -16");
	assert_int_equal(ddom_run_plan(&t->plan, DDOM_PHASE_COMMIT, &ops, NULL),
			 -EBUSY);
	assert_int_equal(ddom_run_undo(&t->plan, &ops, NULL), 0);
	assert_int_equal(t->steps[enslave].undo.start_ns, 0);
	assert_true(t->steps[0].undo.done);

	assert_int_equal(attach(t), 0);
	assert_int_equal(ddom_run_plan(&t->plan, DDOM_PHASE_COMMIT, &ops,
				       "no slot"), -EBUSY);
	assert_string_equal(t->plan.reason,
			    "port-enslave eth0 master br0: no slot: error -16");
	memset(long_reason, 'x', sizeof(long_reason));
	long_reason[399] = '\0';
	assert_int_equal(attach(t), 0);
	assert_int_equal(ddom_run_plan(&t->plan, DDOM_PHASE_COMMIT, &ops,
				       long_reason), -EBUSY);
	assert_non_null(strstr(t->plan.reason, "xxx: error -16"));
}

/* ddom_ops.gone */
static bool gone(void *ctx, const struct ddom_dev *dev)
{
	(void)ctx;
	return !strcmp(dev->name, "br0");
}

/**
 * test_bridge_gone() - what a detach takes back when its bridge was deleted
 * @state: the tables
 */
static void test_bridge_gone(void **state)
{
	static const struct ddom_ops ops = { .apply = apply, .now_ns = now, .gone = gone };
	struct tables *t = *state;
	const struct ddom_step *step;
	__u32 i, back = 0;

	enslaved(t);
	t->snap.nsysctls = 2;
	t->sysctls[0] = (struct ddom_sysctl){ 2, 8, 2, 2, 1 };
	t->sysctls[1] = (struct ddom_sysctl){ 10, 26, 1, 0, 0 };
	fail_type = DDOM_STEP_VERIFY_NEXTHOP;
	assert_int_equal(detach(t), 0);
	assert_int_equal(ddom_run_plan(&t->plan, DDOM_PHASE_COMMIT, &ops, NULL),
			 -EBUSY);
	assert_int_equal(ddom_run_undo(&t->plan, &ops, NULL), -ENODEV);
	assert_string_equal(t->plan.reason, "br0 is gone; eth0 keeps what it has got");
	for (i = 0; i < t->plan.n; i++) {
		step = &t->steps[i];
		if (!step->undo.done)
			continue;
		back += step->type == DDOM_STEP_SYSCTL_SET;
		if (step->type == DDOM_STEP_SYSCTL_SET)
			assert_int_equal(step->sysctl.id, 8);
		else
			assert_true(step->type == DDOM_STEP_PORT_SETTLE ||
				    step->type == DDOM_STEP_PORT_UNSETTLE);
	}
	/* that of all and of eth0 */
	assert_int_equal(back, 2);
}

/**
 * main() - run the tests
 *
 * Return: how many failed.
 */
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_text),
		cmocka_unit_test(test_names),
		TEST(test_run),
		TEST(test_bridge_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
