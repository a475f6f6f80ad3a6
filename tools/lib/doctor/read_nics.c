// SPDX-License-Identifier: GPL-2.0-only
/*
 * NICs on PCI, of this machine or of a copy of its sysfs, and their interrupts.
 */
#include <glob.h>
#include <libgen.h>
#include <pci/pci.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor/doctor_internal.h"

/*
 * A hexadecimal number in a device's attribute.
 *
 * Return: the number, 0 if there is none.
 */
static unsigned int read_hex(const char *dir, const char *name)
{
	char path[320], text[16] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%.255s/%s", dir, name);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	return (unsigned int)strtoul(text, NULL, 16);
}

/* A NIC of a copy of sysfs. Its power state is not in there. */
static void read_copy(struct ddt_health *h, const char *dir)
{
	struct ddt_nic *nic = &h->nics[h->nnics].nic;
	char pattern[320];
	glob_t found;

	if (read_hex(dir, "class") >> 8 != PCI_CLASS_NETWORK_ETHERNET)
		return;
	memset(nic, 0, sizeof(*nic));
	nic->state = -1;
	nic->vendor = (uint16_t)read_hex(dir, "vendor");
	nic->device = (uint16_t)read_hex(dir, "device");
	snprintf(nic->address, sizeof(nic->address), "%.19s",
		 strrchr(dir, '/') + 1);
	snprintf(pattern, sizeof(pattern), "%.255s/net/*", dir);
	if (!glob(pattern, 0, NULL, &found)) {
		snprintf(nic->netdev, sizeof(nic->netdev), "%.15s",
			 basename(found.gl_pathv[0]));
		globfree(&found);
	}
	h->nnics++;
}

/* is an interrupt line a NIC's */
static bool is_line_of(const char *users, const char *dev)
{
	size_t len = strlen(dev);
	const char *at = users;

	while (len && (at = strstr(at, dev))) {
		if ((at == users || at[-1] == ' ') &&
		    (!at[len] || strchr(",-\n", at[len])))
			return true;
		at += len;
	}
	return false;
}

/*
 * Take up a line of /proc/interrupts. "11:  0  42  IO-APIC  11-fasteoi  eth0":
 * a count for each processor, the chip, its users. Under Xen the chip is
 * "xen-pirq    -ioapic-level".
 */
static void read_line(struct ddt_health *h, char *line)
{
	char *at = strchr(line, ':'), *end;
	uint64_t sum = 0, n;
	unsigned int i;

	if (!at)
		return;
	for (at++;; at = end) {
		n = strtoull(at, &end, 10);
		if (end == at || (*end != ' ' && *end != '\n'))
			break;
		sum += n;
	}
	for (i = 0; i < h->nnics; i++) {
		if (!is_line_of(at, h->nics[i].nic.netdev))
			continue;
		h->nics[i].interrupts += sum;
		if (strstr(at, "IO-APIC") || strstr(at, "ioapic"))
			h->nics[i].ioapic = true;
	}
}

/* what NICs' interrupt lines have seen */
static void read_interrupts(struct ddt_health *h)
{
	char path[320], *line = NULL;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%.255s/proc/interrupts", h->dir);
	file = fopen(path, "re");
	if (!file)
		return;
	while (getline(&line, &size, file) > 0)
		read_line(h, line);
	free(line);
	fclose(file);
}

/**
 * ddt_doctor_read_nics() - read all NICs
 * @h: its NICs are filled; a machine without PCI has none
 */
void ddt_doctor_read_nics(struct ddt_health *h)
{
	static struct ddt_nic nics[DDT_NICS_MAX];
	char pattern[320];
	glob_t found;
	unsigned int n, i;

	snprintf(pattern, sizeof(pattern), "%.255s/sys/bus/pci/devices/*",
		 h->dir);
	if (!h->dir[0]) {
		if (!ddt_nics_read(nics, &n))
			for (i = 0; i < n; i++)
				h->nics[h->nnics++].nic = nics[i];
	} else if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc && h->nnics < DDT_NICS_MAX; i++)
			read_copy(h, found.gl_pathv[i]);
		globfree(&found);
	}
	read_interrupts(h);
}
