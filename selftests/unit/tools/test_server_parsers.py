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

# A domU's disk is for dom0s, here 10.1.1.1 of them, who know the secret.
TGT = """
ip addr add 10.1.1.1/32 dev lo
ip addr add 10.9.9.9/32 dev lo
mkdir -p /run/tgtd
iqn=$(sed -n 's/^<target \\(.*\\)>/\\1/p' "$1")
disk=$(sed -n 's/^\\t<backing-store \\(.*\\)>/\\1/p' "$1")
secret=$(sed -n 's/^\\tinclude //p' "$1")
mkdir -p "${disk%/*}" "${secret%/*}"
truncate -s 1M "$disk"
echo "incominguser lab secretsecret" >"$secret"
tgtd -f >/tmp/log 2>&1 &
trap 'kill -9 $!' EXIT
for try in $(seq 30); do
	! tgtadm --op show --mode sys >/dev/null 2>&1 || break
	sleep 1
done
tgt-admin -e -c "$1"
tgtadm --op show --mode target | grep -A 9 "LUN: 1" | grep "Readonly: Yes"
inquire() {
	timeout 20 iscsi-inq -i iqn.2026-12.test:h "iscsi://$1/$iqn/1" >/dev/null 2>&1
}
inquire lab%secretsecret@10.1.1.1 || exit 2
! inquire lab%secretsecrex@10.1.1.1 || exit 3
! inquire 10.1.1.1 || exit 4
! inquire lab%secretsecret@10.9.9.9 || exit 5
"""

NBD = """
ip addr add 10.1.1.1/32 dev lo
ip addr add 10.9.9.9/32 dev lo
disk=$(sed -n 's/^\\texportname = //p' "$1")
name=$(sed -n 's/^\\[\\(.*\\)\\]/\\1/p' "$1")
mkdir -p "${disk%/*}" /etc/nbd-server
truncate -s 1M "$disk"
cp "${1%/conf.d/*}/ddom.allow" /etc/nbd-server/
printf '[generic]\\nincludedir = %s\\n' "${1%/*}" >/tmp/conf
nbd-server -C /tmp/conf -p /tmp/pid
trap 'kill -9 $(cat /tmp/pid)' EXIT
for try in $(seq 30); do
	! timeout 5 qemu-img info "nbd://10.1.1.1/$name" >/dev/null 2>&1 || break
	sleep 1
done
timeout 5 qemu-img info "nbd://10.1.1.1/$name"
! timeout 5 qemu-img info "nbd://10.9.9.9/$name" || exit 5
! timeout 5 qemu-io -f raw -c "write 0 512" "nbd://10.1.1.1/$name" || exit 6
"""

# as systemd reads what vblade@.service is started by
VBLADE = """
. "$1"
mkdir -p "${filename%/*}"
truncate -s 1M "$filename"
timeout 2 vblade $shelf $slot lo "$filename" $options >/tmp/log 2>&1 || [ $? = 124 ]
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
    ("tgtd", "etc/tgt/conf.d/ddom.conf", ["bash", "-ec", TGT, "-"],
     ("initiator-address 10.1.1.1\n", "initiator-address 10.1.1.9\n")),
    ("nbd-server", "etc/nbd-server/conf.d/ddom.conf",
     ["bash", "-ec", NBD, "-"], ("readonly = true", "readonly = ture")),
    ("vblade", "etc/vblade.conf.d/*.conf", ["bash", "-ec", VBLADE, "-"],
     ("shelf=", "shelv=")),
]
# The HOWTO has GRUB legacy, and domUs' disks in files.
NOT_HOWTO = ("grub-script-check", "tgtd", "nbd-server", "vblade")

# Who of a list of MAC addresses is answered by a vblade, asked as AoE asks.
ASK = """
import socket, subprocess, sys, time
tree, conf, *macs = sys.argv[1:]
served = subprocess.Popen(["chroot", tree, "bash", "-c",
    '. "$1"; exec vblade $shelf $slot lo "$filename" $options', "-", conf],
    stdout=subprocess.DEVNULL)
raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88a2))
raw.bind(("lo", 0x88a2))
raw.settimeout(0.5)
time.sleep(2)
for mac in macs:
    mac = bytes.fromhex(mac.replace(":", ""))
    raw.send((6 * b"\\xff" + mac + bytes.fromhex("88a21000fffefe0100000001")
              ).ljust(60, b"\\0"))
    end, heard = time.monotonic() + 3, False
    while time.monotonic() < end and not heard:
        try:
            frame = raw.recv(2000)
        except TimeoutError:
            continue
        heard = frame[:6] == mac and frame[14] & 8
    print("yes" if heard else "no")
served.kill()
"""


def asked(tree):
    """Which of a host of the pool and a stranger a shelf answers."""
    done = subprocess.run(
        parsers.outside(tree, [
            sys.executable, "-c", ASK, str(parsers.TREE),
            "/judge/boot/etc/vblade.conf.d/spare.conf",
            "52:54:00:00:00:02", "52:54:00:00:00:99"]),
        text=True, stdout=subprocess.PIPE, timeout=120, check=False)
    return None if done.stdout.split() == ["yes", "no"] else (
        f"vblade answers: {done.stdout.split()}, not yes, no")


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
            if name in NOT_HOWTO:
                reasons[0] = None
            if name == "vblade":
                reasons.append(asked(Path(top) / pools[1].stem))
            wrong = [reason for reason in reasons if reason]
            for reason in wrong:
                print("# " + reason.replace("\n", "\n# "))
            failed |= bool(wrong)
            print(f"{'not ' if wrong else ''}ok {number} server: {name}",
                  flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
