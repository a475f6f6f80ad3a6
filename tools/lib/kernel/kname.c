// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which name a symbol has in which kernel. "since" is the first release that
 * does not know the old name; of 2.6.18-xen and 2.6.20-xen, which were never
 * merged, the first one of mainline that can do the same.
 */
#include <string.h>

#include "kernel/kernel_internal.h"

/* Shorthand of the table, one entry a symbol. */
#define NAME(o, n, a, b, c, where, words) \
	{ .old = o, .now = n, .since = DDT_KVER(a, b, c), .source = where, \
	  .note = words }
#define GONE(o, a, b, c, where, words) NAME(o, NULL, a, b, c, where, words)

#define XEN_TREE	"drivers/xen/Kconfig of 2.6.18-xen"

const struct ddt_kname ddt_knames[] = {
	/* the Xen trees of old: what dom0 is */
	NAME("XEN_PRIVILEGED_GUEST", "XEN_DOM0", 2, 6, 37,
	     "arch/x86/xen/Kconfig", NULL),
	{ .old = "X86_XEN", .now = "X86_64_XEN", .twin = true,
	  .source = "arch/x86_64/Kconfig of 2.6.18-xen" },
	NAME("X86_XEN", "XEN", 2, 6, 23, "arch/x86/xen/Kconfig", NULL),
	NAME("X86_64_XEN", "XEN", 2, 6, 27, "arch/x86/xen/Kconfig", NULL),
	{ .old = "XEN", .now = "XEN_PV", .since = DDT_KVER(4, 12, 0),
	  .split = true, .source = "arch/x86/xen/Kconfig",
	  .note = "dom0 is a PV guest, which XEN alone does not say any more" },
	NAME("XEN_SYSFS", "XEN_SYS_HYPERVISOR", 2, 6, 31,
	     "drivers/xen/Kconfig", NULL),
	NAME("XEN_XENBUS_DEV", "XEN_XENBUS_FRONTEND", 3, 3, 0,
	     "drivers/xen/Kconfig", "/dev/xen/xenbus comes with it"),
	NAME("XEN_SCRUB_PAGES", "XEN_SCRUB_PAGES_DEFAULT", 4, 20, 0,
	     "drivers/xen/Kconfig", "chosen at boot too: xen_scrub_pages=1"),
	/* the other side of the domUs' devices */
	NAME("XEN_BLKDEV_TAP", "XEN_GNTDEV", 2, 6, 39, "drivers/xen/Kconfig",
	     "files as disks are served by QEMU, through /dev/xen/gntdev"),
	GONE("XEN_NETDEV_LOOPBACK", 2, 6, 37, XEN_TREE,
	     "dom0 speaks through the bridge itself, without vif0.0 and veth0"),
	GONE("XEN_NETDEV_PIPELINED_TRANSMITTER", 2, 6, 37, XEN_TREE,
	     "xen-netback always works so"),
	NAME("PCI_GOXEN_FE", "XEN_PCIDEV_FRONTEND", 2, 6, 37,
	     "drivers/pci/Kconfig", NULL),
	NAME("XEN_PCIDEV_BACKEND_VPCI", "XEN_PCIDEV_BACKEND", 3, 1, 0,
	     "drivers/xen/Kconfig",
	     "chosen when it is loaded: xen-pciback.passthrough=0"),
	NAME("XEN_PCIDEV_BACKEND_PASS", "XEN_PCIDEV_BACKEND", 3, 1, 0,
	     "drivers/xen/Kconfig",
	     "chosen when it is loaded: xen-pciback.passthrough=1"),
	GONE("XEN_PCIDEV_BACKEND_SLOT", 3, 1, 0, XEN_TREE,
	     "slots are given by the toolstack"),
	GONE("XEN_PCIDEV_FE_DEBUG", 2, 6, 37, XEN_TREE, "use dynamic debug"),
	GONE("XEN_PCIDEV_BE_DEBUG", 3, 1, 0, XEN_TREE, "use dynamic debug"),
	GONE("XEN_TPMDEV_BACKEND", 2, 6, 37, XEN_TREE,
	     "a virtual TPM is a domain of its own since Xen 4.3"),
	/* what has no meaning without those trees */
	GONE("XEN_UNPRIVILEGED_GUEST", 2, 6, 37, XEN_TREE,
	     "a kernel with XEN_DOM0 runs as either"),
	GONE("XEN_INTERFACE_VERSION", 2, 6, 23, XEN_TREE,
	     "part of the kernel's own Xen headers"),
	GONE("XEN_DISABLE_SERIAL", 2, 6, 37, XEN_TREE,
	     "Xen keeps the line it uses; dom0's console is hvc0"),
	GONE("XEN_COMPAT", 2, 6, 23, XEN_TREE,
	     "Xen 3.0.2 and later were always supported"),
	GONE("XEN_COMPAT_030002_AND_LATER", 2, 6, 23, XEN_TREE,
	     "as XEN_COMPAT"),
	GONE("XEN_COMPAT_030004_AND_LATER", 2, 6, 23, XEN_TREE,
	     "as XEN_COMPAT"),
	GONE("XEN_COMPAT_LATEST_ONLY", 2, 6, 23, XEN_TREE, "as XEN_COMPAT"),
	/* NFS */
	GONE("NFS_DIRECTIO", 2, 6, 26, "fs/nfs/Kconfig", "always there"),
	GONE("NFSD_TCP", 2, 6, 26, "fs/nfsd/Kconfig", "always there"),
	GONE("NFSD_V3", 5, 18, 0, "fs/nfsd/Kconfig", "always there with NFSD"),
	NAME("NFS_V4_1", "NFS_V4", 7, 0, 0, "fs/nfs/Kconfig",
	     "always there with NFS_V4"),
	/* NICs: menus were made anew by vendor in 3.2 */
	NAME("NET_ETHERNET", "ETHERNET", 3, 2, 0,
	     "drivers/net/ethernet/Kconfig", NULL),
	NAME("NETDEV_1000", "ETHERNET", 3, 2, 0,
	     "drivers/net/ethernet/Kconfig", NULL),
	NAME("NET_PCI", "ETHERNET", 3, 2, 0,
	     "drivers/net/ethernet/Kconfig", NULL),
	NAME("VIA_RHINE_NAPI", "VIA_RHINE", 3, 2, 0,
	     "drivers/net/ethernet/via/Kconfig", "always uses NAPI"),
	NAME("E1000_NAPI", "E1000", 2, 6, 28,
	     "drivers/net/ethernet/intel/Kconfig", "always uses NAPI"),
	NAME("R8169_NAPI", "R8169", 2, 6, 28,
	     "drivers/net/ethernet/realtek/Kconfig", "always uses NAPI"),
	/* around it */
	NAME("PARAVIRT_GUEST", "HYPERVISOR_GUEST", 3, 10, 0,
	     "arch/x86/Kconfig", NULL),
	NAME("INOTIFY", "INOTIFY_USER", 2, 6, 37, "fs/notify/inotify/Kconfig",
	     NULL),
	NAME("IP_NF_CONNTRACK", "NF_CONNTRACK", 2, 6, 22,
	     "net/netfilter/Kconfig", NULL),
	GONE("HOTPLUG", 3, 11, 0, "init/Kconfig", "always there"),
	GONE("EXPERIMENTAL", 3, 10, 0, "init/Kconfig", "no option asks for it"),
	NAME("PREEMPT_VOLUNTARY", "PREEMPT_LAZY", 7, 0, 0,
	     "kernel/Kconfig.preempt", "gives way at the next clock tick"),
	/* debug kernels */
	NAME("DETECT_SOFTLOCKUP", "SOFTLOCKUP_DETECTOR", 4, 13, 0,
	     "lib/Kconfig.debug", NULL),
	NAME("DEBUG_SPINLOCK_SLEEP", "DEBUG_ATOMIC_SLEEP", 3, 1, 0,
	     "lib/Kconfig.debug", NULL),
};

