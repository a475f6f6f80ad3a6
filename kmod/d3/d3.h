/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_D3_H
#define _DDOM_D3_H

#include <linux/pci.h>
#include <linux/types.h>

#define DDOM_D3_IDS_MAX		32
#define DDOM_D3_WHY_MAX		96

/**
 * enum ddom_d3_policy - what an administrator wants of a device
 * @DDOM_D3_AUTO: what the table and the parameters say
 * @DDOM_D3_WAKE: it is woken, whatever they say
 * @DDOM_D3_LEAVE: it is left alone, whatever they say
 * @DDOM_D3_NPOLICIES: how many there are
 */
enum ddom_d3_policy {
	DDOM_D3_AUTO,
	DDOM_D3_WAKE,
	DDOM_D3_LEAVE,
	DDOM_D3_NPOLICIES,
};

/**
 * enum ddom_d3_chip - sleep registers of a chip's own
 * @DDOM_D3_PCI: none, the PCI power management registers are all
 * @DDOM_D3_RHINE: VIA Rhine, StickyHW
 */
enum ddom_d3_chip {
	DDOM_D3_PCI,
	DDOM_D3_RHINE,
};

/**
 * struct ddom_d3_match - what is known of a device
 * @wake: it is to be woken
 * @chip: its own sleep register
 * @why: in words
 */
struct ddom_d3_match {
	bool wake;
	enum ddom_d3_chip chip;
	char why[DDOM_D3_WHY_MAX];
};

/**
 * struct ddom_d3_dev - a device that is watched
 * @list: of all
 * @pdev: the device
 * @policy: enum ddom_d3_policy
 * @match: what the table and the parameters say
 * @regs: the chip's registers, mapped when it is to be woken, or NULL
 */
struct ddom_d3_dev {
	struct list_head list;
	struct pci_dev *pdev;
	enum ddom_d3_policy policy;
	struct ddom_d3_match match;
	void __iomem *regs;
};

extern struct list_head ddom_d3_devs;
extern spinlock_t ddom_d3_lock;

int ddom_d3_match_parse_ids(const char *text);
bool ddom_d3_match_wanted(struct pci_dev *pdev);
void ddom_d3_match(struct pci_dev *pdev, bool all, struct ddom_d3_match *match);

void __iomem *ddom_d3_wake_map(struct pci_dev *pdev, enum ddom_d3_chip chip);
void ddom_d3_wake_all(void);
int ddom_d3_hook(void);
void ddom_d3_hook_end(void);

extern const struct attribute_group ddom_d3_sysfs_group;

#endif /* _DDOM_D3_H */
