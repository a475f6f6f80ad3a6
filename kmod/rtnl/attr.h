/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes of rtnetlink messages; for the files of this folder and backends. */
#ifndef _DDOM_ATTR_H
#define _DDOM_ATTR_H

#include "rtmsg.h"
#ifndef __KERNEL__
#include <sys/socket.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#else
#include <linux/socket.h>
#endif

void *ddom_attr_begin(struct ddom_rtmsg *m, __u16 type, __u16 flags,
		      __u32 hdrlen);
struct rtattr *ddom_attr_put(struct ddom_rtmsg *m, __u16 type,
			     const void *data, __u32 len);
void ddom_attr_put_u32(struct ddom_rtmsg *m, __u16 type, __u32 value);
void ddom_attr_put_str(struct ddom_rtmsg *m, __u16 type, const char *str);
void ddom_attr_nest_end(struct ddom_rtmsg *m, struct rtattr *nest);

/* An address family that is ours, and a prefix of it. */
static inline bool ddom_attr_prefix_ok(__u8 family, __u8 len)
{
	return family == AF_INET ? len <= 32 :
	       family == AF_INET6 && len <= 128;
}

bool ddom_attr_is_message(const struct nlmsghdr *nlh, __u16 type, __u32 hdrlen);
const struct rtattr *ddom_attr_first(const struct nlmsghdr *nlh, __u32 hdrlen,
				     int *left);
const struct rtattr *ddom_attr_in(const struct rtattr *rta, int left,
				  __u16 type);
const struct rtattr *ddom_attr_find(const struct nlmsghdr *nlh, __u32 hdrlen,
				    __u16 type);
__u32 ddom_attr_u32(const struct rtattr *rta, __u32 fallback);
__u32 ddom_attr_bytes(const struct rtattr *rta, void *buf, __u32 size);
void ddom_attr_str(const struct rtattr *rta, char *buf, __u32 size);

#endif /* _DDOM_ATTR_H */
