// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a serial log tells: PXE ROM, boot loader, Xen, kernel and init write to
 * the same line, and a machine that hangs writes nothing more.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "doctor/log_match_internal.h"
#include "doctor/log_rules_internal.h"

#define SEEN_MAX	64
#define LINE_TEXT	24

/**
 * struct seen - a message that held
 * @rule: its rule
 * @line: number of its line
 * @names: its words
 * @text: the line
 */
struct seen {
	const struct ddt_log_rule *rule;
	unsigned int line;
	char names[DDT_LOG_NAMES][DDT_LOG_NAME];
	char text[160];
};

/**
 * struct log - a log being read
 * @line: number of the line
 * @stage: how far the machine has come
 * @net: it boots over the network
 * @nfs: its root is on NFS
 * @nic: the NIC that was configured for the root, "": not said
 * @asking: the interface that a DHCP client asks by
 * @port: a bridge's port that leads out
 * @bridge: its bridge
 * @server: the root's server, "": not said
 * @seen: messages that hold
 * @nseen: how many
 * @rhine: a VIA Rhine is in the machine
 * @noapic: the kernel's command line switches the APIC off
 * @threecom: a 3Com ROM or card was seen
 * @grub: GRUB legacy started, and no kernel since
 * @grub_line: where
 */
struct log {
	unsigned int line;
	enum ddt_log_stage stage;
	bool net;
	bool nfs;
	char nic[DDT_LOG_NAME];
	char asking[DDT_LOG_NAME];
	char port[DDT_LOG_NAME];
	char bridge[DDT_LOG_NAME];
	char server[DDT_LOG_NAME];
	struct seen seen[SEEN_MAX];
	unsigned int nseen;
	bool rhine;
	bool noapic;
	bool threecom;
	bool grub;
	unsigned int grub_line;
};

/* The ends of stages: the first loads a kernel, the others have a root. */
static const char *const kernel_runs[] = {
	"Linux version ", "(XEN) Xen version ", " Xen version ", NULL
};

static const char *const root_is_there[] = {
	"VFS: Mounted root (", "Begin: Running /scripts/init-bottom",
	"Begin: Running /scripts/nfs-bottom", "Switching root",
	"Starting Switch Root", "INIT: version ", " login: ", NULL
};

/* Is one of some texts in a line? */
static bool has_any(const char *line, const char *const *any)
{
	for (; *any; any++)
		if (strstr(line, *any))
			return true;
	return false;
}

/* The first of some patterns that fits, or NULL. */
static const char *first_of(const char *const *any, unsigned int n,
			    const char *line,
			    char names[DDT_LOG_NAMES][DDT_LOG_NAME])
{
	unsigned int i;

	for (i = 0; i < n && any[i]; i++)
		if (ddt_log_match(any[i], line, names))
			return any[i];
	return NULL;
}

/* Drop the messages of a stage that is over. */
static void stage_ends(struct log *log, enum ddt_log_stage now)
{
	unsigned int i, n = 0;

	log->stage = now;
	for (i = 0; i < log->nseen; i++)
		if (log->seen[i].rule->at >= now)
			log->seen[n++] = log->seen[i];
	log->nseen = n;
}

/* what a line says of the machine's root and interfaces */
static void learn(struct log *log, const char *line)
{
	static const char *const nfs[] = {
		"nfsroot=", "root=/dev/nfs", "root=nfs", "Root-NFS:",
		"VFS: Mounted root (nfs", "/scripts/nfs-", NULL
	};
	char names[DDT_LOG_NAMES][DDT_LOG_NAME];

	if (strstr(line, "Linux version ")) {
		log->nic[0] = log->port[0] = log->bridge[0] = '\0';
		log->asking[0] = log->server[0] = '\0';
		log->nfs = false;
	}
	log->nfs |= has_any(line, nfs);
	if (strstr(line, "ommand line") &&
	    ddt_log_match("root=@", line, names)) {
		ddt_log_match_server(names[0], log->server);
		if (ddt_log_match("nfsroot=@", line, names))
			ddt_log_match_server(names[0], log->server);
	}
	if (!log->server[0] && ddt_log_match("rootserver=@", line, names) &&
	    strcmp(names[0], "255.255.255.255") && strcmp(names[0], "0.0.0.0"))
		strcpy(log->server, names[0]);
	if (ddt_log_match("device=@, hwaddr=", line, names) ||
	    ddt_log_match("IP-Config: @ complete", line, names))
		strcpy(log->nic, names[0]);
	if (ddt_log_match("DHCPDISCOVER on @", line, names))
		strcpy(log->asking, names[0]);
	if (ddt_log_match("@: port *(@) entered", line, names) &&
	    ddt_log_match_outward(names[0]) &&
	    ddt_log_match_outward(names[1]) &&
	    (!log->nic[0] || !strcmp(log->nic, names[1]))) {
		strcpy(log->bridge, names[0]);
		strcpy(log->port, names[1]);
	}
}

