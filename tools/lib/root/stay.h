/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Getting ready to lose the root for a moment: afterwards the process needs
 * nothing from it any more.
 */
#ifndef _DDT_ROOT_STAY_H
#define _DDT_ROOT_STAY_H

#include <signal.h>

int ddt_prepare_memory(void);
void ddt_prepare_signals(sigset_t *old);
void ddt_restore_signals(const sigset_t *old);

#endif /* _DDT_ROOT_STAY_H */
