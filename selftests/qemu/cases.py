# SPDX-License-Identifier: GPL-2.0-only
"""The cases, one declaration each; what they do is in cases/*.sh."""

from dataclasses import dataclass, field, replace

import machines.linux26
from images import images
from machines.counted import CLIENT_MAC
from paths import DDINIT, DDTOOL


@dataclass(frozen=True)
class Case:
    """One boot of one rig and the guest script which it runs."""

    name: str
    script: str = ""              # in cases/; NAME.sh when empty
    rig: str = "counted"          # a rig of the README's
    kernel: str = "bookworm"
    nic: str = "virtio-net-pci"   # the client's NIC, under test
    nfs: str = "v3tcp"            # v3udp or v4.2
    netboot: str = "linux"        # what the rig pxe serves, see netboot.py
    timeout: int = 300            # seconds for the whole case, idle host
    settings: dict = field(default_factory=dict)  # variables in the guest
    append: str = ""              # to the client's kernel command line
    cpu: str = "max,la57=off"
    module: bool = False          # needs ddom_bridge.ko and ddtool
    waits: bool = False           # for the host's time, most of its own
    allow: str = ""               # kernel messages which are no failure
    groups: tuple = ()

    @property
    def id(self):
        """A name for files and reports which no other variant has."""
        parts = [self.name, self.kernel, self.nic, self.nfs]
        return "-".join(parts).replace(".", "")

    def variant(self, **changes):
        """This case with what is not None in CHANGES."""
        wanted = {key: value for key, value in changes.items()
                  if value is not None}
        settings = {**self.settings, **wanted.pop("settings", {})}
        made = replace(self, **wanted, settings=settings)
        return made if made.script else replace(made, script=f"{made.name}.sh")

    def missing(self):
        """Why this case cannot run here, or None."""
        why = images.built_missing(self.kernel)
        if why:
            return why
        if self.settings.get("SHARED") and \
                not (DDTOOL.exists() and DDINIT.exists()):
            return "build/ddtool and build/ddinit are not built"
        if self.rig.startswith("linux26"):
            return machines.linux26.missing(self.module)
        if self.rig == "xen" and not images.built_in(self.kernel):
            return f"the modules are not built into the kernel {self.kernel}"
        if NO_IPV6 in self.append.split() and self.name in NEED_IPV6:
            return "it is about IPv6"
        if images.checked(self.kernel):
            if not self.module:
                return "without the modules there is nothing to watch"
            if self.settings.get("LOSS") == "expected":
                return "what watches itself is not measured"
        elif not self.module:
            return None
        if not DDTOOL.exists():
            return "build/ddtool is not built"
        if self.settings.get("MODULE_PARAMS") and \
                images.built_in(self.kernel):
            return "modules that are built in take no parameters"
        if {"d3", "freeze"} & {*self.groups} and \
                not images.test_modules(self.kernel):
            return f"no modules in build/kmod-test/{self.kernel}"
        if not images.built_in(self.kernel) and \
                not images.project_modules(self.kernel):
            return f"no modules in build/kmod/{self.kernel}"
        return None


# A kernel that was told to be without IPv6, and what is about that.
NO_IPV6 = "ipv6.disable=1"
NEED_IPV6 = ("abuse_marks", "attach_ra", "attach_e1000")

# Memory which the kernel leaves to a test's module.
D3_WINDOW = "memmap=4K$0x10000000"


def d3_end(end, groups=(), **settings):
    """How NICs are left at an END of the machine."""
    name = "_".join(["d3", end, *(["without"] if settings else [])])
    return Case(name, script="d3_end.sh", rig="single", nic="e1000e",
                module=True, append=D3_WINDOW, groups=("d3", *groups),
                settings={"END": end, **settings,
                          **({"WOL": "Y"} if end in ("poweroff", "suspend") else {})})


def strangers(name, groups=("short",), settings=None, **changes):
    """Requests of others, of many and about much, on two CPUs."""
    return Case(name, **{"rig": "single", "module": True, "timeout": 400,
                         **changes}, groups=("abuse", *groups),
                settings={"MEMORY": 768, "CPUS": 2, **(settings or {})})


