# SPDX-License-Identifier: GPL-2.0-only
"""What a guest boots from: probes, initramfs archives, root images.

Everything is made below build/ without privilege and made again only when
something it is made of changed.
"""

import gzip
import hashlib
import lzma
import os
import shutil
import stat
import subprocess

from images import debs
from paths import (BENCH, BUILD, BUILT, CASES, DDTOOL, GUEST, HERE, IMAGES, KMOD,
                   KMOD_TEST, PROBES, TOP, note)

CC = os.environ.get("CC", "gcc")
CFLAGS = ("-O2 -static -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror "
          "-pthread").split() + [f"-I{TOP / 'kmod/uapi'}"]
PROBE_NAMES = ("echo_probe", "nfs_reader", "window", "nfsmount",
               "inroot", "nl_abuse", "nl_rivals", "nl_request", "nl_cycles",
               "kexec", "stamp", "nomount", "stranger", "nl_fuzz", "ra_send",
               "route6")

# Loaded by the initramfs, in this order, dependencies first.
BOOT_MODULES = """
virtio_pci virtio_blk virtio_net virtio_console crc32c_generic
crc32c-intel ext4 nfs nfsv3 nfsd af_packet ipv6
""".split()
# In the initramfs too, loaded when a case asks.
NIC_MODULES = {
    "virtio-net-pci": "virtio_net",
    "e1000e": "e1000e",
    "e1000": "e1000",
    "rtl8139": "8139cp",
    "pcnet": "pcnet32",
    "ne2k_pci": "ne2k-pci",
    "i82559er": "e100",
    "tulip": "tulip",
    "vmxnet3": "vmxnet3",
}
# What a root that is not on NFS needs, in the initramfs too.
WIRE_MODULES = ["aoe", "nbd", "iscsi_tcp", "sd_mod", "nvme_tcp", "nvmet_tcp",
                "configfs", "crc32_generic", "rdma_rxe", "rpcrdma"]
# What may be between the NICs and an address, or take a NIC.
STACK_MODULES = ["bridge", "8021q", "bonding", "team_mode_roundrobin",
                 "openvswitch", "vrf"]
# In the initramfs too, loaded when they are needed.
OTHER_MODULES = ["virtio_pmem", "nd_pmem", "nfsv4", *STACK_MODULES]
# What ddinit needs for a root in the form of an overlay or an image.
FORM_MODULES = ["overlay", "loop", "squashfs", "erofs"]
# In the root image, below /lib/modules.
ROOT_MODULES = [*STACK_MODULES, "macvlan", "veth", "dummy", "br_netfilter",
                "overlay", "virtio_rng", "configfs", "autofs4",
                "mac80211_hwsim", "netconsole", *BOOT_MODULES,
                *NIC_MODULES.values(), *WIRE_MODULES]

ROOT_DIRS = ("proc sys dev run tmp mnt flash srv/rw srv/boot etc/network "
             "var/lib/nfs/sm var/tmp root").split()


# -- modules ---------------------------------------------------------------

class Modules:
    """A kernel's modules directory and its dependency table."""

    def __init__(self, suite):
        self.vmlinuz, self.directory, self.release = debs.kernel(suite)
        # What tells two builds of one release apart.
        stamp = BUILD / suite / "key"
        self.key = stamp.read_text(encoding="ascii") \
            if suite in BUILT and stamp.exists() else ""
        self.depends = {}
        self.paths = {}
        text = (self.directory / "modules.dep").read_text(encoding="ascii")
        for line in text.splitlines():
            path, _, needs = line.partition(":")
            self.depends[path] = needs.split()
            self.paths[self.name(path)] = path

    @staticmethod
    def name(path):
        """A module's name from its path, dashes folded."""
        return path.rsplit("/", 1)[-1].split(".ko")[0].replace("-", "_")

    def closure(self, names):
        """The paths NAMES need, dependencies first; unknown ones built in."""
        ordered = []
        for name in names:
            path = self.paths.get(name.replace("-", "_"))
            if not path:
                continue
            for each in [*reversed(self.depends[path]), path]:
                if each not in ordered:
                    ordered.append(each)
        return ordered

    def content(self, path):
        """A module's bytes, uncompressed."""
        data = (self.directory / path).read_bytes()
        if path.endswith(".xz"):
            return lzma.decompress(data)
        if path.endswith(".zst"):
            return subprocess.run(["zstd", "-dc"], input=data, check=True,
                                  stdout=subprocess.PIPE).stdout
        return data


