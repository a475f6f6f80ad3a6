// SPDX-License-Identifier: GPL-2.0-only
/*
 * Network managers, NICs, Xen, and paths that should be writable.
 */
#include <string.h>

#include "doctor.h"

#define VIA		0x1106
#define THREECOM	0x10b7

/* What ddtool bridge-attach calls a bridge in all examples. */
#define SOME_BRIDGE	"xenbr0"

/**
 * struct pair - what managers must leave alone
 * @port: the root's NIC, or the port of a bridge
 * @bridge: its bridge, or the name for one to be made
 */
struct pair {
	const char *port;
	const char *bridge;
};

/**
 * pair_of() - does the root, or a bridge of domUs, depend on an interface
 * @h: state
 * @name: interface
 * @pair: filled
 *
 * Return: true if so.
 */
static bool pair_of(const struct ddt_health *h, const char *name,
		    struct pair *pair)
{
	const struct ddt_hlink *l = ddt_health_link(h, name), *bridge = NULL;
	unsigned int i;

	if (!l || l->inner)
		return false;
	for (i = 0; l->bridge && i < h->nlinks; i++)
		if (!h->links[i].inner && !strcmp(h->links[i].master, name)) {
			pair->port = h->links[i].name;
			pair->bridge = name;
			return true;
		}
	if (l->master[0])
		bridge = ddt_health_link(h, l->master);
	if (!(bridge && bridge->bridge) && strcmp(name, h->root_dev))
		return false;
	pair->port = name;
	pair->bridge = bridge ? bridge->name : SOME_BRIDGE;
	return true;
}

static const char on_server[] =
	"where the root is read-only it is to be done on the server";

static const char keep_off[] =
	"it may take the interface down or its addresses away at any time, and with them the root";

/**
 * stanzas() - what ifupdown would do
 * @h: state
 * @name: interface
 * @f: findings
 */
static void stanzas(const struct ddt_health *h, const char *name,
		    struct ddt_findings *f)
{
	struct ddt_finding *finding;
	unsigned int i;

	for (i = 0; i < h->nstanzas; i++) {
		const struct ddt_hstanza *s = &h->stanzas[i];

		if (strcmp(s->dev, name) || !strcmp(s->method, "manual"))
			continue;
		finding = ddt_finding_add(f, DDT_RISK, "ifupdown", keep_off,
			"%s: ifupdown configures it (%s) by %s", name,
			s->method, s->file);
		ddt_finding_mend(finding,
				 "sed -i -E 's/^([ \\t]*iface[ \\t]+%s[ \\t]+inet6?[ \\t]+).*/\\1manual/' %s",
				 name, s->file);
		ddt_finding_advice(finding, "%s", on_server);
	}
}

/**
 * ddt_doctor_managers() - judge what else configures the network
 * @h: state
 * @f: findings are added
 */
void ddt_doctor_managers(const struct ddt_health *h, struct ddt_findings *f)
{
	struct ddt_finding *finding;
	struct pair pair;
	unsigned int i;

	for (i = 0; i < h->nlinks; i++) {
		const struct ddt_hlink *l = &h->links[i];

		if (!pair_of(h, l->name, &pair))
			continue;
		if (l->networkd) {
			finding = ddt_finding_add(f, DDT_RISK, "networkd",
				keep_off, "%s: systemd-networkd manages it",
				l->name);
			ddt_finding_mend(finding,
					 "ddom-dropins %s %s && networkctl reload",
					 pair.port, pair.bridge);
			ddt_finding_advice(finding, "%s", on_server);
		}
		if (h->nm && !ddt_health_nm_leaves(h, l->name)) {
			finding = ddt_finding_add(f, DDT_RISK,
				"networkmanager", keep_off,
				"%s: NetworkManager is not told to leave it alone",
				l->name);
			ddt_finding_mend(finding,
					 "ddom-dropins %s %s && nmcli general reload conf",
					 pair.port, pair.bridge);
			ddt_finding_advice(finding, "%s", on_server);
		}
		stanzas(h, l->name, f);
	}
}

/**
 * is_rhine() - is it a VIA Rhine
 * @nic: NIC
 *
 * The ids of drivers/net/ethernet/via/via-rhine.c, rhine_pci_tbl.
 *
 * Return: true if so.
 */
static bool is_rhine(const struct ddt_nic *nic)
{
	return nic->vendor == VIA &&
	       (nic->device == 0x3043 || nic->device == 0x3065 ||
		nic->device == 0x3106 || nic->device == 0x3053);
}

/**
 * is_old_3com() - is it a 3Com card from before 2000
 * @nic: NIC
 *
 * 3c900, 3c905 and their B models; the C model has 0x9200.
 *
 * Return: true if so.
 */
static bool is_old_3com(const struct ddt_nic *nic)
{
	return nic->vendor == THREECOM && nic->device >= 0x9000 &&
	       nic->device <= 0x905f;
}

/**
 * mend_asleep() - how to have a NIC woken at restarts
 * @h: state
 * @nic: NIC
 * @finding: finding
 */
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

/**
 * judge_nic() - judge a NIC
 * @h: state
 * @n: NIC
 * @f: findings
 */
static void judge_nic(const struct ddt_health *h, const struct ddt_hnic *n,
		      struct ddt_findings *f)
{
	const struct ddt_nic *nic = &n->nic;
	const struct ddt_hlink *l = ddt_health_link(h, nic->netdev);
	const char *name = nic->netdev[0] ? nic->netdev : nic->address;
	struct ddt_finding *finding;

