#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""ddtool server: what it writes, refuses, leaves alone and survives.

test_server.py [--accept] DDTOOL
"""

import difflib
import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[2]
EXAMPLE = TOP / "tools/examples/howto-pool.conf"
GOLDEN = HERE / "golden"
POOL = EXAMPLE.read_text(encoding="ascii")
VARIED = (HERE / "pool-varied.conf").read_text(encoding="ascii")
HOSTS = 10000
# Of the processor; generous: with sanitizers, on any disk.  bench/server.py
# measures.
RENDER_S, SWITCH_S = 20, 3


def big(hosts):
    """A pool of many hosts."""
    text = POOL.split("hosts:")[0].replace(
        "192.168.0.0/24", "10.0.0.0/8").replace("192.168.", "10.168.")
    return text + "hosts:\n" + "".join(
        f"  post{i:05}: {{mac: '00:11:2f:00:{i >> 8:02x}:{i & 255:02x}', "
        f"address: 10.1.{i // 250}.{i % 250 + 1}, profile: terminal}}\n"
        for i in range(hosts))


def listing(tree):
    """Every path with its content; links are where they lead."""
    return {str(path.relative_to(tree)):
            f"-> {os.readlink(path)}" if path.is_symlink()
            else path.read_text(encoding="ascii")
            for path in sorted(Path(tree).rglob("*"))
            if (path.is_symlink() or path.is_file())
            and ".ddom" not in path.parts}


def as_text(files):
    """A listing as one text, to be kept."""
    parts = [f"==== {path}\n{content.rstrip()}\n"
             for path, content in sorted(files.items())]
    return "# SPDX-License-Identifier: GPL-2.0-only\n" + "".join(parts)


def stamps(tree):
    """What would change if a path were touched."""
    return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns)
            for path in Path(tree).rglob("*")}


class Case:
    """A scratch directory with a pool and an output directory."""

    def __init__(self, ddtool):
        self.ddtool = ddtool
        self.top = Path(tempfile.mkdtemp(prefix="ddom-server."))
        self.conf = self.top / "pool.conf"
        self.out = self.top / "out"
        self.grub = self.top / "no-grub"
        self.conf.write_text(POOL, encoding="ascii")

    def argv(self, action, *rest):
        """The command line of an action."""
        where = [] if action == "check" else ["-o", str(self.out)]
        where += ["--grub", str(self.grub)] if action == "render" else []
        return [self.ddtool, "server", action, "-c", str(self.conf), *where,
                *rest]

    def run(self, action, *rest, want=0):
        """Run an action; its exit status must be WANT."""
        done = subprocess.run(self.argv(action, *rest), text=True,
                              capture_output=True, check=False)
        assert done.returncode == want, (
            f"{action} {rest}: exit status {done.returncode}, not {want}: "
            f"{done.stdout}{done.stderr}")
        return done.stdout + done.stderr


def test_golden(case):
    """The HOWTO's network and a varied one, file by file."""
    for name, text in (("howto", POOL), ("varied", VARIED)):
        case.conf.write_text(text, encoding="ascii")
        case.out = case.top / name
        case.run("render")
        want = (GOLDEN / f"server-{name}").read_text(encoding="ascii")
        got = as_text(listing(case.out))
        assert got == want, "".join(difflib.unified_diff(
            want.splitlines(True), got.splitlines(True), "golden", "now"))


def manager(case, action, *rest, want=0):
    """Run an action of ddtool manager."""
    done = subprocess.run(
        [case.ddtool, "manager", action, "-c", str(case.conf), *rest],
        text=True, capture_output=True, check=False)
    assert done.returncode == want, (
        f"{action} {rest}: {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


# As xl has to read them.
DISKS = {
    "far": """disk = [
	"vdev=xvda, format=raw, access=ro, script=block-ddom-iscsi, \
target=10.9.0.9,iqn.2026-12.invalid.ddom.disk:tools,/etc/ddom/secret",
	"vdev=xvdb, format=raw, access=rw, script=block-ddom-aoe, target=e1.2",
	"vdev=xvdc, format=raw, access=ro, script=block-ddom-nbd, \
target=10.9.0.9,data",
]
""",
    "thin": """disk = [
	"vdev=xvda, format=qcow2, access=rw, target=/srv/copies/deb.img.thin-1",
	"vdev=xvdb, format=qcow2, access=rw, target=/srv/copies/base.qcow2.thin-1",
	"vdev=xvdc, format=raw, access=ro, script=block-ddom-iscsi, \
"""}


def test_manager_render(case):
    """Slurm's files, file by file; what cannot be managed is refused."""
    case.conf.write_text(VARIED, encoding="ascii")
    out = ("-o", str(case.out))
    assert "14 written" in manager(case, "render", *out)
    assert "0 written" in manager(case, "render", *out)
    files = listing(case.out)
    assert files.pop("dom0/etc/ddom/pool.conf") == VARIED
    want = (GOLDEN / "manager-varied").read_text(encoding="ascii")
    got = as_text(files)
    assert got == want, "".join(difflib.unified_diff(
        want.splitlines(True), got.splitlines(True), "golden", "now"))
    for kind, lines in DISKS.items():
        assert lines in subprocess.run(
            [case.ddtool, "domu", "create", kind, "--dry-run", "-c",
             str(case.conf)], text=True, capture_output=True,
            check=True).stdout, kind
    for old, new, part in [
            (", manager: {idle: 60, dom0-idle: 90, boot-timeout: 200}", "",
             'no server has "manager:"'),
            ("kinds:\n", "", 'no "kinds:"'),
            ("memory: 512", "memory: 51200", "no host that may be taken has")]:
        text = VARIED.replace(old, new)
        if old == "kinds:\n":
            text = text.split("\n  sl4:")[0] + "\n"
        case.conf.write_text(text, encoding="ascii")
        assert part in manager(case, "render", *out, want=3)
    case.conf.write_text(re.sub(r"pool: \{.*?\}", "pool: {take: no}", VARIED),
                         encoding="ascii")
    assert 'no host has "pool:"' in manager(case, "render", *out, want=3)
    assert as_text(listing(case.out)).endswith(got[-200:])


def test_manager_check(case):
    """Keys, images and hooks that are missing, or not as they should be."""
    case.conf.write_text(VARIED, encoding="ascii")
    root = case.top / "root"
    files = ["srv/sl4/vmlinuz", "srv/sl4/initrd", "srv/sl4/root.img",
             "srv/copies/x", "srv/deb.img", "srv/own.img",
             "srv/thin/base.qcow2",
             "usr/sbin/slurmctld", "etc/munge/munge.key",
             "etc/munge-pool/munge.key"]
    files += [f"usr/lib/ddom/manager/{name}" for name in
              ("resume", "suspend", "resume-fail", "prolog", "epilog")]

    def found():
        document = json.loads(manager(
            case, "check", "--root", str(root), "--json",
            want=1 if len(ids) else 0))
        return sorted(one["id"] for one in document["findings"])

    for path in files:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path, encoding="ascii")
        (root / path).chmod(0o400)
    ids = []
    assert found() == ids
    users, pool = root / files[8], root / files[9]
    pool.chmod(0o440)
    ids = ["key-readable"]
    assert found() == ids
    pool.chmod(0o600)
    if not os.geteuid():
        os.chown(pool, 65534, 65534)
        assert found() == ids
        os.chown(pool.parent, 65534, 65534)
        ids = []
        assert found() == ids
    pool.write_bytes(users.read_bytes())
    ids = ["same-key"]
    assert found() == ids
    for path in files:
        (root / path).unlink()
    (root / "srv/copies").rmdir()
    # of kinds that share one, each
    ids = sorted(10 * ["no-image"] + 2 * ["no-key"] + 5 * ["no-hook"] +
                 ["no-slurm"])
    assert found() == ids, found()


