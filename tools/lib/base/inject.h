/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults for tests: DDTOOL_INJECT=WHAT=STEP in the environment, where WHAT is
 * fail, undo (the step's inverse fails), kill (this process dies before the
 * step) or stop (it hangs there). For "ddtool rootfs" the word "noexchange"
 * may follow, after a comma.
 */
#ifndef _DDT_BASE_INJECT_H
#define _DDT_BASE_INJECT_H

#include <linux/types.h>
#include <stdbool.h>

/**
 * enum ddt_fault - kinds of faults
 * @DDT_FAULT_NONE: none
 * @DDT_FAULT_FAIL: the step fails
 * @DDT_FAULT_UNDO: its inverse fails; the next step does too, so that there is one
 * @DDT_FAULT_KILL: the process is killed before the step
 * @DDT_FAULT_STOP: the process hangs before the step
 */
enum ddt_fault {
	DDT_FAULT_NONE,
	DDT_FAULT_FAIL,
	DDT_FAULT_UNDO,
	DDT_FAULT_KILL,
	DDT_FAULT_STOP,
};

/**
 * struct ddt_inject - the fault to come
 * @fault: what
 * @index: where
 */
struct ddt_inject {
	enum ddt_fault fault;
	__u32 index;
};

void ddt_inject_read(struct ddt_inject *inject);
bool ddt_inject_word(const char *word);
int ddt_inject_step(const struct ddt_inject *inject, __u32 index, bool undo);

#endif /* _DDT_BASE_INJECT_H */
