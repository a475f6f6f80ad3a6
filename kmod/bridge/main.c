// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddom_bridge: attaches the NIC that carries a network root to a bridge, live,
 * verified, and undone by itself when the server is not reached.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "bridge.h"

#ifdef DDOM_BRIDGE_DEBUG
int ddom_main_fail_step = -1;
module_param_named(fail_step, ddom_main_fail_step, int, 0644);
MODULE_PARM_DESC(fail_step, "index of a step that fails, for tests");

int ddom_main_fail_undo_step = -1;
module_param_named(fail_undo_step, ddom_main_fail_undo_step, int, 0644);
MODULE_PARM_DESC(fail_undo_step, "index of a step whose inverse fails, for tests");

uint ddom_step_delay_ms;
module_param_named(step_delay_ms, ddom_step_delay_ms, uint, 0644);
MODULE_PARM_DESC(step_delay_ms, "pause before each step, for tests");

bool ddom_no_freeze;
module_param_named(no_freeze, ddom_no_freeze, bool, 0644);
MODULE_PARM_DESC(no_freeze, "switch without holding the receive side, for tests");
#endif

/* Devices that go, or get or lose their master. Context: RTNL held. */
static int on_netdev(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	const struct netdev_notifier_changeupper_info *info = ptr;

	if (event == NETDEV_UNREGISTER)
		ddom_transaction_device_event(dev, true, false);
	else if (event == NETDEV_CHANGEUPPER && info->master)
		ddom_transaction_device_event(dev, false, info->linking);
	return NOTIFY_DONE;
}

static struct notifier_block ddom_netdev_notifier = {
	.notifier_call = on_netdev,
};

static struct pernet_operations ddom_net_ops = {
	.exit = ddom_list_forget,
};

/*
 * Load.
 *
 * Return: 0, -EINVAL for a malformed parameter, or negative errno.
 */
static int __init ddom_init(void)
{
	int err;

	err = ddom_bootparam_check();
	if (err)
		return err;
	err = register_pernet_subsys(&ddom_net_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&ddom_netdev_notifier);
	if (err)
		goto err_pernet;
	err = ddom_netlink_init();
	if (err)
		goto err_notifier;
#ifdef MODULE
	ddom_bootparam_attach();
#endif
	return 0;

err_notifier:
	unregister_netdevice_notifier(&ddom_netdev_notifier);
err_pernet:
	unregister_pernet_subsys(&ddom_net_ops);
	return err;
}
module_init(ddom_init);

#ifndef MODULE
/*
 * Attach what the kernel command line asks for. After IP autoconfiguration, a
 * late_initcall that is linked behind this directory's; before the root is
 * mounted.
 */
static int __init ddom_boot(void)
{
	ddom_bootparam_attach();
	return 0;
}
late_initcall_sync(ddom_boot);
#endif

/*
 * unload; refused by the module's reference count while a transaction is under
 * way
 */
static void __exit ddom_exit(void)
{
	ddom_netlink_exit();
	unregister_netdevice_notifier(&ddom_netdev_notifier);
	unregister_pernet_subsys(&ddom_net_ops);
	ddom_list_forget(NULL);
}
module_exit(ddom_exit);

MODULE_DESCRIPTION("Live attach of the NIC under a network root to a bridge");
MODULE_AUTHOR("The ddom developers");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.2.0");
MODULE_SOFTDEP("pre: bridge");
