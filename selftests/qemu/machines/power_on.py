# SPDX-License-Identifier: GPL-2.0-only
"""From the power button to a domU: boot servers, and diskless machines.

The servers are one virtual machine, whose daemons ddtool server render has
configured; the clients are firmware and a NIC with its PXE ROM.  With PXE=no
QEMU loads what the second menu would, with the same command lines.  Nothing
reports from inside a client: a scenario (console/scenario.py) reads the consoles.
"""

from console import scenarios
from console.scenario import Scenario
from images import converted, debs, images, power_on_files
from machines.counted import KERNEL_ARGUMENTS, SERVER_MAC
from machines.pair import SERVER_KERNEL
from machines.vm import VM
from machines.xen import CPU

CLIENT_MEMORY = 768     # dom0 has 384, a domU 96, the rest is Xen's
SERVER_MEMORY = 512


def server(case, directory):
    """The machine which is both boot servers."""
    archive = directory / "server.initrd"
    images.initramfs(SERVER_KERNEL, archive,
                     {"ROLE": "power_on_server", "MODULES": "", **case.settings})
    pool, checksum = power_on_files.disk(case, directory)
    form = case.settings.get("FORM", "links")
    # What is written to the export stays in this run.
    drives = [f"{images.root_image(SERVER_KERNEL)},readonly=on",
              f"{converted.image(case.kernel, 'power_on', form)},snapshot=on",
              f"{pool}"]
    argv = [
        "-machine", "pc", "-accel", "tcg", "-cpu", case.cpu,
        "-m", str(SERVER_MEMORY),
        "-kernel", str(images.Modules(SERVER_KERNEL).vmlinuz),
        "-initrd", str(archive), "-append", KERNEL_ARGUMENTS,
        "-netdev", "hubport,id=port,hubid=0",
        "-device", f"virtio-net-pci,id=nic0,netdev=port,mac={SERVER_MAC},"
                   "romfile=",
    ]
    for number in range(int(case.settings.get("CLIENTS", 1))):
        argv += [
            "-netdev", f"stream,id=wire{number},server=on,addr.type=unix,"
                       f"addr.path={directory}/wire{number}",
            "-netdev", f"hubport,id=port{number},hubid=0,"
                       f"netdev=wire{number}",
        ]
    for number, drive in enumerate(drives):
        argv += ["-drive", f"file={drive},format=raw,if=none,"
                           f"id=drive{number}",
                 "-device", f"virtio-blk-pci,drive=drive{number}"]
    machine = VM(f"{case.id}-server", argv, directory, role="server")
    return machine, checksum


def loaded(case, directory):
    """QEMU's arguments for what a loader would load."""
    profile = case.settings.get("PROFILE", "dom0")
    xen, kernel = power_on_files.command_lines(directory, profile)
    vmlinuz = images.Modules(case.kernel).vmlinuz
    # A comma ends a module in the list of multiboot modules.
    module = f"{vmlinuz} {kernel}".replace(",", ",,")
    return ["-kernel", str(debs.xen_tree() / "boot/xen"), "-append", xen,
            "-initrd", module]


def client(case, directory, number):
    """A machine which has a NIC, and nothing else."""
    mac = f"52:54:00:00:00:{number + 2:02x}"
    nic = f"{case.nic},id=nic0,netdev=wire,mac={mac}"
    if case.settings.get("PXE") == "no":
        boot, nic = loaded(case, directory), f"{nic},romfile="
    else:
        boot = ["-boot", "n"]
    argv = [
        # Without graphics firmware and ROM speak on the console.
        "-machine", "pc,graphics=off", "-accel", "tcg", "-cpu", CPU,
        "-m", str(case.settings.get("MEMORY", CLIENT_MEMORY)), *boot,
        "-netdev", "stream,id=wire,server=off,addr.type=unix,"
                   f"addr.path={directory}/wire{number}",
        "-device", nic,
    ]
    name = case.id if number == 0 else f"{case.id}-{number + 1}"
    return VM(name, argv, directory, role=f"client{number or ''}")


def machines(case, directory):
    """The machines of one run: (those to start now, the one which reports).

    A scenario switches the clients on.
    """
    first, checksum = server(case, directory)
    clients = [client(case, directory, number)
               for number in range(int(case.settings.get("CLIENTS", 1)))]
    running = [first]
    reporter = Scenario(case, running, clients,
                     getattr(scenarios, case.settings["SCENARIO"]))
    reporter.values["CHECKSUM"] = checksum
    return running, reporter
