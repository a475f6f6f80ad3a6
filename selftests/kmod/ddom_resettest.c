// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddom_resettest: a NIC whose driver resets it at the worst of moments.
 *
 * nic0 carries nothing. As soon as it is to get a master, a reset begins that
 * holds the device's instance lock and waits for its NAPI instance to be free,
 * as a driver's own does. With ops_lock=1 the kernel takes that lock as well
 * whenever it asks the driver for something.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>
#include <net/netdev_lock.h>

static bool ops_lock;
module_param(ops_lock, bool, 0444);
MODULE_PARM_DESC(ops_lock, "the kernel takes the instance lock as well");

static uint resets;
module_param(resets, uint, 0444);
MODULE_PARM_DESC(resets, "how many have ended");

static struct net_device *nic;
static struct napi_struct instance;
static DECLARE_COMPLETION(has_lock);

static int poll(struct napi_struct *napi, int budget)
{
	napi_complete_done(napi, 0);
	return 0;
}

static void reset(struct work_struct *work)
{
	netdev_lock(nic);
	complete(&has_lock);
	napi_disable_locked(&instance);
	napi_enable_locked(&instance);
	netdev_unlock(nic);
	resets++;
}

static DECLARE_WORK(reset_work, reset);

/* RTNL held. */
static int on_event(struct notifier_block *block, unsigned long event, void *ptr)
{
	const struct netdev_notifier_changeupper_info *info = ptr;

	if (netdev_notifier_info_to_dev(ptr) != nic ||
	    event != NETDEV_PRECHANGEUPPER || !info->linking)
		return NOTIFY_DONE;
	reinit_completion(&has_lock);
	schedule_work(&reset_work);
	if (!wait_for_completion_timeout(&has_lock, HZ))
		pr_warn("the reset did not get the lock\n");
	return NOTIFY_DONE;
}

static struct notifier_block notifier = { .notifier_call = on_event };

static int nic_open(struct net_device *dev)
{
	if (ops_lock)
		napi_enable_locked(&instance);
	else
		napi_enable(&instance);
	return 0;
}

static int nic_stop(struct net_device *dev)
{
	if (ops_lock)
		napi_disable_locked(&instance);
	else
		napi_disable(&instance);
	return 0;
}

static netdev_tx_t nic_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops nic_ops = {
	.ndo_open = nic_open,
	.ndo_stop = nic_stop,
	.ndo_start_xmit = nic_xmit,
	.ndo_set_mac_address = eth_mac_addr,
};

static int __init resettest_init(void)
{
	int err;

	nic = alloc_etherdev(0);
	if (!nic)
		return -ENOMEM;
	strscpy(nic->name, "nic0", IFNAMSIZ);
	nic->netdev_ops = &nic_ops;
	eth_hw_addr_random(nic);
#ifdef DDOM_NO_OPS_LOCK
	ops_lock = false;
#else
	nic->request_ops_lock = ops_lock;
#endif
	netif_napi_add(nic, &instance, poll);
	err = register_netdevice_notifier(&notifier);
	if (err)
		goto err_nic;
	err = register_netdev(nic);
	if (err)
		goto err_notifier;
	return 0;

err_notifier:
	unregister_netdevice_notifier(&notifier);
err_nic:
	free_netdev(nic);
	return err;
}
module_init(resettest_init);

static void __exit resettest_exit(void)
{
	unregister_netdev(nic);
	unregister_netdevice_notifier(&notifier);
	flush_work(&reset_work);
	free_netdev(nic);
}
module_exit(resettest_exit);

MODULE_DESCRIPTION("A NIC in software, for tests of ddom_bridge");
MODULE_AUTHOR("The ddom developers");
MODULE_LICENSE("GPL");
MODULE_INFO(test, "Y");
