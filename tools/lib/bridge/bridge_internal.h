/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this folder share.
 */
#ifndef _DDT_BRIDGE_INTERNAL_H
#define _DDT_BRIDGE_INTERNAL_H

#include "bridge/bridge.h"

/* report.c */
int ddt_report_parse(const struct nlmsghdr *nlh, struct ddt_report *obj);
int ddt_report_add_step(const struct nlmsghdr *nlh, struct ddt_report *obj);
void ddt_report_free_steps(struct ddt_report *obj);
const char *ddt_report_state_name(uint32_t state);
const char *ddt_report_op_name(uint32_t op);

/* sysctl.c: per-interface settings below /proc/sys/net */
int ddt_sysctls_open(struct ddt_sysctls *s);
void ddt_sysctls_close(struct ddt_sysctls *s);
__u32 ddt_sysctls_count(void);
__u32 ddt_sysctls_read(const struct ddt_sysctls *s, const char *port,
		       const char *bridge, struct ddom_sysctl *list);
int ddt_sysctls_write(const struct ddt_sysctls *s,
		      const struct ddom_sysctl *sysctl, const char *dev,
		      __s32 value);

/* backend.c, backend_ops.c */
extern const struct ddom_rtnl_ops ddt_backend_ops_rtnl;
int ddt_backend_request(struct ddt_backend *b, ddt_nl_fn fn, void *arg);
void ddt_backend_pause(void);

/* port.c */
int ddt_port_hold(struct ddt_backend *b, const struct ddom_dev *dev);
int ddt_port_let_go(struct ddt_backend *b, const struct ddom_dev *dev,
		    bool as_before);

/* verify.c */
int ddt_verify_wait_live(struct ddt_backend *b, const struct ddom_dev *dev);
int ddt_verify_nexthop(struct ddt_backend *b, const struct ddom_probe *hop,
		       const struct ddom_dev *dev);
int ddt_verify_tcp(struct ddt_backend *b, const struct ddom_probe *probe,
		   const struct ddom_dev *dev);

/* autoconf.c */
int ddt_autoconf_addr_gen(struct ddom_rtnl *r, const struct ddom_step *step,
			  const struct ddom_dev *dev, bool undo);
int ddt_autoconf_route_ra(struct ddom_rtnl *r, const struct ddom_step *step,
			  const struct ddom_dev *dev, bool undo);

#endif /* _DDT_BRIDGE_INTERNAL_H */
