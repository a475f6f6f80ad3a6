// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults for tests.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/inject.h"

/**
 * ddt_inject_read() - read the fault from the environment
 * @inject: filled; no fault unless the variable is set and well formed
 */
void ddt_inject_read(struct ddt_inject *inject)
{
	static const char *const names[] = {
		[DDT_FAULT_FAIL] = "fail=",
		[DDT_FAULT_UNDO] = "undo=",
		[DDT_FAULT_KILL] = "kill=",
		[DDT_FAULT_STOP] = "stop=",
	};
	const char *text = getenv("DDTOOL_INJECT");
	int i;

	memset(inject, 0, sizeof(*inject));
	for (i = DDT_FAULT_FAIL; text && i <= DDT_FAULT_STOP; i++) {
		if (strncmp(text, names[i], strlen(names[i])))
			continue;
		inject->fault = (enum ddt_fault)i;
		inject->index = (__u32)strtoul(text + strlen(names[i]), NULL, 10);
	}
}

/**
 * ddt_inject_word() - is a word in the environment?
 * @word: the word
 *
 * Return: true when it is.
 */
bool ddt_inject_word(const char *word)
{
	const char *text = getenv("DDTOOL_INJECT");

	return text && strstr(text, word);
}

/**
 * ddt_inject_step() - have the fault, if it is due
 * @inject: the fault
 * @index: the step about to be carried out
 * @undo: its inverse is
 *
 * An inverse can fail only when there is an undo, so that fault also makes the
 * step after it fail.
 *
 * Return: 0, or -EIO for a step that is to fail.
 */
int ddt_inject_step(const struct ddt_inject *inject, __u32 index, bool undo)
{
	switch (inject->fault) {
	case DDT_FAULT_FAIL:
		return !undo && index == inject->index ? -EIO : 0;
	case DDT_FAULT_UNDO:
		return index == inject->index + !undo ? -EIO : 0;
	case DDT_FAULT_KILL:
		if (!undo && index == inject->index)
			raise(SIGKILL);
		return 0;
	case DDT_FAULT_STOP:
		if (!undo && index == inject->index)
			raise(SIGSTOP);
		return 0;
	default:
		return 0;
	}
}
