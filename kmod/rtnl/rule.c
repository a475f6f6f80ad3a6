// SPDX-License-Identifier: GPL-2.0-only
/* Rtnetlink messages of policy routing rules. */
#include "attr.h"

/* FNV-1a, of 64 bits */
static __u64 checksum(__u64 sum, const void *data, __u32 len)
{
	const __u8 *p = data;

	while (len--)
		sum = (sum ^ *p++) * 0x100000001b3ULL;
	return sum;
}

/* what a rule says besides the names of devices */
static __u64 rest_of(const struct nlmsghdr *nlh)
{
	struct fib_rule_hdr frh = *(const struct fib_rule_hdr *)NLMSG_DATA(nlh);
	const struct rtattr *rta;
	__u64 sum = 0xcbf29ce484222325ULL;
	__u16 type;
	int left;

	frh.flags &= FIB_RULE_INVERT;
	sum = checksum(sum, &frh, sizeof(frh));
	rta = ddom_attr_first(nlh, sizeof(frh), &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		type = rta->rta_type & NLA_TYPE_MASK;
		if (type != FRA_IIFNAME && type != FRA_OIFNAME)
			sum = checksum(sum, rta, rta->rta_len);
	}
	return sum;
}

/**
 * ddom_rule_parse() - a policy routing rule
 * @nlh: RTM_NEWRULE
 * @rule: filled; @rule->msg refers to @nlh
 *
 * Return: 0, or -ENOENT for another kind of message.
 */
int ddom_rule_parse(const struct nlmsghdr *nlh, struct ddom_rule *rule)
{
	const struct fib_rule_hdr *frh = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*frh);

	if (!ddom_attr_is_message(nlh, RTM_NEWRULE, hdrlen))
		return -ENOENT;
	memset(rule, 0, sizeof(*rule));
	rule->family = frh->family;
	rule->priority = ddom_attr_u32(ddom_attr_find(nlh, hdrlen, FRA_PRIORITY),
				       0);
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, FRA_IIFNAME), rule->iif,
		      sizeof(rule->iif));
	ddom_attr_str(ddom_attr_find(nlh, hdrlen, FRA_OIFNAME), rule->oif,
		      sizeof(rule->oif));
	rule->rest = rest_of(nlh);
	rule->msg.data = nlh;
	rule->msg.len = nlh->nlmsg_len;
	return 0;
}

/* does a name mean the same when port and bridge are one */
static bool same_name(const char *a, const char *b,
		      const char names[][DDOM_IFNAMSIZ])
{
	bool moves = !strcmp(a, names[0]) || !strcmp(a, names[1]);

	return moves ? !strcmp(b, names[0]) || !strcmp(b, names[1]) :
	       !strcmp(a, b);
}

static bool has_addr(const struct nlmsghdr *rule, const struct nlmsghdr *other,
		     __u16 type)
{
	const __u32 hdrlen = sizeof(struct fib_rule_hdr);
	__u8 a[16] = { 0 }, b[16] = { 0 };

	ddom_attr_bytes(ddom_attr_find(rule, hdrlen, type), a, sizeof(a));
	ddom_attr_bytes(ddom_attr_find(other, hdrlen, type), b, sizeof(b));
	return !memcmp(a, b, sizeof(a));
}

/* what a deletion does not compare, or what is compared otherwise */
static bool is_beside(__u16 type)
{
	return type == FRA_DST || type == FRA_SRC || type == FRA_IIFNAME ||
	       type == FRA_OIFNAME || type == FRA_PRIORITY || type == FRA_GOTO ||
	       type == FRA_SUPPRESS_IFGROUP || type == FRA_SUPPRESS_PREFIXLEN;
}

/* The kernel does not compare what is none in the request. */
static bool is_none(const struct rtattr *rta)
{
	switch (rta->rta_type & NLA_TYPE_MASK) {
	case FRA_TABLE:
		return !ddom_attr_u32(rta, 0);
	case FRA_PROTOCOL:
		return RTA_PAYLOAD(rta) && !*(const __u8 *)RTA_DATA(rta);
	}
	return false;
}