def project_modules(suite):
    """The project's own modules for SUITE; none when not built yet."""
    return sorted((KMOD / suite).glob("*.ko"))


def built_missing(suite):
    """Why the kernel that make kernel builds is not there, or None."""
    if suite not in BUILT:
        return None
    debug = "1" if suite == "dom0-debug" else ""
    done = subprocess.run([TOP / "selftests/build/kernel.sh", "--check"],
                          env={**os.environ, "DEBUG": debug}, check=False,
                          stdout=subprocess.PIPE, text=True)
    return done.stdout.strip() if done.returncode else None


def built_in(suite):
    """Are the project's modules part of that kernel?"""
    return suite == "dom0"


def checked(suite):
    """Does that kernel watch itself, with debug.config?"""
    return suite == "dom0-debug"


def memory(suite, megabytes):
    """What a machine needs that does with so many MEGABYTES otherwise.

    KASAN takes an eighth for its shadow, a zone around every object, and
    keeps for a while what is freed; lockdep and kmemleak have tables.
    """
    return str(3 * int(megabytes) if checked(suite) else megabytes)


def test_modules(suite):
    """The modules for tests only, for SUITE."""
    return sorted((KMOD_TEST / suite).glob("*.ko"))


# -- probes ----------------------------------------------------------------

def probes():
    """Compile the probes; returns their paths."""
    source = HERE / "probes"
    shared = [source / name for name in ("probe.c", "genl.c", "rtnl.c")]
    headers = [source / "probe.h", source / "genl.h", source / "rtnl.h",
               TOP / "kmod/uapi/linux/ddom_bridge.h"]
    PROBES.mkdir(parents=True, exist_ok=True)
    made = []
    with debs.locked("probes"):
        for name in PROBE_NAMES:
            inputs = [source / f"{name}.c", *shared, *headers]
            output = PROBES / name
            newest = max(path.stat().st_mtime for path in inputs)
            if not output.exists() or output.stat().st_mtime < newest:
                note(f"CC {name}")
                debs.run([CC, *CFLAGS, "-o", output, inputs[0], *shared])
            made.append(output)
    return made


# -- initramfs -------------------------------------------------------------

