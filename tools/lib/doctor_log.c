// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a serial log tells: PXE ROM, boot loader, Xen, kernel and init write to
 * the same line, and a machine that hangs writes nothing more.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "doctor_rules.h"

#define LINE_MAX_LEN	1024

/**
 * struct log - a log being read
 * @line: number of the line
 * @seen: line in which a rule held, 0: none
 * @text: of that line
 * @rhine: a VIA Rhine is in the machine
 * @noapic: the kernel's command line switches the APIC off
 * @threecom: a 3Com ROM or card was seen
 * @grub: GRUB legacy started, and no kernel since
 * @grub_line: where
 */
struct log {
	unsigned int line;
	unsigned int seen[DDT_LOG_RULES];
	char text[DDT_LOG_RULES][160];
	bool rhine;
	bool noapic;
	bool threecom;
	bool grub;
	unsigned int grub_line;
};

/**
 * has_any() - is one of some texts in a line
 * @line: line
 * @any: texts, NULL at the end unless DDT_LOG_ANY
 *
 * Return: true if so.
 */
static bool has_any(const char *line, const char *const *any)
{
	unsigned int i;

	for (i = 0; i < DDT_LOG_ANY && any[i]; i++)
		if (strstr(line, any[i]))
			return true;
	return false;
}

/**
 * holds() - does a rule hold for a line
 * @r: rule
 * @line: line
 *
 * The kernel writes a dot a try behind "Sending DHCP requests", and only then
 * whether there was an answer.
 *
 * Return: true if so.
 */
static bool holds(const struct ddt_log_rule *r, const char *line)
{
	if (!has_any(line, r->any) || (r->also && !strstr(line, r->also)))
		return false;
	return !strstr(line, "DHCP requests") || strstr(line, "timed out");
}

/**
 * taken_back() - does a line take back what a rule held for
 * @r: rule
 * @line: line
 *
 * Return: true if so.
 */
static bool taken_back(const struct ddt_log_rule *r, const char *line)
{
	return has_any(line, r->until) &&
	       (!r->until_also || strstr(line, r->until_also));
}

/**
 * machine() - what a line says of the machine
 * @log: log
 * @line: line
 */
static void machine(struct log *log, const char *line)
{
	static const char *const rhine[DDT_LOG_ANY] = {
		"via-rhine", "VIA Rhine", "VT6102", "VT6105", "VT86C100A",
	};
	static const char *const threecom[DDT_LOG_ANY] = {
		"3Com", "3c59x", "3c905", "Managed PC Boot Agent",
	};
	static const char *const grub[DDT_LOG_ANY] = {
		"GRUB loading", "GRUB Loading stage", "GNU GRUB  version 0.9",
	};

	log->rhine |= has_any(line, rhine);
	log->threecom |= has_any(line, threecom);
	if (has_any(line, grub) && !log->grub) {
		log->grub = true;
		log->grub_line = log->line;
	}
	if (strstr(line, "Linux version "))
		log->grub = false;
	if (strstr(line, "ommand line: "))
		log->noapic |= strstr(line, "noapic") != NULL;
}

/**
 * judge_line() - take a line up
 * @log: log
 * @line: line, printable
 */
static void judge_line(struct log *log, const char *line)
{
	size_t i;

	log->line++;
	machine(log, line);
	for (i = 0; i < DDT_LOG_RULES; i++) {
		if (log->seen[i] && taken_back(&ddt_log_rules[i], line))
			log->seen[i] = 0;
		else if (!log->seen[i] && holds(&ddt_log_rules[i], line)) {
			log->seen[i] = log->line;
			snprintf(log->text[i], sizeof(log->text[i]), "%.159s",
				 line);
		}
	}
}

/**
 * escape() - skip a terminal's control sequence
 * @file: log, behind the ESC
 */
static void escape(FILE *file)
{
	int c = getc(file), n = 0;

	if (c != '[') {
		ungetc(c, file);
		return;
	}
	/* ECMA-48: parameters, then one character from @ to ~ */
	while ((c = getc(file)) != EOF && (c < '@' || c > '~'))
		if (c == '\n' || ++n > 32)
			return;
}

/**
 * ends_here() - does a carriage return end the line
 * @file: log, behind it
 * @len: bytes in the line so far
 *
 * Before a newline it belongs to that, which ends the line by itself.
 *
 * Return: true if so.
 */
