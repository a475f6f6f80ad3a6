// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device has because a router advertised it, from user space: a route
 * of the kernel's own can be made by the old ioctl, which takes all its flags,
 * and an interface identifier be set as a token.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <netinet/in.h>		/* for musl: before linux/in6.h */
#include <linux/ipv6_route.h>

#include "attr.h"
#include "bridge/bridge_internal.h"

#define DDT_GEN_EUI64	0	/* IN6_ADDR_GEN_MODE_EUI64 */

/* struct in6_rtmsg of linux/ipv6_route.h, with an address as bytes */
struct ddt_in6_rtmsg {
	__u8 dst[16];
	__u8 src[16];
	__u8 gateway[16];
	__u32 type;
	__u16 dst_len;
	__u16 src_len;
	__u32 metric;
	unsigned long info;
	__u32 flags;
	int ifindex;
};

static bool hex(const char *text, const __u8 *bytes)
{
	char byte[3];
	int i;

	for (i = 0; i < 16; i++) {
		snprintf(byte, sizeof(byte), "%02x", bytes[i]);
		if (memcmp(text + 2 * i, byte, 2))
			return false;
	}
	return true;
}

/* a line of /proc/net/ipv6_route: the flags of the route, 0: another one */
static __u32 line_flags(const char *line, const struct ddom_route *route,
			const char *dev)
{
	char dst[33], gw[33], name[17];
	unsigned int len, metric, flags;

	if (sscanf(line, "%32s %x %*s %*x %32s %x %*x %*x %x %16s", dst, &len,
		   gw, &metric, &flags, name) != 6 ||
	    len != route->dst_len || metric != route->metric ||
	    strcmp(name, dev) || !hex(dst, route->dst) ||
	    !hex(gw, route->gateway))
		return 0;
	return flags;
}

/* read from a descriptor that was opened while the root was sure to answer */
static __u32 route_flags(const struct ddt_backend *b,
			 const struct ddom_route *route, const char *dev)
{
	char buf[4096], *line, *end;
	size_t used = 0;
	__u32 flags;
	ssize_t n;

	if (b->routes6 < 0 || lseek(b->routes6, 0, SEEK_SET))
		return 0;
	while ((n = read(b->routes6, buf + used, sizeof(buf) - 1 - used)) > 0) {
		used += (size_t)n;
		buf[used] = '\0';
		for (line = buf; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			flags = line_flags(line, route, dev);
			if (flags)
				return flags;
		}
		used = strlen(line);
		memmove(buf, line, used);
	}
	return 0;
}

/* With the flags of the one that the kernel made. */
static int add_ra(struct ddom_rtnl *r, const struct ddom_step *step,
		  const struct ddom_dev *old, const struct ddom_dev *new)
{
	const struct ddom_route *route = step->route;
	const struct ddt_backend *b = r->ctx;
	struct ddt_in6_rtmsg rt = {
		.dst_len = route->dst_len,
		.metric = route->metric,
		.info = route->expires * 100UL,
		.flags = route_flags(b, route, old->name),
		.ifindex = (int)new->ifindex,
	};
	int fd, err;

	if (!(rt.flags & RTF_ADDRCONF) || route->table != RT_TABLE_MAIN)
		return -EOPNOTSUPP;
	memcpy(rt.dst, route->dst, sizeof(rt.dst));
	memcpy(rt.gateway, route->gateway, sizeof(rt.gateway));
	if (!route->expires)
		rt.flags &= ~(__u32)RTF_EXPIRES;
	fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	err = ioctl(fd, SIOCADDRT, &rt) ? -errno : 0;
	close(fd);
	return err;
}

/**
 * ddt_autoconf_route_ra() - ROUTE_RA
 * @r: conversation
 * @step: step
 * @dev: its device
 * @undo: back
 *
 * The kernel appends a route to its equals, unless it joins those with gateways;
 * it never joins what it made of an advertisement.
 *
 * Return: 0 or a negative errno.
 */
int ddt_autoconf_route_ra(struct ddom_rtnl *r, const struct ddom_step *step,
			  const struct ddom_dev *dev, bool undo)
{
	struct ddt_backend *b = r->ctx;
	const struct ddom_route *route = step->route;
	bool marked;

	if (undo || !step->prepend)
		return ddom_steps_ra(r, step, dev, undo, add_ra);
	marked = route_flags(b, route, step->from.name) & RTF_ADDRCONF;
	if (!marked && route->gw_family && !step->outrun)
		return ddom_steps_ra(r, step, dev, undo, add_ra);
	snprintf(b->nl.extack, sizeof(b->nl.extack),
		 "it would come behind an equal one; %s",
		 marked || !route->gw_family ? "load the module" :
					       "give it another metric");
	return -ENOTUNIQ;
}

static int take_token(const struct nlmsghdr *nlh, void *arg)
{
	const struct rtattr *rta;

	rta = ddom_attr_find(nlh, sizeof(struct ifinfomsg), IFLA_AF_SPEC);
	if (rta)
		rta = ddom_attr_in(RTA_DATA(rta), RTA_PAYLOAD(rta), AF_INET6);
	if (rta)
		rta = ddom_attr_in(RTA_DATA(rta), RTA_PAYLOAD(rta),
				   IFLA_INET6_TOKEN);
	ddom_attr_bytes(rta, arg, 16);
	return 0;
}

static int set_gen(struct ddom_rtnl *r, const struct ddom_dev *dev,
		   __s32 mode, const __u8 *token)
{
	ddom_link_gen(r->m, dev, (__u8)mode, token);
	return ddom_steps_request(r);
}

/* What the bridge would have to make of a secret and the NIC's own address. */
static int secret_id(struct ddt_backend *b, const struct ddom_step *step,
		     __u8 *token)
{
	static const __u8 none[8];

	if (step->value == DDT_GEN_EUI64 || !step->mac_len)
		return 0;
	if (!memcmp(step->mac, none, sizeof(none))) {
		snprintf(b->nl.extack, sizeof(b->nl.extack),
			 "its addresses are made of a secret; load the module");
		return -EOPNOTSUPP;
	}
	memcpy(token + 8, step->mac, 8);
	return 0;
}

/**
 * ddt_autoconf_addr_gen() - ADDR_GEN
 * @r: conversation
 * @step: step
 * @dev: its device
 * @undo: back to the old mode
 *
 * Identifiers made of a secret become a token, which stands for one of them.
 *
 * Return: 0 or a negative errno.
 */
int ddt_autoconf_addr_gen(struct ddom_rtnl *r, const struct ddom_step *step,
			  const struct ddom_dev *dev, bool undo)
{
	static const __u8 none[16];
	__u8 token[16] = { 0 };
	int err;

	if (undo || !step->from.name[0]) {
		set_gen(r, dev, 0, none);
		set_gen(r, dev, undo ? step->old_value : step->value, NULL);
		return 0;
	}
	ddom_link_get(r->m, &step->from);
	err = r->ops->request(r->ctx, r->m, take_token, token);
	if (!err && !memcmp(token, none, sizeof(token)))
		err = secret_id(r->ctx, step, token);
	if (err)
		return err;
	if (memcmp(token, none, sizeof(token))) {
		err = set_gen(r, dev, 0, token);
		/* It takes no advertisements, so it forms no addresses. */
		return err == -EINVAL ? 0 : err;
	}
	return step->value == DDT_GEN_EUI64 && step->old_value ?
	       set_gen(r, dev, step->value, NULL) : 0;
}
