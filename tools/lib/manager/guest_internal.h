/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DomUs on this dom0. Each has files in /run/ddom/domu, by its name: NAME says
 * whose it is, NAME.lock is locked by who runs it, NAME.cfg is for xl,
 * NAME.console its console; job.ID leads from a job of the pool to NAME.
 */
#ifndef _DDT_MANAGER_GUEST_INTERNAL_H
#define _DDT_MANAGER_GUEST_INTERNAL_H

#include "base/run.h"
#include "manager/manager.h"

#define DDT_GUEST_DIR		"/run/ddom/domu"
#define DDT_GUEST_LOGS		"/var/log/ddom"
#define DDT_XL_PATH		320

/**
 * struct ddt_guest_note - what is noted of a domU
 * @job: whose it is, "-": nobody's
 * @at: since when
 * @state: what it does
 */
struct ddt_guest_note {
	char job[32];
	long long at;
	char state[32];
};

/* xl.c */
const char *ddt_xl_disk(const struct ddt_domu *domu, unsigned int i,
			char path[DDT_XL_PATH]);

/* guest.c */
const volatile sig_atomic_t *ddt_guest_stop(void);
const char *ddt_guest_path(const char *name, const char *suffix,
			   char path[DDT_XL_PATH]);
int ddt_guest_lock(const char *name);
bool ddt_guest_read(const char *name, struct ddt_guest_note *note);
int ddt_guest_note(const char *name, const char *job, const char *state);
int ddt_guest_make(const struct ddt_domu *domu, bool once,
		   const volatile sig_atomic_t *stop);
int ddt_guest_here(const char *name);
int ddt_guest_absent(const char *name);
int ddt_guest_end(const struct ddt_domu *domu);
void ddt_guest_forget(const struct ddt_domu *domu);

#endif /* _DDT_MANAGER_GUEST_INTERNAL_H */
