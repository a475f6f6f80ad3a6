# SPDX-License-Identifier: GPL-2.0-only
"""The rig for Linux 2.6: a server of today, and a client from then.

The client is the kernel that KIMAGE= names, with the modules that check-2.6
built for its tree; with Xen's kernels it is the dom0 of Debian's hypervisor.
Today's C library does not run there: its root has klibc's shell and probes
built with musl.  Results are lines on the console.
"""

import os
import stat
import time
from pathlib import Path

from images import debs, images
from machines.counted import CLIENT_MAC, KERNEL_ARGUMENTS, SERVER_MAC
from machines.vm import VM, VmError
from paths import CASES, HERE, IMAGES, KMOD, PROBES, STATIC, TOP, note

GUEST = HERE / "guest_linux26"
MODULES = KMOD / "2.6"
PROBE_NAMES = ("br_naive", "echo_probe", "nl_request", "nl_cycles")
MUSL = "musl-gcc -O2 -static -std=gnu11 -D_GNU_SOURCE -Wall".split()
HEADERS = ["-idirafter", "/usr/include",
           "-idirafter", "/usr/include/x86_64-linux-gnu",
           f"-I{TOP / 'kmod/uapi'}"]
DEVICES = (("console", 5, 1), ("null", 1, 3))
MARK = "DDOM "               # begins a line of results
SERVER = "bookworm"
SERVER_SECONDS = 240
NFS = {"v3tcp": "v3,tcp", "v3udp": "v3,udp"}
NET = "10.0.0.2::10.0.0.1:255.255.255.0::eth0:off"


def missing(with_ddtool):
    """Why this rig cannot run here, perhaps with ddtool, or None."""
    image = os.environ.get("KIMAGE")
    if not image:
        return "no KIMAGE=, a bootable Linux 2.6.18 to 2.6.20"
    if not Path(image).is_file():
        return f"KIMAGE={image}: no such file"
    if not (MODULES / "ddom_bridge.ko").exists():
        return "no modules in build/kmod/2.6; make check-2.6 KSRC=TREE"
    if with_ddtool and not STATIC.exists():
        return "build/static/ddtool is not built; make static"
    return None


def for_xen(image):
    """Is it a kernel for Xen, which has no boot sector?"""
    return image.read_bytes()[0x202:0x206] != b"HdrS"


def probes():
    """The probes, built with musl; their paths."""
    source = HERE / "probes"
    directory = PROBES / "linux26"
    directory.mkdir(parents=True, exist_ok=True)
    shared = [source / "genl.c", source / "probe.c"]
    made = []
    with debs.locked("linux26-probes"):
        for name in PROBE_NAMES:
            inputs = [source / f"{name}.c", *shared]
            output = directory / name
            newest = max(path.stat().st_mtime for path in
                         [*inputs, *source.glob("*.h")])
            if not output.exists() or output.stat().st_mtime < newest:
                note(f"CC {name} (musl)")
                debs.run([*MUSL, *HEADERS, "-o", output, *inputs])
            made.append(output)
    return made


def ddtool(archive):
    """ddtool, and what starts it at boot, as make install would put them."""
    boot = TOP / "tools/boot"
    for name in ("etc", "etc/ddom", "etc/init.d", "lib/modules", "sbin"):
        archive.directory(name)
    archive.file("sbin/ddtool", STATIC.read_bytes(), 0o755)
    for source, name in (("network-ddom", "etc/network-ddom"),
                         ("ddom-bridge.init", "etc/init.d/ddom-bridge")):
        text = (boot / source).read_text(encoding="utf-8")
        archive.file(name, text.replace("@sbindir@", "/sbin").encode(), 0o755)
    archive.file("etc/ddom/bridge.conf", (boot / "bridge.conf").read_bytes())


def initrd(case, directory):
    """What the server makes the client's root of: an archive."""
    archive = images.Cpio()
    for name in ("bin", "dev", "lib", "mnt", "proc", "sys", "tmp"):
        archive.directory(name)
    for name, major, minor in DEVICES:
        archive.entry(f"dev/{name}", stat.S_IFCHR | 0o600, b"", (major, minor))
    tree = debs.linux26_tree()
    for path in sorted((tree / "usr/lib/klibc/bin").iterdir()):
        if not path.is_symlink():
            archive.file(f"bin/{path.name}", path.read_bytes(), 0o755)
    for path in tree.glob("lib/klibc-*.so"):
        archive.file(f"lib/{path.name}", path.read_bytes(), 0o755)
    if case.module:
        ddtool(archive)
    for path in [*probes(), *sorted(GUEST.iterdir())]:
        archive.file(f"bin/{path.name}", path.read_bytes(), 0o755)
    for path in MODULES.glob("*.ko"):
        archive.file(f"lib/{path.name}", path.read_bytes())
    archive.file("case.sh", (CASES / case.script).read_bytes())
    archive.file("settings", "".join(
        f"{key}='{value}'\n" for key, value in case.settings.items()).encode())
    output = directory / "root.cpio.gz"
    output.write_bytes(archive.packed())
    return output


