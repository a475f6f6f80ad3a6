/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_LINUX_SOCKET_H
#define _DDOM_COMPAT_LINUX_SOCKET_H

#include <linux/version.h>
#include_next <linux/socket.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
/* The type of the kernel's own socket calls since then. */
#define sockaddr_unsized	sockaddr
#endif

#endif /* _DDOM_COMPAT_LINUX_SOCKET_H */