const size_t ddt_knames_n = sizeof(ddt_knames) / sizeof(ddt_knames[0]);

/* Of the topics that every dom0 is asked for; DDT_KLATER knows all of them. */
#define DDT_KLATER	DDT_KVER(6, 1, 0)

const struct ddt_klater ddt_kname_laters[] = {
	{ "E1000E", { "PCI", "E1000" } },
	{ "IGB", { "PCI", "E1000" } },
	{ "IGC", { "PCI", "E1000" } },
	{ "VMXNET3", { "PCI", "INET" } },
	{ "VIRTIO_MENU", { "VIRTIO_PCI", NULL } },
	{ "VIRTIO_PCI_LEGACY", { "VIRTIO_PCI", NULL } },
	/* in the menus of before 3.2 a vendor had no symbol, but 3Com */
	{ "NET_VENDOR_AMD", { "NET_ETHERNET", NULL } },
	{ "NET_VENDOR_DEC", { "NET_ETHERNET", NULL } },
	{ "NET_VENDOR_INTEL", { "NET_ETHERNET", NULL } },
	{ "NET_VENDOR_REALTEK", { "NET_ETHERNET", NULL } },
	{ "NET_VENDOR_VIA", { "NET_ETHERNET", NULL } },
	{ "BRIDGE_IGMP_SNOOPING", { "BRIDGE", "INET" } },
	{ "BRIDGE_VLAN_FILTERING", { "BRIDGE", "VLAN_8021Q" } },
	{ "NFS_V4_1", { "NFS_V4", NULL } },
	{ "NFS_V4_2", { "NFS_V4_1", NULL } },
	{ "TMPFS_XATTR", { "TMPFS", NULL } },
};