def test_howto(case):
    """Every function of the HOWTO's listings."""
    case.run("render")
    files = listing(case.out)

    def has(path, *lines):
        found = [" ".join(line.split()) for line in files[path].splitlines()]
        for line in lines:
            assert line in found, f"{path} lacks: {line}"

    has("infolab/etc/dhcp/dhcpd.conf", "option space PXE;",
        "option PXE.mtftp-ip code 1 = ip-address;",
        "option PXE.discovery-mcast-addr code 7 = ip-address;",
        'match if substring (option vendor-class-identifier, 0, 9) = '
        '"PXEClient";', "vendor-option-space PXE;",
        "option PXE.mtftp-ip 0.0.0.0;", "option option-150 code 150 = text;",
        "option option-128 code 128 = string;",
        "option option-129 code 129 = text;", "host post01 {",
        "next-server 192.168.0.100;", "hardware ethernet 00:11:2f:a8:b4:d4;",
        "fixed-address 192.168.0.101;", 'filename "pxegrub";',
        'option option-150 "/grub/post01.conf";')
    has("infolab/tftpboot/grub/post01.conf", "default 0", "timeout 2",
        "title Infolab terminal", "root (nd)",
        "kernel /kernel/ltsp-2.6.17.8 rw root=/dev/ram0",
        "initrd /initrd/ltsp-2.6.17.8.gz", "title On-demand virtual machines",
        "dhcp", "tftpserver 192.168.0.5", "configfile /grub/post01.conf")
    assert files["infolab/tftpboot/grub/post01.conf"].count(
        "password --md5 ") == 2
    link = "virtdom/tftpboot/grub/post01.conf"
    assert files[link] == "-> profiles/lab/post-piv-realtek.conf"
    has("virtdom/tftpboot/grub/profiles/lab/post-piv-realtek.conf",
        "default 0", "timeout 2", "title Dom0 - NFS", "root (nd)",
        "kernel /hypervisors/xen-3.1.gz dom0_mem=32M",
        "module /kernels/kernel-2.6.20-xen-r6-pIV-rltk ip=dhcp root=/dev/nfs "
        "nfsroot=192.168.0.5:/opt/ondemand/root")
    has("virtdom/etc/exports",
        "/opt/ondemand/root 192.168.0.0/24(ro,no_root_squash,async,"
        "no_subtree_check)",
        "/opt/ondemand/imgs 192.168.0.0/24(rw,no_root_squash,async,"
        "no_subtree_check)")
    has("virtdom/etc/default/tftpd-hpa", 'TFTP_DIRECTORY="/tftpboot"',
        'TFTP_OPTIONS="--secure"')


def wrong_pools():
    """(what it is, pool, part of the message, exit status)"""
    def swap(old, new):
        assert old in POOL, old
        return POOL.replace(old, new, 1)

    mac, addr = "mac: 00:11:2f:a8:b4:d4", "address: 192.168.0.101"
    twin = ("  post02:\n    {}\n    {}\n    profile: terminal\n")
    other = "mac: 00:11:2f:a8:b4:d5"
    return [
        ("empty", "", ":1:1: the file is empty", 2),
        ("a list", "- a\n", ":1:1: the file: ", 2),
        ("no YAML", "hosts: [\n", "see ddom-pool.conf(5)", 2),
        ("a tab", swap("    " + mac, "\t" + mac), "see ddom-pool.conf(5)", 2),
        ("two documents", POOL + "---\nhosts: {}\n", "second document", 2),
        ("not UTF-8", POOL.encode() + b"\xff\xfe\n", "UTF-8", 2),
        ("a NUL", swap("title: Infolab terminal", 'title: "x\\0y"'),
         "a NUL in the text", 2),
        ("unknown section", POOL + "hots: {}\n", "hots: unknown key", 2),
        ("unknown key", swap(mac, "mak: x"), "mak: unknown key of host post01",
         2),
        ("a key twice", swap(mac, mac + "\n    " + mac), "mac: given twice", 2),
        ("a section twice", POOL + "hosts: {}\n", "hosts: given twice", 2),
        ("a host twice", POOL + twin.replace("post02", "post01").format(
            other, "address: 192.168.0.102"), "given twice, first in line", 2),
        ("a profile twice", swap("networks:", "  terminal: {local: yes}\n\n"
                                 "networks:"), "given twice, first in line", 2),
        ("no section", POOL.split("exports:")[0], 'no "hosts:"', 2),
        ("no MAC", swap("    " + mac + "\n", ""), 'no "mac:"; add it', 2),
        ("no value", swap(mac, "mac:"), "leave the key out", 2),
        ("a map for a MAC", swap(mac, "mac: {a: b}"), "MAC address", 2),
        ("a group's MAC", swap(mac, "mac: 01:11:2f:a8:b4:d4"), "MAC", 2),
        ("a short MAC", swap(mac, "mac: 00:11:2f:a8:b4"), "MAC address", 2),
        ("not an address", swap(addr, "address: 192.168.0.1.1"),
         "an IPv4 address expected", 2),
        ("in no network", swap(addr, "address: 10.0.0.1"), "in no network", 2),
        ("bits in the subnet", swap("192.168.0.0/24", "192.168.0.1/24"),
         "without host bits", 2),
        ("no such profile", swap("profile: terminal", "profile: nosuch"),
         "nosuch: no such profile", 2),
        ("no such server", swap("boot-server: infolab", "boot-server: x"),
         "x: no such server", 2),
        ("a name with a slash", swap("  post01:", "  ../x:"),
         "lower case letters", 2),
        ("dots in a path", swap("/hypervisors/xen-3.1.gz", "/../etc/passwd"),
         "an absolute path", 2),
        ("a quote in a path", swap("/hypervisors/xen-3.1.gz", "'/a\"b'"),
         "an absolute path", 2),
        ("a newline in options", swap("options: ip=dhcp",
                                      'options: "ip=dhcp\\nboot"'),
         "one line", 2),
        ("an expansion", swap("options: ip=dhcp", "options: ip=dhcp ${net0}"),
         "without \"${\"", 2),
        ("a password in the clear", swap("md5: $1$salt$", "md5: xxxxx"),
         "$1$", 2),
        ("an unknown loader", swap("loader: grub-legacy", "loader: lilo"),
         "grub2, grub-legacy or ipxe expected", 2),
        ("a bool that is none", swap("timeout: 2", "proxy: maybe"),
         "yes or no expected", 2),
        ("no VLAN", swap("timeout: 2", "vlan: 4095"),
         "a VLAN expected, 1 to 4094", 2),
        ("no VLAN either", swap("timeout: 2", "vlan: 0"),
         "a VLAN expected, 1 to 4094", 2),
        ("a VLAN twice", swap("timeout: 2", "vlan: 7").replace(
            "exports:", "  b: {subnet: 10.0.0.0/24, boot-server: infolab, "
            "vlan: 7}\n\nexports:"), "VLAN 7 is network lab already", 2),
        ("too many VLANs", swap("exports:", "".join(
            f"  n{n}: {{subnet: 10.{n}.0.0/24, boot-server: infolab, "
            f"vlan: {n}}}\n" for n in range(1, 66)) + "\nexports:"),
         "network n65: more than 64 networks", 2),
        ("a number that is none", swap("timeout: 2", "timeout: -1"),
         "seconds expected", 2),
        ("an access that is none", swap("access: ro", "access: rx"),
         "ro or rw expected", 2),
        ("ro among options", swap("options: no_root_squash", "options: rw"),
         "without ro and rw", 2),
        ("a tag", swap(mac, "mac: !!int 5"), "expected", 2),
        ("the same MAC", POOL + twin.format(mac, "address: 192.168.0.102"),
         "is the MAC address of post01 already (line", 3),
        ("the same address", POOL + twin.format(other, addr),
         "is the address of post01 already (line", 3),
        ("a server's address", POOL + twin.format(
            other, "address: 192.168.0.5"), "a boot server's", 3),
        ("not exported", swap("path: /opt/ondemand/root", "path: /opt/on"),
         "does not export /opt/ondemand/root to network lab", 3),
        ("out of reach", swap("    router: 192.168.0.1\n", "").replace(
            "address: 192.168.0.5", "address: 192.168.9.5").replace(
                "server: virtdom\n    path", "networks: [lab]\n    "
                "server: virtdom\n    path"), "there is no router", 3),
        ("no hash", swap("loader: grub-legacy", "loader: grub2"),
         'no "pbkdf2:"', 3),
        ("an option that is none", swap("options: no_root_squash",
                                        "options: no_rot_squash"),
         "options of exports(5)", 2),
        ("a terminal's command", swap("title: Infolab terminal",
                                      'title: "a\\e[2J\\x7f\\u009b"'),
         '"a?[2J??', 2),
        ("an expansion in a title", swap("title: Infolab terminal",
                                         "title: ${net0}"), 'without "${"', 2),
        ("an option that is too long", swap("timeout: 2", "option-129: " +
                                            256 * "x"), "up to 255", 2),
        ("a part of a subnet", swap("exports:", "  b: {subnet: 192.168.0.128/"
                                    "25, boot-server: infolab}\n\nexports:"),
         "that of lab (line", 3),
        ("the same subnet", swap("exports:", "  b: {subnet: 192.168.0.0/24, "
                                 "boot-server: infolab}\n\nexports:"),
         "overlap", 3),
        ("a server in the range", swap(
            "timeout: 2", "range: 192.168.0.90-192.168.0.100"),
         "192.168.0.100 in it, a boot server's", 3),
        ("the router in the range", swap(
            "timeout: 2", "range: 192.168.0.1-192.168.0.3"),
         "192.168.0.1 in it, the router's", 3),
        ("all of the subnet as range", swap(
            "timeout: 2", "range: 192.168.0.201-192.168.0.255"),
         "192.168.0.255 in it, the network's own", 3),
        ("a broadcast address for a router", swap(
            "router: 192.168.0.1", "router: 192.168.0.255"),
         "router's address is the network's own", 3),
        ("a broadcast address for a server", swap(
            "address: 192.168.0.5", "address: 192.168.0.255"),
         "server virtdom: 192.168.0.255 is the own address", 3),
        ("exported twice", swap("hosts:", "  again: {server: virtdom, path: "
                                "/opt/ondemand/root, access: rw}\n\nhosts:"),
         "is exported to network lab by", 3),
        ("root squashed", swap("options: no_root_squash", "options: sync"),
         "root is nobody there", 3),
        ("all squashed", swap("options: no_root_squash",
                              "options: no_root_squash,all_squash"),
         "root is nobody there", 3),
        ("a form that is none", swap("nfsroot:", "form: layers\n    nfsroot:"),
         "links, overlay or image expected", 2),
        ("an image without its name", swap("nfsroot:", "form: image\n    nfsroot:"),
         '"form: image" without "image:"', 2),
        ("a name without an image", swap("nfsroot:", "image: /x\n    nfsroot:"),
         'are for "form: image"', 2),
        ("an overlay copied", swap("nfsroot:", "form: overlay\n    ram: yes\n"
                                   "    nfsroot:"), 'are for "form: image"', 2),
        ("a size for links", swap("nfsroot:", "tmpfs: 10m\n    nfsroot:"),
         '"tmpfs:" is for', 2),
        *[(f"a size of {size}", swap("nfsroot:", "form: overlay\n    "
                                     f"tmpfs: {size}\n    nfsroot:"),
           "a size like 256m", 2)
          for size in ("0m", "12", "m", "101%", "1t", "1g,mode=0", "1234567k")],
        ("a form without a root", swap("title: Infolab terminal", "title: x\n"
                                       "    form: overlay"),
         '"form:" without "nfsroot:"', 2),
        *wrong_domus(),
        *wrong_disks(),
        ("no ip=", swap("options: ip=dhcp", "options: ro"), "add ip=dhcp", 3),
    ]


