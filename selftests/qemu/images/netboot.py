# SPDX-License-Identifier: GPL-2.0-only
"""What a boot server serves: a directory, made by one function a kind.

    dhcpd.conf        of isc-dhcp-server
    dnsmasq.conf      or, as proxy beside it, with other-dhcpd.conf for a dhcpd
                      at an address of its own
    tftp/ADDRESS/     served from that address, one in.tftpd each

The server takes every such address for its own.  A new kind is a function
(case, directory) in KINDS: it fills DIRECTORY, and a case names it by its
`netboot`.  The NFS root is the case's root image in any case.
"""

import os
import shutil

from images import debs, images, netboot_render
from machines import linux26
from machines.counted import CLIENT_MAC, KERNEL_ARGUMENTS
from machines.xen import XEN_ARGUMENTS

SERVER = "10.0.0.1"
GRUB_PLATFORM = "/usr/lib/grub/i386-pc"
# Built into core.0: nothing of GRUB's is then fetched but its menu.
GRUB_MODULES = ("normal linux multiboot2 gzio configfile tftp net pxe serial "
                "terminal echo test setpci sleep reboot halt")

# The request list: iPXE does not ask for option 150 (here: the menu of a host).
DHCPD = f"""\
authoritative;
default-lease-time 3600;
max-lease-time 3600;
option menu code 150 = text;
subnet 10.0.0.0 netmask 255.255.255.0 {{
	option routers {SERVER};
	option root-path "{SERVER}:/";
	next-server {SERVER};
	if substring(option vendor-class-identifier, 0, 9) = "PXEClient" {{
		option dhcp-parameter-request-list =
			concat(option dhcp-parameter-request-list, 96);
		filename "grub/i386-pc/core.0";
		log(info, "a PXE ROM asks");
	}}
}}
host client {{
	hardware ethernet {CLIENT_MAC};
	fixed-address 10.0.0.2;
}}
"""

# GRUB says to the kernel how it found the NIC: PMCSR of QEMU's e1000e is at
# 0xcc. Another NIC's register there is not asked for.
GRUB_CFG = """\
serial --unit=0 --speed=115200
terminal_output serial
terminal_input serial
set pmcsr=none
setpci -d 8086:10d3 -v pmcsr cc.w
echo "menu: PMCSR $pmcsr"
{loads}
boot
"""
LOADS = """\
linux /linux/vmlinuz {arguments} loader.pmcsr=$pmcsr
initrd /linux/initrd"""
LOADS_XEN = """\
multiboot2 /linux/xen.gz {xen}
module2 /linux/vmlinuz {arguments} loader.pmcsr=$pmcsr
module2 --nounzip /linux/initrd"""

GRUB_OLD_CFG = """\
serial --unit=0 --speed=115200
terminal_output serial
terminal_input serial
{lines}
boot
"""


def grub(directory, menu):
    """GRUB 2 for PXE below DIRECTORY, the root of a TFTP server."""
    debs.run(["grub-mknetdir", "-d", GRUB_PLATFORM, "--subdir=/grub",
              f"--net-directory={directory}", "--install-modules=",
              "--fonts=", "--locales=", "--themes=",
              f"--modules={GRUB_MODULES}"])
    (directory / "grub/grub.cfg").write_text(menu, encoding="ascii")


def linux(case, directory):
    """ROM, GRUB, then Linux: the case's kernel and the rig's initramfs.

    With XEN=yes it is the dom0 of a Xen.
    """
    (directory / "dhcpd.conf").write_text(DHCPD, encoding="ascii")
    tftp = directory / "tftp" / SERVER
    (tftp / "linux").mkdir(parents=True)
    shutil.copy(images.Modules(case.kernel).vmlinuz, tftp / "linux/vmlinuz")
    images.initramfs(case.kernel, tftp / "linux/initrd",
                     {"ROLE": "client_vm", "SCRIPT": case.script,
                      "NIC": case.nic, "NFS": case.nfs,
                      "MODULES": images.NIC_MODULES[case.nic],
                      **case.settings})
    arguments = f"{KERNEL_ARGUMENTS} {case.append}".strip()
    loads = LOADS
    if case.settings.get("XEN"):
        arguments = arguments.replace("console=ttyS0,115200", "console=hvc0")
        loads = LOADS_XEN
        shutil.copy(next(debs.xen_tree().glob("boot/xen-*-amd64.gz")),
                    tftp / "linux/xen.gz")
    # $ is GRUB's.
    loads = loads.format(arguments=arguments.replace("$", "\\$"),
                         xen=XEN_ARGUMENTS)
    grub(tftp, GRUB_CFG.format(loads=loads))


def linux26_kernel(case, directory):
    """ROM, GRUB, then the Linux 2.6 that KIMAGE= names, or Xen with it."""
    (directory / "dhcpd.conf").write_text(DHCPD, encoding="ascii")
    tftp = directory / "tftp" / SERVER
    (tftp / "linux").mkdir(parents=True)
    shutil.copy(os.environ["KIMAGE"], tftp / "linux/vmlinuz")
    xen, arguments = linux26.command_lines(case, "/srv/rw", "rw", "dhcp")
    lines = f"linux /linux/vmlinuz {arguments}"
    if xen:
        shutil.copy(debs.linux26_tree() / "xen", tftp / "linux/xen")
        lines = (f"multiboot2 /linux/xen {xen}\n"
                 f"module2 /linux/vmlinuz {arguments}")
    grub(tftp, GRUB_OLD_CFG.format(lines=lines))


KINDS = {"linux": linux, "linux26": linux26_kernel, "render": netboot_render.linux}
