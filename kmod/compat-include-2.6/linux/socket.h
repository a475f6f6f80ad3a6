/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_SOCKET_H
#define _DDOM_COMPAT26_LINUX_SOCKET_H

#include_next <linux/socket.h>

#define sockaddr_unsized	sockaddr

#endif /* _DDOM_COMPAT26_LINUX_SOCKET_H */
