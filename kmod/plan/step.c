// SPDX-License-Identifier: GPL-2.0-only
/* What a plan is filled with: steps, or the reason of a refusal. */
#include "plan_internal.h"

/**
 * ddom_step_refuse() - record a refusal: nothing was changed
 * @plan: takes error and reason
 * @err: negative errno
 * @format: names the object and what to do
 *
 * Return: @err.
 */
int ddom_step_refuse(struct ddom_plan *plan, int err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(plan->reason, sizeof(plan->reason), format, args);
	va_end(args);
	plan->err = err;
	return err;
}

/**
 * ddom_step_add() - append a step
 * @plan: the plan
 * @type: what it does
 * @phase: when
 * @dev: the device acted on, NULL for none
 *
 * Return: the step, to be filled in. When there is no room it is the last one,
 * and the plan's error is set.
 */
struct ddom_step *ddom_step_add(struct ddom_plan *plan,
				enum ddom_step_type type,
				enum ddom_phase phase,
				const struct ddom_dev *dev)
{
	struct ddom_step *step;

	if (plan->n >= plan->max) {
		ddom_step_refuse(plan, -E2BIG,
				 "%s: more than %u steps; remove unused addresses and routes",
				 plan->port.name, (unsigned int)plan->max);
		return &plan->steps[plan->max - 1];
	}
	step = &plan->steps[plan->n++];
	memset(step, 0, sizeof(*step));
	step->type = type;
	step->phase = phase;
	if (dev)
		step->dev = *dev;
	return step;
}
