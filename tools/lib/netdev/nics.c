// SPDX-License-Identifier: GPL-2.0-only
/*
 * NICs by libpci and sysfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libgen.h>
#include <pci/pci.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netdev/nics.h"

#define SYS_DEVICES	"/sys/bus/pci/devices"

/* the first line of a device's attribute */
static void read_line(const char *address, const char *name, char *buf,
		      size_t size)
{
	char path[128];
	FILE *file;

	buf[0] = '\0';
	snprintf(path, sizeof(path), "%s/%s/%s", SYS_DEVICES, address, name);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(buf, (int)size, file))
		buf[strcspn(buf, "\n")] = '\0';
	fclose(file);
}

/* a device's driver */
static void read_driver(struct ddt_nic *nic)
{
	char path[128], target[256];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s/driver", SYS_DEVICES, nic->address);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return;
	target[n] = '\0';
	snprintf(nic->driver, sizeof(nic->driver), "%.31s", basename(target));
}

/*
 * A device's network interface. That of a virtio NIC is one level further down.
 */
static void read_netdev(struct ddt_nic *nic)
{
	static const char *const places[] = { "net", "virtio*/net" };
	char pattern[128];
	unsigned int i;
	glob_t found;

	for (i = 0; i < 2 && !nic->netdev[0]; i++) {
		snprintf(pattern, sizeof(pattern), "%s/%s/%s/*", SYS_DEVICES,
			 nic->address, places[i]);
		if (glob(pattern, 0, NULL, &found))
			continue;
		snprintf(nic->netdev, sizeof(nic->netdev), "%.15s",
			 basename(found.gl_pathv[0]));
		globfree(&found);
	}
}

/* power state, by configuration space */
static void read_state(struct ddt_nic *nic, struct pci_dev *dev)
{
	struct pci_cap *cap = pci_find_cap(dev, PCI_CAP_ID_PM, PCI_CAP_NORMAL);
	uint16_t pmcsr;

	nic->state = -1;
	if (!cap)
		return;
	nic->pm_cap = cap->addr;
	pmcsr = pci_read_word(dev, (int)cap->addr + PCI_PM_CTRL);
	if (pmcsr != 0xffff)
		nic->state = pmcsr & PCI_PM_CTRL_STATE_MASK;
}

/* all about a device */
static bool read_nic(struct ddt_nic *nic, struct pci_dev *dev)
{
	pci_fill_info(dev, PCI_FILL_IDENT | PCI_FILL_CLASS | PCI_FILL_CAPS);
	memset(nic, 0, sizeof(*nic));
	snprintf(nic->address, sizeof(nic->address), "%04x:%02x:%02x.%d",
		 (unsigned int)dev->domain, dev->bus, dev->dev, dev->func & 7);
	read_line(nic->address, DDT_D3_POLICY, nic->policy,
		  sizeof(nic->policy));
	read_line(nic->address, DDT_D3_MATCH, nic->match, sizeof(nic->match));
	if (dev->device_class != PCI_CLASS_NETWORK_ETHERNET &&
	    !nic->policy[0])
		return false;
	nic->vendor = dev->vendor_id;
	nic->device = dev->device_id;
	read_driver(nic);
	read_netdev(nic);
	read_state(nic, dev);
	return true;
}

/* Order by address. Return: as strcmp(). */
static int compare(const void *a, const void *b)
{
	const struct ddt_nic *left = a, *right = b;

	return strcmp(left->address, right->address);
}

/**
 * ddt_nics_read() - read all NICs
 * @nics: DDT_NICS_MAX entries, filled
 * @n: how many
 *
 * Return: 0; -ENODEV where there is no PCI.
 */
int ddt_nics_read(struct ddt_nic *nics, unsigned int *n)
{
	struct pci_access *pci;
	struct pci_dev *dev;

	*n = 0;
	/* libpci exits where there is nothing to read. */
	if (access(SYS_DEVICES, R_OK))
		return -ENODEV;
	pci = pci_alloc();
	pci->method = PCI_ACCESS_SYS_BUS_PCI;
	pci_init(pci);
	pci_scan_bus(pci);
	for (dev = pci->devices; dev && *n < DDT_NICS_MAX; dev = dev->next)
		if (read_nic(&nics[*n], dev))
			++*n;
	pci_cleanup(pci);
	qsort(nics, *n, sizeof(*nics), compare);
	return 0;
}

/**
 * ddt_nic_woken() - will ddom_d3 wake a NIC
 * @nic: NIC
 *
 * Return: true if so.
 */
bool ddt_nic_woken(const struct ddt_nic *nic)
{
	if (!strcmp(nic->policy, "auto"))
		return !strncmp(nic->match, "wake:", 5);
	return !strcmp(nic->policy, "wake");
}

/**
 * ddt_nic_set() - set ddom_d3's policy for a NIC
 * @nic: NIC
 * @policy: auto, wake or leave
 *
 * Return: 0; -ENOENT when ddom_d3 does not know it; another negative errno.
 */
int ddt_nic_set(const struct ddt_nic *nic, const char *policy)
{
	char path[128];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/%s/%s", SYS_DEVICES, nic->address,
		 DDT_D3_POLICY);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, policy, strlen(policy)) < 0)
		err = -errno;
	close(fd);
	return err;
}
