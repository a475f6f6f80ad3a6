// SPDX-License-Identifier: GPL-2.0-only
/*
 * route6 - add an IPv6 route by the old ioctl, which takes any flags
 *
 * Usage: route6 DEVICE PREFIX LENGTH GATEWAY METRIC FLAGS
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/ipv6_route.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "probe.h"

#define LIFETIME	(1000 * 100UL)	/* in USER_HZ */

int main(int argc, char **argv)
{
	struct in6_rtmsg rt = { .rtmsg_info = LIFETIME };
	int fd;

	if (argc != 7 || inet_pton(AF_INET6, argv[2], &rt.rtmsg_dst) != 1 ||
	    inet_pton(AF_INET6, argv[4], &rt.rtmsg_gateway) != 1)
		probe_die("route6: DEVICE PREFIX LENGTH GATEWAY METRIC FLAGS");
	rt.rtmsg_ifindex = (int)if_nametoindex(argv[1]);
	rt.rtmsg_dst_len = (__u16)strtoul(argv[3], NULL, 0);
	rt.rtmsg_metric = (__u32)strtoul(argv[5], NULL, 0);
	rt.rtmsg_flags = (__u32)strtoul(argv[6], NULL, 0);
	fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || ioctl(fd, SIOCADDRT, &rt))
		probe_die("route6: %s", strerror(errno));
	return 0;
}
