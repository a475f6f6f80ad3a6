// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transactions that user space ran: from a plan.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/bridge_internal.h"

/* translate a record of a plan */
static void record_times(const struct ddom_record *record, struct ddt_times *t)
{
	t->begun = record->start_ns;
	t->start_ns = record->start_ns;
	t->time_ns = record->time_ns;
	t->err = record->err;
}

/**
 * ddt_report_plan() - make an object of a plan that user space executed
 * @obj: zeroed; state, identifier and reason are the caller's to fill in
 * @plan: the plan
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_report_plan(struct ddt_report *obj, const struct ddom_plan *plan)
{
	struct ddt_report_step *step;
	uint32_t i;

	obj->op = plan->attach ? DDOM_BRIDGE_OP_ATTACH : DDOM_BRIDGE_OP_DETACH;
	memcpy(obj->port, plan->port.name, sizeof(obj->port));
	memcpy(obj->bridge, plan->bridge.name, sizeof(obj->bridge));
	obj->port_ifindex = plan->port.ifindex;
	obj->bridge_ifindex = plan->bridge.ifindex;
	obj->err = plan->err;
	if (!plan->n)
		return 0;
	obj->steps = calloc(plan->n, sizeof(*obj->steps));
	if (!obj->steps)
		return -ENOMEM;
	for (i = 0; i < plan->n; i++) {
		step = &obj->steps[i];
		snprintf(step->name, sizeof(step->name), "%s",
			 ddom_text_step_name(plan->steps[i].type));
		snprintf(step->phase, sizeof(step->phase), "%s",
			 ddom_text_phase_name(plan->steps[i].phase));
		ddom_text_step(&plan->steps[i], step->text, sizeof(step->text));
		record_times(&plan->steps[i].run, &step->run);
		record_times(&plan->steps[i].undo, &step->undo);
	}
	obj->nsteps = plan->n;
	return 0;
}
