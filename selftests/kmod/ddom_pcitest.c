// SPDX-License-Identifier: GPL-2.0-only
/*
 * ddom_pcitest: NICs that QEMU does not have, and a witness.
 *
 * A PCI host bridge in a domain of its own, its configuration space an array:
 *	00.0 VIA Rhine II 1106:3065, with a memory BAR for StickyHW
 *	01.0 3Com 3c905C 10b7:9200
 *	02.0 Realtek RTL8139 10ec:8139
 * All have a power management capability; PMCSR's state can be written, and
 * on the way from D3hot to D0 the BARs and the command register are lost.
 *
 * In shutdown and in suspend, where a driver would do it, what is in sleep=
 * goes to D3 (a Rhine also sets StickyHW, another gets PME armed with wol=1).
 * In the last call before the machine goes, and in the last before it sleeps,
 * every NIC's state is written to the console.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/io.h>
#include <linux/kmsg_dump.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/pm.h>
#include <trace/events/power.h>

#define NFUNCTIONS	3
#define DOMAIN		0x7d3
#define PM_CAP		0x40
#define STICKY_HW	0x83
#define BAR_MASK	0xffffff00U

static ulong window;
module_param(window, ulong, 0444);
MODULE_PARM_DESC(window, "address of memory that the kernel does not use, for the BAR");

static bool bridge = true;
module_param(bridge, bool, 0444);
MODULE_PARM_DESC(bridge, "have the host bridge");

static char *sleep = "";
module_param(sleep, charp, 0644);
MODULE_PARM_DESC(sleep, "devices to put into D3 at the end, VVVV:DDDD,... or all");

static bool wol;
module_param(wol, bool, 0644);
MODULE_PARM_DESC(wol, "with PME armed");

/**
 * struct function - a device
 * @config: its configuration space
 */
static struct function {
	u8 config[256];
} functions[NFUNCTIONS];

static const u16 known[NFUNCTIONS][2] = {
	{ 0x1106, 0x3065 }, { 0x10b7, 0x9200 }, { 0x10ec, 0x8139 },
};

static struct pci_sysdata sysdata = { .domain = DOMAIN };
static struct resource window_resource = {
	.name = "ddom_pcitest",
	.flags = IORESOURCE_MEM,
};

static struct resource bus_resource = {
	.name = "ddom_pcitest bus",
	.start = 0,
	.end = 0,
	.flags = IORESOURCE_BUS,
};

static struct pci_bus *root;
static struct platform_device *platform;

/**
 * get() - read configuration space
 * @f: device
 * @where: offset
 * @size: bytes
 *
 * Return: its value.
 */
static u32 get(const struct function *f, int where, int size)
{
	u32 value = 0;

	memcpy(&value, f->config + where, size);
	return value;
}

/**
 * put() - change configuration space
 * @f: device
 * @where: offset
 * @size: bytes
 * @value: new
 */
static void put(struct function *f, int where, int size, u32 value)
{
	memcpy(f->config + where, &value, size);
}

/**
 * function_of() - the device at an address
 * @bus: bus
 * @devfn: address
 *
 * Return: the device, or NULL.
 */
static struct function *function_of(struct pci_bus *bus, unsigned int devfn)
{
	if (bus->number || PCI_FUNC(devfn) || PCI_SLOT(devfn) >= NFUNCTIONS)
		return NULL;
	return &functions[PCI_SLOT(devfn)];
}

/**
 * config_read() - as the hardware would
 * @bus: bus
 * @devfn: device
 * @where: offset
 * @size: bytes
 * @value: filled
 *
 * Return: PCIBIOS_*.
 */
static int config_read(struct pci_bus *bus, unsigned int devfn, int where,
		       int size, u32 *value)
{
	struct function *f = function_of(bus, devfn);

	*value = ~0U;
	if (!f)
		return PCIBIOS_DEVICE_NOT_FOUND;
	*value = where + size <= sizeof(f->config) ? get(f, where, size) : 0;
	return PCIBIOS_SUCCESSFUL;
}

/**
 * write_pmcsr() - a new power state
 * @f: device
 * @value: written
 */
static void write_pmcsr(struct function *f, u16 value)
{
	u16 old = get(f, PM_CAP + PCI_PM_CTRL, 2);

	put(f, PM_CAP + PCI_PM_CTRL, 2,
	    value & (PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_ENABLE));
	if ((old & PCI_PM_CTRL_STATE_MASK) != 3 ||
	    value & PCI_PM_CTRL_STATE_MASK)
		return;
	memset(f->config + PCI_BASE_ADDRESS_0, 0, 24);
	put(f, PCI_COMMAND, 2, 0);
}

/**
 * config_write() - as the hardware would
 * @bus: bus
 * @devfn: device
 * @where: offset
 * @size: bytes
 * @value: new
 *
 * Return: PCIBIOS_*.
 */
