/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Judgements on the state of a machine, or on what it wrote to its console.
 */
#ifndef _DDT_DOCTOR_H
#define _DDT_DOCTOR_H

#include <stdio.h>

#include "base/findings.h"
#include "doctor/health.h"

void ddt_doctor_bridges(const struct ddt_health *h, struct ddt_findings *f);
void ddt_doctor_addresses(const struct ddt_health *h, struct ddt_findings *f);
void ddt_doctor_managers(const struct ddt_health *h, struct ddt_findings *f);
void ddt_doctor_nics(const struct ddt_health *h, struct ddt_findings *f);
void ddt_doctor_host(const struct ddt_health *h, struct ddt_findings *f);
int ddt_doctor_log(FILE *file, struct ddt_health *h, struct ddt_findings *f);

#endif /* _DDT_DOCTOR_H */
