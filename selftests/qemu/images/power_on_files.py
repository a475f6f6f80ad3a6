# SPDX-License-Identifier: GPL-2.0-only
"""What the boot servers of the rig power_on have on their disk.

    pool/pool.conf   what ddtool server render was given
    pool/out         what it has written; besides, the file that a domU reads
    pool/images      an export: kernel and initrd of a domU, a rule for udev
"""

import hashlib
import os
import re
import shutil

from images import debs, images
from paths import DDTOOL, GUEST, HERE, TOP

FILES = HERE / "power_on"
POOL = FILES / "pool.conf"
FILE_BYTES = 65536       # of what a domU reads over TFTP
USER, PASSWORD = "admin", "diskless"     # who may choose a dom0 by hand


def domu_initrd(output):
    """The domU's initramfs: busybox and one script."""
    archive = images.Cpio()
    for name in ("bin", "dev", "proc", "sys", "run", "tmp"):
        archive.directory(name)
    archive.link("sbin", "bin")
    program, applets = images.busybox(debs.guest_tree())
    archive.file("bin/busybox", program.read_bytes(), 0o755)
    for applet in applets:
        if applet != "busybox":
            archive.link(f"bin/{applet}", "busybox")
    archive.file("init", (FILES / "domu_init.sh").read_bytes(), 0o755)
    archive.file("udhcpc.sh", (GUEST / "udhcpc.sh").read_bytes(), 0o755)
    output.write_bytes(archive.packed())


def password():
    """PASSWORD as GRUB's own tool writes it."""
    said = debs.run(["grub-mkpasswd-pbkdf2"], input=f"{PASSWORD}\n" * 2)
    return re.search(r"grub\.pbkdf2\.\S+", said).group(0)


# What pool.conf says of a root's form.
FORMS = {"links": "form: links", "overlay": "form: overlay",
         "squashfs": "form: image\n    image: /root.img"}


def sources(case, directory):
    """This run's part of the pool: {word of pool.conf: what it is}."""
    boots = case.settings["BOOTS"]
    form = case.settings.get("FORM", "links")
    initrd = directory / "terminal.initrd"
    images.initramfs("bookworm", initrd,
                     {"ROLE": "terminal",
                      "MODULES": images.NIC_MODULES[case.nic]})
    return {"@TERMINAL@": images.Modules("bookworm").vmlinuz,
            "@TERMINAL_INITRD@": initrd,
            "@XEN@": next(debs.xen_tree().glob("boot/xen-*-amd64.gz")),
            "@DOM0@": images.Modules(case.kernel).vmlinuz,
            "@FORM@": FORMS[form],
            # an image's is what render adds
            "@RSIZE@": "" if form == "squashfs" else ",rsize=32768",
            "@NIC@": images.NIC_MODULES[case.nic],
            "@DHCP@": case.settings["DHCP"],
            "@BOOTS@": boots,
            "@FALLBACK@": "terminal" if boots == "dom0" else "dom0",
            "@TIMEOUT@": case.settings["TIMEOUT"],
            "@USER@": USER, "@PASSWORD@": password()}


def render(case, directory, output):
    """Have ddtool write, below OUTPUT, all that the servers need."""
    text = POOL.read_text(encoding="ascii")
    for word, value in sources(case, directory).items():
        text = text.replace(word, str(value))
    pool = directory / "pool.conf"
    pool.write_text(text, encoding="ascii")
    debs.run([DDTOOL, "server", "render", "-c", pool, "-o", output])
    return pool


def disk(case, directory):
    """The servers' disk: (its image, the checksum of the domU's file)."""
    content = directory / "pool"
    content.mkdir()
    shutil.copy(render(case, directory, content / "out"), content)
    data = os.urandom(FILE_BYTES)
    (content / "out/infolab/srv/tftp/domu").mkdir()
    (content / "out/infolab/srv/tftp/domu/file").write_bytes(data)
    exported = content / "images"
    shutil.copytree(FILES / "images", exported)
    shutil.copy(images.Modules(case.kernel).vmlinuz, exported / "vmlinuz")
    shutil.copy(TOP / "tools/boot/xen-backend.rules", exported)
    domu_initrd(exported / "domu.initrd")
    (exported / "job").write_text(case.settings.get("JOB", "idle") + "\n",
                                  encoding="ascii")
    size = sum(path.stat().st_size for path in content.rglob("*"))
    image = directory / "pool.ext4"
    debs.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", content, "-m", "0",
              "-O", "^has_journal", "-L", "pool", image,
              f"{size // 1024 * 11 // 10 + 16384}k"])
    return image, hashlib.sha256(data).hexdigest()


def command_lines(directory, profile):
    """What GRUB would hand over: (Xen's arguments, the kernel's)."""
    menu = directory / ("pool/out/virtdom/srv/tftp/grub/profiles/lab/"
                        f"{profile}.cfg")
    text = menu.read_text(encoding="ascii")
    xen = re.search(r"multiboot2 \S+ (.*)", text)
    kernel = re.search(r"module2 \S+ (.*)", text)
    return xen.group(1), kernel.group(1)
