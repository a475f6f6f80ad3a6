# SPDX-License-Identifier: GPL-2.0-only
"""The rig that counts: one machine, two NICs on one hub, counted time.

Time in the guest is the number of instructions it has executed, so a busy
host makes a run longer but not different.
"""

import hashlib
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from images import converted, debs, images
from machines.vm import VM, VmError
from paths import IMAGES

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

# QEMU 7.2 goes on from a saved state with a filter that lets no VLAN through.
ANY_VLAN = ",ctrl_vlan=off"


# What a guest has set until it has its root; the rest is a case's.
BOOT_SETTINGS = ("ROLE", "NIC", "NFS", "MODULES", "SHARED", "BARE", "EXPORT",
                 "SLOWNESS", "ROOT_DEV", "BOND", "WIRE")
BOOT_SECONDS = 300      # on an idle host
EXPECTED = Counter()    # how many cases will boot alike


def settings_of(case):
    """All that a case has set."""
    return {"ROLE": "counted", "SCRIPT": case.script, "NIC": case.nic,
            "NFS": case.nfs,
            "MODULES": images.NIC_MODULES[case.nic].replace("-", "_"),
            **case.settings}


def boot_of(case):
    """A name for how a case boots."""
    return repr((case.kernel, case.nic, case.nfs, case.append, case.cpu,
                 [(name, value) for name, value in settings_of(case).items()
                  if name in BOOT_SETTINGS]))


def expect(cases):
    """These will be run: what several of them boot is booted once."""
    EXPECTED.update(boot_of(case) for case in cases)


def wires(case):
    """A NIC of the client and one of the server on a hub; two for a bond."""
    at_once = AT_ONCE if case.nic.startswith("virtio") else ""
    vlan = "." in case.settings.get("ROOT_DEV", "")
    for hub in range(2 if "BOND" in case.settings else 1):
        for side, nic, mac in (("client", case.nic, CLIENT_MAC),
                               ("server", SERVER_NIC, SERVER_MAC)):
            yield from ("-netdev", f"hubport,id={side}{hub},hubid={hub}",
                        "-device", f"{nic},netdev={side}{hub},"
                        f"mac={mac[:-2]}{hub}{mac[-1]},romfile={at_once}" +
                        ANY_VLAN * (vlan and nic.startswith("virtio")))


def arguments(case, archive):
    """QEMU's."""
    root = images.in_memory(images.root_image(case.kernel))
    # No disk: while the host waits for one, the guest's clock runs away.
    return [
        "-machine", "pc", "-accel", "tcg,thread=single",
        "-icount", "shift=1,sleep=off", "-rtc", "clock=vm",
        "-cpu", case.cpu,
        "-m", f"{images.memory(case.kernel, 640)}M,maxmem=8G",
        "-kernel", str(images.Modules(case.kernel).vmlinuz),
        "-initrd", str(archive),
        "-append", f"{KERNEL_ARGUMENTS} {case.append}".strip(),
        "-object", f"memory-backend-file,id=root,mem-path={root},"
                   f"size={root.stat().st_size},share=on,readonly=on",
        "-device", "virtio-pmem-pci,memdev=root",
        *converted.drive(case),
        *wires(case),
    ]


def inputs(argv, archive):
    """A checksum of all that a booted machine is made of."""
    files = re.findall(r"\b(?:file|mem-path)=([^, ]+)", " ".join(argv))
    stamps = [(name, Path(name).stat().st_mtime_ns) for name in files]
    words = [word for word in argv if word != str(archive)]
    return hashlib.sha256(archive.read_bytes() + repr(words + stamps).encode()
                          ).hexdigest()


def boot(case, argv, state):
    """Boot until a case can begin, and save that as STATE."""
    with tempfile.TemporaryDirectory(prefix="ddom-") as directory:
        machine = VM(f"{case.id}-boot", argv, directory)
        deadline = time.monotonic() + min(BOOT_SECONDS * 3, case.timeout)
        try:
            machine.start()
            said = None
            while said is None or "ready" not in said:
                said = machine.results.line(0.5)
                if not machine.running() or time.monotonic() > deadline or \
                        (said and '"result"' in said):
                    raise VmError(f"the machine does not boot: {said}")
            machine.save(state)
        finally:
            machine.stop()


def booted(case, argv, archive):
    """The state of a machine that has booted so, made when there is none."""
    name = hashlib.sha256(boot_of(case).encode()).hexdigest()[:12]
    state = IMAGES / f"booted-{case.kernel}-{name}"
    stamp = state.with_suffix(".key")
    with debs.locked(state.name):
        wanted = inputs(argv, archive)
        if not (state.exists() and stamp.exists() and
                stamp.read_text(encoding="ascii") == wanted):
            stamp.unlink(missing_ok=True)
            fresh = state.with_suffix(".new")
            boot(case, argv, fresh)
            fresh.replace(state)
            stamp.write_text(wanted, encoding="ascii")
    return state


def machines(case, directory):
    """The machines of one run: (all of them, the one which reports)."""
    archive = directory / "initrd"
    settings = settings_of(case)
    alike = EXPECTED[boot_of(case)] > 1
    first = {name: value for name, value in settings.items()
             if not alike or name in BOOT_SETTINGS}
    if alike:
        first["WAITS"] = "yes"
    images.initramfs(case.kernel, archive, first)
    argv = arguments(case, archive)
    machine = VM(case.id, argv, directory)
    if alike:
        machine.saved = booted(case, argv, archive)
        machine.argv += ["-incoming", "defer"]
        machine.told = [f"{name}='{value}'" for name, value
                        in settings.items()] + ["go"]
    return [machine], machine
