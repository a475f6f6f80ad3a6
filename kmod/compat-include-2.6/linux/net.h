/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_NET_H
#define _DDOM_COMPAT26_LINUX_NET_H

#include <linux/version.h>
#include_next <linux/net.h>

#define sock_create_kern(net, family, type, protocol, sock) \
	sock_create_kern(family, type, protocol, sock)

#if LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 19)
#define kernel_bind(sock, addr, len)	((sock)->ops->bind(sock, addr, len))
#define kernel_connect(sock, addr, len, flags) \
	((sock)->ops->connect(sock, addr, len, flags))
#endif

#endif /* _DDOM_COMPAT26_LINUX_NET_H */