/* what a line says of the hardware, and of how far it has come */
static void machine(struct log *log, const char *line)
{
	static const char *const rhine[] = {
		"via-rhine", "VIA Rhine", "VT6102", "VT6105", "VT86C100A", NULL
	};
	static const char *const threecom[] = {
		"3Com", "3c59x", "3c905", "Managed PC Boot Agent", NULL
	};
	static const char *const grub[] = {
		"GRUB loading", "GRUB Loading stage", "GNU GRUB  version 0.9",
		NULL
	};
	static const char *const net[] = {
		"PXE", "iPXE", "gPXE", "IP-Config:", "netboot", NULL
	};

	log->net |= has_any(line, net);
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
	if (has_any(line, kernel_runs))
		stage_ends(log, DDT_AT_KERNEL);
	else if (has_any(line, root_is_there))
		stage_ends(log, DDT_AT_ROOT);
}

/* Take back what a line takes back. */
static void take_back(struct log *log, const char *line)
{
	char names[DDT_LOG_NAMES][DDT_LOG_NAME];
	unsigned int i, n = 0;

	for (i = 0; i < log->nseen; i++) {
		const struct seen *s = &log->seen[i];

		if (!first_of(s->rule->until, DDT_LOG_UNTIL, line, names) ||
		    (names[0][0] && s->names[0][0] &&
		     strcmp(names[0], s->names[0])))
			log->seen[n++] = *s;
	}
	log->nseen = n;
}

/* Does a rule hold for a line? */
static bool holds(const struct log *log, const struct ddt_log_rule *r,
		  const char *line, char names[DDT_LOG_NAMES][DDT_LOG_NAME])
{
	return first_of(r->any, DDT_LOG_ANY, line, names) &&
	       !has_any(line, r->not) &&
	       !(r->at == DDT_AT_KERNEL && log->stage == DDT_AT_ROOT);
}

/* take a message up, unless it was */
static void note(struct log *log, const struct ddt_log_rule *r,
		 const char *line, char names[DDT_LOG_NAMES][DDT_LOG_NAME])
{
	struct seen *s = &log->seen[log->nseen];
	unsigned int i;

	/* a boot loader writes: the machine starts anew */
	if (r->at == DDT_AT_LOADER)
		log->stage = DDT_AT_LOADER;
	for (i = 0; i < log->nseen; i++)
		if (log->seen[i].rule == r &&
		    (r->of == DDT_OF_NOTHING ||
		     !strcmp(log->seen[i].names[0], names[0])))
			return;
	if (log->nseen == SEEN_MAX)
		return;
	s->rule = r;
	s->line = log->line;
	memcpy(s->names, names, sizeof(s->names));
	snprintf(s->text, sizeof(s->text), "%.159s", line);
	log->nseen++;
}

/* take a line up */
static void judge_line(struct log *log, const char *line)
{
	char names[DDT_LOG_NAMES][DDT_LOG_NAME];
	const struct ddt_log_rule *r;

	log->line++;
	machine(log, line);
	learn(log, line);
	take_back(log, line);
	for (r = ddt_log_rules; r->id; r++)
		if (holds(log, r, line, names)) {
			/* a DHCP client names its interface some lines before */
			if (r->of == DDT_OF_DEVICE && !names[0][0])
				strcpy(names[0], log->asking);
			note(log, r, line, names);
			return;
		}
}

/* May an interface be the root's, as far as the log tells? */
static bool is_roots(const struct log *log, const char *name, bool unknown)
{
	if (!name[0])
		return unknown;
	if (log->nic[0] || log->port[0])
		return !strcmp(name, log->nic) || !strcmp(name, log->port) ||
		       !strcmp(name, log->bridge);
	return unknown && ddt_log_match_outward(name);
}

/* Is a server certainly another one than the root's? */
static bool is_other(const struct log *log, const char *server)
{
	struct in6_addr a, b;
	int family;

	if (!strcmp(server, log->server))
		return false;
	/* a name and an address may be the same machine's */
	for (family = AF_INET;; family = AF_INET6) {
		if (inet_pton(family, server, &a) == 1 &&
		    inet_pton(family, log->server, &b) == 1)
			return true;
		if (family == AF_INET6)
			return false;
	}
}

/*
 * What a message means on this machine.
 *
 * Return: the rule that holds; NULL if it is none of the root's business.
 */
static const struct ddt_log_rule *meaning(const struct log *log,
					  const struct seen *s)
{
	bool ours = true;

	switch (s->rule->of) {
	case DDT_OF_DEVICE:
		ours = is_roots(log, s->names[0], true);
		break;
	case DDT_OF_ROOT_DEVICE:
		ours = is_roots(log, s->names[0], false);
		break;
	case DDT_OF_BRIDGE:
		ours = ddt_log_match_outward(s->names[0]) &&
		       ddt_log_match_outward(s->names[1]);
		break;
	case DDT_OF_SERVER:
		ours = !is_other(log, s->names[0]);
		break;
	case DDT_OF_NOTHING:
		break;
	}
	return ours ? s->rule : s->rule->other;
}

