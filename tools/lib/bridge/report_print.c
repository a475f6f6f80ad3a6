// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transactions, as text and as JSON.
 */
#include <inttypes.h>
#include <string.h>

#include "bridge/bridge_internal.h"

/* write the JSON of a step's or an inverse's times */
static void times_print(struct ddt_print *p, const char *key,
			const struct ddt_times *t)
{
	if (!p->json || !t->begun)
		return;
	ddt_print_object(p, key);
	ddt_print_u64(p, "start_ns", NULL, t->start_ns);
	ddt_print_u64(p, "time_ns", NULL, t->time_ns);
	ddt_print_int(p, "error", NULL, t->err);
	ddt_print_close(p);
}

/* write a start, relative to the first, and a duration */
static void times_text(struct ddt_print *p, const struct ddt_times *t,
		       uint64_t zero)
{
	if (!t->begun)
		ddt_print_text(p, " %11s %10s", "-", "-");
	else
		ddt_print_text(p, " %+8.3f ms %7.3f ms",
			       ((double)t->start_ns - (double)zero) / 1e6,
			       (double)t->time_ns / 1e6);
}

/* write one step */
static void step_print(struct ddt_print *p, const struct ddt_report_step *step,
		       unsigned int index, uint64_t zero)
{
	ddt_print_object(p, NULL);
	ddt_print_u64(p, "index", "  %2" PRIu64, index);
	ddt_print_str(p, "phase", "  %-8s", step->phase);
	if (zero)
		times_text(p, &step->run, zero);
	ddt_print_str(p, "name", NULL, step->name);
	ddt_print_str(p, "text", "  %s", step->text);
	if (step->run.err)
		ddt_print_text(p, ": %s", strerror(-step->run.err));
	if (step->undo.begun) {
		ddt_print_text(p, "\n      undo    ");
		times_text(p, &step->undo, zero);
		ddt_print_text(p, "  %s", step->undo.err ?
			       strerror(-step->undo.err) : "done");
	}
	times_print(p, "run", &step->run);
	times_print(p, "undo", &step->undo);
	ddt_print_text(p, "\n");
	ddt_print_close(p);
}

/**
 * ddt_report_print() - write a transaction into the open object
 * @p: document
 * @obj: transaction
 * @steps: with its steps
 */
void ddt_report_print(struct ddt_print *p, const struct ddt_report *obj,
		      bool steps)
{
	uint64_t zero = 0;
	unsigned int i;

	ddt_print_u64(p, "id", NULL, obj->id);
	ddt_print_str(p, "port", "%s", obj->port);
	ddt_print_text(p, obj->op == DDOM_BRIDGE_OP_DETACH ? " out of " :
							     " into ");
	ddt_print_str(p, "bridge", "%s", obj->bridge);
	ddt_print_str(p, "op", NULL, ddt_report_op_name(obj->op));
	ddt_print_str(p, "state", ": %s", ddt_report_state_name(obj->state));
	ddt_print_u64(p, "port_ifindex", NULL, obj->port_ifindex);
	ddt_print_u64(p, "bridge_ifindex", NULL, obj->bridge_ifindex);
	if (obj->frozen_ns)
		ddt_print_text(p, ", receive side held for %.3f ms",
			       (double)obj->frozen_ns / 1e6);
	ddt_print_u64(p, "frozen_ns", NULL, obj->frozen_ns);
	ddt_print_int(p, "error", NULL, obj->err);
	if (obj->reason[0])
		ddt_print_str(p, "reason", ", %s", obj->reason);
	ddt_print_text(p, "\n");
	if (!steps)
		return;
	ddt_print_array(p, "steps");
	if (obj->nsteps)
		zero = obj->steps[0].run.start_ns;
	for (i = 0; i < obj->nsteps; i++)
		step_print(p, &obj->steps[i], i, zero);
	ddt_print_close(p);
}

/**
 * ddt_report_print_leftovers() - write what an incomplete undo left behind
 * @p: document
 * @obj: transaction in state UNDO_FAILED
 */
void ddt_report_print_leftovers(struct ddt_print *p,
				const struct ddt_report *obj)
{
	const struct ddt_report_step *step;
	unsigned int i;

	ddt_print_array(p, "left");
	for (i = 0; i < obj->nsteps; i++) {
		step = &obj->steps[i];
		if (!step->undo.err)
			continue;
		ddt_print_object(p, NULL);
		ddt_print_str(p, "text", "  still in effect: %s", step->text);
		ddt_print_str(p, "error", " (undoing it: %s)\n",
			      strerror(-step->undo.err));
		ddt_print_close(p);
	}
	ddt_print_close(p);
}