class Cpio:
    """A newc archive in memory."""

    def __init__(self):
        self.parts = []
        self.inode = 0
        self.seen = set()

    def entry(self, name, mode, data=b"", device=(0, 0)):
        """Append one entry."""
        self.inode += 1
        encoded = name.encode() + b"\0"
        fields = (self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, *device,
                  len(encoded), 0)
        head = b"070701" + b"".join(b"%08X" % value for value in fields)
        head += encoded
        self.parts += [head, bytes(-len(head) % 4), data,
                       bytes(-len(data) % 4)]

    def directory(self, name):
        """Append a directory and those above it, once."""
        parts = name.strip("/").split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            if path and path not in self.seen:
                self.seen.add(path)
                self.entry(path, stat.S_IFDIR | 0o755)

    def file(self, name, data, mode=0o644):
        """Append a regular file."""
        if "/" in name:
            self.directory(name.rsplit("/", 1)[0])
        self.entry(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        """Append a symbolic link."""
        self.entry(name, stat.S_IFLNK | 0o777, target.encode())

    def packed(self):
        """The archive, compressed: the kernel wants no mixture."""
        self.entry("TRAILER!!!", 0)
        return gzip.compress(b"".join(self.parts), 6, mtime=0)


def busybox(tree):
    """The static busybox of the guest tree, and its applets' names."""
    path = tree / "bin/busybox"
    return path, debs.run([path, "--list"]).split()


def base_initramfs(suite):
    """Kernel modules and busybox for SUITE; cached."""
    modules = Modules(suite)
    tree = debs.guest_tree()
    wanted = modules.closure(BOOT_MODULES)
    extra = [path for path in
             modules.closure([*NIC_MODULES.values(), *WIRE_MODULES,
                              *FORM_MODULES, *OTHER_MODULES])
             if path not in wanted]
    key = hashlib.sha256(repr((modules.release + modules.key, wanted,
                               extra)).encode())
    output = IMAGES / f"base-{suite}-{key.hexdigest()[:12]}.cpio.gz"
    with debs.locked(f"base-{suite}"):
        if output.exists():
            return output
        note(f"initramfs of {suite}: {len(wanted) + len(extra)} modules")
        archive = Cpio()
        for name in ("bin", "dev", "proc", "sys", "run", "tmp", "export",
                     "nfsroot", "var", "root"):
            archive.directory(name)
        archive.link("var/run", "/run")
        archive.link("sbin", "bin")
        program, applets = busybox(tree)
        archive.file("bin/busybox", program.read_bytes(), 0o755)
        for applet in applets:
            if applet != "busybox":
                archive.link(f"bin/{applet}", "busybox")
        archive.entry("dev/console", stat.S_IFCHR | 0o600, b"", (5, 1))
        for path in [*wanted, *extra]:
            archive.file(f"modules/{modules.name(path)}.ko",
                         modules.content(path))
        # One line a module: its name, then what it needs, in loading order.
        lines = []
        for path in [*wanted, *extra]:
            needs = [modules.name(each)
                     for each in reversed(modules.depends[path])]
            lines.append(" ".join([modules.name(path), *needs]))
        archive.file("modules/list", "\n".join(lines).encode() + b"\n")
        archive.file("modules/boot", "\n".join(
            modules.name(path) for path in wanted).encode() + b"\n")
        IMAGES.mkdir(parents=True, exist_ok=True)
        output.write_bytes(archive.packed())
    return output


def initramfs(suite, output, settings, files=None):
    """Write the initramfs of one run: the base, the scripts, the settings.

    FILES are added: {path in the archive: source}.
    """
    archive = Cpio()
    for name, source in (files or {}).items():
        archive.file(name, source.read_bytes())
    for path in sorted(GUEST.glob("*")):
        name = "init" if path.name == "init.sh" else f"guest/{path.name}"
        archive.file(name, path.read_bytes(), 0o755)
    for path in sorted([*CASES.glob("*"), *BENCH.glob("*.sh")]):
        archive.file(f"cases/{path.name}", path.read_bytes(), 0o755)
    for path in probes():
        archive.file(f"bin/{path.name}", path.read_bytes(), 0o755)
    for path in [*project_modules(suite), *test_modules(suite)]:
        archive.file(f"modules/{path.name}", path.read_bytes())
    text = "".join(f"{key}='{value}'\n" for key, value in settings.items())
    archive.file("settings", text.encode())
    with open(output, "wb") as file:
        file.write(base_initramfs(suite).read_bytes())
        file.write(archive.packed())


# -- an initramfs of initramfs-tools or dracut --

MAKER_MODULES = "virtio_pci virtio_net virtio_console nfs nfsv3 ext4 " \
                "iscsi_tcp sd_mod 8021q".split()
MAKER_CONF = "MODULES=list\nBOOT=nfs\nCOMPRESS=gzip\nRESUME=none\n"

# The networkd in bookworm's dracut mounts no root, and its iscsi leaves out what
# Debian's iscsid.service begins with.
MAKERS = {
    "initramfs-tools": "mkinitramfs -o /tmp/initrd",
    "dracut": "dracut --force --quiet --gzip --hostonly --no-hostonly-cmdline "
              "--add 'network-legacy nfs iscsi' "
              "--install '/lib/open-iscsi/startup-checks.sh grep' "
              f"--drivers '{' '.join(MAKER_MODULES)}' /tmp/initrd",
}

# Where they run: in a root of their own, without privilege.
MAKER = """
mount --rbind /dev "$1/dev"
mount --rbind /proc "$1/proc"
exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    sh -c "$3 $2"
"""


def made_initramfs(suite, maker):
    """What one of MAKERS makes, with what is installed; made anew when an
    input changed.
    """
    files, texts = made_of(suite)
    state = repr([(name, hashlib.sha256(path.read_bytes()).hexdigest())
                  for name, path in sorted(files.items())]
                 + [texts, MAKERS[maker], debs.MAKER_PACKAGES])
    key = hashlib.sha256(state.encode()).hexdigest()
    output = IMAGES / f"initramfs-{maker}-{suite}-{key[:12]}"
    with debs.locked("maker-run"):
        if not output.exists():
            note(f"{maker} for {suite}")
            make_initramfs(suite, maker, files, texts, output)
    return output


def made_of(suite):
    """What is put into the makers' root: files, texts; {path in it: ...}."""
    modules = Modules(suite)
    files = {name: path for name, path in installed().items()
             if name.startswith(("usr/share/initramfs-tools/",
                                 "usr/lib/dracut/"))}
    target = f"usr/lib/modules/{modules.release}"
    for path in project_modules(suite):
        files[f"{target}/extra/{path.name}"] = path
    # With all of Debian's it takes minutes.
    for path in [*modules.closure([*BOOT_MODULES, *WIRE_MODULES, "bridge",
                                   "8021q"]),
                 "modules.order", "modules.builtin"]:
        files[f"{target}/{path}"] = modules.directory / path
    texts = {
        "etc/ddom/bridge.conf": "port = auto\nbridge = xenbr0\n",
        "etc/initramfs-tools/conf.d/ddom-test": MAKER_CONF,
        "etc/initramfs-tools/modules": "\n".join(MAKER_MODULES) + "\n",
        "etc/fstab": "",
        "etc/iscsi/initiatorname.iscsi":
            "InitiatorName=iqn.2026-11.test:client\n",
        f"boot/config-{modules.release}": "CONFIG_RD_GZIP=y\n",
    }
    return files, texts


def make_initramfs(suite, maker, files, texts, output):
    """Have it made in a root of Debian's, to which FILES and TEXTS are added."""
    tree = debs.maker_tree()
    release = Modules(suite).release
    for name, source in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        shutil.copy(source, path)
    for name, text in texts.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        replace(tree / name, text)
    accounts(tree)
    debs.run(["/sbin/depmod", "-b", tree / "usr", release])
    for name in ("tmp", "dev", "proc"):
        (tree / name).mkdir(exist_ok=True)
    (tree / "tmp/initrd").unlink(missing_ok=True)
    userns = [] if os.getuid() == 0 else ["--map-root-user"]
    said = debs.run(["unshare", "--mount", *userns, "sh", "-euc", MAKER, "-",
                     tree, release, MAKERS[maker]])
    if not (tree / "tmp/initrd").exists():
        raise debs.PackageError(f"{maker}: {said[-500:]}")
    shutil.copy(tree / "tmp/initrd", output)


# -- root image ------------------------------------------------------------

def project_files(suite):
    """What the project adds to the root tree: {path in tree: source}."""
    modules = Modules(suite)
    files = {}
    for path in project_modules(suite):
        files[f"usr/lib/modules/{modules.release}/extra/{path.name}"] = path
    if DDTOOL.is_file():
        files["usr/sbin/ddtool"] = DDTOOL
    for path in sorted((HERE / "rootfs").rglob("*")):
        if path.is_file():
            files[str(path.relative_to(HERE / "rootfs"))] = path
    return {**files, **installed(), **sysv_files()}


def installed():
    """What is installed for the boot: {path in tree: source}.

    Only what has changed gets a new time.
    """
    target = IMAGES / "install"
    with debs.locked("install"):
        fresh = IMAGES / "install.new"
        shutil.rmtree(fresh, ignore_errors=True)
        debs.run(["make", "-s", "-C", TOP / "tools", f"DESTDIR={fresh}",
                  "PREFIX=/usr", "install-boot"])
        for path in fresh.rglob("*"):
            old = target / path.relative_to(fresh)
            if path.is_file() and not (
                    old.exists() and
                    old.read_bytes() == path.read_bytes()):
                old.parent.mkdir(parents=True, exist_ok=True)
                path.replace(old)
        shutil.rmtree(fresh)
    return {str(path.relative_to(target)): path
            for path in sorted(target.rglob("*")) if path.is_file()}


def sysv_files():
    """sysvinit: {path in tree: source}; in a corner what systemd has too."""
    tree = debs.sysv_tree()
    files = {}
    for path in sorted(tree.rglob("*")):
        name = str(path.relative_to(tree))
        if not path.is_file() or path.is_symlink():
            continue
        if name.startswith(("lib/", "bin/", "sbin/insserv",
                            "sbin/killall5", "sbin/fstab-decode")):
            files[f"usr/{name}"] = path
        elif name.startswith(("etc/", "sbin/")):
            files[f"usr/lib/ddom-test/sysv/{name}"] = path
    return files


def root_image(suite, toolstack=False):
    """The ext4 root image for SUITE, made anew when an input changed.

    With TOOLSTACK it has Xen's programs too.
    """
    tree = debs.guest_tree()
    files = project_files(suite)
    modules = Modules(suite)
    state = repr([(name, str(path), path.stat().st_mtime_ns)
                  for name, path in sorted(files.items())]
                 + [debs.GUEST_PACKAGES, modules.release, modules.key,
                    ROOT_MODULES, debs.XEN_PACKAGES if toolstack else (),
                    (HERE / "images/images.py").stat().st_mtime_ns])
    key = hashlib.sha256(state.encode()).hexdigest()
    name = f"{suite}-xen" if toolstack else suite
    output = IMAGES / f"root-{name}.ext4"
    stamp = IMAGES / f"root-{name}.key"
    with debs.locked(f"image-{name}"):
        if output.exists() and stamp.exists() and \
                stamp.read_text(encoding="ascii") == key:
            return output
        note(f"root image of {name}: {len(files)} project files")
        IMAGES.mkdir(parents=True, exist_ok=True)
        stage = IMAGES / f"stage-{name}"
        shutil.rmtree(stage, ignore_errors=True)
        debs.run(["cp", "-al", tree, stage])
        if toolstack:
            debs.run(["cp", "-al", *debs.xen_tree().glob("usr"),
                      *debs.xen_tree().glob("etc"), stage])
        fill_stage(stage, modules, files)
        # A running guest may still have the old image open: never in place.
        fresh = output.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        debs.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-d", stage,
                  "-O", "^has_journal", "-m", "0", "-L", "root",
                  fresh, "700M"])
        fresh.replace(output)
        stamp.write_text(key, encoding="ascii")
        shutil.rmtree(stage)
    return output


