// SPDX-License-Identifier: GPL-2.0-only
/*
 * NICs of hosts, and the drivers that a kernel has built in.
 *
 * The drivers of a PCI id are those that depmod found, in the directory of any
 * kernel that is installed; whether one is built in tells the kernel's
 * configuration, else modules.builtin of its own release.
 */
#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/nic_internal.h"

/* Drivers, and their symbols in drivers/net/ethernet. */
static const struct {
	const char *driver;
	const char *symbol;
} ddt_nic_symbols[] = {
	{ "3c59x", "VORTEX" }, { "8139too", "8139TOO" }, { "8139cp", "8139CP" },
	{ "r8169", "R8169" }, { "via_rhine", "VIA_RHINE" },
	{ "via_velocity", "VIA_VELOCITY" }, { "e100", "E100" },
	{ "e1000", "E1000" }, { "e1000e", "E1000E" }, { "igb", "IGB" },
	{ "igc", "IGC" }, { "ixgbe", "IXGBE" }, { "i40e", "I40E" },
	{ "ice", "ICE" }, { "tg3", "TIGON3" }, { "bnx2", "BNX2" },
	{ "bnx2x", "BNX2X" }, { "bnxt_en", "BNXT" }, { "b44", "B44" },
	{ "pcnet32", "PCNET32" }, { "forcedeth", "FORCEDETH" },
	{ "sky2", "SKY2" }, { "skge", "SKGE" }, { "sis900", "SIS900" },
	{ "atl1c", "ATL1C" }, { "atl1e", "ATL1E" }, { "alx", "ALX" },
	{ "tulip", "TULIP" }, { "ne2k_pci", "NE2K_PCI" },
	{ "virtio_net", "VIRTIO_NET" }, { "mlx4_en", "MLX4_EN" },
	{ "mlx5_core", "MLX5_CORE_EN" }, { "natsemi", "NATSEMI" },
	{ "epic100", "EPIC100" }, { "xen_netfront", "XEN_NETDEV_FRONTEND" },
};

#define NSYMBOLS (sizeof(ddt_nic_symbols) / sizeof(ddt_nic_symbols[0]))

/**
 * ddt_check_nics_init() - begin
 * @nics: to initialise
 * @sysroot: in front of /lib/modules
 * @vmlinuz: the kernel, for its release
 * @kc: its configuration
 *
 * The 16 bits at 0x20e of an x86 image are the place of the release, less
 * 0x200 (Documentation/x86/boot.rst, kernel_version).
 */
void ddt_check_nics_init(struct ddt_check_nics *nics, const char *sysroot,
			 const char *vmlinuz, const struct ddt_kconfig *kc)
{
	int fd = open(vmlinuz, O_RDONLY | O_CLOEXEC);
	char magic[4] = "";
	uint16_t at;
	ssize_t n;

	memset(nics, 0, sizeof(*nics));
	nics->sysroot = sysroot;
	nics->kc = kc;
	if (fd < 0)
		return;
	if (pread(fd, magic, 4, 0x202) == 4 && !memcmp(magic, "HdrS", 4) &&
	    pread(fd, &at, 2, 0x20e) == 2 && at) {
		n = pread(fd, nics->release, sizeof(nics->release) - 1,
			  le16toh(at) + 0x200);
		nics->release[n > 0 ? n : 0] = '\0';
		nics->release[strcspn(nics->release, " /")] = '\0';
	}
	close(fd);
}

/* a driver of a NIC */
static void nic_add(struct ddt_check_nic *nic, const char *name)
{
	unsigned int i;
	char *p;

	for (i = 0; i < nic->n; i++)
		if (!strcmp(nic->driver[i], name))
			return;
	if (nic->n == DDT_CHECK_DRIVERS_MAX || strlen(name) >= 64)
		return;
	strcpy(nic->driver[nic->n], name);
	for (p = nic->driver[nic->n++]; *p; p++)
		if (*p == '-')
			*p = '_';
}

/*
 * Ask one kernel's directory for the drivers of a PCI id. Subsystem and
 * revision are not known; the class is that of Ethernet (0200).
 */
static void nic_lookup(struct ddt_check_nic *nic, const char *dir)
{
	const char *no_config = NULL;
	struct kmod_ctx *ctx = kmod_new(dir, &no_config);
	struct kmod_list *list = NULL, *each;
	char alias[80];

	if (!ctx)
		return;
	snprintf(alias, sizeof(alias),
		 "pci:v%08lXd%08lXsv00000000sd00000000bc02sc00i00",
		 strtoul(nic->nic, NULL, 16), strtoul(nic->nic + 5, NULL, 16));
	kmod_set_log_priority(ctx, 0);
	if (kmod_module_new_from_lookup(ctx, alias, &list) >= 0)
		kmod_list_foreach(each, list) {
			struct kmod_module *mod = kmod_module_get_module(each);

			nic_add(nic, kmod_module_get_name(mod));
			kmod_module_unref(mod);
		}
	kmod_module_unref_list(list);
	kmod_unref(ctx);
}

