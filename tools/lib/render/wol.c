// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wake-on-LAN.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "render/render.h"

#define DDT_WOL_PORT	9	/* discard, as everybody does */

/**
 * ddt_wol() - wake a host up
 * @host: host
 *
 * A magic packet, six bytes 0xff and the MAC address sixteen times (AMD, Magic
 * Packet Technology, 1995), in UDP to the broadcast address of the network.
 *
 * Return: 0 or negative errno.
 */
int ddt_wol(const struct ddt_pool_host *host)
{
	const struct ddt_pool_network *net = host->network;
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(DDT_WOL_PORT),
		.sin_addr.s_addr = htonl(net->subnet |
					 ~ddt_net_mask(net->prefix)),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint8_t packet[102];
	int one = 1, i, err = 0;

	if (fd < 0)
		return -errno;
	memset(packet, 0xff, 6);
	for (i = 1; i <= 16; i++)
		memcpy(packet + 6 * i, host->mac, 6);
	if (setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one)) ||
	    sendto(fd, packet, sizeof(packet), 0, (void *)&to, sizeof(to)) < 0)
		err = -errno;
	close(fd);
	return err;
}