def wrong_disks():
    """The same of disks that are served."""
    def swap(old, new):
        assert old in VARIED, old
        return VARIED.replace(old, new, 1)

    few = "".join(f"  x{i}: {{mac: 52:54:00:00:01:{i:02}, address: "
                  f"10.1.7.{i + 1}, profile: xen}}\n" for i in range(28))
    nobody = re.sub(r"pool: \{.*?\}", "pool: {take: no}", VARIED).replace(
        "hypervisor", "#")
    return [
        ("no such disk", swap("disks: [tools,", "disks: [tolls,"),
         "tolls: no such disk; add it", 2),
        ("a protocol", swap("protocol: nbd", "protocol: fcoe"),
         "iscsi, aoe or nbd expected", 2),
        ("no shelf", swap("shelf: 1.2, ", ""),
         'needs "shelf:" and "nic:"', 2),
        ("no nic", swap("shelf: 1.2, nic: eth0", "shelf: 1.2"),
         'needs "shelf:" and "nic:"', 2),
        *[(f"shelf {shelf}", swap("shelf: 1.2", f"shelf: '{shelf}'"),
           "0.0 to 65534.254", 2)
          for shelf in ("1", "01.2", "1.02", "65535.0", "0.255", ".1", "1.",
                        "123456.1", "1.2 ")],
        ("a shelf twice", swap("65534.254", "1.2"),
         'another disk has its "shelf:"', 2),
        ("a shelf of iSCSI", swap("access: ro, secret", "access: ro, shelf: "
                                  "1.3, secret"), 'are for "protocol: aoe"', 2),
        ("a secret of NBD", swap("data.img, access: ro", "data.img, access: "
                                 "ro, secret: /s"), 'is for "protocol: iscsi"', 2),
        ("nbd-server's word", swap("  data:", "  generic:").replace(
            "scratch, data]", "scratch]"), "a word of nbd-server's", 2),
        ("33 hosts for vblade", swap("\ndisks:", few + "\ndisks:"), "vblade knows no more", 2),
        ("nobody", nobody, "no host that could be a dom0", 2),
        ("written to by two", swap("far: {count: 1,", "far: {count: 2,").replace(
            "10.2.5.1-10.2.5.1", "10.2.5.1-10.2.5.2"),
         "is one domU's", 2),
        ("written to and not kept", swap("writable: kept, addresses: 10.2.5",
                                         "addresses: 10.2.5"),
         "is one domU's", 2),
        ("two kinds' disk", swap("disks: /srv/own.img",
                                 "disks: [/srv/own.img, scratch]"),
         "kind far: disk scratch is another kind's", 2),
        ("an overlay of a device", swap("[/srv/deb.img, /srv/thin",
                                        "[/dev/sda, /srv/thin"),
         "a device cannot be copied", 2),
        ("served twice", swap("/srv/spare.img", "/dev/vg/scratch"),
         "/dev/vg/scratch is served as scratch (line", 3),
    ]


