# SPDX-License-Identifier: GPL-2.0-only
"""The rig of a boot server and a client which has nothing but a NIC.

The client's firmware runs the NIC's PXE ROM; all that follows comes over the
wire from Debian's own dhcpd, tftpd and knfsd.  What is served is a directory
(see netboot.py).  A restart goes through firmware and ROM again, in the same
QEMU.
"""

import time

from images import images, netboot
from images.debs import run
from machines.counted import CLIENT_MAC, KERNEL_ARGUMENTS, SERVER_MAC
from machines.pair import SERVER_KERNEL, SERVER_MEMORY
from machines.vm import VM, VmError
from machines.xen import CPU, DOM0_MEMORY

CLIENT_MEMORY = 384     # firmware, loader, kernel and initramfs at a time
SERVER_SECONDS = 240    # for the server to be there, on a busy host
READY = "server ready"
UEFI = "/usr/share/ovmf/OVMF.fd"
UEFI_MEMORY = 256       # which it takes for itself, and Xen


class Client(VM):
    """Is switched on when the server is there: a ROM asks only for a while."""

    server = None

    def start(self):
        """Wait for the server, then start."""
        deadline = time.monotonic() + SERVER_SECONDS
        while READY not in self.server.console.read_text(errors="replace"):
            if not self.server.running() or time.monotonic() > deadline:
                raise VmError("the boot server is not ready")
            time.sleep(0.2)
        super().start()


def boot_image(case, directory):
    """The file system with what the boot server serves."""
    content = directory / "boot"
    content.mkdir()
    netboot.KINDS[case.netboot](case, content)
    size = sum(path.stat().st_size for path in content.rglob("*"))
    image = directory / "boot.ext4"
    run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", content, "-m", "0",
         "-O", "^has_journal", "-L", "boot", image,
         f"{size // 1024 * 11 // 10 + 4096}k"])
    return image


def server(case, directory):
    """The boot server: DHCP, TFTP and NFS."""
    archive = directory / "server.initrd"
    images.initramfs(SERVER_KERNEL, archive,
                     {"ROLE": "boot_server", "MODULES": "", **case.settings})
    drives = [images.root_image(case.kernel), boot_image(case, directory)]
    argv = [
        "-machine", "pc", "-accel", "tcg", "-cpu", case.cpu,
        "-m", str(SERVER_MEMORY),
        "-kernel", str(images.Modules(SERVER_KERNEL).vmlinuz),
        "-initrd", str(archive), "-append", KERNEL_ARGUMENTS,
        "-netdev", "stream,id=wire,server=on,addr.type=unix,"
                   f"addr.path={directory}/wire",
        "-device", f"virtio-net-pci,id=nic0,netdev=wire,mac={SERVER_MAC},"
                   "romfile=",
    ]
    for number, drive in enumerate(drives):
        argv += ["-drive", f"file={drive},format=raw,if=none,"
                           f"id=drive{number},readonly=on",
                 "-device", f"virtio-blk-pci,drive=drive{number}"]
    return VM(f"{case.id}-server", argv, directory, role="server")


def client(case, directory):
    """The diskless machine: firmware, memory, a NIC with its ROM."""
    settings, memory, cpu = case.settings, CLIENT_MEMORY, case.cpu
    if settings.get("XEN"):
        memory, cpu = DOM0_MEMORY + UEFI_MEMORY, CPU
    argv = [
        # Without graphics firmware and ROM speak on the console.
        "-machine", "pc,graphics=off", "-accel", "tcg", "-cpu", cpu,
        "-m", str(settings.get("MEMORY", memory)),
        "-boot", "n", *(["-bios", UEFI] if settings.get("UEFI") else []),
        "-netdev", "stream,id=wire,server=off,addr.type=unix,"
                   f"addr.path={directory}/wire",
        "-device", f"{case.nic},id=nic0,netdev=wire,mac={CLIENT_MAC}"
                   f"{',romfile=' if settings.get('ROM') == 'no' else ''}",
    ]
    return Client(case.id, argv, directory, role="client")


def machines(case, directory):
    """The machines of one run: (all of them, the one which reports)."""
    first, second = server(case, directory), client(case, directory)
    second.server = first
    return [first, second], second
