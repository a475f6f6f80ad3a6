# SPDX-License-Identifier: GPL-2.0-only
"""The rig of two machines: a server, and a client whose root is on it.

For boots, power and faults.  Time is the host's here, so nothing is counted
that a busy host could change.
"""

from images import converted, images
from machines.counted import CLIENT_MAC, KERNEL_ARGUMENTS, SERVER_MAC
from machines.vm import VM

CLIENT_MEMORY = 256     # little: programs page in over the network
SERVER_MEMORY = 384
SERVER_KERNEL = "bookworm"


def server(case, directory):
    """The machine with the daemons; its disk is the client's root."""
    archive = directory / "server.initrd"
    images.initramfs(SERVER_KERNEL, archive,
                     {"ROLE": "server_vm", "MODULES": "", **case.settings})
    root = images.root_image(case.kernel, toolstack=case.rig == "xen")
    argv = [
        "-machine", "pc", "-accel", "tcg", "-cpu", case.cpu,
        "-m", str(SERVER_MEMORY),
        "-kernel", str(images.Modules(SERVER_KERNEL).vmlinuz),
        "-initrd", str(archive), "-append", KERNEL_ARGUMENTS,
        # nvmet opens a disk for writing, always.
        "-drive", f"file={root},format=raw,if=none,id=root," +
                  ("snapshot=on" if case.settings.get("WIRE") == "nvme"
                   else "readonly=on"),
        "-device", "virtio-blk-pci,drive=root",
        *converted.drive(case),
        "-netdev", "stream,id=wire,server=on,addr.type=unix,"
                   f"addr.path={directory}/wire",
        "-device", f"virtio-net-pci,id=nic0,netdev=wire,mac={SERVER_MAC},"
                   "romfile=",
    ]
    machine = VM(f"{case.id}-server", argv, directory, role="server")
    # Debian's script for AoE tries once.
    if case.settings.get("INITRAMFS"):
        machine.ready = "server ready"
    return machine


def client(case, directory):
    """The diskless machine."""
    archive = directory / "client.initrd"
    if case.settings.get("INITRAMFS"):
        archive = images.made_initramfs(case.kernel,
                                        case.settings["INITRAMFS"])
    else:
        images.initramfs(case.kernel, archive,
                         {"ROLE": "client_vm", "SCRIPT": case.script,
                          "NIC": case.nic, "NFS": case.nfs,
                          "MODULES": " ".join(
                              [images.NIC_MODULES[case.nic],
                               *(images.FORM_MODULES if
                                 case.settings.get("FORM") else [])]),
                          **case.settings})
    argv = [
        "-machine", "pc", "-accel", "tcg", "-cpu", case.cpu,
        "-m", images.memory(case.kernel,
                            case.settings.get("MEMORY", CLIENT_MEMORY)),
        "-kernel", str(images.Modules(case.kernel).vmlinuz),
        "-initrd", str(archive),
        "-append", f"{KERNEL_ARGUMENTS} {case.append}".strip(),
        "-netdev", "stream,id=wire,server=off,addr.type=unix,"
                   f"addr.path={directory}/wire",
        "-device", f"{case.nic},id=nic0,netdev=wire,mac={CLIENT_MAC},"
                   "romfile=",
    ]
    return VM(case.id, argv, directory, role="client")


def machines(case, directory):
    """The machines of one run: (all of them, the one which reports)."""
    reporter = client(case, directory)
    return [server(case, directory), reporter], reporter