def wrong_domus():
    """The same of what a pool says about domUs."""
    def swap(old, new):
        assert old in VARIED, old
        return VARIED.replace(old, new, 1)

    host = "pool: {profile: xen, cpus: 2, memory: 2048}"
    return [
        ("two managers", swap("tftp-root: /tftpboot",
                              "tftp-root: /tftpboot, manager: {}"),
         "one already, server boot", 2),
        ("a manager's key", swap("idle: 60", "idel: 60"),
         "unknown key of manager; known: idle, dom0-idle, boot-timeout", 2),
        ("no time at all", swap("idle: 60", "idle: 0"),
         "seconds expected, 1 to", 2),
        ("no dom0", swap(host, "pool: {profile: disk, cpus: 2, memory: 2048}"),
         "its profile has no \"hypervisor:\"", 2),
        ("no cpus", swap(host, "pool: {profile: xen, memory: 2048}"),
         'no "cpus:"; add it', 2),
        ("no memory", swap(host, "pool: {profile: xen, cpus: 2}"),
         'no "memory:"; add it', 2),
        ("nothing left", swap(host, "pool: {profile: xen, cpus: 2, "
                              "memory: 512}"), "leaves nothing", 2),
        ("a day", swap("mon-fri 20:00", "mon-fry 20:00"),
         "windows: \"mon-fry 20:00-07:00\": DAY[-DAY] HH:MM-HH:MM", 2),
        ("an hour", swap("20:00-07:00", "24:00-07:00"), "DAY[-DAY]", 2),
        ("a minute", swap("20:00-07:00", "20:00-07:60"), "DAY[-DAY]", 2),
        ("more than a window", swap("20:00-07:00", "20:00-07:00x"),
         "DAY[-DAY]", 2),
        ("many windows", swap("[mon-fri 20:00-07:00,",
                              "[" + 14 * "mon 01:00-02:00, "),
         "more than 14 windows", 2),
        ("no count", swap("count: 3, ", ""), 'no "count:"; add it', 2),
        ("a word", swap("writable: copy", "writable: coppy"),
         "no, copy, kept or overlay expected", 2),
        ("the word between", swap("writable: copy", "writable: or"),
         "no, copy, kept or overlay expected", 2),
        ("no kernel", swap("bootloader: pygrub, ", ""),
         'either "kernel:" or "bootloader:"', 2),
        ("both", swap("bootloader: pygrub", "bootloader: pygrub, kernel: /k"),
         'either "kernel:" or "bootloader:"', 2),
        ("options of nothing", swap("bootloader: pygrub",
                                    "bootloader: pygrub, options: ro"),
         'are for "kernel:"', 2),
        ("xl's quotes", swap("it's", "'\\\"]'"), "without", 2),
        ("a bridge", swap("xenbr1", "'a,b'"), "a bridge's name expected", 2),
        ("nine disks", swap("disks: /srv/deb.img", "disks: ["
                            + 9 * "/srv/d, " + "]"), "more than 8 disks", 2),
        ("a copy of nothing", swap("disks: /srv/deb.img, ", ""),
         '"writable:" without "disks:"', 2),
        ("a copy of a device", swap("/srv/deb.img", "/dev/sda"),
         "a device cannot be copied", 2),
        ("a device of two", swap("writable: copy, copies: /srv/copies",
                                 "writable: kept").replace(
            "/srv/deb.img", "/dev/sda"), "several domUs", 2),
        ("a disk of two", swap("disks: /srv/deb.img",
                               "disks: [/srv/a/x.img, /srv/b/x.img]"),
         "two of its disks would be one file", 2),
        ("a disk twice", swap("disks: /srv/own.img",
                              "disks: [/srv/own.img, /srv/own.img]"),
         "two of its disks would be one file", 2),
        ("a domU's time", swap("boot-timeout: 60", "boot-timeout: 65001"),
         "seconds expected, 1 to 65000", 2),
        ("a host's time", swap("boot-timeout: 200", "boot-timeout: 65536"),
         "seconds expected, 1 to 65000", 2),
        ("a host's cpus", swap("cpus: 4,", "cpus: 65536,"),
         "processors expected, 1 to 65000", 2),
        ("a domU's cpus", swap("vcpus: 2", "vcpus: 65536"),
         "processors expected, 1 to 65000", 2),
        ("all", swap("  h5:", "  all:"), "its name is a word of Slurm's", 2),
        ("default", swap("  h5:", "  default:"),
         "its name is a word of Slurm's", 2),
        ("copies of what is read", swap("writable: copy, ", ""),
         '"copies:" without', 2),
        ("few addresses", swap("10.1.4.1-10.1.4.2", "10.1.4.1-10.1.4.1"),
         'are fewer than "count:"', 2),
        ("no network", swap("10.1.4.1-10.1.4.2", "10.7.4.1-10.7.4.2"),
         "are in no network", 2),
        ("another network", swap("10.1.4.1-10.1.4.2", "10.1.4.1-10.2.4.2"),
         "leave their network", 2),
        ("a long name", swap("  deb:", f"  {58 * 'x'}:"), "57 characters", 2),
        ("many", swap("count: 2,", "count: 64998,"), "above 65000", 2),
        ("a kind twice", swap("  own:", "  deb:"), "kind deb: given twice", 2),
        ("a host's address", swap("10.1.4.1-10.1.4.2", "10.1.1.4-10.1.1.5"),
         "10.1.1.4 in them, the address of host h4", 3),
        ("a server's", swap("10.1.4.1-10.1.4.2", "10.1.0.1-10.1.0.2"),
         "10.1.0.2 in them, the address of server boot", 3),
        ("the router's", swap("10.1.4.1-10.1.4.2", "10.1.0.0-10.1.0.1"),
         "10.1.0.1 in them, the router's of network hall", 3),
        ("the network's", swap("10.1.4.1-10.1.4.2", "10.1.0.0-10.1.0.1"),
         "10.1.0.0 in them, the own address of network hall", 3),
        ("in the range", swap("10.1.4.1-10.1.4.2", "10.1.199.255-10.1.200.1"),
         '10.1.200.0 in them, in "range:" of network hall', 3),
        ("a kind's", swap("10.1.4.1-10.1.4.2", "10.1.3.0-10.1.3.9"),
         "those of sl4 (line", 3),
        ("a MAC address", swap("52:54:00:00:00:04", "00:16:3e:01:04:02"),
         "the MAC address of a domU of kind deb", 3),
        ("a name", swap("  h4:", "  deb-2:"), "a domU of kind deb has", 3),
        ("too large", swap("memory: 512", "memory: 7169"),
         "no host that may be taken has 2 processors and 7169 MiB", 3),
        ("too long", swap("10.2.1.5, profile: xen, " + host,
                          "10.2.1.5, profile: xen").replace(
            "limit: 3600", "limit: 200000"),
         "sl4: its \"limit:\" is longer, and no host that it fits on may be "
         "taken longer than 187200 s", 3),
        ("without end", swap("10.2.1.5, profile: xen, " + host,
                             "10.2.1.5, profile: xen"),
         "deb: it has no \"limit:\"", 3),
    ]


def test_malformed(case):
    """Each is refused with its place and nothing is written."""
    case.run("render")
    before, touched = listing(case.out), stamps(case.out)
    for name, text, part, code in wrong_pools():
        case.conf.write_bytes(text if isinstance(text, bytes)
                              else text.encode())
        said = case.run("render", want=code)
        assert part in said, f"{name}: {said}"
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", said), said
        assert re.search(r"pool\.conf:\d+:\d+: ", said), f"{name}: {said}"
        assert stamps(case.out) == touched, f"{name}: something was written"
        case.run("render", "--json", want=code)
    assert listing(case.out) == before


def test_unchanged(case):
    """The second render touches nothing; what is not ours stays."""
    case.run("render")
    kernel = case.out / "virtdom/tftpboot/kernels/linux"
    kernel.write_text("a kernel\n", encoding="ascii")
    touched = stamps(case.out)
    assert "0 written, 0 removed" in case.run("render")
    assert stamps(case.out) == touched
    case.conf.write_text(POOL.replace("post01", "post02"), encoding="ascii")
    case.run("render")
    assert not any("post01" in path for path in listing(case.out))
    assert kernel.exists()
    exports = case.out / "virtdom/etc/exports"
    manifest = case.out / ".ddom/manifest"
    exports.write_text("mine\n", encoding="ascii")
    manifest.write_text(manifest.read_text(encoding="ascii").replace(
        "virtdom/etc/exports\n", ""), encoding="ascii")
    assert "not written by ddtool" in case.run("render", want=3)
    assert exports.read_text(encoding="ascii") == "mine\n"


