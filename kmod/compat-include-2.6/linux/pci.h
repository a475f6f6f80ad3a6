/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT26_LINUX_PCI_H
#define _DDOM_COMPAT26_LINUX_PCI_H

#include_next <linux/pci.h>

#define PCI_STD_RESOURCE_END	5
#define PCI_POSSIBLE_ERROR(val)	((val) == (typeof(val))~0ull)

#define pci_warn(pdev, fmt, ...) \
	dev_warn(&(pdev)->dev, fmt, ##__VA_ARGS__)

#endif /* _DDOM_COMPAT26_LINUX_PCI_H */
