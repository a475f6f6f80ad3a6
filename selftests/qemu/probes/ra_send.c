// SPDX-License-Identifier: GPL-2.0-only
/*
 * ra_send IF PREFIX ROUTER VALID PREFERRED INTERVAL_MS - be a router
 *
 * Advertises a /64 prefix and a default route, with lifetimes in seconds, to
 * all hosts on the wire, until it is ended.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probe.h"

struct advert {
	struct nd_router_advert head;
	struct nd_opt_prefix_info prefix;
};

/* The kernel sums up ICMPv6 by itself; below 255 hops nobody listens. */
static int open_socket(unsigned int ifindex)
{
	int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);
	int hops = 255;

	if (fd < 0 ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops,
		       sizeof(hops)) ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &ifindex,
		       sizeof(ifindex)))
		probe_die("socket: %s", strerror(errno));
	return fd;
}

static void fill(struct advert *ra, char **argv)
{
	memset(ra, 0, sizeof(*ra));
	ra->head.nd_ra_type = ND_ROUTER_ADVERT;
	ra->head.nd_ra_curhoplimit = 64;
	ra->head.nd_ra_router_lifetime =
		htons((uint16_t)probe_number(argv[3], "ROUTER"));
	ra->prefix.nd_opt_pi_type = ND_OPT_PREFIX_INFORMATION;
	ra->prefix.nd_opt_pi_len = sizeof(ra->prefix) / 8;
	ra->prefix.nd_opt_pi_prefix_len = 64;
	ra->prefix.nd_opt_pi_flags_reserved = ND_OPT_PI_FLAG_ONLINK |
					      ND_OPT_PI_FLAG_AUTO;
	ra->prefix.nd_opt_pi_valid_time =
		htonl((uint32_t)probe_number(argv[4], "VALID"));
	ra->prefix.nd_opt_pi_preferred_time =
		htonl((uint32_t)probe_number(argv[5], "PREFERRED"));
	if (inet_pton(AF_INET6, argv[2], &ra->prefix.nd_opt_pi_prefix) != 1)
		probe_die("%s: no prefix", argv[2]);
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 all = { .sin6_family = AF_INET6 };
	uint64_t interval, next;
	struct advert ra;
	int fd;

	if (argc != 7)
		probe_die("usage: ra_send IF PREFIX ROUTER VALID PREFERRED INTERVAL_MS");
	inet_pton(AF_INET6, "ff02::1", &all.sin6_addr);
	all.sin6_scope_id = if_nametoindex(argv[1]);
	fill(&ra, argv);
	interval = probe_number(argv[6], "INTERVAL_MS") * 1000000;
	fd = open_socket(all.sin6_scope_id);
	for (next = probe_now(); !probe_stopped(); next += interval) {
		/* Its address may still be tentative. */
		if (sendto(fd, &ra, sizeof(ra), 0, (struct sockaddr *)&all,
			   sizeof(all)) < 0 && errno != EADDRNOTAVAIL)
			probe_die("%s: %s", argv[1], strerror(errno));
		probe_sleep_until(next + interval);
	}
	return 0;
}