def pxe_reboot(restarts, d3="yes", groups=(), **changes):
    """The client boots by PXE and restarts, again and again."""
    parts = ["pxe_reboot", str(restarts), *(["without"] if d3 == "no" else [])]
    return Case("_".join(parts), script="pxe_reboot.sh", rig="pxe",
                nic="e1000e", module=True, timeout=240 + 90 * restarts,
                groups=("d3", "pxe", *groups),
                settings={"RESTARTS": restarts, "D3": d3}, **changes)


def dom0_d3(d3="yes"):
    """The same with our own kernel as dom0; Xen does the restart."""
    disable = " ddom_d3.disable=1" if d3 == "no" else ""
    made = pxe_reboot(2, d3, groups=("dom0", "full"), kernel="dom0",
                      append=f"ddom_d3.ids=8086:10d3{disable}")
    return made.variant(name="dom0_d3" + ("_without" if d3 == "no" else ""),
                        settings={"XEN": "yes"})


def pxe_render(name, loader, nic="e1000", **settings):
    """The client boots by what ddtool server render wrote."""
    return Case(name, script="pxe_render.sh", rig="pxe", netboot="render",
                nic=nic, module=True, timeout=600,
                groups=("pxe", "full"), settings={"LOADER": loader, **settings})


def dom0(name, groups=(), **changes):
    """A boot of the kernel of make kernel, which attaches by itself."""
    return Case(name, rig="xen", kernel="dom0", module=True,
                append="ddom_bridge.attach=auto:xenbr0",
                groups=("dom0", *groups), **changes)


def power_on(name, groups=("full",), settings=None, **changes):
    """From the power button on; what must be seen is in scenarios.py."""
    return Case(name, rig="power_on", kernel="dom0", nic="e1000e",
                groups=("from_power_on", *groups),
                settings={"SHARED": "yes", "SCENARIO": name, "JOB": "domu",
                          "DHCP": "isc", "BOOTS": "dom0", "TIMEOUT": 2,
                          **(settings or {})}, **changes)


NFS_ROOT = "root=/dev/nfs nfsroot=10.0.0.1:/,v3,tcp"
NBD_ROOT = "boot=local root=/dev/nbd0 nbdroot=10.0.0.1,root,nbd0"
AOE_ROOT = "boot=local root=/dev/etherd/e0.0"
IQN = "iqn.2026-11.test"
ISCSI_ROOT = f"boot=local root=/dev/sda iscsi_initiator={IQN}:client " \
             f"iscsi_target_name={IQN}:root iscsi_target_ip=10.0.0.1"
ISCSI_DRACUT = f"root=/dev/sda netroot=iscsi:10.0.0.1:::1:{IQN}:root " \
               f"rd.iscsi.initiator={IQN}:client"


def made(name, maker, root, ip="ip=dhcp", **settings):
    """An initramfs of initramfs-tools or dracut, as MAKER says."""
    return Case(name, script="init-report", rig="pair", module=True,
                groups=("boot", "full"), timeout=400,
                settings={"INITRAMFS": maker, "MEMORY": 384, **settings},
                append=f"{root} {ip} ro "
                       "init=/usr/lib/ddom-test/init-report")


UNFROZEN = {"MODULE_PARAMS": "no_freeze=1", "LOSS": "expected"}


def linux26(name, groups=(), nic="rtl8139", **changes):
    """A case on the Linux 2.6 that KIMAGE= names."""
    return Case(name, kernel="2.6", nic=nic, groups=("2.6", *groups),
                **{"rig": "linux26", **changes})


def linux26_attach(name, cycles=8, **changes):
    """One that counts what is lost, with a NIC whose ring does not run over.

    With an i82559er, whose ring is larger, a frame is lost now and then, also
    while nothing is done.
    """
    settings = {"CYCLES": cycles, "RATE": 2000, **changes.pop("settings", {})}
    return linux26(name, script="linux26_attach.sh", nic="tulip",
                   settings=settings, **changes)


def attach(name, groups=(), cycles=8, **changes):
    """A case which attaches and detaches with ddtool, watched."""
    settings = {"CYCLES": cycles, **changes.pop("settings", {})}
    return Case(name, script="attach_cycles.sh", module=True,
                settings=settings, timeout=300 + 12 * cycles,
                groups=("attach", *groups), **changes)


