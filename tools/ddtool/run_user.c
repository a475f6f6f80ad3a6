// SPDX-License-Identifier: GPL-2.0-only
/*
 * A transaction run from user space.
 */
#include "job.h"

/**
 * ddt_run_user() - run a transaction without the module
 * @job: job
 *
 * Return: exit code.
 */
int ddt_run_user(struct ddt_job *job)
{
	return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
				 "--no-module: not available yet");
}

/**
 * ddt_run_dry() - print the plan and change nothing
 * @job: job
 *
 * Return: exit code.
 */
int ddt_run_dry(struct ddt_job *job)
{
	return ddt_print_failure(&job->print, DDT_EXIT_REFUSED,
				 "--dry-run: not available yet");
}