static int config_write(struct pci_bus *bus, unsigned int devfn, int where,
			int size, u32 value)
{
	struct function *f = function_of(bus, devfn);

	if (!f)
		return PCIBIOS_DEVICE_NOT_FOUND;
	switch (where) {
	case PCI_COMMAND:
		put(f, where, 2, value & 0x7);
		break;
	case PCI_BASE_ADDRESS_1:
		if (f == functions && window)
			put(f, where, 4, value & BAR_MASK);
		break;
	case PCI_INTERRUPT_LINE:
		put(f, where, 1, value);
		break;
	case PM_CAP + PCI_PM_CTRL:
		write_pmcsr(f, value);
		break;
	}
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops ops = {
	.read = config_read,
	.write = config_write,
};

/**
 * fill() - configuration space as after power on
 * @f: device
 * @id: its vendor and device
 */
static void fill(struct function *f, const u16 *id)
{
	memset(f->config, 0, sizeof(f->config));
	put(f, PCI_VENDOR_ID, 2, id[0]);
	put(f, PCI_DEVICE_ID, 2, id[1]);
	put(f, PCI_STATUS, 2, PCI_STATUS_CAP_LIST);
	put(f, PCI_CLASS_DEVICE, 2, PCI_CLASS_NETWORK_ETHERNET);
	put(f, PCI_SUBSYSTEM_VENDOR_ID, 2, id[0]);
	put(f, PCI_SUBSYSTEM_ID, 2, 0x0d03);
	put(f, PCI_CAPABILITY_LIST, 1, PM_CAP);
	put(f, PM_CAP, 1, PCI_CAP_ID_PM);
	put(f, PM_CAP + PCI_PM_PMC, 2,
	    2 | PCI_PM_CAP_PME_D3hot | PCI_PM_CAP_PME_D0);
}

/**
 * sleeps() - is a device to be put to sleep
 * @pdev: device
 *
 * Return: true if sleep= says so.
 */
static bool sleeps(struct pci_dev *pdev)
{
	char id[10];

	snprintf(id, sizeof(id), "%04x:%04x", pdev->vendor, pdev->device);
	return !strcmp(sleep, "all") || strstr(sleep, id);
}

/**
 * typedef nic_fn - what is done with a NIC
 * @pdev: the NIC
 */
typedef void nic_fn(struct pci_dev *pdev);

/**
 * with_all_nics() - call a function for every NIC with power management
 * @fn: function
 */
static void with_all_nics(nic_fn *fn)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev)
		if (pdev->class >> 8 == PCI_CLASS_NETWORK_ETHERNET &&
		    pdev->pm_cap)
			fn(pdev);
}

static struct pci_dev *seen[16];
static unsigned int nseen;
static void __iomem *rhine;

/**
 * remember() - keep a device for the last moment
 * @pdev: device
 */
static void remember(struct pci_dev *pdev)
{
	unsigned int i;

	for (i = 0; i < nseen; i++)
		if (seen[i] == pdev)
			return;
	if (nseen < ARRAY_SIZE(seen))
		seen[nseen++] = pci_dev_get(pdev);
}

/**
 * put_to_sleep() - as a careless driver does
 * @pdev: device
 */
static void put_to_sleep(struct pci_dev *pdev)
{
	u16 pmcsr;

	remember(pdev);
	if (!sleeps(pdev))
		return;
	if (rhine && pdev->vendor == known[0][0])
		writeb(0x83, rhine + STICKY_HW);
	pci_read_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, &pmcsr);
	pmcsr |= 3;
	if (wol)
		pmcsr |= PCI_PM_CTRL_PME_ENABLE;
	pci_write_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, pmcsr);
}

/**
 * testify() - how a NIC is left
 * @pdev: device
 * @when: a word to find it by
 */
static void testify(struct pci_dev *pdev, const char *when)
{
	u16 pmcsr, command;
	u32 bar;

	pci_read_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, &pmcsr);
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	pci_read_config_dword(pdev, PCI_BASE_ADDRESS_1, &bar);
	pr_notice("%s %04x:%04x D%u pme %u master %u sticky %02x bar %s\n",
		  when, pdev->vendor, pdev->device, pmcsr & PCI_PM_CTRL_STATE_MASK,
		  !!(pmcsr & PCI_PM_CTRL_PME_ENABLE),
		  !!(command & PCI_COMMAND_MASTER),
		  rhine && pdev->vendor == known[0][0] ?
		  readb(rhine + STICKY_HW) : 0,
		  bar == (u32)pci_resource_start(pdev, 1) ? "kept" : "lost");
}

/**
 * on_dump() - the last moment
 * @dumper: ours
 * @detail: why it is called
 */
