// SPDX-License-Identifier: GPL-2.0-only
/*
 * The settings of port and bridge: which move, and which are off meanwhile.
 */
#include "plan_internal.h"

/**
 * struct ddom_setter - settings being written
 * @plan: takes the steps
 * @scope: what the transaction is about
 * @phase: when
 * @from: where things are
 * @to: where they go
 */
struct ddom_setter {
	struct ddom_plan *plan;
	const struct ddom_scope *scope;
	enum ddom_phase phase;
	struct ddom_dev from;
	struct ddom_dev to;
};

/* write a setting, if it is not so already */
static void set_sysctl(const struct ddom_setter *w, const struct ddom_dev *dev,
		       const struct ddom_sysctl *sysctl, __s32 old_value,
		       __s32 value)
{
	struct ddom_step *step;

	if (value == old_value)
		return;
	step = ddom_step_add(w->plan, DDOM_STEP_SYSCTL_SET, w->phase, dev);
	step->sysctl = *sysctl;
	step->old_value = old_value;
	step->value = value;
}

/**
 * ddom_sysctls_lowered() - must a setting be off during the transaction
 * @sysctl: the setting
 *
 * What arrives on one device while the route back leaves by the other would be
 * dropped, and a new address would wait for duplicate detection. Both are in
 * effect with the greater of the device's value and that of "all". For an
 * address that moves the kernel would make another temporary one.
 *
 * Return: true if so.
 */
bool ddom_sysctls_lowered(const struct ddom_sysctl *sysctl)
{
	return sysctl->family == DDOM_AF_INET ?
	       sysctl->id == DDOM_IPV4_RP_FILTER :
	       sysctl->id == DDOM_IPV6_ACCEPT_DAD ||
	       sysctl->id == DDOM_IPV6_USE_TEMPADDR;
}

/* The value during the transaction. Return: 0, or what is below it. */
static __s32 lowered(__s32 value)
{
	return value > 0 ? 0 : value;
}

/* a setting that is off for a while */
static void set_lowered(const struct ddom_setter *w,
			const struct ddom_sysctl *s,
			const struct ddom_sysctl *old)
{
	__s32 from = w->plan->attach ? s->port : s->bridge;
	__s32 to = w->plan->attach ? s->bridge : s->port;

	if (w->phase == DDOM_PHASE_PREPARE) {
		set_sysctl(w, NULL, s, s->all, lowered(s->all));
		set_sysctl(w, &w->to, s, to, lowered(to));
		set_sysctl(w, &w->from, s, from, lowered(from));
		return;
	}
	set_sysctl(w, &w->from, s, lowered(from),
		   old && from == old->port ? old->bridge : from);
	set_sysctl(w, &w->to, s, lowered(to), old ? to : from);
	set_sysctl(w, NULL, s, lowered(s->all), s->all);
}

/* the 8 bytes in which they end; none are 0 bytes, several are 8 zeros */
static void gen_id(const struct ddom_setter *w, struct ddom_step *step)
{
	const struct ddom_addr *a;
	__u32 i;

	for (i = 0; i < w->scope->snap->naddrs; i++) {
		a = &w->scope->snap->addrs[i];
		if (a->family != DDOM_AF_INET6 || a->prefixlen != 64 ||
		    (a->flags & (DDOM_IFA_F_PERMANENT | DDOM_IFA_F_SECONDARY)) ||
		    !ddom_scope_addr_goes(w->scope, a))
			continue;
		if (step->mac_len && memcmp(step->mac, a->local + 8, 8)) {
			memset(step->mac, 0, sizeof(step->mac));
			return;
		}
		step->mac_len = sizeof(step->mac);
		memcpy(step->mac, a->local + 8, sizeof(step->mac));
	}
}

/*
 * How addresses are formed from what a router advertises. A bridge whose port's
 * mode is "none" keeps its own, for its link-local address; the port's is as it
 * was all the time.
 */
static void set_gen(const struct ddom_setter *w, const struct ddom_sysctl *s,
		    const struct ddom_sysctl *old)
{
	struct ddom_step *step;

	if (w->plan->attach) {
		if (w->phase != DDOM_PHASE_PREPARE ||
		    s->port == DDOM_GEN_MODE_NONE)
			return;
		step = ddom_step_add(w->plan, DDOM_STEP_ADDR_GEN, w->phase, &w->to);
		step->from = w->from;
		step->value = s->port;
		step->old_value = s->bridge;
		gen_id(w, step);
	} else if (old && w->phase == DDOM_PHASE_RELEASE &&
		   s->bridge == old->port) {
		step = ddom_step_add(w->plan, DDOM_STEP_ADDR_GEN, w->phase,
				     &w->from);
		step->value = old->bridge;
		step->old_value = s->bridge;
	}
}

/* what has IPv6 of its own keeps it */
static bool sysctl_kept(const struct ddom_setter *w,
			const struct ddom_sysctl *s)
{
	return w->plan->attach && w->scope->to && s->port &&
	       s->family == DDOM_AF_INET6 && s->id == DDOM_IPV6_DISABLE;
}

/**
 * ddom_sysctls_build() - settings move, some are off for a while
 * @plan: takes the steps
 * @scope: what the transaction is about
 * @phase: when: DDOM_PHASE_PREPARE or DDOM_PHASE_RELEASE
 *
 * A bridge that was there before the attach has its own again, unless they were
 * changed since; so has the port, which kept them.
 */
void ddom_sysctls_build(struct ddom_plan *plan, const struct ddom_scope *scope,
			enum ddom_phase phase)
{
	const struct ddom_sysctl *s, *old;
	struct ddom_setter w;
	__u32 i;

	w.plan = plan;
	w.scope = scope;
	w.phase = phase;
	w.from = plan->attach ? plan->port : plan->bridge;
	w.to = plan->attach ? plan->bridge : plan->port;
	for (i = 0; i < scope->snap->nsysctls; i++) {
		s = &scope->snap->sysctls[i];
		old = ddom_scope_sysctl_before(scope, s);
		if (sysctl_kept(&w, s))
			continue;
		if (s->family == DDOM_AF_INET6 &&
		    s->id == DDOM_IPV6_ADDR_GEN_MODE) {
			set_gen(&w, s, old);
		} else if (ddom_sysctls_lowered(s)) {
			set_lowered(&w, s, old);
		} else if (old) {
			if (phase == DDOM_PHASE_RELEASE &&
			    s->bridge == old->port)
				set_sysctl(&w, &w.from, s, s->bridge,
					   old->bridge);
		} else if (phase == DDOM_PHASE_PREPARE) {
			set_sysctl(&w, &w.to, s,
				   plan->attach ? s->bridge : s->port,
				   plan->attach ? s->port : s->bridge);
		}
	}
}
