/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages on a serial line that mean something.
 */
#ifndef _DDT_DOCTOR_LOG_RULES_INTERNAL_H
#define _DDT_DOCTOR_LOG_RULES_INTERNAL_H

#include "doctor/doctor.h"

#define DDT_LOG_ANY	12
#define DDT_LOG_UNTIL	8

/**
 * enum ddt_log_stage - how far a machine has come
 * @DDT_AT_LOADER: PXE ROM, boot loader
 * @DDT_AT_KERNEL: a kernel runs, and has no root yet
 * @DDT_AT_ROOT: the root is mounted
 * @DDT_AT_ANY: a message that means the same at all times
 */
enum ddt_log_stage {
	DDT_AT_LOADER,
	DDT_AT_KERNEL,
	DDT_AT_ROOT,
	DDT_AT_ANY,
};

/**
 * enum ddt_log_of - what a message names with its first word
 * @DDT_OF_NOTHING: it does not matter
 * @DDT_OF_DEVICE: an interface; a finding unless it is known not to be the
 *	root's
 * @DDT_OF_ROOT_DEVICE: an interface; a finding if it is known to be the root's
 * @DDT_OF_BRIDGE: a bridge, and with the second word its port; a finding if
 *	they lead out of the machine
 * @DDT_OF_SERVER: an NFS server; another one than the root's means something
 *	else
 */
enum ddt_log_of {
	DDT_OF_NOTHING,
	DDT_OF_DEVICE,
	DDT_OF_ROOT_DEVICE,
	DDT_OF_BRIDGE,
	DDT_OF_SERVER,
};

/**
 * struct ddt_log_rule - a message that means something
 * @id: kind of finding
 * @level: how bad it is
 * @at: when it means that; at a later stage it is taken back
 * @of: what its patterns' words are
 * @unless: kinds of findings, of which it is a consequence; "*": it says less
 *	than any other
 * @any: patterns: texts in this order, * for whatever is between two of them,
 *	@ for a word, two at most; the first that fits decides
 * @not: texts, none of which is in the line
 * @until: patterns that take it back, if their word is the same
 * @why: what comes of it
 * @mend: command that mends it, @ stands for the word; NULL: there is none
 * @advice: what else to do
 * @other: what it means for another server than the root's
 */
struct ddt_log_rule {
	const char *id;
	enum ddt_level level;
	enum ddt_log_stage at;
	enum ddt_log_of of;
	const char *unless;
	const char *any[DDT_LOG_ANY];
	const char *not[DDT_LOG_ANY];
	const char *until[DDT_LOG_UNTIL];
	const char *why;
	const char *mend;
	const char *advice;
	const struct ddt_log_rule *other;
};

/* The first rule that fits takes the line; ends with one without an id. */
extern const struct ddt_log_rule ddt_log_rules[];

#endif /* _DDT_DOCTOR_LOG_RULES_INTERNAL_H */
