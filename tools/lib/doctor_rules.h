/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages on a serial line that mean something.
 */
#ifndef _DDT_DOCTOR_RULES_H
#define _DDT_DOCTOR_RULES_H

#include "doctor.h"

#define DDT_LOG_ANY	5
#define DDT_LOG_RULES	14
#define DDT_LOG_DHCP	0

/**
 * struct ddt_log_rule - a message that means something
 * @id: kind of finding
 * @level: how bad it is
 * @any: one of these is in the line
 * @also: and this, NULL: nothing else
 * @until: one of these in a later line takes it back
 * @until_also: if this is in it too, NULL: nothing else
 * @why: what comes of it
 * @mend: command that mends it, @ stands for the bridge; NULL: there is none
 * @advice: what else to do
 */
struct ddt_log_rule {
	const char *id;
	enum ddt_level level;
	const char *any[DDT_LOG_ANY];
	const char *also;
	const char *until[DDT_LOG_ANY];
	const char *until_also;
	const char *why;
	const char *mend;
	const char *advice;
};

extern const struct ddt_log_rule ddt_log_rules[DDT_LOG_RULES];

#endif /* _DDT_DOCTOR_RULES_H */
