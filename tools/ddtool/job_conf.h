/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /etc/ddom/bridge.conf: what is attached at boot.
 */
#ifndef _DDT_JOB_CONF_H
#define _DDT_JOB_CONF_H

#include "job.h"

#define DDT_CONF_FILE		"/etc/ddom/bridge.conf"

int ddt_job_conf(struct ddt_job *job, const char *path);
int ddt_job_conf_read(struct ddt_job *job, FILE *file, const char *name);

#endif /* _DDT_JOB_CONF_H */
