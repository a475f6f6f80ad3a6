// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach=PORT:BRIDGE or attach=auto:BRIDGE, on the kernel's command line or
 * at load: the bridge is there before the root is mounted. There is no user
 * space to confirm, so the verification decides.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/in.h>
#include <linux/inet.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/ipconfig.h>
#include <net/net_namespace.h>

#include "bridge.h"
#include "attr.h"

static char *attach;
module_param(attach, charp, 0444);
MODULE_PARM_DESC(attach, "PORT:BRIDGE or auto:BRIDGE to attach at boot or load");

static char *probe;
module_param(probe, charp, 0444);
MODULE_PARM_DESC(probe, "address of the root's server, with attach; ADDRESS or ADDRESS,TCPPORT");

/* split attach= into its two names */
static int __init parse_attach(struct ddom_opts *opts)
{
	const char *colon = strchr(attach, ':');

	if (!colon || colon - attach >= DDOM_IFNAMSIZ)
		return -EINVAL;
	memcpy(opts->port, attach, colon - attach);
	if (strscpy(opts->bridge, colon + 1, sizeof(opts->bridge)) < 0)
		return -EINVAL;
	return dev_valid_name(opts->port) && dev_valid_name(opts->bridge) ?
	       0 : -EINVAL;
}

/* read probe= */
static int __init parse_probe(struct ddom_probe *p)
{
	const char *end = probe;

	memset(p, 0, sizeof(*p));
	p->family = strchr(probe, ':') ? AF_INET6 : AF_INET;
	if (p->family == AF_INET ? !in4_pton(probe, -1, p->addr, ',', &end) :
				   !in6_pton(probe, -1, p->addr, ',', &end))
		return -EINVAL;
	if (!*end)
		return 0;
	return kstrtou16(end + 1, 10, &p->tcp_port) || !p->tcp_port ?
	       -EINVAL : 0;
}

/**
 * ddom_bootparam_check() - are the parameters well formed
 *
 * Return: 0 or -EINVAL, with the reason in the kernel log.
 */
int __init ddom_bootparam_check(void)
{
	struct ddom_opts opts = {};
	struct ddom_probe p;

	if (attach && parse_attach(&opts)) {
		pr_err("attach=%s: want PORT:BRIDGE or auto:BRIDGE\n", attach);
		return -EINVAL;
	}
	if (probe && parse_probe(&p)) {
		pr_err("probe=%s: want ADDRESS or ADDRESS,TCPPORT\n", probe);
		return -EINVAL;
	}
	return 0;
}

/**
 * struct search - for the device that carries the root
 * @ifindex: found device, 0: none yet
 * @ambiguous: there is more than one
 */
struct search {
	u32 ifindex;
	bool ambiguous;
};

/* a device with a global address is a candidate */
static int __init on_addr(const struct nlmsghdr *nlh, void *arg)
{
	struct search *search = arg;
	struct ddom_addr addr;

	if (ddom_addr_parse(nlh, &addr) ||
	    addr.scope != RT_SCOPE_UNIVERSE)
		return 0;
	if (search->ifindex && search->ifindex != addr.ifindex)
		search->ambiguous = true;
	search->ifindex = addr.ifindex;
	return 0;
}

/* the device that leads to the server */
static int __init on_route(const struct nlmsghdr *nlh, void *arg)
{
	struct search *search = arg;

	if (nlh->nlmsg_type == RTM_NEWROUTE)
		search->ifindex = ddom_attr_u32(ddom_attr_find(nlh,
							       sizeof(struct rtmsg),
							       RTA_OIF), 0);
	return 0;
}

/* ask rtnetlink */
static int __init search_port(struct search *search,
			      const struct ddom_opts *opts)
{
	struct ddom_nl nl = {};
	struct ddom_rtmsg *m;
	int err;

	err = ddom_rtnl_open(&nl, &init_net);
	if (err)
		return err;
	if (!opts->nprobes) {
		err = ddom_rtnl_dump(&nl, RTM_GETADDR, AF_INET, on_addr, search);
		goto close;
	}
	err = -ENOMEM;
	m = kmalloc(sizeof(*m), GFP_KERNEL);
	if (m) {
		ddom_route_get(m, &opts->probes[0], 0);
		err = ddom_rtnl_get(&nl, m, on_route, search);
		kfree(m);
	}
close:
	ddom_rtnl_close(&nl);
	return err;
}

/*
 * What "auto" means. The device that leads to the server, or without a server
 * the only one with a global IPv4 address, which is the one that was configured
 * for the root.
 */
static int __init find_port(struct ddom_opts *opts)
{
	struct search search = {};
	struct net_device *dev;
	int err;

	err = search_port(&search, opts);
	if (err)
		return err;
	if (search.ambiguous)
		return -ENOTUNIQ;
	dev = dev_get_by_index(&init_net, search.ifindex);
	if (!dev)
		return -ENODEV;
	strscpy(opts->port, dev->name, sizeof(opts->port));
	dev_put(dev);
	return 0;
}

/* the server that IP autoconfiguration knows */
static bool __init root_server(struct ddom_probe *p)
{
#if !defined(MODULE) && IS_ENABLED(CONFIG_IP_PNP)
	__be32 server = root_server_addr != htonl(INADDR_NONE) ?
			root_server_addr : ic_servaddr;

	if (server == htonl(INADDR_NONE) || !server)
		return false;
	memset(p, 0, sizeof(*p));
	p->family = AF_INET;
	memcpy(p->addr, &server, sizeof(server));
	return true;
#else
	return false;
#endif
}

/* Attach and wait for the end; the reason of a failure is logged. */
static void __init run(const struct ddom_request *req)
{
	struct ddom_tx *tx = ddom_transaction_plan(&init_net, req);

	if (!tx) {
		pr_err("attach=%s: no memory\n", attach);
		return;
	}
	if (tx->state == DDOM_BRIDGE_STATE_PLANNED) {
		ddom_transaction_begin(tx);
		ddom_transaction_wait(tx);
	}
	if (tx->error)
		pr_err("attach=%s: %s\n", attach, tx->reason);
	ddom_list_release(tx);
}

/**
 * ddom_bootparam_attach() - do what attach= asks for
 *
 * A failure is undone and logged; the machine goes on as if the parameter
 * were not there.
 *
 * Context: process, sleeps.
 */
void __init ddom_bootparam_attach(void)
{
	struct ddom_request *req;
	struct ddom_opts *opts;
	int err;

	if (!attach)
		return;
	req = kzalloc(sizeof(*req), GFP_KERNEL);
	if (!req)
		return;
	opts = &req->opts;
	req->op = DDOM_BRIDGE_OP_ATTACH;
	req->verify_ms = DDOM_BRIDGE_VERIFY_DEFAULT;
	opts->probes = req->probes;
	err = parse_attach(opts);
	if (!err && probe)
		err = parse_probe(&req->probes[0]);
	if (err)	/* built in: ddom_bootparam_check() has logged it */
		goto out;
	if (probe || root_server(&req->probes[0]))
		opts->nprobes = 1;
	if (!strcmp(opts->port, "auto")) {
		err = find_port(opts);
		if (err) {
			pr_err("attach=%s: no device found that carries the root (%d); name it\n",
			       attach, err);
			goto out;
		}
	}
	run(req);
out:
	kfree(req);
}