def server(case, directory, role="server_linux26", more=()):
    """The machine with the daemons; the client's root is made in memory."""
    archive = directory / "server.initrd"
    images.initramfs(SERVER, archive, {"ROLE": role, "MODULES": ""},
                     {"root.cpio.gz": initrd(case, directory)})
    argv = [
        "-machine", "pc", "-accel", "tcg", "-cpu", case.cpu, "-m", "384",
        "-kernel", str(images.Modules(SERVER).vmlinuz),
        "-initrd", str(archive), "-append", KERNEL_ARGUMENTS,
        "-drive", f"file={images.root_image(SERVER)},format=raw,"
                  "if=none,id=root,readonly=on",
        "-device", "virtio-blk-pci,drive=root",
        "-netdev", "stream,id=wire,server=on,addr.type=unix,"
                   f"addr.path={directory}/wire",
        "-device", f"virtio-net-pci,id=nic0,netdev=wire,mac={SERVER_MAC},"
                   "romfile=",
        *more,
    ]
    return VM(f"{case.id}-server", argv, directory, role="server")


class ConsoleLines:
    """Results out of a console's log, in the way of vm.Lines."""

    def __init__(self, path):
        self.path = path
        self.read = 0
        self.sock = self

    def line(self, seconds):
        """The next result, or None."""
        deadline = time.monotonic() + seconds
        while True:
            data = self.path.read_bytes() if self.path.exists() else b""
            end = data.find(b"\n", self.read)
            if end < 0:
                if time.monotonic() >= deadline:
                    return None
                time.sleep(0.1)
                continue
            text = data[self.read:end].decode(errors="replace")
            self.read = end + 1
            if MARK in text:
                return text.split(MARK, 1)[1].strip()

    def close(self):
        """Nothing is open."""


class OldVM(VM):
    """A machine whose kernel has no virtio, and which asks its server once."""

    def __init__(self, name, argv, directory, server_vm):
        super().__init__(name, argv, directory, results=False)
        self.results = ConsoleLines(self.console)
        self.server = server_vm

    def start(self):
        """Start QEMU once the server is ready."""
        deadline = time.monotonic() + SERVER_SECONDS
        while b"server ready" not in self.server.console.read_bytes():
            if time.monotonic() > deadline or not self.server.running():
                raise VmError("the server is not ready")
            time.sleep(0.2)
        super().start()


def command_lines(case, root="/mnt", options="ro", address=NET):
    """What a loader gives to Xen, if KIMAGE is for it, else None; to Linux."""
    linux = (f"root=/dev/nfs nfsroot=10.0.0.1:{root},{NFS[case.nfs]} "
             f"ip={address} {options} panic=5 "
             # On a busy host the timer fails the kernel's check of it.
             f"no_timer_check init=/bin/init {case.append}").strip()
    if not for_xen(Path(os.environ["KIMAGE"])):
        return None, f"console=ttyS0,115200 {linux}"
    return ("console=com1 com1=115200,8n1 dom0_mem=192M dom0_max_vcpus=1",
            f"console=xvc0 xencons=xvc {linux}")


def loaded(case):
    """What QEMU itself loads."""
    image = os.environ["KIMAGE"]
    xen, linux = command_lines(case)
    if not xen:
        return ["-kernel", image, "-append", linux]
    return ["-kernel", str(debs.linux26_tree() / "xen"), "-append", xen,
            "-initrd", f"{image} {linux}".replace(",", ",,")]


def hardware(case, directory, nic="romfile="):
    """The machine from then, its NIC with the options NIC."""
    return ["-machine", "pc", "-accel", "tcg", "-cpu", "qemu64", "-m", "384",
            "-netdev", "stream,id=wire,server=off,addr.type=unix,"
                       f"addr.path={directory}/wire",
            "-device",
            f"{case.nic},id=nic0,netdev=wire,mac={CLIENT_MAC},{nic}"]


def machines(case, directory):
    """The machines of one run: (all of them, the one which reports)."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    first = server(case, directory)
    argv = [*hardware(case, directory), *loaded(case)]
    reporter = OldVM(case.id, argv, directory, first)
    return [first, reporter], reporter
