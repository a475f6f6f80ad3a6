# SPDX-License-Identifier: GPL-2.0-only
"""What a boot server serves, out of a pool.conf by ddtool server render.

The setting LOADER names the host's boot loader; PROXY=yes has another DHCP
server on the wire, which knows nothing of booting; XEN=yes boots the same Linux
as dom0.

The client is to boot what is not there, and falls back; names, titles and
options are such that a boot loader could take them for something else.
"""

import shutil

from images import debs, images
from machines.counted import CLIENT_MAC, KERNEL_ARGUMENTS
from machines.xen import XEN_ARGUMENTS
from paths import DDTOOL

SERVER = "10.0.0.1"
POOL = """\
servers:
  boot:
    address: {server}
    dhcp: [isc, dnsmasq]
profiles:
  disk: {{local: yes}}
  failed: {{local: yes}}
  1-linux:
    server: boot{hypervisor}
    kernel: /kernels/vmlinuz
    kernel-source: {vmlinuz}
    initrd: /kernels/initrd
    initrd-source: {initrd}
    title: "#1 || exit ; echo $x && exit"
    options: '{options} {words}'
  2-gone: {{server: boot, kernel: /kernels/gone, title: "It's gone ; exit"}}
networks:
  ipxe:
    subnet: 10.0.0.0/24
    router: {server}
    dhcp-server: boot
    boot-server: boot
    loader: {loader}
    proxy: {proxy}
    menu: [disk, failed, 2-gone, 1-linux]
    timeout: 1
hosts:
  client:
    mac: {mac}
    address: 10.0.0.2
    profile: 2-gone
    fallback: 1-linux
"""
HYPERVISOR = """
    hypervisor: /hypervisors/xen.gz
    hypervisor-source: {xen}
    hypervisor-options: {options}"""
# On the command line, as they are.
WORDS = "; || && #w $y && exit ; x"
# Somebody else's.
DHCPD = f"""\
authoritative;
subnet 10.0.0.0 netmask 255.255.255.0 {{
	option routers {SERVER};
}}
host client {{
	hardware ethernet {CLIENT_MAC};
	fixed-address 10.0.0.2;
}}
"""


def linux(case, directory):
    """ROM, loader, then Linux: Debian's kernel and the rig's initramfs."""
    work = directory.parent
    initrd = work / "rendered.initrd"
    images.initramfs(case.kernel, initrd,
                     {"ROLE": "client_vm", "SCRIPT": case.script,
                      "NIC": case.nic, "NFS": case.nfs,
                      "MODULES": images.NIC_MODULES[case.nic],
                      **case.settings})
    proxy = case.settings.get("PROXY", "no")
    options, hypervisor = f"{KERNEL_ARGUMENTS} {case.append}".strip(), ""
    if case.settings.get("XEN"):
        options = options.replace("console=ttyS0,115200", "console=hvc0")
        hypervisor = HYPERVISOR.format(
            xen=next(debs.xen_tree().glob("boot/xen-*-amd64.gz")),
            options=XEN_ARGUMENTS)
    (work / "pool.conf").write_text(POOL.format(
        server=SERVER, vmlinuz=images.Modules(case.kernel).vmlinuz,
        initrd=initrd, options=options, words=WORDS, hypervisor=hypervisor,
        loader=case.settings["LOADER"], proxy=proxy, mac=CLIENT_MAC),
        encoding="ascii")
    debs.run([DDTOOL, "server", "render", "-c", work / "pool.conf",
              "-o", work / "rendered"])
    made = work / "rendered/boot"
    shutil.copytree(made / "srv/tftp", directory / "tftp" / SERVER,
                    symlinks=True)
    if proxy == "yes":
        shutil.copy(made / "etc/dnsmasq.d/ddom.conf",
                    directory / "dnsmasq.conf")
        (directory / "other-dhcpd.conf").write_text(DHCPD, encoding="ascii")
    else:
        shutil.copy(made / "etc/dhcp/dhcpd.conf", directory)
