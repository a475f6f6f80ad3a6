// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is judged of a machine: a file each, in the order of its findings.
 */
#include "doctor/doctor_internal.h"

static ddt_judge_fn *const judges[] = {
	ddt_doctor_bridges,
	ddt_doctor_addresses,
	ddt_doctor_bound,
	ddt_doctor_managers,
	ddt_doctor_nics,
	ddt_doctor_host,
};

/**
 * ddt_doctor_judge() - judge a machine
 * @h: its state
 * @f: findings are added
 */
void ddt_doctor_judge(const struct ddt_health *h, struct ddt_findings *f)
{
	size_t i;

	for (i = 0; i < sizeof(judges) / sizeof(judges[0]); i++)
		judges[i](h, f);
}
