# SPDX-License-Identifier: GPL-2.0-only
"""The rig that counts: one machine, two NICs on one hub, counted time.

Time in the guest is the number of instructions it has executed, so a busy
host makes a run longer but not different.
"""

from images import converted, images
from machines.vm import VM

CLIENT_MAC = "52:54:00:00:00:02"
SERVER_MAC = "52:54:00:00:00:01"
SERVER_NIC = "virtio-net-pci"

# no_timer_check: on a busy host the timer fails the kernel's check of it.
KERNEL_ARGUMENTS = ("console=ttyS0,115200 loglevel=6 panic=-1 oops=panic "
                    "no_timer_check "
                    "net.ifnames=0 mitigations=off random.trust_cpu=on")

# Else QEMU's main thread takes what a driver hands over, in the host's time;
# for commands to the device the guest's CPU waits, busily, and time runs. Not
# for the server of a client with a short ring: all at once overruns it.
AT_ONCE = ",ioeventfd=off"


def machines(case, directory):
    """The machines of one run: (all of them, the one which reports)."""
    at_once = AT_ONCE if case.nic.startswith("virtio") else ""
    vmlinuz = images.Modules(case.kernel).vmlinuz
    archive = directory / "initrd"
    settings = {"ROLE": "counted", "SCRIPT": case.script, "NIC": case.nic,
                "NFS": case.nfs,
                "MODULES": images.NIC_MODULES[case.nic].replace("-", "_"),
                **case.settings}
    images.initramfs(case.kernel, archive, settings)
    argv = [
        "-machine", "pc", "-accel", "tcg,thread=single",
        "-icount", "shift=1,sleep=off", "-rtc", "clock=vm",
        "-cpu", case.cpu, "-m", images.memory(case.kernel, 640),
        "-kernel", str(vmlinuz), "-initrd", str(archive),
        "-append", f"{KERNEL_ARGUMENTS} {case.append}".strip(),
        "-drive", f"file={images.in_memory(images.root_image(case.kernel))},"
                  "format=raw,if=none,id=root,readonly=on",
        "-device", f"virtio-blk-pci,drive=root{AT_ONCE}",
        *converted.drive(case),
        "-netdev", "hubport,id=client,hubid=0",
        "-device", f"{case.nic},id=nic0,netdev=client,mac={CLIENT_MAC},"
                   f"romfile={at_once}",
        "-netdev", "hubport,id=server,hubid=0",
        "-device", f"{SERVER_NIC},netdev=server,mac={SERVER_MAC},"
                   f"romfile={at_once}",
    ]
    machine = VM(case.id, argv, directory)
    return [machine], machine