# What the root's device may be made of: name, settings, groups.
VLAN = {"ROOT_DEV": "eth0.100"}
STACKED = [
    ("vlan", VLAN, ()),
    ("bond", {"ROOT_DEV": "bond0", "BOND": "balance-rr"}, ()),
    ("bond_backup", {"ROOT_DEV": "bond0", "BOND": "active-backup"}, ()),
    ("bond_lacp", {"ROOT_DEV": "bond0", "BOND": "802.3ad"}, ()),
    ("beside_vlan", {**VLAN, "PORT": "eth0"}, ()),
    # Two wires change the order; a daemon computes on the one CPU when a link
    # changes.
    ("team", {"ROOT_DEV": "team0", "BOND": "roundrobin", "STALL_US": 10000}, ()),
    ("ovs", {"ROOT_DEV": "ovs0", "STALL_US": 10000}, ()),
]


def shared(name, groups=(), settings=None, **changes):
    """A client whose root is the converted Debian, with ddinit as init."""
    return Case(name, rig="pair", timeout=600, groups=("rootfs", *groups),
                settings={"SHARED": "yes", "EXPORT": "/mnt", "BARE": "yes",
                          "FIRST": "/sbin/ddinit", **(settings or {})},
                **changes)


# What a root that is a disk on the network may be on.
WIRES = ("aoe", "nbd", "iscsi", "nvme")

IMAGE = "ddinit.form=image ddinit.image=/root.img"
# Forms of a root beside links: name, what is exported, kernel command line,
# memory in MB, groups.
FORMS = [
    ("overlay", "overlay", "ddinit.form=overlay", 256, ()),
    ("image", "squashfs", IMAGE, 256, ("short",)),
    ("image_erofs", "erofs", IMAGE, 256, ()),
    ("image_ram", "squashfs", f"{IMAGE} ddinit.ram", 384, ()),
]
# What ddtool server render has an image read by.
RSIZES = {form: {"RSIZE": 131072} for form in ("squashfs", "erofs")}
# What may be wrong at boot: name, kernel command line, other changes.
ROOTFS_FAULTS = [
    ("conf", "", {}),
    ("no_tmpfs", "", {}),
    ("no_init", "ddinit.init=/nonexistent", {}),
]


