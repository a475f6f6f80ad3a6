/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_NET_NET_NAMESPACE_H
#define _DDOM_COMPAT26_NET_NET_NAMESPACE_H

#include <linux/types.h>

/* There is one. */
struct net;
struct pernet_operations {
	void (*exit)(struct net *net);
};

#define init_net	(*(struct net *)NULL)
#define dev_net(dev)	((struct net *)NULL)
#define net_eq(a, b)	true
#define get_net(net)	((void)(net))
#define put_net(net)	((void)(net))

#define register_pernet_subsys(ops)	((void)(ops), 0)
#define unregister_pernet_subsys(ops)	((void)(ops))

#endif /* _DDOM_COMPAT26_NET_NET_NAMESPACE_H */