static bool has_attrs(const struct nlmsghdr *rule, const struct nlmsghdr *other)
{
	const __u32 hdrlen = sizeof(struct fib_rule_hdr);
	const struct rtattr *rta, *its;
	int left;

	rta = ddom_attr_first(rule, hdrlen, &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		if (is_beside(rta->rta_type & NLA_TYPE_MASK) || is_none(rta))
			continue;
		its = ddom_attr_find(other, hdrlen, rta->rta_type & NLA_TYPE_MASK);
		if (!its || its->rta_len != rta->rta_len ||
		    memcmp(RTA_DATA(its), RTA_DATA(rta), RTA_PAYLOAD(rta)))
			return false;
	}
	return true;
}

/**
 * ddom_rule_takes() - may the kernel, told to delete a rule, delete another
 * @rule: the rule
 * @other: another one of its family and priority
 * @names: port and bridge; rules come to name the one for the other
 *
 * The kernel compares what the request has (rule_find() in its
 * net/core/fib_rules.c), and never whether a rule is inverted.
 *
 * Return: true if so.
 */
bool ddom_rule_takes(const struct ddom_rule *rule, const struct ddom_rule *other,
		     const char names[][DDOM_IFNAMSIZ])
{
	const struct nlmsghdr *nlh = rule->msg.data, *its = other->msg.data;
	const struct fib_rule_hdr *a = NLMSG_DATA(nlh), *b = NLMSG_DATA(its);

	if (rule->rest == other->rest &&
	    same_name(rule->iif, other->iif, names) &&
	    same_name(rule->oif, other->oif, names))
		return false;
	return (!*rule->iif || same_name(rule->iif, other->iif, names)) &&
	       (!*rule->oif || same_name(rule->oif, other->oif, names)) &&
	       a->action == b->action && (!a->table || a->table == b->table) &&
	       (!a->tos || a->tos == b->tos) &&
	       (!a->src_len || (a->src_len == b->src_len &&
				has_addr(nlh, its, FRA_SRC))) &&
	       (!a->dst_len || (a->dst_len == b->dst_len &&
				has_addr(nlh, its, FRA_DST))) &&
	       has_attrs(nlh, its);
}

/**
 * ddom_rule_request() - add or delete a rule under another device name
 * @m: the request
 * @rule: the rule as dumped
 * @from: device name to replace
 * @to: its replacement, @from to leave the rule as it is
 * @del: delete
 */
void ddom_rule_request(struct ddom_rtmsg *m, const struct ddom_rule *rule,
		       const char *from, const char *to, bool del)
{
	const struct nlmsghdr *old = rule->msg.data;
	struct fib_rule_hdr *frh;
	const struct rtattr *rta;
	char name[DDOM_IFNAMSIZ];
	__u16 type;
	int left;

	frh = ddom_attr_begin(m, del ? RTM_DELRULE : RTM_NEWRULE,
			      del ? NLM_F_ACK :
			      NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
			      sizeof(*frh));
	memcpy(frh, NLMSG_DATA(old), sizeof(*frh));
	frh->flags &= FIB_RULE_INVERT;

	/* Without one, the kernel chooses. */
	if (!rule->priority)
		ddom_attr_put_u32(m, FRA_PRIORITY, 0);
	rta = ddom_attr_first(old, sizeof(*frh), &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		type = rta->rta_type & NLA_TYPE_MASK;
		if (type == FRA_IIFNAME || type == FRA_OIFNAME) {
			ddom_attr_str(rta, name, sizeof(name));
			ddom_attr_put_str(m, type,
					  strcmp(name, from) ? name : to);
		} else if (type != FRA_PRIORITY || rule->priority) {
			ddom_attr_put(m, rta->rta_type, RTA_DATA(rta),
				      RTA_PAYLOAD(rta));
		}
	}
}
