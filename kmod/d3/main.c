// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddom_d3: a NIC that the firmware can use again after a restart.
 *
 * Some NICs are asleep when the system has gone down (D3, or a state of the
 * chip's own), and firmware or PXE ROM cannot wake them: a diskless machine
 * does not boot again until its mains plug is pulled. A listed device is put
 * back to D0, its bus mastering off, at the end of a restart or a kexec.
 *
 * The hook has to come after every driver's shutdown, which is where they put
 * their devices to sleep, and must not disturb anything before:
 *
 * - A reboot notifier runs before device_shutdown().
 * - PCI_DEV_FLAGS_NO_D3, set by then or earlier, keeps a driver from setting
 *   D3, but for suspend and runtime PM as well, and not from writing to a
 *   chip's own registers or to PMCSR itself.
 * - syscore shutdown comes after device_shutdown() in kernel_restart(); in
 *   kernel_kexec() only from 6.8 on.
 * - kmsg_dump(KMSG_DUMP_SHUTDOWN) is the last call before machine_restart()
 *   in all kernels, and before machine_kexec() since 5.19. Modules may be
 *   called by it: a "dumper" which dumps nothing. With system_state it is
 *   known to be a restart; a poweroff, a halt and a panic leave the devices
 *   as their drivers wanted them, so Wake-on-LAN stays armed. Suspend and
 *   runtime PM are not involved at all.
 *
 * Everything there is done by hand: pci_set_power_state() may sleep, asks the
 * platform's firmware and skips what it believes done.
 *
 * What it cannot reach: emergency_restart(), sysrq-b, a triple fault and a
 * crash kernel, which call nobody; kexec before 5.19; a device in D3cold or
 * behind a bridge that is asleep, which does not answer (it is said in the
 * log); and what firmware does to it afterwards. No note is left for the next
 * boot: a NIC has no register that is anyone's to write to and survives, and
 * pstore and EFI variables are not on the machines this is for.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/mutex.h>
#include <linux/namei.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "d3.h"

static char *ids;
module_param(ids, charp, 0444);
MODULE_PARM_DESC(ids, "devices to wake: VVVV:DDDD[:SVVV:SDDD],...");

static bool all_boot_nics;
module_param(all_boot_nics, bool, 0444);
MODULE_PARM_DESC(all_boot_nics, "wake every NIC, unless the root is on a block device");

static bool disable;
module_param(disable, bool, 0444);
MODULE_PARM_DESC(disable, "do nothing at all");

/* The devices; the lock is the one that the restart takes. */
LIST_HEAD(ddom_d3_devs);
DEFINE_SPINLOCK(ddom_d3_lock);

/* Devices come and go one at a time. */
static DEFINE_MUTEX(hotplug);
static bool wake_all;

/*
 * Is the root elsewhere than on a block device? From an initramfs there is no
 * root yet; then it may be.
 */
static bool __init diskless(void)
{
	struct path root;
	bool on_disk;

	if (kern_path("/", LOOKUP_DIRECTORY, &root))
		return true;
	on_disk = root.mnt->mnt_sb->s_bdev;
	path_put(&root);
	return !on_disk;
}

/*
 * Take a device off the list.
 *
 * Context: hotplug held.
 * Return: what it was, or NULL.
 */
static struct ddom_d3_dev *take(struct pci_dev *pdev)
{
	struct ddom_d3_dev *dev, *found = NULL;

	spin_lock_irq(&ddom_d3_lock);
	list_for_each_entry(dev, &ddom_d3_devs, list)
		if (dev->pdev == pdev) {
			found = dev;
			list_del(&dev->list);
			break;
		}
	spin_unlock_irq(&ddom_d3_lock);
	return found;
}

/* Undo watch(). May sleep, hotplug held. */
static void forget(struct pci_dev *pdev)
{
	struct ddom_d3_dev *dev = take(pdev);

	if (!dev)
		return;
	sysfs_remove_group(&pdev->dev.kobj, &ddom_d3_sysfs_group);
	if (dev->regs)
		pci_iounmap(pdev, dev->regs);
	pci_dev_put(pdev);
	kfree(dev);
}

/* Is a device on the list? Hotplug held. */
static bool is_watched(struct pci_dev *pdev)
{
	struct ddom_d3_dev *dev;

	list_for_each_entry(dev, &ddom_d3_devs, list)
		if (dev->pdev == pdev)
			return true;
	return false;
}

/* Map what had no addresses when it came. May sleep, hotplug held. */
static void map_late(struct pci_dev *pdev)
{
	struct ddom_d3_dev *dev;

	list_for_each_entry(dev, &ddom_d3_devs, list)
		if (dev->pdev == pdev && !dev->regs) {
			void __iomem *regs = ddom_d3_wake_map(pdev, dev->match.chip);

			spin_lock_irq(&ddom_d3_lock);
			dev->regs = regs;
			spin_unlock_irq(&ddom_d3_lock);
		}
}

/* Put a device on the list, if it is one for it. May sleep, hotplug held. */
static void watch(struct pci_dev *pdev)
{
	struct ddom_d3_dev *dev;

	if (!ddom_d3_match_wanted(pdev) || is_watched(pdev))
		return;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return;
	dev->pdev = pci_dev_get(pdev);
	ddom_d3_match(pdev, wake_all, &dev->match);
	dev->regs = ddom_d3_wake_map(pdev, dev->match.chip);
	spin_lock_irq(&ddom_d3_lock);
	list_add_tail(&dev->list, &ddom_d3_devs);
	spin_unlock_irq(&ddom_d3_lock);
	if (sysfs_create_group(&pdev->dev.kobj, &ddom_d3_sysfs_group)) {
		pci_warn(pdev, "no ddom_d3 in sysfs\n");
		take(pdev);
		if (dev->regs)
			pci_iounmap(pdev, dev->regs);
		pci_dev_put(pdev);
		kfree(dev);
		return;
	}
	if (dev->match.wake)
		pr_info("%s: woken at restart (%s)\n", pci_name(pdev),
			dev->match.why);
}

/* devices that come, go, or get their driver */
static int on_pci(struct notifier_block *nb, unsigned long event, void *data)
{
	struct pci_dev *pdev = to_pci_dev(data);

	mutex_lock(&hotplug);
	if (event == BUS_NOTIFY_ADD_DEVICE)
		watch(pdev);
	else if (event == BUS_NOTIFY_BOUND_DRIVER)
		map_late(pdev);
	else if (event == BUS_NOTIFY_REMOVED_DEVICE)
		forget(pdev);
	mutex_unlock(&hotplug);
	return NOTIFY_DONE;
}

static struct notifier_block pci_notifier = {
	.notifier_call = on_pci,
};

static int __init watch_present(struct device *dev, void *unused)
{
	watch(to_pci_dev(dev));
	return 0;
}

/*
 * What is there at load: 0 or negative errno. A device leaves the bus's list
 * before BUS_NOTIFY_REMOVED_DEVICE, which waits for us: whatever we find there
 * and goes away meanwhile is forgotten afterwards.
 */
static int __init watch_all(void)
{
	int err;

	mutex_lock(&hotplug);
	err = bus_for_each_dev(&pci_bus_type, NULL, NULL, watch_present);
	mutex_unlock(&hotplug);
	return err;
}

/* nothing is watched any more */
static void forget_all(void)
{
	mutex_lock(&hotplug);
	while (!list_empty(&ddom_d3_devs))
		forget(list_first_entry(&ddom_d3_devs, struct ddom_d3_dev,
					list)->pdev);
	mutex_unlock(&hotplug);
}

/*
 * Load.
 *
 * Return: 0, -EINVAL for a malformed parameter, or negative errno.
 */
static int __init ddom_d3_init(void)
{
	int err;

	if (ids && *ids) {
		err = ddom_d3_match_parse_ids(ids);
		if (err)
			return err;
	}
	if (disable)
		return 0;
	wake_all = all_boot_nics && diskless();
	err = bus_register_notifier(&pci_bus_type, &pci_notifier);
	if (err)
		return err;
	err = watch_all() ?: ddom_d3_hook();
	if (err) {
		bus_unregister_notifier(&pci_bus_type, &pci_notifier);
		forget_all();
	}
	return err;
}
module_init(ddom_d3_init);

/* unload */
static void __exit ddom_d3_exit(void)
{
	if (disable)
		return;
	ddom_d3_hook_end();
	bus_unregister_notifier(&pci_bus_type, &pci_notifier);
	forget_all();
}
module_exit(ddom_d3_exit);

MODULE_DESCRIPTION("A NIC that PXE can use again after a restart");
MODULE_AUTHOR("The ddom developers");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.2.0");
