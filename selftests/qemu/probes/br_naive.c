// SPDX-License-Identifier: GPL-2.0-only
/*
 * br_naive - make a device a bridge port from user space
 *
 * As brctl(8) and ifconfig(8) would on Linux 2.6, in the order that loses
 * least: the bridge with its forward delay (hundredths of a second, 0 for none)
 * and the address, and then the port, which keeps its own address for sending.
 * In one process that needs nothing from the root. Writes the span that
 * echo_probe is to look at into WINDOWS: from before the port to SECONDS after.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe.h"

/**
 * request() - one ioctl, or the end
 * @fd: a socket
 * @number: SIOC*
 * @argument: its argument
 * @what: for people
 */
static void request(int fd, unsigned long number, void *argument,
		    const char *what)
{
	if (ioctl(fd, number, argument))
		probe_die("%s: %s", what, strerror(errno));
}

/**
 * address() - an IPv4 address in a request
 * @ifr: the request
 * @text: the address
 */
static void address(struct ifreq *ifr, const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	if (inet_pton(AF_INET, text, &in.sin_addr) != 1)
		probe_die("%s: no address", text);
	memcpy(&ifr->ifr_addr, &in, sizeof(in));
}

int main(int argc, char **argv)
{
	unsigned long delay[4] = { BRCTL_SET_BRIDGE_FORWARD_DELAY };
	struct ifreq ifr = { };
	uint64_t begin, end;
	FILE *windows;
	int fd;

	if (argc != 8) {
		fprintf(stderr, "usage: br_naive PORT BRIDGE ADDRESS NETMASK DELAY SECONDS WINDOWS\n");
		return 2;
	}
	windows = fopen(argv[7], "w");
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (!windows || fd < 0)
		probe_die("%s: %s", windows ? "socket" : argv[7],
			  strerror(errno));
	probe_prepare();
	request(fd, SIOCBRADDBR, argv[2], "SIOCBRADDBR");
	strncpy(ifr.ifr_name, argv[2], IFNAMSIZ - 1);
	delay[1] = strtoul(argv[5], NULL, 10);
	ifr.ifr_data = (char *)delay;
	request(fd, SIOCDEVPRIVATE, &ifr, "forward delay");
	address(&ifr, argv[3]);
	request(fd, SIOCSIFADDR, &ifr, "SIOCSIFADDR");
	address(&ifr, argv[4]);
	request(fd, SIOCSIFNETMASK, &ifr, "SIOCSIFNETMASK");
	request(fd, SIOCGIFFLAGS, &ifr, "SIOCGIFFLAGS");
	ifr.ifr_flags |= IFF_UP;
	request(fd, SIOCSIFFLAGS, &ifr, "SIOCSIFFLAGS");
	ifr.ifr_ifindex = (int)if_nametoindex(argv[1]);
	begin = probe_now();
	request(fd, SIOCBRADDIF, &ifr, "SIOCBRADDIF");
	end = begin + probe_number(argv[6], "SECONDS") * NSEC_PER_SEC;
	fprintf(windows, "attach %llu %llu\n", (unsigned long long)begin,
		(unsigned long long)end);
	fclose(windows);
	probe_sleep_until(end);
	return 0;
}
