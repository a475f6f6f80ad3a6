// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which devices: the known cases and what the administrator adds.
 *
 * An entry needs a source: a driver that was changed because the firmware did
 * not wake its NIC. Most of them take care of it themselves by now; the entry
 * says what becomes of the device when they, or a later version, do not.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/dmi.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/pci_ids.h>
#include <linux/string.h>

#include "d3.h"

#define PCI_DEVICE_ID_INTEL_I965_HOST	0x29a0

/**
 * struct known - a known case
 * @vendor: PCI vendor
 * @device: PCI device, or PCI_ANY_ID
 * @host: Intel host bridge that must be there, 0: any
 * @dmi: boards it is confined to, NULL: any
 * @leave: must not be woken
 * @chip: its own sleep register
 * @why: in words
 */
struct known {
	u16 vendor;
	u32 device;
	u16 host;
	const struct dmi_system_id *dmi;
	bool leave;
	enum ddom_d3_chip chip;
	const char *why;
};

/*
 * via-rhine, 2006: "PXE does not work after D3". The module parameter avoid_D3
 * and, later, these two boards in its table rhine_dmi_table.
 */
static const struct dmi_system_id rhine_boards[] = {
	{
		.ident = "EPIA-M",
		.matches = {
			DMI_MATCH(DMI_BIOS_VENDOR, "Award Software International, Inc."),
			DMI_MATCH(DMI_BIOS_VERSION, "6.00 PG"),
		},
	}, {
		.ident = "KV7",
		.matches = {
			DMI_MATCH(DMI_BIOS_VENDOR, "Phoenix Technologies, LTD"),
			DMI_MATCH(DMI_BIOS_VERSION, "6.00 PG"),
		},
	},
	{ }
};

/*
 * tg3, 2025: tg3_restart_aer_quirk_table. On these boards the firmware raises
 * a fatal AER at the end when the NIC is *not* powered down: the reverse.
 */
#define DELL(model)							\
	{								\
		.matches = {						\
			DMI_MATCH(DMI_SYS_VENDOR, "Dell Inc."),		\
			DMI_MATCH(DMI_PRODUCT_NAME, model),		\
		},							\
	}
static const struct dmi_system_id tg3_boards[] = {
	DELL("PowerEdge R440"),
	DELL("PowerEdge R540"),
	DELL("PowerEdge R640"),
	DELL("PowerEdge R650"),
	DELL("PowerEdge R740"),
	DELL("PowerEdge R750"),
	{ }
};

/* The first that fits counts: boards before chips. */
static const struct known table[] = {
	{ PCI_VENDOR_ID_BROADCOM, PCI_ANY_ID, 0, tg3_boards, true, DDOM_D3_PCI,
	  "tg3: fatal AER unless powered down" },
	/*
	 * The same for any board: a Rhine with StickyHW bits 0-1 set is asleep
	 * whatever its PMCSR says. The VT86C100A (3043) cannot sleep.
	 */
	{ PCI_VENDOR_ID_VIA, 0x3065, 0, rhine_boards, false, DDOM_D3_RHINE,
	  "via-rhine avoid_D3" },
	{ PCI_VENDOR_ID_VIA, 0x3065, 0, NULL, false, DDOM_D3_RHINE,
	  "via-rhine: Rhine II, no PXE after D3" },
	{ PCI_VENDOR_ID_VIA, 0x3106, 0, NULL, false, DDOM_D3_RHINE,
	  "via-rhine: Rhine III, no PXE after D3" },
	{ PCI_VENDOR_ID_VIA, 0x3053, 0, NULL, false, DDOM_D3_RHINE,
	  "via-rhine: Rhine III Management, no PXE after D3" },
	/* 3c59x, 2005 (2.6.11.11): dead after a warm boot, left in D3. */
	{ PCI_VENDOR_ID_3COM, 0x9055, 0, NULL, false, DDOM_D3_PCI,
	  "3c59x: 3c905B dead after a warm boot" },
	{ PCI_VENDOR_ID_3COM, 0x9200, 0, NULL, false, DDOM_D3_PCI,
	  "3c59x: 3c905C dead after a warm boot" },
	/* e1000, 2006: boards with the i965 do not reboot with it in D3. */
	{ PCI_VENDOR_ID_INTEL, PCI_ANY_ID, PCI_DEVICE_ID_INTEL_I965_HOST, NULL,
	  false, DDOM_D3_PCI, "e1000: i965 firmware does not wake it" },
};

/**
 * struct added - an entry of ids=
 * @vendor: PCI vendor
 * @device: PCI device
 * @subvendor: subsystem vendor, or PCI_ANY_ID
 * @subdevice: subsystem device, or PCI_ANY_ID
 */
struct added {
	u32 vendor;
	u32 device;
	u32 subvendor;
	u32 subdevice;
};