def fill_stage(stage, modules, files):
    """Add mount points, kernel modules and the project's files to STAGE."""
    for name in ROOT_DIRS:
        (stage / name).mkdir(parents=True, exist_ok=True)
    target = stage / "usr/lib/modules" / modules.release
    for path in modules.closure(ROOT_MODULES):
        plain = target / path.split(".ko")[0]
        plain = plain.with_name(plain.name + ".ko")
        plain.parent.mkdir(parents=True, exist_ok=True)
        plain.write_bytes(modules.content(path))
    for name in ("modules.order", "modules.builtin",
                 "modules.builtin.modinfo"):
        if (modules.directory / name).exists():
            shutil.copy(modules.directory / name, target / name)
    for name, source in files.items():
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        shutil.copy(source, path)
        path.chmod(0o644 if path.suffix in (".service", ".in", ".conf")
                   else 0o755)
    debs.run(["/sbin/depmod", "-b", stage / "usr", modules.release])
    accounts(stage)
    replace(stage / "etc/hostname", "client\n")
    replace(stage / "etc/machine-id", "")
    replace(stage / "etc/hosts", "127.0.0.1 localhost\n10.0.0.1 server\n")
    replace(stage / "etc/resolv.conf", "")
    replace(stage / "etc/fstab", "")
    replace(stage / "etc/idmapd.conf", "[General]\nDomain = test\n")
    # The file the probes read: one page, not zero, so it is on the disk.
    replace(stage / "srv/probe", "x" * 4096)


def accounts(stage):
    """What the maintainer scripts of the packages would have made."""
    users = (stage / "usr/share/base-passwd/passwd.master").read_text()
    groups = (stage / "usr/share/base-passwd/group.master").read_text()
    for number, name in enumerate(("_rpc", "statd", "messagebus",
                                   "systemd-network", "dnsmasq", "tftp",
                                   "_kea"), 100):
        users += f"{name}:*:{number}:{number}::/run:/usr/sbin/nologin\n"
        groups += f"{name}:*:{number}:\n"
    replace(stage / "etc/passwd", users.replace("root:*:", "root::"))
    replace(stage / "etc/group", groups)
    awk = stage / "usr/bin/awk"
    if not awk.exists():
        awk.symlink_to("gawk")


def replace(path, text):
    """Write a file without touching what it is a hard link of."""
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="ascii")


def in_memory(path):
    """PATH, read once, so that the host need not wait for its disk."""
    with open(path, "rb", buffering=0) as disk:
        while disk.read(1 << 22):
            pass
    return path


if __name__ == "__main__":
    print(base_initramfs("bookworm"), root_image("bookworm"), BUILD)
