// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last moment of a restart: what is listed goes back to D0.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/pci.h>

#include "d3.h"

/* PCI power management: a function is back 10 ms after D3hot. */
#define D3HOT_DELAY_MS	10

#define NBARS		(PCI_STD_RESOURCE_END + 1)

/* VIA Rhine */
#define RHINE_STICKY_HW	0x83
#define RHINE_SLEEP	0x03
#define RHINE_BAR_IO	0
#define RHINE_BAR_MEM	1
#define RHINE_SIZE	0x100

static bool is_to_wake(const struct ddom_d3_dev *dev)
{
	if (dev->policy == DDOM_D3_AUTO)
		return dev->match.wake;
	return dev->policy == DDOM_D3_WAKE;
}

/**
 * ddom_d3_wake_map() - map a chip's registers, while that is possible
 * @pdev: device
 * @chip: its kind
 *
 * The ports come first: memory needs a bit in the chip that its driver sets.
 * A device that has just come has no addresses yet.
 *
 * Context: may sleep.
 * Return: the registers, or NULL where there are none to write.
 */
void __iomem *ddom_d3_wake_map(struct pci_dev *pdev, enum ddom_d3_chip chip)
{
	static const int bars[] = { RHINE_BAR_IO, RHINE_BAR_MEM };
	unsigned int i;

	if (chip != DDOM_D3_RHINE)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(bars); i++)
		if (pdev->resource[bars[i]].parent &&
		    pci_resource_len(pdev, bars[i]) >= RHINE_SIZE)
			return pci_iomap(pdev, bars[i], RHINE_SIZE);
	return NULL;
}

/*
 * PMCSR to D0. A function may forget its BARs on the way from D3hot to D0; its
 * own registers are behind them.
 *
 * Context: any.
 */
static bool wake_pm(struct pci_dev *pdev, u16 *before)
{
	int cap = pci_find_capability(pdev, PCI_CAP_ID_PM);
	u32 bars[NBARS];
	u16 pmcsr;
	int i;

	*before = 0;
	if (!cap)
		return false;
	pci_read_config_word(pdev, cap + PCI_PM_CTRL, &pmcsr);
	*before = pmcsr & PCI_PM_CTRL_STATE_MASK;
	if (!*before)
		return false;
	for (i = 0; i < NBARS; i++)
		pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i,
				      &bars[i]);
	/* PME_Status is cleared by writing 1: not ours to clear. */
	pmcsr &= ~(PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_STATUS);
	pci_write_config_word(pdev, cap + PCI_PM_CTRL, pmcsr);
	mdelay(D3HOT_DELAY_MS);
	for (i = 0; i < NBARS; i++)
		pci_write_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i,
				       bars[i]);
	return true;
}

/* Clear the chip's own sleep state. Any. */
static bool wake_chip(struct ddom_d3_dev *dev, u16 command)
{
	bool asleep;
	u8 sticky;

	if (!dev->regs)
		return false;
	pci_write_config_word(dev->pdev, PCI_COMMAND,
			      command | PCI_COMMAND_IO | PCI_COMMAND_MEMORY);
	sticky = ioread8(dev->regs + RHINE_STICKY_HW);
	asleep = sticky & RHINE_SLEEP;
	if (asleep)
		iowrite8(sticky & ~RHINE_SLEEP, dev->regs + RHINE_STICKY_HW);
	return asleep;
}

/*
 * D0, bus mastering off, awake, and say so. Any; takes 10 ms for a device that
 * sleeps.
 */
static void wake(struct ddom_d3_dev *dev)
{
	struct pci_dev *pdev = dev->pdev;
	u16 before, command;
	bool slept, asleep;
	u32 id;

	pci_read_config_dword(pdev, PCI_VENDOR_ID, &id);
	if (PCI_POSSIBLE_ERROR(id)) {
		pr_warn("%s: does not answer, left as it is\n", pci_name(pdev));
		return;
	}
	/* Read first: it may be lost with the BARs. */
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	command &= ~PCI_COMMAND_MASTER;
	slept = wake_pm(pdev, &before);
	asleep = wake_chip(dev, command);
	pci_write_config_word(pdev, PCI_COMMAND, command);
	pr_notice("%s: D%u%s, bus mastering off%s (%s)\n", pci_name(pdev),
		  before, slept ? " -> D0" : "",
		  asleep ? ", StickyHW cleared" : "",
		  dev->policy == DDOM_D3_WAKE ? "policy" : dev->match.why);
}

/**
 * ddom_d3_wake_all() - wake what is listed, if this is a restart
 *
 * Context: any.
 */
void ddom_d3_wake_all(void)
{
	struct ddom_d3_dev *dev;
	unsigned long flags;

	if (system_state != SYSTEM_RESTART)
		return;
	spin_lock_irqsave(&ddom_d3_lock, flags);
	list_for_each_entry(dev, &ddom_d3_devs, list)
		if (is_to_wake(dev))
			wake(dev);
	spin_unlock_irqrestore(&ddom_d3_lock, flags);
}
