# SPDX-License-Identifier: GPL-2.0-only
"""A server, and a dom0 on Xen whose root is on it, without an initrd.

The kernel configures its NIC and mounts its root by itself; the case's
scripts come on a disk and run from memory beside that root.  With XEN=no the
same kernel runs on the bare machine.
"""

from images import debs, images
from machines import pair
from machines.counted import CLIENT_MAC, KERNEL_ARGUMENTS
from machines.vm import VM

MEMORY = 640            # of the machine; Xen and dom0 share it
DOM0_MEMORY = 384
# QEMU 7.2 without KVM: a PV dom0 dies at its first iret with SMAP. With XSAVE,
# programs of dom0 and domU fault while the two take turns on a slow host, as if
# they lost what is in their vector registers.
CPU = "max,-smap,-xsave,la57=off"
XEN_ARGUMENTS = (f"dom0_mem={DOM0_MEMORY}M,max:{DOM0_MEMORY}M "
                 "dom0_max_vcpus=1 com1=115200,8n1 console=com1 noreboot "
                 "loglvl=warning")
NFSROOT = {"v3tcp": "v3,tcp,rsize=32768", "v3udp": "v3,udp,rsize=8192",
           "v4.2": "v4.2,rsize=32768"}


def kernel_arguments(case, console):
    """The kernel's command line: what a boot loader of a pool would pass."""
    common = KERNEL_ARGUMENTS.replace("console=ttyS0,115200",
                                      f"console={console}")
    # The lines of IP-Config and of the attach are seen on the console.
    common = common.replace("loglevel=6", "loglevel=7 printk.time=1")
    root = "root=/dev/etherd/e0.0 rootwait" \
        if case.settings.get("WIRE") == "aoe" else \
        f"root=/dev/nfs nfsroot=10.0.0.1:/,{NFSROOT[case.nfs]}"
    return (f"{common} ip=dhcp {root} ro "
            f"init=/usr/lib/ddom-test/dom0 {case.append}").strip()


def boot(case):
    """QEMU's arguments for what is booted."""
    vmlinuz = images.Modules(case.kernel).vmlinuz
    if case.settings.get("XEN") == "no":
        return ["-kernel", str(vmlinuz),
                "-append", kernel_arguments(case, "ttyS0,115200")]
    # A comma ends a module in the list of multiboot modules.
    module = f"{vmlinuz} {kernel_arguments(case, 'hvc0')}".replace(",", ",,")
    return ["-kernel", str(debs.xen_tree() / "boot/xen"),
            "-append", XEN_ARGUMENTS, "-initrd", module]


def client(case, directory):
    """The machine under test."""
    scripts = directory / "scripts"
    images.initramfs(case.kernel, scripts,
                     {"ROLE": "dom0", "SCRIPT": case.script, "NIC": case.nic,
                      "NFS": case.nfs, "MODULES": "", **case.settings})
    argv = [
        "-machine", "pc", "-accel", "tcg", "-cpu", CPU,
        "-m", str(case.settings.get("MEMORY", MEMORY)), *boot(case),
        "-drive", f"file={scripts},format=raw,if=none,id=scripts,"
                  "readonly=on",
        "-device", "virtio-blk-pci,drive=scripts",
        "-netdev", "stream,id=wire,server=off,addr.type=unix,"
                   f"addr.path={directory}/wire",
        "-device", f"{case.nic},id=nic0,netdev=wire,mac={CLIENT_MAC},"
                   "romfile=",
    ]
    return VM(case.id, argv, directory, role="client")


def machines(case, directory):
    """The machines of one run: (all of them, the one which reports)."""
    reporter = client(case, directory)
    server = pair.server(case, directory)
    return [server, reporter], reporter
