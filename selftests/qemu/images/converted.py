# SPDX-License-Identifier: GPL-2.0-only
"""A real Debian, converted by ddtool rootfs, as the image of an export.

It is there and back once before: selftests/build/shared-root.sh.
"""

import hashlib
import os
import shutil

from images import debs, images
from paths import BUILD, DDINIT, DDTOOL, HERE, IMAGES, TOP, note

SUITE = "bookworm"
HELPERS = TOP / "selftests/build"
# sysvinit as the real init: /run, then what says that a runlevel was reached.
INITTAB = """\
id:2:initdefault:
si::sysinit:/bin/mount -t tmpfs tmpfs /run
l2:2:wait:/bin/touch /var/log/runlevel2
l3:3:wait:/bin/touch /var/log/runlevel3
s0:23:respawn:/bin/sleep 1000
"""
BRIDGE_CONF = "bridge = xenbr0\nprobe = 10.0.0.1:2049\n"


def fill_from(directory, kernel):
    """What `make install` and dkms would have left on the server."""
    debs.run(["make", "-s", "-C", TOP / "tools", f"O={BUILD}",
              f"DESTDIR={directory}", "install"])
    release = images.Modules(kernel).release
    target = directory / "lib/modules" / release / "extra"
    target.mkdir(parents=True)
    for path in images.project_modules(kernel):
        shutil.copy(path, target)


def fill_power_on(directory):
    """What the rig "power_on" adds: a unit which does what the pool wants."""
    shutil.copytree(HERE / "power_on/root", directory, symlinks=True,
                    dirs_exist_ok=True)
    (directory / "srv/images").mkdir()
    # The root's server is probed in any case.
    (directory / "etc/ddom/bridge.conf").write_text("bridge = xenbr0\n",
                                                    encoding="ascii")


def fill_overlay(directory, kernel):
    """What the tests add to the tree: kernel modules, a first process."""
    modules = images.Modules(kernel)
    target = directory / "usr/lib/modules" / modules.release
    for path in modules.closure([*images.ROOT_MODULES, "binfmt_misc"]):
        name = path.split(".ko")[0] + ".ko"
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(modules.content(path))
    for name in ("modules.order", "modules.builtin",
                 "modules.builtin.modinfo"):
        if (modules.directory / name).exists():
            shutil.copy(modules.directory / name, target / name)
    for name in ("usr/local/sbin", "etc/ddom", "mnt/tmp"):
        (directory / name).mkdir(parents=True)
    for path in images.probes():
        if path.name in ("stamp", "nfsmount"):
            shutil.copy(path, directory / "usr/local/sbin")
    shutil.copy(images.GUEST / "howto_flash.sh",
                directory / "usr/local/sbin/howto_flash")
    os.chmod(directory / "usr/local/sbin/howto_flash", 0o755)
    shutil.copy(debs.sysv_tree() / "sbin/init",
                directory / "usr/local/sbin/sysvinit")
    (directory / "etc/inittab").write_text(INITTAB, encoding="ascii")
    (directory / "srv").mkdir()
    (directory / "srv/probe").write_text("x" * 4096, encoding="ascii")
    (directory / "etc/ddom/bridge.conf").write_text(BRIDGE_CONF,
                                                    encoding="ascii")


def image(kernel, rig="", form="links"):
    """The ext4 image of the converted Debian, made anew when needed.

    For the RIG "power_on" there is more in it; for another FORM than links it is
    as shared-root.sh makes it.
    """
    name = "-".join([kernel, *([rig] if rig else []),
                     *([form] if form != "links" else [])])
    debs.run([HELPERS / "debian-root.sh", SUITE])
    tar = BUILD / "rootfs" / f"{SUITE}.tar"
    inputs = [tar, DDTOOL, DDINIT, *sorted((TOP / "tools/boot").rglob("*")),
              *images.project_modules(kernel), *images.probes(),
              HELPERS / "shared-root.sh", images.GUEST / "howto_flash.sh",
              TOP / "selftests/qemu/images/converted.py",
              *sorted((HERE / "power_on/root").rglob("*"))]
    state = repr([(str(path), path.stat().st_mtime_ns) for path in inputs])
    key = hashlib.sha256(state.encode()).hexdigest()
    output = IMAGES / f"shared-{name}.ext4"
    stamp = IMAGES / f"shared-{name}.key"
    with debs.locked(f"shared-{name}"):
        if output.exists() and stamp.exists() and \
                stamp.read_text(encoding="ascii") == key:
            return output
        note(f"shared root of {name}: convert, check, undo, convert")
        stage = IMAGES / f"shared-stage-{name}"
        shutil.rmtree(stage, ignore_errors=True)
        fill_from(stage / "from", kernel)
        fill_overlay(stage / "overlay", kernel)
        if rig == "power_on":
            fill_power_on(stage / "overlay")
        debs.run([HELPERS / "shared-root.sh", tar, DDTOOL, stage / "from",
                  stage / "overlay", output, form])
        stamp.write_text(key, encoding="ascii")
        shutil.rmtree(stage)
    return output


def drive(case):
    """QEMU's arguments for the second disk of the server, if it has one."""
    if not case.settings.get("SHARED"):
        return []
    form = case.settings.get("FORM", "links")
    return ["-drive", f"file={image(case.kernel, form=form)},format=raw,if=none,"
                      "id=shared,readonly=on",
            "-device", "virtio-blk-pci,drive=shared"]