def test_vlans(case):
    """dom0s get a bridge for each VLAN of the pool; nothing else changes."""
    lans = "".join(f"  lan{n}: {{subnet: 10.{n}.0.0/16, router: 10.{n}.0.1, "
                   "boot-server: boot}\n" for n in (20, 30)) + "\nexports:"
    plain = VARIED.replace("exports:", lans, 1)
    conf = "nas/srv/dom0/etc/ddom/bridge.conf"

    def render(text):
        case.conf.write_text(text, encoding="ascii")
        case.run("render")
        return listing(case.out)

    def vlan(text, name, number):
        return re.sub(rf"({name}:[ \n{{]+)subnet", rf"\1vlan: {number}\n    "
                      "subnet" if name in ("hall", "annex") else
                      rf"\1vlan: {number}, subnet", text, count=1)

    def check(text, want):
        case.conf.write_text(text, encoding="ascii")
        said = subprocess.run(case.argv("check", "--json"), check=False,
                              capture_output=True, text=True).stdout
        assert want == [(f["level"], f["id"])
                        for f in json.loads(said)["findings"]
                        if f["id"].startswith("vlan") or
                        " lan" in f["what"]], said

    def bridges(files):
        return re.findall(r"^\[(.*)\]\nvlan = (.*)$", files[conf], re.M)

    before = render(plain)
    assert conf not in before
    both = vlan(vlan(plain, "lan20", 20), "lan30", 300)
    after = render(both)
    assert bridges(after) == [("xenbr20", "20"), ("xenbr300", "300")]
    assert "\nbridge = xenbr0\n" in after.pop(conf)
    assert after == before
    # as ddtool reads it
    made = case.out / conf
    said = subprocess.run(
        [case.ddtool, "bridge-attach", f"--config={made}", "--dry-run",
         "--no-module", "nosuch0", "xenbr0"], check=False, capture_output=True,
        text=True)
    assert said.returncode == 3 and "nosuch0" in said.stderr, said
    # domUs' only: nobody there asks a boot server
    check(re.sub(r", router: 10\.[23]0\.0\.1", "", both), [])
    # whose hosts are in it do without; their neighbours as well, which is said
    assert bridges(render(vlan(both, "hall", 10))) == [
        ("xenbr20", "20"), ("xenbr300", "300")]
    check(vlan(both, "hall", 10), [("risk", "vlan-shared-root")])
    # an own file is not overwritten
    render(plain)
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text("bridge = mine\n", encoding="ascii")
    case.conf.write_text(both, encoding="ascii")
    assert "not written by ddtool" in case.run("render", want=3)
    assert made.read_text(encoding="ascii") == "bridge = mine\n"
    # an image has its own, and then nobody gets one
    check(both.replace("    nfsroot: nas:/srv/dom0\n", "    nfsroot: "
                       "nas:/srv/dom0\n    form: image\n    image: /i\n"),
          2 * [("risk", "vlan-no-dom0")])


def test_switch(case):
    """There and back, over renders; refusals change nothing."""
    case.run("switch", "post01", "terminal", want=3)
    case.run("render")
    first = listing(case.out)
    dom0 = "post-piv-realtek"
    case.run("switch", "post01", "nosuch", want=3)
    case.run("switch", "post01", "nosuch", dom0, want=3)
    assert listing(case.out) == first
    case.run("switch", "post01", dom0)
    menu = case.out / "infolab/tftpboot/grub/post01.conf"
    text = menu.read_text(encoding="ascii")
    assert "\ndefault 1\n" in text and text.count("password --md5") == 1
    assert "0 written" in case.run("render")
    status = json.loads(case.run("status", "--json"))
    assert status["hosts"][0]["profile"] == dom0
    assert status["hosts"][0]["switched"] and status["current"]
    case.conf.write_text(POOL + "# changed\n", encoding="ascii")
    assert "was changed since" in case.run("switch", "post01", "terminal",
                                           want=3)
    case.run("render")
    case.run("switch", "post01", "terminal")
    assert listing(case.out) == first
    assert not list((case.out / ".ddom/switched").iterdir())
    # the profile goes, altogether or from this menu: there is a way on
    case.run("switch", "post01", dom0)
    for text in (POOL.replace(dom0, "post-piv-other"),
                 POOL.replace(f", {dom0}", "").replace(f"{dom0}, ", "")):
        assert text != POOL
        case.conf.write_text(text, encoding="ascii")
        said = case.run("render")
        assert f"post01: was switched to {dom0}, which" in said, said
        assert "boots terminal until it is switched again" in said, said
        status = json.loads(subprocess.run(
            case.argv("status", "--json"), capture_output=True,
            check=True).stdout)["hosts"][0]
        assert status["profile"] == "terminal" and not status["switched"]
    case.run("switch", "post01", "terminal")
    assert not list((case.out / ".ddom/switched").iterdir())


def test_clash(case):
    """Nothing of ddtool's is in a kernel's place, nothing outside is touched."""
    kernel = "/kernels/kernel-2.6.20-xen-r6-pIV-rltk"
    source = case.top / "vmlinuz"
    source.write_bytes(b"a kernel")
    case.run("render")
    before, touched = listing(case.out), stamps(case.out)
    for path in ("/grub/post01.conf", "/grub", "/grub/post01.conf/vmlinuz"):
        for more in "", f"\n    kernel-source: {source}":
            case.conf.write_text(POOL.replace(kernel, path + more),
                                 encoding="ascii")
            said = case.run("render", want=3)
            assert f"{path}: ddtool writes virtdom/tftpboot/grub/" in said, said
            assert stamps(case.out) == touched
    case.conf.write_text(POOL, encoding="ascii")
    manifest = case.out / ".ddom/manifest"
    good = manifest.read_text(encoding="ascii")
    for line in ("../vmlinuz", "a/../../../vmlinuz", str(source), "", "a//b",
                 "a/./b", ".."):
        manifest.write_text(good + line + "\n", encoding="ascii")
        assert f'"{line}" is no path below' in case.run("render", want=3)
        assert source.exists()
    manifest.write_text(good, encoding="ascii")
    assert listing(case.out) == before
    case.conf.unlink()
    os.mkfifo(case.conf)
    subprocess.run(case.argv("render"), timeout=10, check=False,
                   stderr=subprocess.DEVNULL)