static void on_dump(struct kmsg_dumper *dumper, struct kmsg_dump_detail *detail)
{
	unsigned int i;

	if (detail->reason != KMSG_DUMP_SHUTDOWN)
		return;
	for (i = 0; i < nseen; i++)
		testify(seen[i], "left");
}

static struct kmsg_dumper dumper = {
	.dump = on_dump,
	.max_reason = KMSG_DUMP_SHUTDOWN,
};

/**
 * on_suspend_resume() - every device is suspended, the machine is about to be
 * @unused: ours
 * @action: what the kernel does
 * @state: to which state
 * @start: before it, not after
 */
static void on_suspend_resume(void *unused, const char *action, int state,
			      bool start)
{
	unsigned int i;

	if (!start || strcmp(action, "machine_suspend"))
		return;
	for (i = 0; i < nseen; i++)
		testify(seen[i], "asleep");
}

/**
 * on_suspend() - among the drivers' suspends
 * @unused: ours
 *
 * Return: 0.
 */
static int __maybe_unused on_suspend(struct device *unused)
{
	with_all_nics(put_to_sleep);
	return 0;
}

static SIMPLE_DEV_PM_OPS(pm, on_suspend, NULL);

/**
 * on_shutdown() - among the drivers' shutdowns
 * @unused: ours
 *
 * It comes before those of devices that were there earlier; a NIC's driver
 * which does something to PMCSR in its own is better unbound.
 */
static void on_shutdown(struct platform_device *unused)
{
	with_all_nics(put_to_sleep);
	/* The last of all that are called */
	kmsg_dump_unregister(&dumper);
	kmsg_dump_register(&dumper);
}

static struct platform_driver driver = {
	.shutdown = on_shutdown,
	.driver = {
		.name = KBUILD_MODNAME,
		.pm = &pm,
	},
};

/**
 * plug() - the host bridge appears
 *
 * Return: 0 or negative errno.
 */
static int __init plug(void)
{
	LIST_HEAD(resources);
	int i;

	for (i = 0; i < NFUNCTIONS; i++)
		fill(&functions[i], known[i]);
	put(&functions[0], PCI_BASE_ADDRESS_1, 4, window);
	pci_add_resource(&resources, &bus_resource);
	if (window) {
		window_resource.start = window;
		window_resource.end = window + 0xfff;
		pci_add_resource(&resources, &window_resource);
	}
	pci_lock_rescan_remove();
	root = pci_scan_root_bus(NULL, 0, &ops, &sysdata, &resources);
	if (root) {
		pci_bus_claim_resources(root);
		pci_bus_add_devices(root);
	} else {
		pci_free_resource_list(&resources);
	}
	pci_unlock_rescan_remove();
	if (root && window)
		rhine = ioremap(window, 0x100);
	return root ? 0 : -ENOMEM;
}

/**
 * unplug() - the host bridge goes
 */
static void unplug(void)
{
	struct device *bridge;

	if (rhine)
		iounmap(rhine);
	if (!root)
		return;
	pci_lock_rescan_remove();
	/* The reference that the scan has begun with is left to its caller. */
	bridge = root->bridge;
	pci_stop_root_bus(root);
	pci_remove_root_bus(root);
	put_device(bridge);
	pci_unlock_rescan_remove();
}

/**
 * pcitest_init() - load
 *
 * Return: 0 or negative errno.
 */
static int __init pcitest_init(void)
{
	int err;

	sysdata.node = NUMA_NO_NODE;
	if (bridge) {
		err = plug();
		if (err)
			return err;
	}
	err = platform_driver_register(&driver);
	if (err)
		goto err_unplug;
	platform = platform_device_register_simple(KBUILD_MODNAME, -1, NULL, 0);
	if (IS_ERR(platform)) {
		err = PTR_ERR(platform);
		goto err_driver;
	}
	err = kmsg_dump_register(&dumper);
	if (err)
		goto err_device;
	/* A kernel without tracepoints: no witness of a suspend */
	err = register_trace_suspend_resume(on_suspend_resume, NULL);
	if (!err || !IS_ENABLED(CONFIG_TRACEPOINTS))
		return 0;
	kmsg_dump_unregister(&dumper);
err_device:
	platform_device_unregister(platform);
err_driver:
	platform_driver_unregister(&driver);
err_unplug:
	unplug();
	return err;
}
module_init(pcitest_init);

/**
 * pcitest_exit() - unload
 */
static void __exit pcitest_exit(void)
{
	unregister_trace_suspend_resume(on_suspend_resume, NULL);
	tracepoint_synchronize_unregister();
	kmsg_dump_unregister(&dumper);
	platform_device_unregister(platform);
	platform_driver_unregister(&driver);
	unplug();
}
module_exit(pcitest_exit);

MODULE_DESCRIPTION("NICs in software, for tests of ddom_d3");
MODULE_AUTHOR("The ddom developers");
MODULE_LICENSE("GPL");
MODULE_INFO(test, "Y");