	if (nic->state > 0 && !ddt_nic_woken(nic)) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "nic-asleep",
			"a restart would leave it so, and many firmwares and PXE ROMs do not wake it",
			"%s: is in D%d", name, nic->state);
		mend_asleep(h, nic, finding);
	} else if (is_rhine(nic) && !ddt_nic_woken(nic) && !h->avoid_d3) {
		finding = ddt_finding_add(f, DDT_RISK, "nic-d3",
			"its driver may leave it asleep, and some BIOSes do not wake it: PXE fails at the next boot",
			"%s: a VIA Rhine that nothing wakes", name);
		mend_asleep(h, nic, finding);
		ddt_finding_advice(finding,
				   "via-rhine.avoid_D3=1 on the kernel's command line, for poweroff too");
	}
	if (is_rhine(nic) && n->ioapic && l && l->up &&
	    (!l->rx_packets || !n->interrupts)) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "apic-rhine",
			"VIA Rhine cards get no interrupts with some BIOSes' APIC: DHCP offers are not seen",
			"%s: up, its line is the I/O APIC's, %s", name,
			n->interrupts ? "nothing was received" :
			"no interrupt came");
		ddt_finding_advice(finding,
				   "noapic on the command line, under Xen on Xen's; if that does not help, switch the APIC off in the BIOS");
	}
	if (is_old_3com(nic)) {
		finding = ddt_finding_add(f, DDT_NOTE, "pxegrub-3com",
			"newer builds of GRUB legacy's pxegrub do not work with some of these cards",
			"%s: a 3Com card of the 3c90x family", name);
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

/**
 * judge_xl() - judge where xl puts vifs
 * @h: state of a dom0
 * @f: findings
 */
static void judge_xl(const struct ddt_health *h, struct ddt_findings *f)
{
	const struct ddt_hlink *bridge = ddt_health_link(h, h->xl_bridge);
	struct ddt_finding *finding;

	if (!h->xl_bridge[0] || !h->nfs || !h->root_dev[0] ||
	    (bridge && bridge->bridge))
		return;
	finding = ddt_finding_add(f, DDT_PROBLEM, "xl-bridge",
				  "a domU's vif has no bridge to go to",
				  "xl's bridge is %s, and there is none of that name",
				  h->xl_bridge);
	bridge = ddt_health_link(h, h->root_dev);
	if (!bridge || !bridge->bridge) {
		ddt_finding_mend(finding, "ddtool bridge-attach %s",
				 h->xl_bridge);
		return;
	}
	ddt_finding_mend(finding,
			 "touch /etc/xen/xl.conf && sed -i -E --follow-symlinks '/^ *(vif[.]default[.]|default)bridge *=/d' /etc/xen/xl.conf && echo 'vif.default.bridge=\"%s\"' >>/etc/xen/xl.conf",
			 bridge->name);
	ddt_finding_advice(finding,
			   "in the root's tree on the server, so that every boot has it");
}

/**
 * judge_xen() - judge what starts domUs' interfaces
 * @h: state
 * @f: findings
 */
static void judge_xen(const struct ddt_health *h, struct ddt_findings *f)
{
	struct ddt_finding *finding;

	if (h->dom0 && h->rules_needed && !h->rules) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "xen-backend-rules",
			"nobody runs the hotplug scripts: \"Device 0 (vif) could not be connected. Hotplug scripts not working.\"",
			"udev has no xen-backend.rules, and this toolstack relies on them");
		ddt_finding_mend(finding,
				 "cp /usr/share/ddom/xen-backend.rules /etc/udev/rules.d/ && udevadm control --reload");
	}
	if (h->dom0 && !h->vif_script) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "vif-bridge",
			"a domU's vif is not put into the bridge",
			"/etc/xen/scripts/vif-bridge is not there, or not executable");
		ddt_finding_advice(finding,
				   "install the Xen tools into the root: xen-utils-common on Debian");
	}
	if (h->dom0)
		judge_xl(h, f);
}

/**
 * judge_paths() - judge what cannot be written
 * @h: state
 * @f: findings
 */
static void judge_paths(const struct ddt_health *h, struct ddt_findings *f)
{
	static const char advice[] =
		"convert the root on the server, so that every boot has it";
	struct ddt_finding *finding;
	unsigned int i;

	for (i = 0; i < h->npaths; i++) {
		const char *path = h->paths[i].path;

		if (h->paths[i].nowhere) {
			finding = ddt_finding_add(f, DDT_PROBLEM, "path-nowhere",
				"programs that write there fail",
				"%s: leads nowhere", path);
			ddt_finding_mend(finding,
					 "mkdir -p \"$(readlink -m %s)\"",
					 path);
		} else {
			finding = ddt_finding_add(f, DDT_PROBLEM,
				"path-read-only",
				"programs that write there fail",
				"%s: is read-only", path);
			ddt_finding_mend(finding, "mount -t tmpfs tmpfs %s",
					 path);
		}
		ddt_finding_advice(finding, "%s", advice);
	}
}

/**
 * ddt_doctor_host() - judge Xen and the file system
 * @h: state
 * @f: findings are added
 */
void ddt_doctor_host(const struct ddt_health *h, struct ddt_findings *f)
{
	judge_xen(h, f);
	judge_paths(h, f);
}