def test_check(case):
    """Missing files, and kernels that cannot mount the root."""
    root = case.top / "root"
    for path in ("tftpboot/hypervisors/xen-3.1.gz", "tftpboot/kernels/"
                 "kernel-2.6.20-xen-r6-pIV-rltk", "opt/ondemand/root/x",
                 "opt/ondemand/imgs/x"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x\n", encoding="ascii")
    kernel = root / "tftpboot/kernels/kernel-2.6.20-xen-r6-pIV-rltk.config"
    good = ("CONFIG_IP_PNP=y\nCONFIG_NFS_FS=y\nCONFIG_ROOT_NFS=y\n"
            "CONFIG_8139TOO=y\n")
    nic = POOL.rstrip() + "\n    nic: 8139too\n"
    as_virtdom = ["--as", "virtdom", "--root", str(root)]
    case.conf.write_text(nic, encoding="ascii")
    kernel.write_text(good, encoding="ascii")
    assert "0 errors" in case.run("check", *as_virtdom)
    for line, part in (("ROOT_NFS=y", "CONFIG_ROOT_NFS is not y"),
                       ("IP_PNP=y", "CONFIG_IP_PNP is not y"),
                       ("8139TOO=y", "no built-in driver 8139too")):
        kernel.write_text(good.replace(line, line[:-1] + "m"),
                          encoding="ascii")
        assert part in case.run("check", *as_virtdom, want=1)
    # or where the source has it
    kernel.unlink()
    config = root / "boot/config-2.6.20-xen"
    config.parent.mkdir()
    config.write_text(good.replace("ROOT_NFS=y", "ROOT_NFS=m"),
                      encoding="ascii")
    case.conf.write_text(nic.replace(
        "kernel: /kernels/kernel-2.6.20-xen-r6-pIV-rltk",
        "kernel: /kernels/kernel-2.6.20-xen-r6-pIV-rltk\n"
        "    kernel-source: /boot/vmlinuz-2.6.20-xen"), encoding="ascii")
    assert "CONFIG_ROOT_NFS is not y" in case.run("check", *as_virtdom, want=1)
    config.unlink()
    assert "tells no configuration" in case.run("check", *as_virtdom)
    kernel.write_text(good, encoding="ascii")
    (root / "tftpboot/hypervisors/xen-3.1.gz").unlink()
    found = json.loads(case.run("check", "--json", *as_virtdom, want=1))
    case.conf.write_text(POOL.replace(
        "hypervisor: /hypervisors/xen-3.1.gz", "hypervisor: /hypervisors/"
        "xen-3.1.gz\n    hypervisor-source: /boot/xen.gz"), encoding="ascii")
    assert "xen-3.1.gz; ddtool server render copies /boot/xen.gz" in case.run(
        "check", *as_virtdom, want=1)
    one = [one for one in found["findings"] if one["id"] == "missing-file"][0]
    assert list(one) == ["level", "id", "place", "what", "why", "remedy"], one
    assert one["level"] == "problem" and found["problems"] == 1, found
    assert re.fullmatch(rf"{re.escape(str(case.conf))}:\d+:\d+",
                        one["place"]), one
    assert one["remedy"]["command"] is None and one["remedy"]["advice"], one
    case.run("check", "--as", "nosuch", want=3)


def test_forms(case):
    """What overlays and images need: a kernel that can, a file, ddinit."""
    root = case.top / "root"
    kernel = root / "tftpboot/kernels/kernel-2.6.20-xen-r6-pIV-rltk.config"
    tree = root / "opt/ondemand/root"
    for path in (kernel, root / "tftpboot/hypervisors/xen-3.1.gz",
                 root / "opt/ondemand/imgs/x", tree / "sbin/x"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    kernel.with_suffix("").touch()
    symbols = ["IP_PNP", "NFS_FS", "ROOT_NFS", "8139TOO"]

    def check(form, more, want=0):
        case.conf.write_text(POOL.replace("nfsroot:", f"{form}\n    nfsroot:"),
                             encoding="ascii")
        kernel.write_text("".join(f"CONFIG_{name}=y\n" for name in
                                  symbols + more), encoding="ascii")
        said = json.loads(case.run("check", "--json", "--as", "virtdom", "--root",
                                   str(root), want=want))
        return sorted((one["id"], one["what"].rsplit(": ", 1)[1])
                      for one in said["findings"] if one["level"] == "problem")

    assert not check("form: links", [])
    assert check("form: overlay", [], 1) == [
        ("kernel-config", "CONFIG_OVERLAY_FS is not y"),
        ("kernel-config", "CONFIG_TMPFS is not y"),
        ("no-ddinit", f"no {tree}/sbin/ddinit")]
    (tree / "sbin/ddinit").touch(mode=0o755)
    assert not check("form: overlay", ["TMPFS", "OVERLAY_FS"])
    over = ["TMPFS", "OVERLAY_FS", "BLK_DEV_LOOP"]
    image = "form: image\n    image: /dom0.img"
    assert check(image, over[:2], 1) == [
        ("kernel-config", "CONFIG_BLK_DEV_LOOP is not y"),
        ("kernel-config", "CONFIG_EROFS_FS is not y"),
        ("missing-image", f"no {tree}/dom0.img")]
    # one that is not here may be any that the kernel knows
    for name in ("EROFS_FS", "SQUASHFS"):
        assert [one[0] for one in check(image, [*over, name], 1)] == ["missing-image"]
    head = bytearray(4096)
    head[0:4], head[20:22] = b"hsqs", (6).to_bytes(2, "little")
    (tree / "dom0.img").write_bytes(head)
    assert check(image, [*over, "SQUASHFS", "SQUASHFS_ZSTD"], 1) == [
        ("bad-image",
         "its superblock is damaged, or packed as no kernel knows")]
    head[14], head[22], head[28], head[41] = 2, 17, 4, 16
    (tree / "dom0.img").write_bytes(head)
    assert check(image, [*over, "EROFS_FS"], 1) == [
        ("kernel-config", "CONFIG_SQUASHFS is not y"),
        ("kernel-config", "CONFIG_SQUASHFS_ZSTD is not y")]
    assert not check(image, [*over, "SQUASHFS", "SQUASHFS_ZSTD"])
    head = bytearray(4096)
    head[1024:1028] = (0xe0f5e1e2).to_bytes(4, "little")
    head[1036], head[1060], head[1104], head[1108] = 12, 1, 3, 2
    (tree / "dom0.img").write_bytes(head)
    assert check(image, [*over, "EROFS_FS"], 1) == [
        ("kernel-config", "CONFIG_EROFS_FS_ZIP_LZMA is not y")]


def fake_modules(base, release, modules):
    """Modules that are nothing but their aliases, and what depmod makes."""
    where = base / "lib/modules" / release
    (where / "kernel").mkdir(parents=True)
    for name, alias in modules.items():
        source = base / f"{name}.c"
        source.write_text(
            'static const char a[] __attribute__((section(".modinfo"), used)) '
            f'= "alias={alias}";\n', encoding="ascii")
        subprocess.run(["gcc", "-c", source, "-o",
                        where / f"kernel/{name}.ko"], check=True)
    for name in "modules.order", "modules.builtin", "modules.builtin.modinfo":
        (where / name).write_text("", encoding="ascii")
    subprocess.run(["/sbin/depmod", "-b", base, release], check=True)
    return where


def test_disks(case):
    """Disks that are served: missing, known to others, not to the kernel."""
    root = case.top / "root"
    for path in ("srv/tools.img", "srv/data.img", "etc/ddom/secret",
                 "srv/dom0/etc/x"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x\n", encoding="ascii")
    secret = root / "etc/ddom/secret"
    secret.chmod(0o400)

    def check(server):
        said = json.loads(subprocess.run(
            case.argv("check", "--json", "--as", server, "--root", str(root)),
            text=True, capture_output=True, check=False).stdout)
        return sorted((one["id"], one["what"]) for one in said["findings"]
                      if one["level"] == "problem" and "disk" in
                      one["what"] + one["id"])

    case.conf.write_text(VARIED, encoding="ascii")
    assert not check("nas")
    secret.chmod(0o440)
    (root / "srv/dom0/etc/ddom").mkdir()
    shared = root / "srv/dom0/etc/ddom/secret"
    shared.write_text("x\n", encoding="ascii")
    (root / "srv/data.img").unlink()
    assert check("nas") == [
        ("missing-disk", f"disk data: no {root}/srv/data.img"),
        ("secret-readable", f"disk tools: the mode of {secret} is 0440"),
        ("secret-shared",
         f"disk tools: {shared} is in the root of profile xen")]
    secret.unlink()
    shared.unlink()
    assert ("no-secret", f"disk tools: no {secret}") in check("nas")
    kernel = root / "tftpboot/kernels/vmlinuz"
    kernel.parent.mkdir(parents=True)
    kernel.touch()
    config = kernel.with_name("vmlinuz.config")
    config.write_text("CONFIG_ISCSI_TCP=m\nCONFIG_ATA_OVER_ETH=y\n",
                      encoding="ascii")
    assert check("dom0s") == [
        ("kernel-config", f"profile xen: {kernel}: CONFIG_BLK_DEV_NBD is not "
         "set, for disk data")]
    config.write_text("CONFIG_BLK_DEV_NBD=m\n# CONFIG_ISCSI_TCP is not set\n",
                      encoding="ascii")
    assert [what.split("CONFIG_")[1] for _, what in check("dom0s")] == [
        "ATA_OVER_ETH is not set, for disk scratch",
        "ISCSI_TCP is not set, for disk tools"]


def test_nic(case):
    """A NIC's driver is found by its PCI id, and must be built in."""
    root = case.top / "root"
    kernels = root / "tftpboot/kernels"
    kernels.mkdir(parents=True)
    kernel = kernels / "kernel-2.6.20-xen-r6-pIV-rltk"
    image = bytearray(0x400)
    image[0x202:0x206] = b"HdrS"
    image[0x20e:0x210] = (0x100).to_bytes(2, "little")
    image[0x300:0x312] = b"6.1.0-9 (me@here)\0"
    kernel.write_bytes(image)
    good = "CONFIG_IP_PNP=y\nCONFIG_NFS_FS=y\nCONFIG_ROOT_NFS=y\n"
    where = fake_modules(root, "6.1.0-8", {
        "8139too": "pci:v000010ECd00008139sv*sd*bc*sc*i*",
        "8139cp": "pci:v000010ECd00008139sv*sd*bc*sc*i*",
        "odd-nic": "pci:v0000ABCDd0000EF01sv*sd*bc02sc*i*"})

    def check(nic, config, want=0):
        (kernels / f"{kernel.name}.config").write_text(good + config,
                                                       encoding="ascii")
        case.conf.write_text(f"{POOL.rstrip()}\n    nic: {nic}\n",
                             encoding="ascii")
        said = json.loads(case.run("check", "--json", "--as", "virtdom",
                                   "--root", str(root), want=want))
        return [(one["id"], one["what"] + (one["remedy"]["advice"] or ""))
                for one in said["findings"]
                if one["id"] in ("no-driver", "unknown-driver")]

    def missing(found, part):
        return len(found) == 1 and found[0][0] == "no-driver" and \
            part in found[0][1]

    # other files are missing all the time
    assert not check("10ec:8139", "CONFIG_8139TOO=y\n", 1)
    assert not check("10EC:8139", "CONFIG_8139CP=y\nCONFIG_8139TOO=m\n", 1)
    found = check("10ec:8139", "CONFIG_8139TOO=m\n", 1)
    assert missing(found, "8139") and "CONFIG_8139" in found[0][1], found
    assert missing(check("via-rhine", "CONFIG_VIA_RHINE=m\n", 1),
                   "CONFIG_VIA_RHINE=y")
    found = check("8086:1234", "", 1)
    assert found[0][0] == "unknown-driver", found
    found = check("abcd:ef01", "", 1)
    assert found[0] == ("unknown-driver", found[0][1]), found
    # its own release tells what is built in
    own = root / "lib/modules/6.1.0-9"
    shutil.copytree(where, own)
    assert missing(check("abcd:ef01", "", 1), "odd_nic")
    (own / "modules.builtin").write_text(
        "kernel/drivers/net/ethernet/odd/odd-nic.ko\n", encoding="ascii")
    assert not check("abcd:ef01", "", 1)
    assert not check("odd-nic", "", 1)
    assert missing(check("odd-nix", "", 1), "odd_nix")


def sourced(kernel, hypervisor):
    """The varied pool, with kernel and hypervisor copied from files."""
    return VARIED.replace(
        "    kernel: /kernels/vmlinuz\n", "    kernel: /kernels/vmlinuz\n"
        f"    kernel-source: {kernel}\n    hypervisor-source: {hypervisor}\n"
    ).replace(" kernel: /kernels/rescue,",
              f" kernel: /kernels/rescue, kernel-source: {kernel},")


def test_sources(case):
    """Kernels and hypervisors are copied, only where something changed."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as far:
        kernel, xen = Path(far) / "vmlinuz", case.top / "xen.gz"
        kernel.write_bytes(os.urandom(300000))
        kernel.chmod(0o600)
        xen.write_bytes(gzip.compress(b"a hypervisor" * 9999))
        case.conf.write_text(sourced(kernel, xen), encoding="ascii")
        case.run("render")
        tftp = case.out / "dom0s/tftpboot"
        copies = {tftp / "kernels/vmlinuz": kernel.read_bytes(),
                  case.out / "boot/srv/tftp/kernels/rescue":
                  kernel.read_bytes(),
                  tftp / "hypervisors/xen-4.17.gz": xen.read_bytes(),
                  # for iPXE
                  tftp / "hypervisors/xen-4.17": b"a hypervisor" * 9999}
        for path, content in copies.items():
            assert path.read_bytes() == content, path
            assert path.stat().st_mode & 0o777 == 0o644, path
        touched = stamps(case.out)
        assert "0 written, 0 removed" in case.run("render")
        assert stamps(case.out) == touched
        # of the same size, and only its time tells
        kernel.write_bytes(os.urandom(300000))
        assert "2 written, 0 removed" in case.run("render")
        assert (tftp / "kernels/vmlinuz").read_bytes() == kernel.read_bytes()
        # two profiles, one file
        case.conf.write_text(sourced(kernel, xen).replace(
            "server: boot, kernel: /kernels/rescue",
            "server: dom0s, kernel: /kernels/vmlinuz"), encoding="ascii")
        case.run("render")
        paths = (case.out / ".ddom/manifest").read_text("ascii").split("\n")
        assert paths.count("dom0s/tftpboot/kernels/vmlinuz") == 1
        case.conf.write_text(sourced(kernel, xen), encoding="ascii")
        case.run("render")
        touched = stamps(case.out)
        for text, part in (
                (sourced(kernel, case.top), f"{case.top}: no regular file"),
                (sourced(f"{kernel}.old", xen), "No such file or directory; "
                 'correct "kernel-source:"'),
                (sourced(kernel, xen).replace("/kernels/rescue,", "/k,").replace(
                    "server: boot, kernel: /k,", "server: dom0s, kernel: /k,"
                    ).replace(
                        "/k, kernel-source: " + str(kernel),
                        "/kernels/vmlinuz, kernel-source: " + str(xen)),
                 "is a copy of")):
            case.conf.write_text(text, encoding="ascii")
            assert part in case.run("render", want=3), part
            assert stamps(case.out) == touched, part
        xen.write_bytes(xen.read_bytes()[:-9] + b"damaged!!")
        case.conf.write_text(sourced(kernel, xen), encoding="ascii")
        assert f"copy of {xen}: Bad message" in case.run("render", want=1)
        assert (tftp / "hypervisors/xen-4.17.gz").read_bytes() == \
            copies[tftp / "hypervisors/xen-4.17.gz"]
        case.conf.write_text(VARIED, encoding="ascii")
        assert "4 removed" in case.run("render")
        assert not (tftp / "kernels/vmlinuz").exists()
        assert (tftp / "kernels").is_dir()


def test_sources_killed(case):
    """SIGKILL while copying: what is served is one kernel or the other."""
    kernels, rng = [os.urandom(20 << 20), os.urandom(20 << 20)], random.Random(7)
    source, xen = case.top / "vmlinuz", case.top / "xen.gz"
    xen.write_bytes(gzip.compress(b"a hypervisor"))
    case.conf.write_text(sourced(source, xen), encoding="ascii")
    hit, took = 0, 0.05
    copy = case.out / "dom0s/tftpboot/kernels/vmlinuz"
    for turn in range(20):
        source.write_bytes(kernels[turn % 2])
        if not turn:
            case.run("render")
        begin = time.monotonic()
        with subprocess.Popen(case.argv("render"), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as child:
            time.sleep(rng.random() * took if turn % 5 else 0)
            if turn % 5:
                child.send_signal(signal.SIGKILL)
            killed = child.wait() == -signal.SIGKILL
        if not turn % 5:
            took = time.monotonic() - begin
        elif not killed:
            took *= 0.8
        hit += killed
        served = copy.read_bytes()
        assert served == kernels[turn % 2] or \
            killed and served in kernels, turn
    print(f"# killed {hit} of 16")
    assert hit >= 4, f"only {hit} of 16 were killed in time"
    case.run("render")
    assert copy.read_bytes() == kernels[1]
    assert not (case.out / ".ddom/stage").exists()


GRUB = Path("/usr/lib/grub")


def test_grub(case):
    """GRUB 2's images: made, made anew, left alone, or said to be missing."""
    case.conf.write_text(VARIED, encoding="ascii")
    case.grub = case.top / "grub"
    said = case.run("render")
    for package in "grub-pc-bin", "grub-efi-amd64-bin":
        assert f"install grub-common and {package}" in said, said
    cores = {"i386-pc": "core.0", "x86_64-efi": "core.efi"}
    for name in list(cores):
        if (GRUB / name).is_dir():
            shutil.copytree(GRUB / name, case.grub / name)
        else:
            print(f"# no {name} here")
            del cores[name]
    case.run("render")
    for name, core in cores.items():
        platform = case.out / "boot/srv/tftp/grub" / name
        image = platform / core
        assert image.stat().st_size > 100000
        assert (platform / "grub.cfg").read_text(encoding="ascii") == \
            "source /grub/grub.cfg"
    assert not (case.out / "dom0s/tftpboot/grub/i386-pc").exists()
    networks = case.out / "boot/srv/tftp/grub/networks"
    assert [path.name for path in networks.iterdir()] == ["annex"]
    for name, core in cores.items():
        assert (networks / "annex" / name / core).stat().st_size > 100000
    if "x86_64-efi" in cores:
        # Not compressed: its prefix, which follows the server's address.
        for address in "10.2.0.9", "10.2.0.2":
            case.conf.write_text(VARIED.replace("10.2.0.2", address),
                                 encoding="ascii")
            case.run("render")
            image = networks / "annex/x86_64-efi/core.efi"
            assert f"(tftp,{address})/grub".encode() in image.read_bytes()
    touched = stamps(case.out)
    assert "0 written, 0 removed" in case.run("render")
    assert stamps(case.out) == touched
    # A package came: its files are new here, though they were built long ago.
    time.sleep(1.1)
    os.utime(case.grub / "i386-pc/kernel.img", (1, 1))
    image = case.out / "boot/srv/tftp/grub/i386-pc/core.0"
    before = image.stat().st_ino
    case.run("render")
    assert image.stat().st_ino != before
    # One that was killed has left half an image: it is not taken.
    stamp = case.out / ".ddom/grub/i386-pc"
    (case.out / ".ddom/grub/grub/i386-pc/core.0").write_bytes(b"half")
    stamp.unlink()
    whole = image.read_bytes()
    case.run("render")
    assert image.read_bytes() == whole
    # The package went.
    shutil.rmtree(case.grub)
    case.run("render")
    assert image.read_bytes() == whole
    stamp.unlink()
    (case.grub / "i386-pc").mkdir(parents=True)
    (case.grub / "i386-pc/kernel.img").write_bytes(b"no kernel")
    said = case.run("render", want=1)
    assert f"grub-mknetdir -d {case.grub}/i386-pc: failed" in said, said
    assert image.read_bytes() == whole
    # Somebody's own.
    image.write_bytes(b"mine")
    manifest = case.out / ".ddom/manifest"
    manifest.write_text("".join(
        line for line in manifest.open(encoding="ascii")
        if "/i386-pc/" not in line), encoding="ascii")
    case.run("render")
    assert image.read_bytes() == b"mine"


SLOW_GRUB = """#!/bin/sh
for word in "$@"; do
	case $word in
	--net-directory=*) dir=${word#*=}/grub/i386-pc ;;
	esac
done
mkdir -p "$dir"
echo half >"$dir/core.0"
touch "$0.began"
sleep 1
touch "$0.ended"
exec REAL "$@"
"""


def test_grub_killed(case):
    """Killed while grub-mknetdir runs: the next one waits for that to end."""
    case.conf.write_text(VARIED, encoding="ascii")
    case.grub = GRUB
    slow = case.top / "bin/grub-mknetdir"
    slow.parent.mkdir()
    slow.write_text(SLOW_GRUB.replace("REAL", shutil.which("grub-mknetdir")),
                    encoding="ascii")
    slow.chmod(0o755)
    began, ended = Path(f"{slow}.began"), Path(f"{slow}.ended")
    with subprocess.Popen(case.argv("render"), stdout=subprocess.DEVNULL,
                          env={**os.environ, "PATH":
                               f"{slow.parent}:{os.environ['PATH']}"}) as child:
        for _ in range(500):
            if began.exists():
                break
            time.sleep(0.01)
        assert began.exists()
        child.send_signal(signal.SIGKILL)
    image = case.out / "boot/srv/tftp/grub/i386-pc/core.0"
    assert not ended.exists() and not image.exists()
    case.run("render")
    assert ended.exists(), "did not wait"
    assert image.stat().st_size > 100000


WAKE = """
import socket, subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["ip", "link", "add", "lan", "type", "veth", "peer", "name",
                "far"], check=True)
subprocess.run(["ip", "addr", "add", "192.168.0.100/24", "brd", "+", "dev",
                "lan"], check=True)
for name in "lan", "far":
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
ear.bind(("192.168.0.255", 9))
ear.settimeout(10)
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
want = b"\\xff" * 6 + bytes.fromhex("00112fa8b4d4") * 16
sys.exit(ear.recv(200) != want)
"""


def test_wake(case):
    """A magic packet arrives, in a network namespace."""
    user = [] if os.getuid() == 0 else ["--map-root-user"]
    if subprocess.run(["unshare", "--net", *user, "true"],
                      check=False).returncode:
        print("# no network namespaces here")
        return
    case.run("render")
    subprocess.run(["unshare", "--net", *user, sys.executable, "-c", WAKE,
                    *case.argv("switch", "--wake", "post01",
                               "post-piv-realtek")], check=True, timeout=60)


def test_killed(case):
    """SIGKILL at random moments: old or new, file by file; then complete."""
    count, rng = 300, random.Random(5)
    texts = [big(count), big(count).replace("timeout: 2", "timeout: 7")]
    trees = []
    for text in texts:
        case.conf.write_text(text, encoding="ascii")
        begin = time.monotonic()
        case.run("render")
        took = time.monotonic() - begin
        trees.append(listing(case.out))
    hit = 0
    for turn in range(50):
        case.conf.write_text(texts[turn % 2], encoding="ascii")
        with subprocess.Popen(case.argv("render"), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as child:
            time.sleep(rng.random() * took)
            child.send_signal(signal.SIGKILL)
            killed = child.wait() == -signal.SIGKILL
        hit += killed
        # One that came too late: they are done sooner than the first.
        took *= 1 if killed else 0.8
        now = listing(case.out)
        assert sorted(now) == sorted(trees[0])
        for path, content in now.items():
            assert content in (trees[0][path], trees[1][path]), path
        if turn % 5 == 4:
            case.run("render")
            assert listing(case.out) == trees[turn % 2]
            assert not (case.out / ".ddom/stage").exists()
    print(f"# killed {hit} of 50")
    assert hit >= 10, f"only {hit} of 50 were killed in time"


def test_many(case):
    """Ten thousand hosts."""
    case.conf.write_text(big(HOSTS), encoding="ascii")
    took = []
    for action in (["render"],
                   ["switch", "post05000", "post-piv-realtek"]):
        begin, before = time.monotonic(), os.times()
        case.run(*action)
        after = os.times()
        took.append(after.children_user - before.children_user +
                    after.children_system - before.children_system)
        print(f"# {HOSTS} hosts: {action[0]} {time.monotonic() - begin:.3f} s,"
              f" of the processor {took[-1]:.3f} s")
    assert took[0] < RENDER_S and took[1] < SWITCH_S


TESTS = [test_golden, test_manager_render, test_manager_check, test_howto,
         test_malformed, test_unchanged, test_vlans, test_switch, test_clash,
         test_check, test_forms, test_disks, test_nic, test_sources, test_sources_killed,
         test_grub, test_grub_killed, test_wake, test_killed, test_many]


def main():
    """Run the tests, or accept what is rendered as right."""
    accept = sys.argv[1] == "--accept"
    ddtool = sys.argv[-1]
    if accept:
        case = Case(ddtool)
        for name, text in (("howto", POOL), ("varied", VARIED)):
            case.conf.write_text(text, encoding="ascii")
            case.out = case.top / name
            case.run("render")
            (GOLDEN / f"server-{name}").write_text(
                as_text(listing(case.out)), encoding="ascii")
        case.out = case.top / "manager"
        manager(case, "render", "-o", str(case.out))
        files = listing(case.out)
        del files["dom0/etc/ddom/pool.conf"]
        (GOLDEN / "manager-varied").write_text(as_text(files),
                                               encoding="ascii")
        shutil.rmtree(case.top)
        return 0
    failed = 0
    print(f"KTAP version 1\n1..{len(TESTS)}")
    for number, test in enumerate(TESTS, 1):
        case = Case(ddtool)
        try:
            test(case)
            print(f"ok {number} server: {test.__doc__}", flush=True)
        except (AssertionError, OSError, KeyError,
                subprocess.SubprocessError) as error:
            failed = 1
            print("# " + str(error).replace("\n", "\n# "))
            print(f"not ok {number} server: {test.__doc__}", flush=True)
        shutil.rmtree(case.top, ignore_errors=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
