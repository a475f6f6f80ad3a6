// SPDX-License-Identifier: GPL-2.0-only
/*
 * What insists on one network device: a port receives nothing by itself, all of
 * it is its bridge's.
 */
#include "doctor/doctor_internal.h"

static void judge_cut(const struct ddt_hcut *c, struct ddt_findings *f)
{
	struct ddt_finding *finding;

	finding = ddt_finding_add(f,
		c->port ? DDT_PROBLEM : c->back ? DDT_NOTE : DDT_RISK,
		c->cut.id, c->dev,
		c->port ? "it is a bridge's port, which receives nothing by itself: this way to the root is dead" :
		c->back ? "the root dies with this bridge: ddtool bridge-detach refuses" :
		"a bridge's port receives nothing by itself: the root dies when it becomes one, and ddtool bridge-attach refuses",
		"%s", c->cut.what);
	if (c->cut.command[0])
		ddt_finding_mend(finding, "%s", c->cut.command);
	ddt_finding_advice(finding, "%s", c->cut.advice);
}

static void judge_deaf(const struct ddt_hdeaf *d, struct ddt_findings *f)
{
	struct ddt_finding *finding;
	char text[DDT_DEAF_TEXT];

	ddt_deaf_text(&d->deaf, text, sizeof(text));
	if (!d->bridge[0]) {
		finding = ddt_finding_add(f, DDT_NOTE, "deaf", d->dev,
			"when it becomes a bridge's port, that hears nothing",
			"%s", text);
		ddt_finding_advice(finding, "have it listen on the bridge then");
		return;
	}
	/* who joined a group joins on new devices too, if it is a daemon's */
	finding = ddt_finding_add(f,
		d->deaf.group ? DDT_NOTE : DDT_PROBLEM, "deaf", d->dev,
		"what a port receives is its bridge's: that hears nothing",
		"%s", text);
	ddt_finding_advice(finding, "have it listen on %s", d->bridge);
}

/**
 * ddt_doctor_bound() - judge what insists on one device
 * @h: state
 * @f: findings are added
 */
void ddt_doctor_bound(const struct ddt_health *h, struct ddt_findings *f)
{
	unsigned int i;

	for (i = 0; i < h->ncuts; i++)
		judge_cut(&h->cuts[i], f);
	for (i = 0; i < h->ndeaf; i++)
		judge_deaf(&h->deaf[i], f);
}