/* say which command mends it */
static void mend(struct ddt_finding *finding, const char *command,
		 const char *name)
{
	const char *at = command ? strchr(command, '@') : NULL;

	if (at)
		ddt_finding_mend(finding, "%.*s%s%s", (int)(at - command),
				 command, name, at + 1);
	else if (command)
		ddt_finding_mend(finding, "%s", command);
}

/* A line as a place. Return: @at. */
static const char *line_of(unsigned int line, char at[LINE_TEXT])
{
	snprintf(at, LINE_TEXT, "line %u", line);
	return at;
}

/* Combinations of messages. */
static void report_machine(const struct log *log, struct ddt_findings *f)
{
	struct ddt_finding *finding;
	char at[LINE_TEXT];
	unsigned int i;

	for (i = 0; i < log->nseen; i++) {
		if (strcmp(log->seen[i].rule->id, "dhcp-no-answer") ||
		    !log->rhine || log->noapic)
			continue;
		finding = ddt_finding_add(f, DDT_PROBLEM, "apic-rhine",
			line_of(log->seen[i].line, at),
			"VIA Rhine cards get no interrupts with some BIOSes' APIC: DHCP offers are not seen",
			"a VIA Rhine that sees no DHCP answer, without noapic");
		ddt_finding_advice(finding,
			"noapic on the command line, under Xen on Xen's; if that does not help, switch the APIC off in the BIOS");
		break;
	}
	if (log->grub && log->threecom) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "pxegrub-3com",
			line_of(log->grub_line, at),
			"newer builds of GRUB legacy's pxegrub do not work with some of these cards",
			"GRUB on a 3Com card, and no kernel after it");
		ddt_finding_advice(finding,
				   "boot it with GRUB 2's core.0 or iPXE, or an older pxegrub");
	}
}

/* is a finding the consequence of another one */
static bool follows(const struct log *log, const struct ddt_findings *f,
		    const struct ddt_log_rule *r)
{
	unsigned int i;

	if (r->unless && *r->unless == '*' && f->n)
		return true;
	for (i = 0; r->unless && i < log->nseen; i++) {
		const struct ddt_log_rule *other = meaning(log, &log->seen[i]);

		if (other && other != r &&
		    (*r->unless == '*' ? !other->unless || *other->unless != '*' :
		     strstr(r->unless, other->id) != NULL))
			return true;
	}
	return false;
}

/* turn what was seen into findings */
static void report(const struct log *log, struct ddt_findings *f)
{
	unsigned int i;

	report_machine(log, f);
	for (i = 0; i < log->nseen; i++) {
		const struct seen *s = &log->seen[i];
		const struct ddt_log_rule *r = meaning(log, s);
		struct ddt_finding *finding;
		const char *name = s->names[0];
		char at[LINE_TEXT];

		if (!r || follows(log, f, r))
			continue;
		finding = ddt_finding_add(f, r->level, r->id,
			line_of(s->line, at), r->why, "%s", s->text);
		if (!name[0] || (r->of == DDT_OF_BRIDGE &&
				 strlen(name) >= IFNAMSIZ))
			name = "xenbr0";
		mend(finding, r->mend, name);
		if (r->advice)
			ddt_finding_advice(finding, "%s", r->advice);
	}
}

/* what the log says of the root */
static void say_root(const struct log *log, struct ddt_health *h)
{
	h->nfs = log->nfs;
	h->network = log->nfs;
	h->root_unknown = !log->nfs;
	snprintf(h->root_dev, sizeof(h->root_dev), "%.15s",
		 log->bridge[0] ? log->bridge : log->nic);
	snprintf(h->root_server, sizeof(h->root_server), "%.63s", log->server);
	if (log->nfs)
		snprintf(h->root_why, sizeof(h->root_why),
			 "on NFS%s%s%s%s, says the log",
			 log->server[0] ? " from " : "", log->server,
			 h->root_dev[0] ? " through " : "", h->root_dev);
	else
		strcpy(h->root_why, log->net ?
		       "the machine boots over the network, and the log does not say from where" :
		       "no boot over the network in this log, and no root on NFS: not judged is what would lose one");
}

/**
 * ddt_doctor_log() - judge a serial log
 * @file: log; whatever bytes it holds
 * @h: what it says of the root is filled in
 * @f: findings are added
 *
 * Return: 0; -EIO if it cannot be read to its end.
 */
int ddt_doctor_log(FILE *file, struct ddt_health *h, struct ddt_findings *f)
{
	static struct log log;
	char line[DDT_LOG_LINE];

	memset(&log, 0, sizeof(log));
	while (ddt_log_line(file, line))
		judge_line(&log, line);
	if (ferror(file))
		return -EIO;
	report(&log, f);
	say_root(&log, h);
	return 0;
}