CASES = [
    # Controls: they need nothing of the project.
    Case("control_quiet", groups=("controls",)),
    *[Case(name, rig="pair", groups=("controls", "lose", "short"), timeout=400,
           waits=True)
      for name in ("lose_howto", "lose_xen", "lose_naive")],
    Case("control_ipbatch", groups=("controls", "short"), timeout=400,
         settings={"CYCLES": 4}),
    Case("control_promisc", nic="e1000", groups=("controls",), timeout=400),
    # Nothing is lost, whatever the NIC and the protocol.
    attach("attach_cycles", ("short", "kernels")),
    attach("attach_100", cycles=100, settings={"QUIET_S": 5}),
    attach("attach_v42", ("short",), 4, nfs="v4.2"),
    attach("attach_e1000e", ("short",), 4, nic="e1000e"),
    attach("attach_rtl8139", ("short",), 4, nic="rtl8139"),
    attach("attach_pcnet", nic="pcnet", settings={"RING": "short"}),
    attach("attach_ne2k", nic="ne2k_pci", settings={"RING": "short"}),
    attach("attach_threaded", settings={"THREADED": "yes"}),
    attach("attach_netconsole").variant(script="attach_netconsole.sh"),
    Case("attach_e1000", script="attach_filter.sh", nic="e1000", module=True,
         settings={"CYCLES": 16}, timeout=2400, groups=("attach",)),
    # Our own kernel, whose modules are built in, over the HOWTO's transport.
    *[attach(name, groups, kernel="dom0", nfs="v3udp", nic=nic)
      for name, nic, groups in (("attach_udp", "virtio-net-pci", ("short",)),
                                ("attach_udp_e1000e", "e1000e", ()),
                                ("attach_udp_rtl8139", "rtl8139", ()))],
    attach("attach_udp_100", cycles=100, kernel="dom0", nfs="v3udp"),
    # Whatever the root's device is made of: a VLAN, bonds, beside a VLAN.
    *[attach(f"attach_{name}", ("stacked", *groups), 4, settings=settings)
      for name, settings, groups in STACKED],
    *[Case(f"attach_fail_steps_{name}", script="attach_fail_steps.sh",
           module=True, groups=("attach", "stacked", "full"), timeout=600,
           settings=settings) for name, settings, _ in STACKED
      if "bond_" not in name],
    *[Case(f"root_{name}", script="root_stacked.sh", module=True,
           groups=("attach", "stacked", "full"), timeout=600,
           settings=settings) for name, settings, _ in STACKED
      if name in ("vlan", "bond", "team")],
    Case("root_ovs", module=True, groups=("attach", "stacked", "full"),
         timeout=600, settings={"ROOT_DEV": "ovs0"}),
    attach("attach_unfrozen", ("short", "controls"), 4, settings=UNFROZEN),
    # A root that is a disk on the network.
    *[Case(f"attach_{wire}", script="attach_wire.sh", rig="pair", module=True,
           groups=("attach", "wires"), timeout=900,
           settings={"WIRE": wire, "CYCLES": 4}) for wire in WIRES],
    *[attach(f"attach_{wire}_counted", ("wires",), 16, settings={"WIRE": wire})
      for wire in WIRES],
    attach("attach_iscsi_unfrozen", ("wires", "controls"), 16,
           settings={**UNFROZEN, "WIRE": "iscsi"}),
    Case("root_rdma", rig="pair", module=True, timeout=300,
         groups=("attach", "wires"), settings={"WIRE": "rdma"}),
    *[Case(f"fault_target_away_{wire}", script="fault_target_away.sh",
           rig="pair", module=True, waits=True, timeout=900,
           groups=("faults", "wires"), settings={"WIRE": wire},
           allow="NETDEV WATCHDOG")
      for wire in WIRES],
    *[Case(f"wire_bound_{wire}", script="wire_bound.sh", rig="pair",
           module=True, timeout=600, groups=("attach", "wires"),
           settings={"WIRE": wire, "BOUND": "yes"})
      for wire in ("iscsi", "nvme")],
    Case("detach_aoe", rig="pair", module=True, timeout=600,
         groups=("attach", "wires"), settings={"WIRE": "aoe"}),
    Case("wire_unaddressed_aoe", script="wire_unaddressed.sh", rig="pair",
         module=True, timeout=600, groups=("attach", "wires"),
         settings={"WIRE": "aoe", "ADDRESSES": "no"}),
    *[Case(f"{name}_{wire}", script=f"{name}.sh", rig="pair", module=True,
           timeout=1200, groups=("faults", "wires"), settings={"WIRE": wire})
      for name, wires in (("fault_kill", ("iscsi",)), ("fault_link", ("iscsi",)),
                          ("attach_fail_steps", WIRES)) for wire in wires],
    # Everything is as before, also when a step fails.
    Case("ddtool_commands", module=True, groups=("attach", "short"), timeout=600),
    Case("attach_tables", module=True, groups=("attach", "short")),
    Case("attach_vlans", module=True, groups=("attach", "short")),
    Case("unit_vlans", script="unit.sh", rig="single", module=True, timeout=600,
         groups=("attach", "full"), settings={"UNIT": "test_vlans.sh"}),
    Case("attach_large", module=True, groups=("attach", "full"), timeout=900),
    Case("attach_ra", module=True, groups=("attach", "short"), timeout=900),
    Case("attach_existing", module=True, groups=("attach", "short"),
         append="init_on_free=1"),
    Case("detach_vlans", module=True, groups=("attach", "short")),
    *[Case(name, script="ipv6_off.sh", module=True, append=NO_IPV6,
           groups=("attach", "short"), settings=settings)
      for name, settings in (("ipv6_off", {}),
                             ("ipv6_off_alone", {"ALONE": "yes"}))],
    Case("attach_existing_alone", script="attach_existing.sh", module=True,
         groups=("attach",), settings={"ALONE": "yes"}),
    Case("attach_lro", nic="vmxnet3", module=True, groups=("attach", "short")),
    Case("attach_lro_bond", script="attach_lro.sh", nic="vmxnet3", module=True,
         groups=("attach", "stacked", "full"),
         settings={"ROOT_DEV": "bond0", "BOND": "active-backup"}),
    Case("attach_fail_steps", module=True, groups=("attach", "short"),
         timeout=600),
    Case("doctor", module=True, groups=("attach", "short"), timeout=400),
    Case("doctor_nic", rig="single", nic="e1000e", module=True,
         append=D3_WINDOW, groups=("d3", "short")),
    # Bad input is refused and changes nothing; nothing is left behind.
    *[Case(name, module=True, groups=("abuse", "short"), timeout=600)
      for name in ("netlink_abuse", "refusals", "unload", "leak")],
    Case("leak_1000", script="leak.sh", module=True, groups=("abuse", "full"),
         timeout=1800, settings={"CYCLES": 1000}),
    # Strangers, many at once, much at once.
    *[strangers(f"abuse_{name}")
      for name in ("users", "killed", "forget", "stale")],
    strangers("abuse_busy", ("full",), timeout=600),
    Case("abuse_marks", module=True, groups=("abuse", "short")),
    strangers("abuse_flush", append="panic_on_warn=1"),
    strangers("tables_big"),
    strangers("fuzz", append="panic_on_warn=1"),
    # The same, longer.
    strangers("abuse_killed_long", ("full",), script="abuse_killed.sh",
              settings={"TIMES": 400}),
    strangers("abuse_stale_long", ("full",), script="abuse_stale.sh",
              settings={"LISTENERS": 10000, "ROUNDS": 6, "MEMORY": 1536}),
    strangers("abuse_flush_long", ("full",), script="abuse_flush.sh",
              append="panic_on_warn=1", settings={"ROUNDS": 100}),
    strangers("tables_big_20000", ("full",), script="tables_big.sh",
              timeout=1800, settings={"SIZES": "20000:5600", "MEMORY": 1536}),
    strangers("fuzz_1000000", ("full",), script="fuzz.sh", timeout=2400,
              append="panic_on_warn=1",
              settings={"MESSAGES": 1000000, "SECONDS_MOST": 1800}),
    # Before there is a root.
    Case("boot_attach", rig="pair", module=True, groups=("boot", "short"),
         settings={"BOOT_ATTACH": "auto:xenbr0",
                   "BOOT_PROBE": "10.0.0.1,2049"}),
    Case("boot_attach_fails", script="boot_attach.sh", rig="pair", module=True,
         groups=("boot",),
         settings={"BOOT_ATTACH": "auto:xenbr0", "BOOT_FAILS": "yes",
                   "BOOT_PROBE": "10.0.0.99,2049"}),
    # By what is installed, under the root's own init.
    Case("boot_systemd", script="boot_init.sh", rig="pair", module=True,
         groups=("boot", "full"), timeout=900,
         settings={"INIT": "/sbin/init", "MEMORY": 384}),
    Case("boot_sysv", script="boot_init.sh", rig="pair", module=True,
         groups=("boot", "full"), timeout=900,
         settings={"INIT": "/usr/lib/ddom-test/sysv/sbin/init",
                   "MEMORY": 384}),
    # By what is installed for who makes an initramfs; the root reports.
    made("boot_initramfs", "initramfs-tools", NFS_ROOT),
    made("boot_initramfs_nbd", "initramfs-tools", NBD_ROOT, WIRE="nbd"),
    made("boot_initramfs_iscsi", "initramfs-tools", ISCSI_ROOT, WIRE="iscsi"),
    made("boot_initramfs_aoe", "initramfs-tools", AOE_ROOT,
         "ip=10.0.0.2::10.0.0.1:255.255.255.0::eth0:off", WIRE="aoe"),
    made("boot_attach_dracut", "dracut", NFS_ROOT),
    made("boot_attach_dracut_iscsi", "dracut", ISCSI_DRACUT, WIRE="iscsi"),
    made("boot_attach_dracut_vlan", "dracut", NFS_ROOT,
         "vlan=eth0.100:eth0 ip=eth0.100:dhcp", **VLAN),
    # PXE, two boot servers, Xen, a converted Debian, a domU.
    power_on("power_on", timeout=900),
    *[power_on(f"power_on_{dhcp}", timeout=900,
               settings={"SCENARIO": "power_on", "DHCP": dhcp})
      for dhcp in ("kea", "dnsmasq")],
    *[power_on(f"power_on_{name}", timeout=900,
               settings={"SCENARIO": "power_on", "FORM": form})
      for name, form in (("overlay", "overlay"), ("image", "squashfs"))],
    power_on("power_on_short", ("short",), timeout=400, settings={"PXE": "no"}),
    power_on("power_on_disks", timeout=1200,
             settings={"PXE": "no", "JOB": "disks"}),
    power_on("power_on_password", timeout=600,
             settings={"BOOTS": "terminal", "TIMEOUT": 60}),
    power_on("power_on_switch", timeout=1200, settings={"JOB": "idle"}),
    power_on("power_on_reboot_10", timeout=3000,
             settings={"SCENARIO": "power_on_reboot", "JOB": "reboot",
                       "RESTARTS": 10}),
    power_on("power_on_plug", timeout=5400,
             settings={"JOB": "idle", "PULLS": 20}),
    power_on("power_on_four", timeout=1800,
             settings={"PXE": "no", "PROFILE": "small", "JOB": "idle",
                       "CLIENTS": 4, "MEMORY": 256}),
    # Our own kernel, without an initrd: on Xen, and on the bare machine.
    dom0("dom0_boot", ("short",)),
    dom0("dom0_toolstack", script="dom0_boot.sh",
         settings={"TOOLSTACK": "yes"}),
    dom0("dom0_disks", ("full",), timeout=600, settings={"DISKS": CLIENT_MAC}),
    dom0("doctor_dom0", ("full",)),
    dom0("dom0_boot_bare", script="dom0_boot.sh", settings={"XEN": "no"}),
    # A disk by AoE is looked for once a minute.
    dom0("dom0_boot_aoe", ("wires", "full"), script="dom0_boot.sh", timeout=400,
         settings={"XEN": "no", "WIRE": "aoe"}),
    dom0("dom0_boot_50", ("full",), script="dom0_boot.sh", timeout=5400,
         settings={"BOOTS": 50}),
    # NICs at the end of the machine.
    Case("d3_match", rig="single", nic="e1000e", module=True, append=D3_WINDOW,
         timeout=600,
         groups=("d3", "short", "kernels")),
    d3_end("reboot", ("short", "kernels")),
    d3_end("kexec", ("kernels",)),
    d3_end("poweroff", ("short", "kernels")),
    d3_end("suspend", ("short", "kernels")),
    *[d3_end(end, D3="no") for end in ("reboot", "kexec", "poweroff")],
    pxe_reboot(2),
    pxe_reboot(2, d3="no"),
    pxe_reboot(20, groups=("full",)),
    pxe_reboot(20, d3="no", groups=("full",)),
    dom0_d3(),
    dom0_d3(d3="no"),
    # By what ddtool server render wrote.
    pxe_render("pxe_render", "grub2"),
    pxe_render("pxe_render_ipxe", "ipxe"),
    pxe_render("pxe_render_proxy", "grub2", PROXY="yes"),
    pxe_render("pxe_render_proxy_ipxe", "ipxe", PROXY="yes"),
    # UEFI: by the firmware's own PXE, and by the NIC's ROM, which is iPXE.
    pxe_render("pxe_render_uefi", "grub2", "virtio-net-pci", UEFI="yes",
               ROM="no"),
    pxe_render("pxe_render_uefi_proxy", "grub2", "virtio-net-pci", UEFI="yes",
               ROM="no", PROXY="yes"),
    pxe_render("pxe_render_uefi_ipxe", "ipxe", UEFI="yes"),
    pxe_render("pxe_render_uefi_xen", "grub2", UEFI="yes", XEN="yes"),
    pxe_render("pxe_render_uefi_xen_ipxe", "ipxe", UEFI="yes", XEN="yes"),
    # A converted Debian, read-only, from its first process on.
    shared("rootfs_boot", ("short",), append="ddinit.attach=no"),
    shared("rootfs_attach", module=True, append="ddinit.attach=yes"),
    *[shared(f"boot_{name}", groups, script="boot_form.sh",
             append=f"ddinit.attach=no ddinit.tmpfs=24m {words}",
             settings={"FORM": form, "MEMORY": memory, **RSIZES.get(form, {})})
      for name, form, words, memory, groups in FORMS],
    *[shared(f"boot_{name}_attach", script="rootfs_attach.sh", module=True,
             append=f"ddinit.attach=yes {words}",
             settings={"FORM": form, "MEMORY": memory, **RSIZES.get(form, {})})
      for name, form, words, memory, _ in FORMS[:2]],
    shared("rootfs_sysv", ("full",), settings={"FIRST": "/sbin/ddinit 3"},
           append="ddinit.attach=no ddinit.init=/usr/local/sbin/sysvinit"),
    Case("rootfs_cost", rig="pair", timeout=600, groups=("rootfs", "full"),
         append="ddinit.attach=no ddinit.init=/usr/local/sbin/stamp",
         settings={"SHARED": "yes"}),
    *[shared(f"rootfs_{fault}", script="rootfs_fault.sh", settings={
        "FAULT": fault, "OVER": "root_fault"}, append=f"ddinit.attach=no {append}".strip(),
        **changes) for fault, append, changes in ROOTFS_FAULTS],
    # A real root, and what may happen to it.
    Case("pair_attach", rig="pair", module=True, groups=("attach", "short")),
    *[Case(name, rig="pair", module=True, groups=("faults",), timeout=400)
      for name in ("fault_link", "fault_server", "fault_kill")],
    # Faults: the root lives, the tables are as before.
    Case("fault_sigkill", module=True, groups=("faults", "full"), timeout=900),
    Case("fault_sigkill_alone", script="fault_sigkill.sh", module=True,
         groups=("faults", "full"), timeout=600, settings={"KILL": "alone"}),
    *[Case(name, module=True, groups=("faults", "full", "short"))
      for name in ("fault_no_confirm", "fault_module_load", "fault_vlan",
                   "fault_two_at_once")],
    *[Case(name, module=True, groups=("faults", "full"), timeout=600)
      for name in ("fault_undo_step", "fault_bridge")],
    Case("fault_port", script="fault_bridge.sh", module=True, timeout=600,
         groups=("faults", "full"), settings={"EVENT": "bounce"}),
    Case("freeze_reset", rig="single", module=True,
         groups=("faults", "freeze", "short", "kernels")),
    Case("fault_unreachable", rig="pair", module=True, timeout=400,
         groups=("faults", "full", "short")),
    *[Case(f"fault_unplug_{moment}", script="fault_unplug.sh", rig="pair",
           module=True, timeout=400, groups=("faults", "full"),
           settings={"MOMENT": moment}) for moment in ("middle", "confirm")],
    Case("fault_memory", rig="pair", module=True, timeout=900,
         groups=("faults", "full")),
    Case("after_idle", rig="pair", module=True, waits=True, timeout=400,
         groups=("faults", "short")),
    Case("after_idle_600", script="after_idle.sh", rig="pair", module=True,
         timeout=1200, groups=("faults", "full"), settings={"IDLE_S": 600}),
    # The same modules on Linux 2.6.18 to 2.6.20; KIMAGE= and KSRC= name one.
    linux26_attach("linux26_attach"),
    linux26_attach("linux26_attach_udp", nfs="v3udp"),
    linux26_attach("linux26_attach_100", cycles=100, timeout=900),
    linux26_attach("linux26_unfrozen", settings={"FREEZE": "no"}),
    # Without the module: the bridge's own forward delay, and none.
    linux26("linux26_delay", settings={"DELAY": 1500}),
    linux26("linux26_delay_0", script="linux26_delay.sh",
            settings={"DELAY": 0}),
    linux26("linux26_undo"),
    linux26("linux26_ddtool", module=True),
    linux26("linux26_boot", append="ddom_bridge.attach=auto:xenbr0"),
    # Of the NICs with a ROM, one whose driver of 2.6.20 has D3 at shutdown.
    linux26("linux26_pxe", nic="i82559er", rig="linux26_pxe",
            netboot="linux26", timeout=400,
            settings={"RESTARTS": 2}),
]


def find(name):
    """The cases called NAME: one, or the members of a group.

    In the group without_ipv6 are those whose kernel may be without it.
    """
    if name == "without_ipv6":
        return [case for case in CASES if
                case.rig in ("counted", "pair", "single") and
                {"attach", "faults", "abuse", "boot"} & {*case.groups} and
                NO_IPV6 not in case.append]
    return [case for case in CASES if name in (case.name, *case.groups)]
