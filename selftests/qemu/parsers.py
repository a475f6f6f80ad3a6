#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Debian's own servers as judges of configuration files.

They are unpacked below build/, never installed on the host, and run in a
chroot of a namespace of their own, without a network:

    parsers.py DIRECTORY PROGRAM [ARGUMENT...]

sees DIRECTORY as /judge.
"""

import os
import shutil
import sys

from images import debs
from paths import RIG, note

TREE = RIG / "parsers"
PACKAGES = """
base-files bash dash coreutils isc-dhcp-server kea-dhcp4-server dnsmasq-base
grub-common grub-emu ncurses-base nfs-kernel-server libyaml-0-2 tgt vblade
nbd-server libiscsi-bin qemu-utils iproute2 sed grep
""".split()


def tree():
    """The unpacked servers; returns their directory."""
    wanted = "\n".join(PACKAGES)
    stamp = RIG / "parsers.packages"
    with debs.locked("parsers"):
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return TREE
        stamp.unlink(missing_ok=True)
        apt = debs.Apt(debs.GUEST_SUITE)
        apt.update()
        note(f"apt: {len(PACKAGES)} packages with parsers")
        files = apt.closure(PACKAGES)
        shutil.rmtree(TREE, ignore_errors=True)
        TREE.mkdir(parents=True)
        debs.merged_usr(TREE)
        debs.unpack_merged(files, TREE)
        for path in ("judge", "dev", "proc", "tmp", "run/kea",
                     "var/lib/kea", "var/lib/dhcp", "var/lib/nfs",
                     "var/lib/misc", "var/log/kea"):
            (TREE / path).mkdir(parents=True, exist_ok=True)
        (TREE / "etc/passwd").write_text(
            "root:x:0:0::/root:/bin/sh\n"
            "nobody:x:65534:65534::/:/bin/false\n"
            "dnsmasq:x:100:65534::/:/bin/false\n", encoding="ascii")
        (TREE / "etc/group").write_text(
            "root:x:0:\nnogroup:x:65534:\ndip:x:30:\n", encoding="ascii")
        stamp.write_text(wanted, encoding="ascii")
    return TREE


SCRIPT = """
set -e
tree=$1; judged=$2; shift 2
mount --bind "$judged" "$tree/judge"
mount --rbind /dev "$tree/dev"
mount -t proc proc "$tree/proc" 2>/dev/null || mount --rbind /proc "$tree/proc"
mount -t tmpfs tmpfs "$tree/tmp"
mount -t tmpfs tmpfs "$tree/var/lib/nfs"
ip link set lo up 2>/dev/null || true
exec "$@"
"""


def outside(judged, argv):
    """The command line that runs ARGV of this machine beside the tree.

    It may go there by chroot TREE.
    """
    user = [] if os.getuid() == 0 else ["--map-root-user"]
    return ["unshare", "--mount", "--net", *user, "sh", "-c", SCRIPT, "-",
            str(tree()), str(judged), *argv]


def command(judged, argv):
    """The command line that runs ARGV where JUDGED is /judge."""
    return outside(judged, ["chroot", str(TREE), "env",
                            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *argv])


if __name__ == "__main__":
    line = command(os.path.abspath(sys.argv[1]), sys.argv[2:])
    os.execvp(line[0], line)
