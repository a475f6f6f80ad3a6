# SPDX-License-Identifier: GPL-2.0-only
"""Debian packages, downloaded and unpacked but never installed.

Each suite has an apt root of its own below build/, so no privilege is needed
and the host's package state is neither read nor changed.  The mirror is the
one the host itself uses.  Nothing is downloaded twice.
"""

import fcntl
import gzip
import re
import shutil
import subprocess
import urllib.parse
from contextlib import contextmanager

from paths import APT, BUILD, BUILT, KERNELS, RIG, TREE, XEN, note

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

# The guest's user space.  To have a program in the guest, add its package.
GUEST_SUITE = "bookworm"
GUEST_PACKAGES = """
base-files base-passwd bash dash coreutils grep sed gawk findutils util-linux
mount procps busybox-static kmod iproute2 iputils-ping iputils-arping ethtool
net-tools bridge-utils ifupdown isc-dhcp-client udev systemd systemd-sysv dbus
nfs-common nfs-kernel-server rpcbind dnsmasq-base netbase
isc-dhcp-server kea-dhcp4-server tftpd-hpa
libnl-3-200 libnl-genl-3-200 libnl-route-3-200 libkmod2 libpci3
libjansson4 libjson-c5 libmnl0 libyaml-0-2 zlib1g
tcpdump strace
vblade nbd-server nbd-client tgt open-iscsi
openvswitch-switch libteam-utils
""".split()


# The hypervisor, and the toolstack without what GUEST_PACKAGES has.
XEN_PACKAGES = """
xen-hypervisor-4.17-amd64 xen-utils-4.17 xen-utils-common xenstore-utils
libxencall1 libxendevicemodel1 libxenevtchn1 libxenforeignmemory1
libxengnttab1 libxenhypfs1 libxenmisc4.17 libxenstore4 libxentoolcore1
libxentoollog1 libyajl2 libncurses6 libext2fs2
""".split()


class PackageError(Exception):
    """A package could not be found or downloaded."""


def run(argv, **kwargs):
    """Run a command; its output belongs to the error when it fails."""
    done = subprocess.run([str(a) for a in argv], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **kwargs)
    if done.returncode:
        raise PackageError(f"{argv[0]} failed:\n{done.stdout[-2000:]}")
    return done.stdout


