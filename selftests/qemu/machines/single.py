# SPDX-License-Identifier: GPL-2.0-only
"""The rig of one machine: no network, for what concerns the machine alone.

Its root is an initramfs; the client's root image is there as a disk.
"""

from images import images
from machines.counted import CLIENT_MAC, KERNEL_ARGUMENTS
from machines.vm import VM
from paths import TOP

UNIT = TOP / "selftests/unit/tools"


def machines(case, directory):
    """The machines of one run: (all of them, the one which reports)."""
    vmlinuz = images.Modules(case.kernel).vmlinuz
    archive = directory / "initrd"
    settings = {"ROLE": "single", "SCRIPT": case.script, "NIC": case.nic,
                "NFS": case.nfs, "MODULES": images.NIC_MODULES[case.nic],
                **case.settings}
    files = {"vmlinuz": vmlinuz} if case.settings.get("END") == "kexec" else {}
    if "UNIT" in case.settings:
        files |= {f"unit/{name}": UNIT / name
                  for name in ("ktap.sh", case.settings["UNIT"])}
    images.initramfs(case.kernel, archive, settings, files)
    argv = [
        "-machine", "pc", "-accel", "tcg", "-cpu", case.cpu,
        "-m", images.memory(case.kernel, case.settings.get("MEMORY", 384)),
        "-smp", str(case.settings.get("CPUS", 1)),
        "-kernel", str(vmlinuz), "-initrd", str(archive),
        "-append", f"{KERNEL_ARGUMENTS} {case.append}".strip(),
        "-drive", f"file={images.root_image(case.kernel)},format=raw,"
                  "if=none,id=root,readonly=on",
        "-device", "virtio-blk-pci,drive=root",
        "-netdev", "hubport,id=client,hubid=0",
        "-device", f"{case.nic},id=nic0,netdev=client,mac={CLIENT_MAC},"
                   "romfile=",
    ]
    machine = VM(case.id, argv, directory)
    return [machine], machine
