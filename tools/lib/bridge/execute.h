/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steps of a plan, carried out from user space.
 */
#ifndef _DDT_BRIDGE_EXECUTE_H
#define _DDT_BRIDGE_EXECUTE_H

#include "base/inject.h"
#include "bridge/sysctl_internal.h"
#include "netdev/nl.h"
#include "plan.h"
#include "rtnl.h"

/**
 * struct ddt_held - what is held of the port's receive side
 * @modes: promiscuous and allmulti mode
 * @lro_off: large receive offload was on and has been turned off
 */
struct ddt_held {
	bool modes;
	bool lro_off;
};

/**
 * struct ddt_backend - what executes steps
 * @nl: rtnetlink socket
 * @sysctls: directories of settings
 * @hold: packet socket that holds the port's receive modes, -1: none
 * @ioctl: socket for ethtool requests
 * @routes6: /proc/net/ipv6_route, -1: none
 * @held: what is held; in memory shared with whoever may have to undo it
 * @verify_ms: longest time for all probes together
 * @deadline_ns: when that ends, 0: it has not begun
 * @inject: fault to have, in tests
 * @m: the request under construction
 */
struct ddt_backend {
	struct ddt_nl nl;
	struct ddt_sysctls sysctls;
	int hold;
	int ioctl;
	int routes6;
	struct ddt_held *held;
	__u32 verify_ms;
	__u64 deadline_ns;
	struct ddt_inject inject;
	struct ddom_rtmsg m;
};

extern const struct ddom_ops ddt_backend_ops;
extern const struct ddom_rtnl_ops ddt_rtnl_ops;

int ddt_backend_open(struct ddt_backend *b, struct ddt_held *held,
		     __u32 verify_ms);
int ddt_backend_privileged(struct ddt_backend *b, const char *port);
void ddt_backend_close(struct ddt_backend *b);
int ddt_backend_request(struct ddt_backend *b, ddt_nl_fn fn, void *arg);
void ddt_backend_pause(void);
int ddt_backend_tables(struct ddt_backend *b, struct ddom_store *store,
		       struct ddom_opts *opts);

int ddt_backend_hold(struct ddt_backend *b, const struct ddom_dev *dev);
int ddt_backend_let_go(struct ddt_backend *b, const struct ddom_dev *dev,
		       bool as_before);
int ddt_backend_wait_live(struct ddt_backend *b, const struct ddom_dev *dev);
int ddt_backend_nexthop(struct ddt_backend *b, const struct ddom_probe *hop,
			const struct ddom_dev *dev);
int ddt_backend_tcp(struct ddt_backend *b, const struct ddom_probe *probe,
		    const struct ddom_dev *dev);

int ddt_addr_gen(struct ddom_rtnl *r, const struct ddom_step *step,
		 const struct ddom_dev *dev, bool undo);
int ddt_route_ra(struct ddom_rtnl *r, const struct ddom_step *step,
		 const struct ddom_dev *dev, bool undo);

#endif /* _DDT_BRIDGE_EXECUTE_H */
