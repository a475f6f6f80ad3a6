// SPDX-License-Identifier: GPL-2.0-only
/*
 * What else configures the network: systemd-networkd, NetworkManager, ifupdown,
 * netplan, wicked, initscripts, dhcpcd, ConnMan.
 */
#include <stdio.h>
#include <string.h>

#include "doctor/doctor_internal.h"

/* What ddtool bridge-attach calls a bridge in all examples. */
#define SOME_BRIDGE	"xenbr0"

/**
 * struct pair - what managers must leave alone
 * @port: the root's NIC, or the port of a bridge
 * @bridge: its bridge, or the name for one to be made
 */
struct pair {
	const char *port;
	const char *bridge;
};

/* does the root, or a bridge of domUs, depend on an interface */
static bool pair_of(const struct ddt_health *h, const char *name,
		    struct pair *pair)
{
	const struct ddt_hlink *l = ddt_hlink_find(h, name), *bridge = NULL;
	unsigned int i;

	if (!l || l->inner)
		return false;
	for (i = 0; l->bridge && i < h->nlinks; i++)
		if (!h->links[i].inner && !strcmp(h->links[i].master, name)) {
			pair->port = h->links[i].name;
			pair->bridge = name;
			return true;
		}
	if (l->master[0])
		bridge = ddt_hlink_find(h, l->master);
	if (!(bridge && bridge->bridge) && strcmp(name, h->root_dev))
		return false;
	pair->port = name;
	pair->bridge = bridge ? bridge->name : SOME_BRIDGE;
	return true;
}

static const char on_server[] =
	"where the root is read-only it is to be done on the server";

static const char keep_off[] =
	"it may take the interface down or its addresses away at any time, and with them the root";

/**
 * struct program - a program with a configuration of its own
 * @by: its name, and that of the finding
 * @takes: command against its making the port a member of something; %F: file,
 *	%D: interface, %P and %B: the pair
 * @does: command against its configuring it
 * @advice: what else, or instead
 */
struct program {
	const char *by;
	const char *takes;
	const char *does;
	const char *advice;
};

static const struct program programs[] = {
	{ "ifupdown",
	  "sed -i -E 's/^([ \\t]*(bridge[_-]ports|bond[_-]slaves|slaves)[ \\t]+).*/\\1none/' %F",
	  "sed -i -E 's/^([ \\t]*iface[ \\t]+%D[ \\t]+inet6?[ \\t]+).*/\\1manual/' %F",
	  on_server },
	{ "netplan", "ddom-dropins %P %B", "ddom-dropins %P %B",
	  "or take it out of that file; where the root is read-only it is to be done on the server" },
	{ "wicked", "sed -i 's/^STARTMODE=.*/STARTMODE=off/' %F",
	  "sed -i 's/^STARTMODE=.*/STARTMODE=off/' %F", on_server },
	{ "ifcfg", "sed -i '/^ONBOOT=/d' %F && echo ONBOOT=no >>%F",
	  "sed -i '/^ONBOOT=/d' %F && echo ONBOOT=no >>%F", on_server },
	{ "dhcpcd", NULL, "echo 'denyinterfaces %P %B' >%F.new && cat %F >>%F.new && mv %F.new %F",
	  "from its next start on; where the root is read-only it is to be done on the server" },
	{ "connman", NULL, NULL,
	  "NetworkInterfaceBlacklist= in [General] of /etc/connman/main.conf, from its next start on" },
};

/* Fill a command's places in. */
static void fill(struct ddt_finding *finding, const char *command,
		 const struct ddt_hclaim *c, const struct pair *pair)
{
	char text[512] = "";
	size_t n = 0;

	for (; *command && n < sizeof(text) - 1; command++) {
		const char *what = NULL;

		if (*command == '%')
			what = command[1] == 'F' ? c->file : command[1] == 'D' ?
				c->dev : command[1] == 'P' ? pair->port :
				command[1] == 'B' ? pair->bridge : NULL;
		if (what) {
			snprintf(text + n, sizeof(text) - n, "%s", what);
			n = strlen(text);
			command++;
		} else {
			text[n++] = *command;
		}
	}
	ddt_finding_mend(finding, "%s", text);
}

/* what programs would do by their configuration */
static void claims(const struct ddt_health *h, const char *name,
		   const struct pair *pair, struct ddt_findings *f)
{
	const struct program *p;
	struct ddt_finding *finding;
	unsigned int i;

	for (i = 0; i < h->nclaims; i++) {
		const struct ddt_hclaim *c = &h->claims[i];
		const char *command;

		if (strcmp(c->dev, name))
			continue;
		for (p = programs; strcmp(p->by, c->by); p++)
			;
		if (c->master[0])
			finding = ddt_finding_add(f,
				c->asked ? DDT_NOTE : DDT_RISK, p->by, name,
				"the NIC is taken from under the root when it does",
				"%s makes it a member of %s by %s", p->by,
				c->master, c->file);
		else
			finding = ddt_finding_add(f,
				c->asked ? DDT_NOTE : DDT_RISK, p->by, name,
				keep_off, "%s configures it%s%s%s by %s", p->by,
				c->how[0] ? " (" : "", c->how,
				c->how[0] ? ")" : "", c->file);
		command = c->master[0] ? p->takes : p->does;
		if (command && !c->odd)
			fill(finding, command, c, pair);
		if (c->odd)
			ddt_finding_advice(finding, "take it out of that file; %s",
					   on_server);
		else
			ddt_finding_advice(finding, "%s", p->advice);
	}
}

/**
 * ddt_doctor_managers() - judge what else configures the network
 * @h: state
 * @f: findings are added
 */
void ddt_doctor_managers(const struct ddt_health *h, struct ddt_findings *f)
{
	struct ddt_finding *finding;
	struct pair pair;
	unsigned int i;

	if (ddt_health_local(h))
		return;
	for (i = 0; i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];

		if (!pair_of(h, l->name, &pair))
			continue;
		if (l->networkd) {
			finding = ddt_finding_add(f, DDT_RISK, "networkd",
				l->name, keep_off,
				"systemd-networkd manages it");
			ddt_finding_mend(finding,
					 "ddom-dropins %s %s && networkctl reload",
					 pair.port, pair.bridge);
			ddt_finding_advice(finding, "%s", on_server);
		}
		if (h->nm && !ddt_doctor_read_nm_leaves(h, l->name)) {
			finding = ddt_finding_add(f, DDT_RISK, "networkmanager",
				l->name, keep_off,
				"NetworkManager is not told to leave it alone");
			ddt_finding_mend(finding,
					 "ddom-dropins %s %s && nmcli general reload conf",
					 pair.port, pair.bridge);
			ddt_finding_advice(finding, "%s", on_server);
		}
		claims(h, l->name, &pair, f);
	}
}
