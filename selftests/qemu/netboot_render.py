# SPDX-License-Identifier: GPL-2.0-only
"""What a boot server serves, out of a pool.conf by ddtool server render.

The setting LOADER names the host's boot loader.
"""

import shutil

import debs
import images
from paths import DDTOOL
from rig_det import CLIENT_MAC, KERNEL_ARGUMENTS

SERVER = "10.0.0.1"
POOL = """\
servers:
  boot:
    address: {server}
    dhcp: isc
profiles:
  disk: {{local: yes}}
  linux:
    server: boot
    kernel: /kernels/vmlinuz
    kernel-source: {vmlinuz}
    initrd: /kernels/initrd
    initrd-source: {initrd}
    options: '{options}'
networks:
  lab:
    subnet: 10.0.0.0/24
    router: {server}
    dhcp-server: boot
    boot-server: boot
    loader: {loader}
    menu: [disk, linux]
    timeout: 1
hosts:
  client:
    mac: {mac}
    address: 10.0.0.2
    profile: linux
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
    (work / "pool.conf").write_text(POOL.format(
        server=SERVER, vmlinuz=images.Modules(case.kernel).vmlinuz,
        initrd=initrd, options=f"{KERNEL_ARGUMENTS} {case.append}".strip(),
        loader=case.settings["LOADER"], mac=CLIENT_MAC),
        encoding="ascii")
    debs.run([DDTOOL, "server", "render", "-c", work / "pool.conf",
              "-o", work / "rendered"])
    made = work / "rendered/boot"
    shutil.copytree(made / "srv/tftp", directory / "tftp" / SERVER,
                    symlinks=True)
    shutil.copy(made / "etc/dhcp/dhcpd.conf", directory)