/* find the drivers of a PCI id */
static void nic_drivers(const struct ddt_check_nics *nics,
			struct ddt_check_nic *nic)
{
	char path[512], dir[800];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/lib/modules", nics->sysroot);
	if (nics->release[0]) {
		snprintf(dir, sizeof(dir), "%s/%s", path, nics->release);
		nic_lookup(nic, dir);
	}
	d = opendir(path);
	if (!d)
		return;
	while (!nic->n && (e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(dir, sizeof(dir), "%s/%s", path, e->d_name);
		nic_lookup(nic, dir);
	}
	closedir(d);
}

/*
 * Does a kernel's own modules.builtin list a driver?
 *
 * Return: 1 when it does, 0 when not, -ENOENT when there is no such file.
 */
static int nic_listed(const struct ddt_check_nics *nics, const char *driver)
{
	char path[600], line[512], *name, *p;
	int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/lib/modules/%s/modules.builtin",
		 nics->sysroot, nics->release);
	file = nics->release[0] ? fopen(path, "re") : NULL;
	if (!file)
		return -ENOENT;
	while (!found && fgets(line, sizeof(line), file)) {
		name = strrchr(line, '/');
		name = name ? name + 1 : line;
		name[strcspn(name, ".\n")] = '\0';
		for (p = name; *p; p++)
			if (*p == '-')
				*p = '_';
		found = !strcmp(name, driver);
	}
	fclose(file);
	return found;
}

/* is any of a NIC's drivers built in? */
static void nic_state(const struct ddt_check_nics *nics,
		      struct ddt_check_nic *nic)
{
	unsigned int i, k;
	int built = 0;

	nic->state = nic->n ? DDT_NIC_NO_SYMBOL : DDT_NIC_NO_DRIVER;
	for (i = 0; i < nic->n && built != 1; i++) {
		for (k = 0; k < NSYMBOLS; k++)
			if (!strcmp(nic->driver[i], ddt_nic_symbols[k].driver))
				break;
		if (k < NSYMBOLS) {
			nic->symbol = ddt_nic_symbols[k].symbol;
			built = ddt_kconfig_builtin(nics->kc, nic->symbol);
		} else {
			built = nic_listed(nics, nic->driver[i]);
		}
		if (built >= 0)
			nic->state = built ? DDT_NIC_BUILTIN : DDT_NIC_MISSING;
	}
}

/* look a NIC up, once */
static const struct ddt_check_nic *nic_find(struct ddt_check_nics *nics,
					  const char *name)
{
	struct ddt_check_nic *nic;
	unsigned int i;

	for (i = 0; i < nics->n; i++)
		if (!strcmp(nics->nic[i].nic, name))
			return &nics->nic[i];
	/* more models than that: the last one gives way */
	nics->n -= nics->n == DDT_CHECK_NICS_MAX;
	nic = &nics->nic[nics->n++];
	memset(nic, 0, sizeof(*nic));
	nic->nic = name;
	if (strchr(name, ':'))
		nic_drivers(nics, nic);
	else
		nic_add(nic, name);
	nic_state(nics, nic);
	return nic;
}

/**
 * ddt_check_nic() - has a kernel the driver of a host's NIC?
 * @lint: where to
 * @nics: for which kernel
 * @p: its profile
 * @host: host, with its NIC
 */
void ddt_check_nic(struct ddt_lint *lint, struct ddt_check_nics *nics,
		   const struct ddt_pool_profile *p,
		   const struct ddt_pool_host *host)
{
	const struct ddt_check_nic *nic = nic_find(nics, host->nic);
	char drivers[300] = "", symbol[80] = "";
	unsigned int i;

	for (i = 0; i < nic->n; i++) {
		strcat(drivers, i ? " or " : "");
		strcat(drivers, nic->driver[i]);
	}
	if (nic->symbol)
		snprintf(symbol, sizeof(symbol), "CONFIG_%s=y, or ",
			 nic->symbol);
	switch (nic->state) {
	case DDT_NIC_BUILTIN:
		break;
	case DDT_NIC_MISSING:
		ddt_finding_advice(ddt_lint_add(lint, DDT_PROBLEM, "no-driver",
			host->id.place, NULL, NULL,
			"host %s: %s has no built-in driver %s", host->id.name,
			p->kernel, drivers),
			"%san initrd for profile %s", symbol, p->id.name);
		break;
	case DDT_NIC_NO_DRIVER:
		ddt_lint_add(lint, DDT_NOTE, "unknown-driver", host->id.place,
			"not checked", "name the driver",
			"host %s: no kernel in %s/lib/modules has a driver for %s",
			host->id.name, nics->sysroot, host->nic);
		break;
	case DDT_NIC_NO_SYMBOL:
		ddt_lint_add(lint, DDT_NOTE, "unknown-driver", host->id.place,
			"not checked", "look into its configuration",
			"host %s: no driver %s is known here, nor whether %s has it",
			host->id.name, drivers, p->kernel);
		break;
	}
}
