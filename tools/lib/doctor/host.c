// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root's server, Xen, and paths that should be writable.
 */
#include <string.h>

#include "doctor/doctor_internal.h"

static void judge_root(const struct ddt_health *h, struct ddt_findings *f)
{
	struct ddt_finding *finding;

	if (h->root_unknown && !h->dir[0]) {
		finding = ddt_finding_add(f, DDT_NOTE, "root-unknown", NULL,
			"ddtool bridge-attach cannot find the port by itself",
			"%.255s", h->root_why);
		ddt_finding_advice(finding, "name it: ddtool bridge-attach PORT BRIDGE");
	}
	if (h->root_local) {
		finding = ddt_finding_add(f, DDT_NOTE, "root-link-local", NULL,
			"a connection to such an address is bound to its device, which can become no port",
			"the root's server is %s", h->root_server);
		ddt_finding_advice(finding,
				   "mount the root by a global address of its server");
	}
}

/* what of a shared root's form is to be known */
static void judge_form(const struct ddt_health *h, struct ddt_findings *f)
{
	const struct ddt_root_form *form = &h->form;
	struct ddt_finding *finding;

	if (form->full || form->files_full ||
	    (form->bound && form->used > form->bound / 5 * 4)) {
		finding = ddt_finding_add(f, form->full || form->files_full ?
			DDT_PROBLEM : DDT_RISK, "memory-full", form->memory,
			"when it is full, who writes is told \"No space left on device\"",
			"%llu of %llu KiB are taken by what was written",
			(unsigned long long)form->used >> 10,
			(unsigned long long)form->bound >> 10);
		ddt_finding_advice(finding, "remove what \"du -xak %s | sort -n\" names last; for the next boot: %s",
			form->memory, !strcmp(form->kind, "links") ?
			"\"options\" of flash.conf, with another size" :
			"\"tmpfs:\" of the profile in pool.conf");
	}
	if (h->newer[0]) {
		finding = ddt_finding_add(f, DDT_NOTE, "image-newer",
			form->image, "it is used from the next boot on",
			"%.255s has taken its place", h->newer);
		ddt_finding_advice(finding,
				   "keep the old one on the server until then");
	}
}

/* A root through Open vSwitch lives by a program that is read from it. */
static void judge_switch(const struct ddt_health *h, struct ddt_findings *f)
{
	const struct ddt_hlink *l = ddt_hlink_find(h, h->root_dev);
	struct ddt_finding *finding;

	/* the device of its datapath is called so, whatever its bridges are */
	if (l && !strcmp(l->master, "ovs-system")) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "ovs-port", l->name,
			"answers are the switch's and are not taken for the port's: it works until the neighbour entry is gone, and then nothing does",
			"the root is routed through it, and it is a port of Open vSwitch");
		ddt_finding_advice(finding,
				   "give its addresses and routes to an internal port of the bridge that ovs-vsctl port-to-br %s names",
				   l->name);
	} else if (!strcmp(h->root_kind, "openvswitch")) {
		finding = ddt_finding_add(f, DDT_NOTE, "ovs-root", h->root_dev,
			"ovs-vswitchd decides about frames that the kernel has not seen for a while: if that has to be read from the root, neither goes on",
			"the root is routed through Open vSwitch");
		ddt_finding_advice(finding,
				   "ovs-vswitchd --mlockall; domUs by script=vif-openvswitch, or ddtool bridge-attach %s xenbr0",
				   h->root_dev);
	}
}

/* judge where xl puts vifs */
static void judge_xl(const struct ddt_health *h, struct ddt_findings *f)
{
	const struct ddt_hlink *bridge = ddt_hlink_find(h, h->xl_bridge);
	struct ddt_finding *finding;

	if (!h->xl_bridge[0] || h->xl_script || !h->network || !h->root_dev[0] ||
	    (bridge && bridge->bridge))
		return;
	finding = ddt_finding_add(f, DDT_PROBLEM, "xl-bridge", NULL,
		"a domU's vif has no bridge to go to",
		"xl's bridge is %s, and there is none of that name",
		h->xl_bridge);
	bridge = ddt_hlink_find(h, h->root_dev);
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

/* judge what starts domUs' interfaces */
static void judge_xen(const struct ddt_health *h, struct ddt_findings *f)
{
	struct ddt_finding *finding;

	if (h->dom0 && h->rules_needed && !h->rules) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "xen-backend-rules",
			NULL,
			"nobody runs the hotplug scripts: \"Device 0 (vif) could not be connected. Hotplug scripts not working.\"",
			"udev has no xen-backend.rules, and this toolstack relies on them");
		ddt_finding_mend(finding,
				 "cp " DDT_SHARE "/xen-backend.rules /etc/udev/rules.d/ && udevadm control --reload");
	}
	if (h->dom0 && !h->vif_script) {
		finding = ddt_finding_add(f, DDT_PROBLEM, "vif-bridge",
			"/etc/xen/scripts/vif-bridge",
			"a domU's vif is not put into the bridge",
			"is not there, or not executable");
		ddt_finding_advice(finding,
				   "install the Xen tools into the root: xen-utils-common on Debian");
	}
	if (h->dom0)
		judge_xl(h, f);
}

/* judge what cannot be written */
static void judge_paths(const struct ddt_health *h, struct ddt_findings *f)
{
	static const char advice[] =
		"convert the root on the server, so that every boot has it";
	struct ddt_finding *finding;
	unsigned int i;

	for (i = 0; i < h->npaths; i++) {
		const char *path = h->paths[i].path;

		if (h->paths[i].nowhere) {
			finding = ddt_finding_add(f, DDT_PROBLEM,
				"path-nowhere", path,
				"programs that write there fail",
				"leads nowhere");
			ddt_finding_mend(finding,
					 "mkdir -p \"$(readlink -m %s)\"",
					 path);
		} else {
			finding = ddt_finding_add(f, DDT_PROBLEM,
				"path-read-only", path,
				"programs that write there fail",
				"is read-only");
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
	judge_root(h, f);
	judge_form(h, f);
	judge_switch(h, f);
	judge_xen(h, f);
	judge_paths(h, f);
}