static bool ends_here(FILE *file, size_t len)
{
	int c = getc(file);

	ungetc(c, file);
	return len && c != '\r' && c != '\n';
}

/**
 * next_line() - read a line, printable characters only
 * @file: log
 * @line: filled; what is longer is cut
 *
 * A carriage return alone begins the line anew on a terminal; here it ends it.
 *
 * Return: false at the end.
 */
static bool next_line(FILE *file, char line[LINE_MAX_LEN])
{
	size_t len = 0;
	int c;

	while ((c = getc(file)) != EOF && c != '\n') {
		if (c == '\r') {
			if (ends_here(file, len))
				break;
			continue;
		}
		if (c == '\033')
			escape(file);
		else if (isprint(c) && len < LINE_MAX_LEN - 1)
			line[len++] = (char)c;
	}
	line[len] = '\0';
	return c != EOF || len;
}

/**
 * bridge_in() - the bridge that a message of the kernel names
 * @text: "[   12.3] xenbr0: port 1(eth0) entered listening state"
 * @bridge: filled, xenbr0 if it names none
 */
static void bridge_in(const char *text, char bridge[IFNAMSIZ])
{
	const char *end = strstr(text, ": port "), *at = end;
	size_t len;

	while (at && at > text && at[-1] != ' ' && at[-1] != ']')
		at--;
	len = (size_t)(end - at);
	if (!end || !len || len >= IFNAMSIZ)
		snprintf(bridge, IFNAMSIZ, "xenbr0");
	else
		snprintf(bridge, IFNAMSIZ, "%.*s", (int)len, at);
}

/**
 * mend() - say which command mends it
 * @finding: finding
 * @command: command, with @ for the bridge; NULL: none
 * @bridge: its name
 */
static void mend(struct ddt_finding *finding, const char *command,
		 const char *bridge)
{
	const char *at = command ? strchr(command, '@') : NULL;

	if (at)
		ddt_finding_mend(finding, "%.*s%s%s", (int)(at - command),
				 command, bridge, at + 1);
	else if (command)
		ddt_finding_mend(finding, "%s", command);
}

/**
 * report() - turn what was seen into findings
 * @log: log
 * @f: findings
 */
static void report(const struct log *log, struct ddt_findings *f)
{
	struct ddt_finding *finding;
	char bridge[IFNAMSIZ];
	size_t i;

	if (log->seen[DDT_LOG_DHCP] && log->rhine && !log->noapic) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "apic-rhine",
			"VIA Rhine cards get no interrupts with some BIOSes' APIC: DHCP offers are not seen",
			"line %u: a VIA Rhine that sees no DHCP answer, without noapic",
			log->seen[DDT_LOG_DHCP]);
		ddt_finding_advice(finding,
			"noapic on the command line, under Xen on Xen's; if that does not help, switch the APIC off in the BIOS");
	}
	if (log->grub && log->threecom) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "pxegrub-3com",
			"newer builds of GRUB legacy's pxegrub do not work with some of these cards",
			"line %u: GRUB on a 3Com card, and no kernel after it",
			log->grub_line);
		ddt_finding_advice(finding,
				   "boot it with GRUB 2's core.0 or iPXE, or an older pxegrub");
	}
	for (i = 0; i < DDT_LOG_RULES; i++) {
		if (!log->seen[i])
			continue;
		finding = ddt_finding_add(f, ddt_log_rules[i].level, ddt_log_rules[i].id,
					  ddt_log_rules[i].why, "line %u: %s",
					  log->seen[i], log->text[i]);
		bridge_in(log->text[i], bridge);
		mend(finding, ddt_log_rules[i].mend, bridge);
		if (ddt_log_rules[i].advice)
			ddt_finding_advice(finding, "%s", ddt_log_rules[i].advice);
	}
}

/**
 * ddt_doctor_log() - judge a serial log
 * @file: log; whatever bytes it holds
 * @f: findings are added
 *
 * Return: 0; -EIO if it cannot be read to its end.
 */
int ddt_doctor_log(FILE *file, struct ddt_findings *f)
{
	static struct log log;
	char line[LINE_MAX_LEN];

	memset(&log, 0, sizeof(log));
	while (next_line(file, line))
		judge_line(&log, line);
	if (ferror(file))
		return -EIO;
	report(&log, f);
	return 0;
}
