// SPDX-License-Identifier: GPL-2.0-only
/*
 * What else configures the network: systemd-networkd, NetworkManager, ifupdown.
 */
#include <string.h>

#include "doctor.h"

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

/**
 * pair_of() - does the root, or a bridge of domUs, depend on an interface
 * @h: state
 * @name: interface
 * @pair: filled
 *
 * Return: true if so.
 */
static bool pair_of(const struct ddt_health *h, const char *name,
		    struct pair *pair)
{
	const struct ddt_hlink *l = ddt_health_link(h, name), *bridge = NULL;
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
		bridge = ddt_health_link(h, l->master);
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
 * stanzas() - what ifupdown would do
 * @h: state
 * @name: interface
 * @f: findings
 */
static void stanzas(const struct ddt_health *h, const char *name,
		    struct ddt_findings *f)
{
	struct ddt_finding *finding;
	unsigned int i;

	for (i = 0; i < h->nstanzas; i++) {
		const struct ddt_hstanza *s = &h->stanzas[i];

		if (strcmp(s->dev, name) || !strcmp(s->method, "manual"))
			continue;
		finding = ddt_finding_add(f, DDT_RISK, "ifupdown", keep_off,
			"%s: ifupdown configures it (%s) by %s", name,
			s->method, s->file);
		ddt_finding_mend(finding,
				 "sed -i -E 's/^([ \\t]*iface[ \\t]+%s[ \\t]+inet6?[ \\t]+).*/\\1manual/' %s",
				 name, s->file);
		ddt_finding_advice(finding, "%s", on_server);
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

	for (i = 0; i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];

		if (!pair_of(h, l->name, &pair))
			continue;
		if (l->networkd) {
			finding = ddt_finding_add(f, DDT_RISK, "networkd",
				keep_off, "%s: systemd-networkd manages it",
				l->name);
			ddt_finding_mend(finding,
					 "ddom-dropins %s %s && networkctl reload",
					 pair.port, pair.bridge);
			ddt_finding_advice(finding, "%s", on_server);
		}
		if (h->nm && !ddt_health_nm_leaves(h, l->name)) {
			finding = ddt_finding_add(f, DDT_RISK,
				"networkmanager", keep_off,
				"%s: NetworkManager is not told to leave it alone",
				l->name);
			ddt_finding_mend(finding,
					 "ddom-dropins %s %s && nmcli general reload conf",
					 pair.port, pair.bridge);
			ddt_finding_advice(finding, "%s", on_server);
		}
		stanzas(h, l->name, f);
	}
}