const size_t ddt_kname_laters_n =
	sizeof(ddt_kname_laters) / sizeof(ddt_kname_laters[0]);

/**
 * ddt_kname_later() - is a kernel too old for a symbol?
 * @kc: configuration, which does not mention @name
 * @name: symbol
 *
 * Return: true when all that the symbol depends on is there without it.
 */
bool ddt_kname_later(const struct ddt_kconfig *kc, const char *name)
{
	size_t i, k;

	if (!kc->version || kc->version >= DDT_KLATER)
		return false;
	for (i = 0; i < ddt_kname_laters_n; i++) {
		if (strcmp(ddt_kname_laters[i].name, name))
			continue;
		for (k = 0; k < 2 && ddt_kname_laters[i].needs[k]; k++) {
			const char *needs = ddt_kname_laters[i].needs[k];
			const char *on = ddt_kconfig_get(kc, needs);

			if (!on || !strcmp(on, "n"))
				return false;
		}
		return true;
	}
	return false;
}

/* does a change of name concern this kernel and this question */
static bool applies(const struct ddt_kname *k, const struct ddt_kconfig *kc,
		    const char *name)
{
	if (k->twin)
		return !strcmp(k->old, name) && ddt_kconfig_get(kc, k->now);
	if (!strcmp(k->old, name))
		return !k->split && (!kc->version || kc->version >= k->since);
	/* a new name in an old kernel */
	return k->now && !strcmp(k->now, name) && kc->version &&
	       kc->version < k->since && ddt_kconfig_get(kc, k->old);
}

/**
 * ddt_kname_find() - find the other name of a symbol
 * @kc: configuration, which does not mention @name
 * @name: symbol
 *
 * Return: the change of name, in either direction; NULL: there is none.
 */
const struct ddt_kname *ddt_kname_find(const struct ddt_kconfig *kc,
				       const char *name)
{
	size_t i;

	for (i = 0; i < ddt_knames_n; i++)
		if (applies(&ddt_knames[i], kc, name))
			return &ddt_knames[i];
	return NULL;
}
