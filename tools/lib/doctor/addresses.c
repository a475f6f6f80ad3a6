// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interfaces that the root, or domUs, depend on: addresses that run out,
 * and packets that are dropped for their way.
 */
#include <string.h>
#include <sys/socket.h>

#include "doctor/doctor_internal.h"

/* does the root, or a bridge of domUs, depend on an interface */
static bool carries(const struct ddt_health *h, const struct ddt_hlink *l)
{
	return !strcmp(l->name, h->root_dev) ||
	       (l->bridge && ddt_hlink_port_of(h, l));
}

/* is the reverse path filter strict */
static void reverse_path(const struct ddt_health *h, const struct ddt_hlink *l,
			 struct ddt_findings *f)
{
	int value = l->rp_filter > h->rp_filter_all ? l->rp_filter :
		h->rp_filter_all;
	struct ddt_finding *finding;

	/* Documentation/networking/ip-sysctl.rst: the larger one counts */
	if (value != 1)
		return;
	finding = ddt_finding_add(f, DDT_RISK, "rp-filter", l->name,
		"packets that come in by another interface than the route back names are dropped as martians, as they are while a port changes hands",
		"the reverse path filter is strict");
	ddt_finding_mend(finding, "sysctl -qw net.ipv4.conf.%s.rp_filter=2",
			 l->name);
}

/* is a word among others */
static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);
	const char *at = text;

	while ((at = strstr(at, word))) {
		if ((at == text || at[-1] == ' ') &&
		    (at[len] == ' ' || !at[len]))
			return true;
		at += len;
	}
	return false;
}

/*
 * Does somebody renew the addresses of an interface? A client that names no
 * interface works on all.
 */
static bool renewed(const struct ddt_health *h, const struct ddt_hlink *l,
		    const char **elsewhere)
{
	unsigned int i, k;

	if (l->networkd || (h->nm && !ddt_doctor_read_nm_leaves(h, l->name)))
		return true;
	for (i = 0; i < h->nclaims; i++)
		if (!strcmp(h->claims[i].by, "connman") &&
		    !strcmp(h->claims[i].dev, l->name))
			return true;
	for (i = 0; i < h->nclients; i++) {
		bool named = false;

		if (has_word(h->clients[i].args, l->name))
			return true;
		for (k = 0; k < h->nlinks; k++)
			if (has_word(h->clients[i].args, h->links[k].name)) {
				*elsewhere = h->links[k].name;
				named = true;
			}
		if (!named)
			return true;
	}
	return false;
}

/*
 * Will an address run out? IPv6 addresses of router advertisements are renewed
 * by those.
 */
static void lifetimes(const struct ddt_health *h, const struct ddt_hlink *l,
		      struct ddt_findings *f)
{
	struct ddt_finding *finding;
	const char *elsewhere = NULL;
	unsigned int i;

	if (renewed(h, l, &elsewhere))
		return;
	for (i = 0; i < h->naddrs; i++) {
		const struct ddt_haddr *a = &h->addrs[i];

		if (strcmp(a->dev, l->name) || a->valid == DDT_FOREVER ||
		    (a->family == AF_INET6 && l->accept_ra))
			continue;
		finding = ddt_finding_add(f, DDT_PROBLEM, "address-lifetime",
			l->name, "the kernel removes it then, under the root",
			"%s runs out in %u s, and no DHCP client renews it there%s%s",
			a->text, a->valid, elsewhere ? "; one works on " : "",
			elsewhere ? elsewhere : "");
		ddt_finding_mend(finding,
				 "ip addr change %s dev %s valid_lft forever preferred_lft forever",
				 a->text, l->name);
	}
}

/**
 * ddt_doctor_addresses() - judge the interfaces that the root depends on
 * @h: state
 * @f: findings are added
 */
void ddt_doctor_addresses(const struct ddt_health *h, struct ddt_findings *f)
{
	unsigned int i;

	if (ddt_health_local(h))
		return;
	for (i = 0; i < h->nlinks; i++) {
		if (!carries(h, &h->links[i]))
			continue;
		reverse_path(h, &h->links[i], f);
		lifetimes(h, &h->links[i], f);
	}
}
