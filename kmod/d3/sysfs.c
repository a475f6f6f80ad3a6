// SPDX-License-Identifier: GPL-2.0-only
/* /sys/bus/pci/devices/ADDRESS/ddom_d3/ */
#include <linux/device.h>
#include <linux/pci.h>
#include <linux/sysfs.h>

#include "d3.h"

static const char *const policies[DDOM_D3_NPOLICIES] = {
	[DDOM_D3_AUTO] = "auto",
	[DDOM_D3_WAKE] = "wake",
	[DDOM_D3_LEAVE] = "leave",
};

/*
 * A watched device.
 *
 * Context: ddom_d3_lock held.
 * Return: the device, or NULL while it comes or goes.
 */
static struct ddom_d3_dev *find(struct device *device)
{
	struct ddom_d3_dev *dev;

	list_for_each_entry(dev, &ddom_d3_devs, list)
		if (&dev->pdev->dev == device)
			return dev;
	return NULL;
}

/* What the administrator wants. Return: number of bytes, or -ENODEV. */
static ssize_t policy_show(struct device *device, struct device_attribute *attr,
			   char *buf)
{
	struct ddom_d3_dev *dev;
	ssize_t n = -ENODEV;

	spin_lock_irq(&ddom_d3_lock);
	dev = find(device);
	if (dev)
		n = sysfs_emit(buf, "%s\n", policies[dev->policy]);
	spin_unlock_irq(&ddom_d3_lock);
	return n;
}

/*
 * Change what the administrator wants.
 *
 * Return: count, -EINVAL or -ENODEV.
 */
static ssize_t policy_store(struct device *device,
			    struct device_attribute *attr, const char *buf,
			    size_t count)
{
	int policy = sysfs_match_string(policies, buf);
	struct ddom_d3_dev *dev;

	if (policy < 0)
		return policy;
	spin_lock_irq(&ddom_d3_lock);
	dev = find(device);
	if (dev)
		dev->policy = policy;
	spin_unlock_irq(&ddom_d3_lock);
	return dev ? count : -ENODEV;
}
static DEVICE_ATTR_RW(policy);

/* Whether it is woken, and why. Return: number of bytes, or -ENODEV. */
static ssize_t match_show(struct device *device, struct device_attribute *attr,
			  char *buf)
{
	struct ddom_d3_dev *dev;
	ssize_t n = -ENODEV;

	spin_lock_irq(&ddom_d3_lock);
	dev = find(device);
	if (dev)
		n = sysfs_emit(buf, "%s: %s\n",
			       dev->match.wake ? "wake" : "leave",
			       dev->match.why);
	spin_unlock_irq(&ddom_d3_lock);
	return n;
}
static DEVICE_ATTR_RO(match);

static struct attribute *attrs[] = {
	&dev_attr_policy.attr,
	&dev_attr_match.attr,
	NULL
};

const struct attribute_group ddom_d3_sysfs_group = {
	.name = "ddom_d3",
	.attrs = attrs,
};
