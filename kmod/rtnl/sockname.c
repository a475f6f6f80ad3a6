// SPDX-License-Identifier: GPL-2.0-only
/* A probe's address as socket calls want it. */
#include "sockname.h"

#ifdef __KERNEL__
#include <linux/in.h>
#include <linux/in6.h>
#else
#include <netinet/in.h>
#endif

/**
 * ddom_sockname() - a probe's address as socket calls want it
 * @probe: the probe
 * @name: filled
 *
 * Return: bytes of @name in use.
 */
int ddom_sockname(const struct ddom_probe *probe,
		  struct sockaddr_storage *name)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)name;
	struct sockaddr_in *in = (struct sockaddr_in *)name;

	memset(name, 0, sizeof(*name));
	if (probe->family == AF_INET) {
		in->sin_family = AF_INET;
		in->sin_port = htons(probe->tcp_port);
		memcpy(&in->sin_addr, probe->addr, sizeof(in->sin_addr));
		return sizeof(*in);
	}
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(probe->tcp_port);
	memcpy(&in6->sin6_addr, probe->addr, sizeof(in6->sin6_addr));
	return sizeof(*in6);
}
