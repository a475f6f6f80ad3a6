// SPDX-License-Identifier: GPL-2.0-only
/*
 * NICs that do not work, or will not at the next boot.
 */
#include <string.h>

#include "doctor/doctor_internal.h"

#define DEAF	1U	/* gets no interrupts with some BIOSes' APIC */
#define SLEEPY	2U	/* its driver leaves it asleep, and no ROM wakes it */
#define PXEGRUB	4U	/* newer builds of pxegrub do not work with it */

/*
 * NICs with a history, by their PCI ids: via-rhine's as its rhine_pci_tbl has
 * them; 3Com's from before 2000, 3c900, 3c905 and their B models: the C model
 * has 0x9200.
 */
static const struct kind {
	const char *name;
	uint16_t vendor;
	uint16_t first;
	uint16_t last;
	unsigned int is;
} kinds[] = {
	{ "VIA Rhine", 0x1106, 0x3043, 0x3043, DEAF | SLEEPY },
	{ "VIA Rhine", 0x1106, 0x3053, 0x3053, DEAF | SLEEPY },
	{ "VIA Rhine", 0x1106, 0x3065, 0x3065, DEAF | SLEEPY },
	{ "VIA Rhine", 0x1106, 0x3106, 0x3106, DEAF | SLEEPY },
	{ "3Com 3c90x", 0x10b7, 0x9000, 0x905f, PXEGRUB },
	{ .name = NULL }
};

/* Which one is it? The last is any. */
static const struct kind *kind_of(const struct ddt_nic *nic)
{
	const struct kind *k = kinds;

	while (k->vendor && (nic->vendor != k->vendor ||
			     nic->device < k->first || nic->device > k->last))
		k++;
	return k;
}

/* how to have a NIC woken at restarts */
static void mend_asleep(const struct ddt_health *h, const struct ddt_nic *nic,
			struct ddt_finding *finding)
{
	if (h->d3)
		ddt_finding_mend(finding, "ddtool d3 set %s wake",
				 nic->address);
	else
		ddt_finding_mend(finding, "modprobe ddom_d3 ids=%04x:%04x",
				 nic->vendor, nic->device);
}

static void judge_nic(const struct ddt_health *h, const struct ddt_hnic *n,
		      struct ddt_findings *f)
{
	const struct ddt_nic *nic = &n->nic;
	const struct ddt_hlink *l = ddt_hlink_find(h, nic->netdev);
	const struct kind *kind = kind_of(nic);
	const char *name = nic->netdev[0] ? nic->netdev : nic->address;
	struct ddt_finding *finding;

	if (nic->state > 0 && !ddt_nic_woken(nic)) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "nic-asleep", name,
			"a restart would leave it so, and many firmwares and PXE ROMs do not wake it",
			"is in D%d", nic->state);
		mend_asleep(h, nic, finding);
	} else if (kind->is & SLEEPY && !ddt_nic_woken(nic) && !h->avoid_d3) {
		finding = ddt_finding_add(f, DDT_RISK, "nic-d3", name,
			"its driver may leave it asleep, and some BIOSes do not wake it: PXE fails at the next boot",
			"a %s that nothing wakes", kind->name);
		mend_asleep(h, nic, finding);
		ddt_finding_advice(finding,
				   "via-rhine.avoid_D3=1 on the kernel's command line, for poweroff too");
	}
	if (kind->is & DEAF && n->ioapic && l && l->up &&
	    (!l->rx_packets || !n->interrupts)) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "apic-rhine", name,
			"VIA Rhine cards get no interrupts with some BIOSes' APIC: DHCP offers are not seen",
			"up, its line is the I/O APIC's, %s",
			n->interrupts ? "nothing was received" : "no interrupt came");
		ddt_finding_advice(finding,
				   "noapic on the command line, under Xen on Xen's; if that does not help, switch the APIC off in the BIOS");
	}
	if (kind->is & PXEGRUB) {
		finding = ddt_finding_add(f, DDT_NOTE, "pxegrub-3com", name,
			"newer builds of GRUB legacy's pxegrub do not work with some of these cards",
			"a %s", kind->name);
		ddt_finding_advice(finding,
				   "boot it with GRUB 2's core.0 or iPXE");
	}
}

/**
 * ddt_doctor_nics() - judge the NICs
 * @h: state
 * @f: findings are added
 */
void ddt_doctor_nics(const struct ddt_health *h, struct ddt_findings *f)
{
	unsigned int i;

	for (i = 0; i < h->nnics; i++)
		judge_nic(h, &h->nics[i], f);
}
