#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The rendered files as the programs see them which they are for.

Each must take what ddtool wrote, and refuse it with one line spoilt.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[2]
sys.path.insert(0, str(TOP / "selftests/qemu"))

# pylint: disable=wrong-import-position
from images import debs  # noqa: E402
import parsers  # noqa: E402

EXPORTFS = """
cp "$1" /etc/exports
: >/var/lib/nfs/etab
while read -r path _; do
	[ "$path" = "#" ] || mkdir -p "$path"
done </etc/exports
exportfs -a 2>&1 && test -s /var/lib/nfs/etab && cat /var/lib/nfs/etab
"""

# what it is, files, command, how to spoil one
JUDGES = [
    ("dhcpd -t", "etc/dhcp/dhcpd.conf", ["dhcpd", "-t", "-cf"],
     ("next-server ", "next-sever ")),
    ("kea-dhcp4 -t", "etc/kea/kea-dhcp4.conf", ["kea-dhcp4", "-t"],
     ('"member(', '"memer(')),
    ("dnsmasq --test", "etc/dnsmasq.d/ddom.conf", ["dnsmasq", "--test", "-C"],
     ("dhcp-host=", "dhcp-hots=")),
    ("grub-script-check", "*/grub/**/*.cfg", ["grub-script-check"],
     ("\n}", "\n")),
    ("exportfs", "etc/exports", ["bash", "-ec", EXPORTFS, "-"],
     ("no_root_squash", "no_root_sqash")),
]


def judge(tree, path, argv):
    """(taken, what was said) of a file below a tree."""
    done = subprocess.run(
        parsers.command(tree, [*argv, f"/judge/{path.relative_to(tree)}"]),
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=120, check=False)
    return done.returncode == 0, done.stdout


def judged(tree, pattern, argv, spoil):
    """Judge the files; the reason of the first failure, or None."""
    files = [path for path in sorted(tree.glob(f"*/{pattern}"))
             if not path.is_symlink()]
    spoilt = False
    for path in files:
        taken, said = judge(tree, path, argv)
        if not taken:
            return f"{path}: refused:\n{said}"
        text = path.read_text(encoding="ascii")
        if spoilt or spoil[0] not in text:
            continue
        path.write_text(text.replace(*spoil, 1), encoding="ascii")
        taken, said = judge(tree, path, argv)
        path.write_text(text, encoding="ascii")
        if taken:
            return f"{path}: taken though spoilt:\n{said}"
        spoilt = True
    return None if spoilt else f"{pattern}: nothing was judged"


def main():
    """Judge everything in both pools."""
    ddtool = sys.argv[-1]
    pools = [TOP / "tools/examples/howto-pool.conf", HERE / "pool-varied.conf"]
    print(f"KTAP version 1\n1..{len(JUDGES)}")
    try:
        parsers.tree()
        subprocess.run(parsers.command("/tmp", ["true"]), check=True)
    except (debs.PackageError, subprocess.CalledProcessError) as error:
        print(f"# {error}")
        for number, (name, *_) in enumerate(JUDGES, 1):
            print(f"ok {number} server: {name} # SKIP no parsers here")
        return 4
    failed = 0
    with tempfile.TemporaryDirectory() as top:
        for pool in pools:
            subprocess.run([ddtool, "server", "render", "-c", pool, "-o",
                            Path(top) / pool.stem, "--grub", top], check=True,
                           stdout=subprocess.DEVNULL)
        for number, (name, *how) in enumerate(JUDGES, 1):
            reasons = [judged(Path(top) / pool.stem, *how) for pool in pools]
            if name == "grub-script-check":
                # the HOWTO's is GRUB legacy
                reasons[0] = None
            wrong = [reason for reason in reasons if reason]
            for reason in wrong:
                print("# " + reason.replace("\n", "\n# "))
            failed |= bool(wrong)
            print(f"{'not ' if wrong else ''}ok {number} server: {name}",
                  flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
