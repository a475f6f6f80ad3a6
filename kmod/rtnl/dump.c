// SPDX-License-Identifier: GPL-2.0-only
/* Dumps: how a table is asked for, and how the answer ended. */
#include "attr.h"

/**
 * ddom_dump_request() - request all objects of one table
 * @m: the request
 * @type: RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE, RTM_GETNEIGH, RTM_GETRULE,
 *	DDOM_RTM_GETNEXTHOP or DDOM_RTM_GETPROXY
 * @family: AF_UNSPEC, AF_INET or AF_INET6; RTM_GETLINK AF_BRIDGE: bridge ports
 */
void ddom_dump_request(struct ddom_rtmsg *m, __u16 type, __u8 family)
{
	/* Each of the family headers starts with the family. */
	__u32 hdrlen = type == RTM_GETLINK ? sizeof(struct ifinfomsg) :
		       type == RTM_GETADDR ? sizeof(struct ifaddrmsg) :
		       type == RTM_GETROUTE ? sizeof(struct rtmsg) :
		       type == DDOM_RTM_GETNEXTHOP ? 8 :
		       type == RTM_GETRULE ? sizeof(struct fib_rule_hdr) :
					     sizeof(struct ndmsg);
	bool proxy = type == DDOM_RTM_GETPROXY;
	__u8 *hdr = ddom_attr_begin(m, proxy ? RTM_GETNEIGH : type, NLM_F_DUMP,
				    hdrlen);

	*hdr = family;
	if (proxy)
		((struct ndmsg *)hdr)->ndm_flags = NTF_PROXY;
	if (family == AF_BRIDGE)
		ddom_brport_dump(m);
}

/**
 * ddom_dump_done() - how a dump ended
 * @nlh: NLMSG_DONE
 * @interrupted: a message of the dump had NLM_F_DUMP_INTR
 *
 * Return: 0; -EAGAIN when the table changed meanwhile or the kernel gave up
 * half way; -EOPNOTSUPP or -EAFNOSUPPORT when there is no such table.
 */
int ddom_dump_done(const struct nlmsghdr *nlh, bool interrupted)
{
	int err = 0;

	if (nlh->nlmsg_len >= NLMSG_LENGTH(sizeof(err)))
		memcpy(&err, NLMSG_DATA(nlh), sizeof(err));
	if (err == -EOPNOTSUPP || err == -EAFNOSUPPORT)
		return err;
	return err < 0 || interrupted || (nlh->nlmsg_flags & NLM_F_DUMP_INTR) ?
	       -EAGAIN : 0;
}