static struct added ids[DDOM_D3_IDS_MAX];
static unsigned int nids;

/* four hexadecimal digits */
static bool parse_hex4(const char **text, u32 *value)
{
	int i;

	*value = 0;
	for (i = 0; i < 4; i++) {
		char c = tolower((*text)[i]);

		if (!isxdigit(c))
			return false;
		*value = *value << 4 | (isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	*text += 4;
	return true;
}

/* VVVV:DDDD[:SVVV:SDDD] */
static bool parse_id(const char **text, struct added *id)
{
	id->subvendor = PCI_ANY_ID;
	id->subdevice = PCI_ANY_ID;
	if (!parse_hex4(text, &id->vendor) || *(*text)++ != ':' ||
	    !parse_hex4(text, &id->device))
		return false;
	if (**text != ':')
		return true;
	++*text;
	return parse_hex4(text, &id->subvendor) && *(*text)++ == ':' &&
	       parse_hex4(text, &id->subdevice);
}

/**
 * ddom_d3_match_parse_ids() - read ids=
 * @text: its value
 *
 * Return: 0; -EINVAL with the reason in the kernel log.
 */
int ddom_d3_match_parse_ids(const char *text)
{
	const char *at = text;

	nids = 0;
	for (;;) {
		if (nids == ARRAY_SIZE(ids)) {
			pr_err("ids: more than %d\n", DDOM_D3_IDS_MAX);
			return -EINVAL;
		}
		if (!parse_id(&at, &ids[nids])) {
			pr_err("ids=%s: entry %u: want VVVV:DDDD or VVVV:DDDD:SVVV:SDDD, hexadecimal\n",
			       text, nids + 1);
			return -EINVAL;
		}
		nids++;
		if (!*at)
			return 0;
		if (*at++ != ',') {
			pr_err("ids=%s: entry %u: a comma must follow\n", text,
			       nids);
			return -EINVAL;
		}
	}
}

/* does ids= name the device */
static bool is_added(struct pci_dev *pdev)
{
	unsigned int i;

	for (i = 0; i < nids; i++)
		if (ids[i].vendor == pdev->vendor &&
		    ids[i].device == pdev->device &&
		    (ids[i].subvendor == PCI_ANY_ID ||
		     (ids[i].subvendor == pdev->subsystem_vendor &&
		      ids[i].subdevice == pdev->subsystem_device)))
			return true;
	return false;
}

/* is it an Ethernet controller */
static bool is_nic(struct pci_dev *pdev)
{
	return pdev->class >> 8 == PCI_CLASS_NETWORK_ETHERNET;
}

/* Is there this host bridge? May sleep. */
static bool has_host(u16 device)
{
	struct pci_dev *host;

	if (!device)
		return true;
	host = pci_get_device(PCI_VENDOR_ID_INTEL, device, NULL);
	pci_dev_put(host);
	return host;
}

/*
 * Look a device up in the table.
 *
 * Context: may sleep.
 * Return: the first entry that fits, or NULL.
 */
static const struct known *known_case(struct pci_dev *pdev)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		const struct known *k = &table[i];

		if (k->vendor != pdev->vendor ||
		    (k->device != PCI_ANY_ID && k->device != pdev->device))
			continue;
		if (!is_nic(pdev) || !has_host(k->host))
			continue;
		if (!k->dmi || dmi_check_system(k->dmi))
			return k;
	}
	return NULL;
}

/**
 * ddom_d3_match_wanted() - is the device watched
 * @pdev: device
 *
 * Return: true for an Ethernet controller and for what ids= names.
 */
bool ddom_d3_match_wanted(struct pci_dev *pdev)
{
	return is_nic(pdev) || is_added(pdev);
}

/**
 * ddom_d3_match() - what is to become of a device
 * @pdev: device
 * @all: every NIC is to be woken
 * @match: filled
 *
 * What ids= names is woken, on whatever board. A board that must have its NIC
 * asleep comes before all_boot_nics.
 *
 * Context: may sleep.
 */
void ddom_d3_match(struct pci_dev *pdev, bool all, struct ddom_d3_match *match)
{
	const struct known *k = known_case(pdev);

	match->chip = k ? k->chip : DDOM_D3_PCI;
	match->wake = true;
	if (is_added(pdev)) {
		snprintf(match->why, sizeof(match->why), "ids");
	} else if (k) {
		const struct dmi_system_id *board =
			k->dmi ? dmi_first_match(k->dmi) : NULL;

		match->wake = !k->leave;
		snprintf(match->why, sizeof(match->why), "table: %s%s%s",
			 k->why, board && board->ident ? ", board " : "",
			 board && board->ident ? board->ident : "");
	} else if (all && is_nic(pdev)) {
		snprintf(match->why, sizeof(match->why), "all_boot_nics");
	} else {
		match->wake = false;
		snprintf(match->why, sizeof(match->why), "none");
	}
}