@contextmanager
def locked(name):
    """One process at a time prepares what NAME stands for."""
    RIG.mkdir(parents=True, exist_ok=True)
    with open(RIG / f".{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def mirrors():
    """The Debian archive the host's apt uses, and its security archive."""
    try:
        text = run(["apt-get", "indextargets", "--format",
                    "$(SITE) $(CODENAME)"])
    except (PackageError, OSError):
        text = ""
    main = security = None
    for line in text.splitlines():
        site, _, codename = line.partition(" ")
        path = urllib.parse.urlparse(site).path.rstrip("/")
        if codename.endswith("-security"):
            security = security or site
        elif path.endswith("debian"):
            main = main or site
    if not main:
        raise PackageError("apt: no Debian archive is configured on this host")
    return main, security


class Apt:
    """A private apt root for one suite."""

    def __init__(self, suite):
        self.suite = suite
        self.root = APT / suite
        self.archives = self.root / "archives"
        for path in ("lists/partial", "archives/partial", "etc/parts",
                     "state"):
            (self.root / path).mkdir(parents=True, exist_ok=True)
        (self.root / "status").touch()

    def options(self):
        """The options which keep apt inside its own root."""
        root = self.root
        values = {
            "Dir::Etc": root / "etc",
            "Dir::Etc::SourceList": root / "etc/sources.list",
            "Dir::Etc::SourceParts": root / "etc/parts",
            "Dir::Etc::Parts": root / "etc/parts",
            "Dir::Etc::PreferencesParts": root / "etc/parts",
            "Dir::State": root / "state",
            "Dir::State::Lists": root / "lists",
            "Dir::State::Status": root / "status",
            "Dir::Cache": root / "state",
            "Dir::Cache::Archives": self.archives,
            "APT::Architecture": "amd64",
            "APT::Architectures": "amd64",
            "APT::Sandbox::User": "",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Debug::NoLocking": "true",
        }
        return [word for key, value in values.items()
                for word in ("-o", f"{key}={value}")]

    def update(self):
        """Fetch the package lists, once."""
        if (self.root / "updated").exists():
            return
        note(f"apt: package lists of {self.suite}")
        main, security = mirrors()
        signed = f"[signed-by={KEYRING}]"
        lines = [f"deb {signed} {main} {self.suite} main\n"]
        if security and self.suite != "sid":
            lines.append(f"deb {signed} {security} "
                         f"{self.suite}-security main\n")
        source = self.root / "etc/sources.list"
        source.write_text("".join(lines), encoding="ascii")
        argv = ["apt-get", *self.options(), "-q", "--error-on=any", "update"]
        try:
            run(argv)
        except PackageError:
            # A suite may have outlived its security archive.
            source.write_text(lines[0], encoding="ascii")
            run(argv)
        (self.root / "updated").touch()

    def depends(self, package, pattern):
        """The first dependency of PACKAGE whose name matches PATTERN."""
        text = run(["apt-cache", *self.options(), "depends", package])
        for line in text.splitlines():
            match = re.match(r"\s*\|?Depends: (\S+)", line)
            if match and re.fullmatch(pattern, match.group(1)):
                return match.group(1)
        return None

    def closure(self, packages):
        """Download PACKAGES and all they depend on; return the files."""
        common = ["apt-get", *self.options(), "-q", "-y",
                  "--no-install-recommends"]
        run([*common, "--download-only", "install", *packages])
        text = run([*common, "--simulate", "install", *packages])
        names = re.findall(r"^Inst (\S+) \((\S+)", text, re.M)
        files = []
        for name, version in names:
            version = version.replace(":", "%3a")
            found = list(self.archives.glob(f"{name}_{version}_*.deb"))
            if not found:
                raise PackageError(f"{name} {version}: not downloaded")
            files.append(found[0])
        return files

    def download(self, packages):
        """Download PACKAGES alone; return the files."""
        run(["apt-get", *self.options(), "-q", "download", *packages],
            cwd=self.archives)
        return [max(self.archives.glob(f"{name}_*.deb"),
                    key=lambda path: path.stat().st_mtime)
                for name in packages]


def unpack(files, tree):
    """Unpack package files into TREE."""
    for path in files:
        run(["dpkg-deb", "-x", path, tree])


def merged_usr(tree):
    """Make TREE a merged-/usr one before anything is unpacked into it."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (tree / "usr" / name).mkdir(parents=True, exist_ok=True)
        (tree / name).symlink_to(f"usr/{name}")


def unpack_merged(files, tree):
    """Unpack package files into a merged-/usr TREE.

    dpkg-deb -x would replace the symbolic links by directories; tar is told
    to keep them.
    """
    for path in files:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(path)],
                              stdout=subprocess.PIPE) as source:
            run(["tar", "-x", "--keep-directory-symlink", "--no-same-owner",
                 "-C", tree, "--exclude=./usr/share/doc",
                 "--exclude=./usr/share/locale", "--exclude=./usr/share/man",
                 "--exclude=./usr/share/info"],
                stdin=source.stdout)


# initramfs-tools and dracut with what a root on the network needs of them, and
# what every Debian has.
MAKER_PACKAGES = """
initramfs-tools busybox udev dash bash sed grep gzip findutils mount mawk
util-linux coreutils debianutils libc-bin diffutils base-files nbd-client
dracut-network systemd-sysv procps iproute2 iputils-arping isc-dhcp-client
nfs-common netbase base-passwd open-iscsi aoetools
""".split()


def maker_tree():
    """A root in which an initramfs is made, with little else; its directory."""
    tree = RIG / "maker"
    wanted = "\n".join(MAKER_PACKAGES)
    with locked("maker"):
        if not (tree / "complete").exists() or \
                (tree / "complete").read_text(encoding="ascii") != wanted:
            apt = Apt(GUEST_SUITE)
            apt.update()
            note("initramfs-tools, dracut")
            files = apt.closure(MAKER_PACKAGES)
            shutil.rmtree(tree, ignore_errors=True)
            tree.mkdir(parents=True)
            merged_usr(tree)
            unpack_merged(files, tree)
            for link, to in (("sh", "dash"), ("awk", "mawk")):
                if not (tree / "usr/bin" / link).exists():
                    (tree / "usr/bin" / link).symlink_to(to)
            (tree / "complete").write_text(wanted, encoding="ascii")
    return tree


# The other init, beside systemd's: its programs have the same names.
SYSV_PACKAGES = """
sysvinit-core sysvinit-utils initscripts sysv-rc insserv startpar
""".split()


def sysv_tree():
    """sysvinit and its scripts, unpacked; returns the directory."""
    tree = RIG / "sysv"
    with locked("sysv"):
        if not (tree / "complete").exists():
            apt = Apt(GUEST_SUITE)
            apt.update()
            shutil.rmtree(tree, ignore_errors=True)
            tree.mkdir(parents=True)
            unpack(apt.download(SYSV_PACKAGES), tree)
            (tree / "complete").touch()
    return tree


# For kernels which today's C library does not run on, and what they run on.
OLD_PACKAGES = "klibc-utils libklibc xen-hypervisor-4.17-amd64".split()


def linux26_tree():
    """klibc's programs and the hypervisor, unpacked; the directory."""
    tree = RIG / "linux26"
    with locked("linux26"):
        if not (tree / "complete").exists():
            apt = Apt(GUEST_SUITE)
            apt.update()
            note(" ".join(OLD_PACKAGES))
            shutil.rmtree(tree, ignore_errors=True)
            tree.mkdir(parents=True)
            unpack(apt.download(OLD_PACKAGES), tree)
            packed = next(tree.glob("boot/xen-*-amd64.gz"))
            # QEMU loads an ELF file only when it is not compressed.
            (tree / "xen").write_bytes(gzip.decompress(packed.read_bytes()))
            (tree / "complete").touch()
    return tree


def flavoured(suite):
    """SUITE as Debian has it: (release, architecture), "amd64" or "rt-amd64"."""
    release, _, flavour = suite.partition("-")
    return release, f"{flavour}-amd64" if flavour else "amd64"


def kernel(suite):
    """The unpacked kernel of SUITE: (vmlinuz, modules directory, release)."""
    if suite in BUILT:
        modules = next((BUILD / suite / "lib/modules").glob("*"))
        return BUILD / suite / "vmlinuz", modules, modules.name
    tree = KERNELS / suite
    with locked(f"kernel-{suite}"):
        if not (tree / "complete").exists():
            fetch_kernel(suite, tree)
    modules = next(path for path in
                   (list(tree.glob("usr/lib/modules/*")) +
                    list(tree.glob("lib/modules/*")))
                   if (path / "modules.dep").exists())
    # Newer packages keep the kernel beside its modules.
    image = modules / "vmlinuz"
    if not image.exists():
        image = tree / f"boot/vmlinuz-{modules.name}"
    return image, modules, modules.name


def fetch_kernel(suite, tree):
    """Download and unpack what linux-image-ARCH of SUITE stands for."""
    release, arch = flavoured(suite)
    apt = Apt(release)
    apt.update()
    image = apt.depends(f"linux-image-{arch}", rf"linux-image-[0-9]\S*-{arch}")
    if not image:
        raise PackageError(f"{suite}: linux-image-{arch} names no image")
    names = [image]
    for pattern in (r"linux-binary-[0-9]\S*", r"linux-modules-[0-9]\S*"):
        extra = apt.depends(image, pattern)
        if extra:
            names.append(extra)
    note(f"apt: {' '.join(names)} of {suite}")
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    unpack(apt.download(names), tree)
    for modules in [*tree.glob("usr/lib/modules/*"),
                    *tree.glob("lib/modules/*")]:
        # The package's own postinst would do this.
        base = tree / "usr" if "usr" in modules.relative_to(tree).parts \
            else tree
        run(["/sbin/depmod", "-b", base, modules.name])
    (tree / "complete").touch()


def guest_tree():
    """The unpacked user space of the guests; returns its directory."""
    wanted = "\n".join(GUEST_PACKAGES)
    stamp = RIG / "root.packages"
    with locked("root"):
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return TREE
        stamp.unlink(missing_ok=True)
        apt = Apt(GUEST_SUITE)
        apt.update()
        note(f"apt: {len(GUEST_PACKAGES)} guest packages")
        files = apt.closure(GUEST_PACKAGES)
        note(f"unpack: {len(files)} packages")
        shutil.rmtree(TREE, ignore_errors=True)
        TREE.mkdir(parents=True)
        merged_usr(TREE)
        unpack_merged(files, TREE)
        stamp.write_text(wanted, encoding="ascii")
    return TREE


def xen_tree():
    """The unpacked hypervisor and toolstack; returns its directory."""
    wanted = "\n".join(XEN_PACKAGES)
    stamp = RIG / "xen.packages"
    with locked("xen"):
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return XEN
        stamp.unlink(missing_ok=True)
        apt = Apt(GUEST_SUITE)
        apt.update()
        note(f"apt: {len(XEN_PACKAGES)} packages of Xen")
        files = apt.download(XEN_PACKAGES)
        shutil.rmtree(XEN, ignore_errors=True)
        XEN.mkdir(parents=True)
        merged_usr(XEN)
        unpack_merged(files, XEN)
        # QEMU's multiboot loader wants it uncompressed.
        packed = next(XEN.glob("boot/xen-*-amd64.gz"))
        (XEN / "boot/xen").write_bytes(gzip.decompress(packed.read_bytes()))
        stamp.write_text(wanted, encoding="ascii")
    return XEN


if __name__ == "__main__":
    from paths import SUITES
    guest_tree()
    for each in SUITES:
        print(each, *kernel(each))
