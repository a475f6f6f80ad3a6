#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What DHCP servers answer by the files that ddtool server render wrote.

Debian's own dhcpd, Kea and dnsmasq, in a network namespace, are asked by names,
options and firmware that one or another of them could take for something else.
"""

import os
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[2]
sys.path.insert(0, str(TOP / "selftests/qemu"))

# pylint: disable=wrong-import-position
from images import debs  # noqa: E402
import parsers  # noqa: E402

SECONDS = 20        # for a server to be there
ANSWER_S = 3        # for an answer
TEXT = 'a,b "c" \\d 5, 6'
# Words of one server's configuration, numbers, times, tags of ours.
NAMES = ["grub2", "grub-legacy", "ipxe", "101", "5m", "1h", "2w", "30s",
         "ignore", "infinite", "option", "host", "if", "efi64", "known",
         "1e3", "0x10", "null", "x" * 63]
LOADERS = ["grub2", "grub-legacy", "ipxe"]
POOL = """\
servers:
  "101": {{address: 192.0.2.250}}
profiles:
  disk: {{local: yes}}
networks:
  {network}:
    subnet: 192.0.2.0/24
    dhcp-server: "101"
    boot-server: "101"
    menu: disk
    domain: "101"
    lease: 600
    option-128: "10"
    option-129: '{text}'
hosts:
"""
HOST = """\
  "{name}": {{mac: 52:54:00:00:00:{number:02x}, address: 192.0.2.{number},
      profile: disk, loader: {loader}}}
"""
# What is loaded; not in the table: nothing.
BIOS, EFI32, EFI64, SCRIPT = "bios", "efi32", "efi64", "script"
ARCHITECTURES = {None: BIOS, 0: BIOS, 6: EFI32, 7: EFI64, 9: EFI64,
                 0x0a: "", 0x0b: "", 0x0f: "", 0x10: "", 0x13: "", 0x14: "",
                 0x1b: ""}
FILES = {
    ("grub2", BIOS): "grub/i386-pc/core.0",
    ("grub2", EFI32): "grub/i386-efi/core.efi",
    ("grub2", EFI64): "grub/x86_64-efi/core.efi",
    ("grub-legacy", BIOS): "pxegrub",
    ("ipxe", BIOS): "ipxe/undionly.kpxe",
    ("ipxe", EFI32): "ipxe/ipxe-ia32.efi",
    ("ipxe", EFI64): "ipxe/ipxe.efi",
    ("ipxe", SCRIPT): "ipxe/boot.ipxe",
}
SERVERS = {
    # It puts a new file in the place of that for leases: not of /dev/null.
    "dhcpd": ["dhcpd", "-f", "-d", "-4", "--no-pid", "-lf",
              "/judge/dhcpd.leases",
              "-cf", "/judge/etc/dhcp/dhcpd.conf", "lan0"],
    "kea-dhcp4": ["env", "KEA_PIDFILE_DIR=/tmp", "KEA_LOCKFILE_DIR=/tmp",
                  "kea-dhcp4", "-c", "/judge/etc/kea/kea-dhcp4.conf"],
    "dnsmasq": ["dnsmasq", "-k", "--user=root", "--pid-file=",
                "--interface=lan0", "--dhcp-leasefile=/tmp/leases",
                "--log-facility=-", "-C", "/judge/etc/dnsmasq.d/ddom.conf"],
}

VETH = """
ip link add lan0 type veth peer name lan1
ip addr add 192.0.2.250/24 dev lan0
ip link set lan0 up
ip link set lan1 up
exec "$@"
"""


def option(code, data):
    """An option of a DHCP message."""
    return bytes([code, len(data)]) + data


def discover(mac, arch, ipxe, named):
    """(transaction, frame) of a firmware's DHCPDISCOVER."""
    ident = os.urandom(4)
    asked = bytes([1, 3, 6, 12, 15, 43, 54, 60, 66, 67, 128, 129, 150])
    options = (b"\x63\x82\x53\x63" + option(53, b"\1") + option(55, asked) +
               (option(12, b"other") if named else b"") +
               (option(77, b"iPXE") if ipxe else b"") +
               (option(60, b"HTTPClient" if arch in (0x0f, 0x10, 0x13)
                       else b"PXEClient")) +
               (b"" if arch is None else
                option(93, struct.pack(">H", arch)) + option(94, b"\1\3\0")) +
               b"\xff")
    # the answer is to be broadcast
    message = (struct.pack(">BBBB4sHH16x", 1, 1, 6, 0, ident, 0, 0x8000) +
               mac + bytes(10 + 192) + options).ljust(300, b"\0")
    udp = struct.pack(">HHHH", 68, 67, 8 + len(message), 0) + message
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0,
                       bytes(4), b"\xff" * 4)
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xffff) + (total >> 16)
    head = head[:10] + struct.pack(">H", ~total & 0xffff) + head[12:]
    return ident, b"\xff" * 6 + mac + b"\x08\0" + head + udp


def parsed(message):
    """An answer: its address, its file, its options."""
    found, at = {}, 240
    while at < len(message) and message[at] != 255:
        if message[at]:
            code, size = message[at:at + 2]
            found[code] = found.get(code, b"") + message[at + 2:at + 2 + size]
            at += 1 + size
        at += 1
    name = message[108:236].split(b"\0")[0] or found.get(67, b"").rstrip(b"\0")
    return socket.inet_ntoa(message[16:20]), name.decode("latin1"), found


def ask(ear, mac, arch=None, ipxe=False, named=False, wait=ANSWER_S):
    """What a server answers, or None."""
    ident, frame = discover(mac, arch, ipxe, named)
    ear.send(frame)
    deadline = time.monotonic() + wait
    while select.select([ear], [], [], max(0, deadline - time.monotonic()))[0]:
        packet = ear.recv(4096)
        message = packet[14 + (packet[14] & 15) * 4 + 8:]
        if packet[23] == 17 and message[:1] == b"\2" and \
                message[4:8] == ident:
            return parsed(message)
    return None


def wrong(ear, number):
    """All that is wrong about what a host is told."""
    name, loader = NAMES[number - 1], LOADERS[(number - 1) % len(LOADERS)]
    mac = b"\x52\x54\0\0\0" + bytes([number])
    # every firmware for one host a loader, and then one firmware each
    asked = [(arch, False, where) for arch, where in ARCHITECTURES.items()
             if number <= len(LOADERS) or arch is None]
    if loader == "ipxe":
        asked += [(0, True, SCRIPT), (7, True, SCRIPT)]
    suffix = "conf" if loader == "grub-legacy" else "cfg"
    for arch, ipxe, where in asked:
        # 30s is told by dnsmasq to those only that have no name
        answer = ask(ear, mac, arch, ipxe, name != "30s")
        if not answer:
            yield f"{name}: no answer to architecture {arch}"
            continue
        address, file, options = answer
        told = {"address": address, "file": file,
                "lease": int.from_bytes(options.get(51, b""), "big"),
                "name": options.get(12, b"").decode("latin1"),
                "domain": options.get(15, b"").rstrip(b"\0").decode("latin1"),
                "128": options.get(128), "129": options.get(129),
                "menu": options.get(150, b"").decode("latin1").lstrip("/")}
        want = {"address": f"192.0.2.{number}", "lease": 600,
                "file": FILES.get((loader, where), ""), "name": name,
                "domain": "101", "128": b"\x10", "129": TEXT.encode(),
                "menu": f"grub/{name}.{suffix}"}
        yield from (f"{name}, architecture {arch}: {key} is {told[key]!r}, "
                    f"not {want[key]!r}" for key in want
                    if told[key] != want[key])


def served(ear, argv):
    """All that is wrong about a server's answers."""
    with tempfile.TemporaryFile("w+") as log, subprocess.Popen(
            ["chroot", str(parsers.TREE), "env",
             "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *argv], stdout=log,
            stderr=subprocess.STDOUT) as server:
        try:
            deadline = time.monotonic() + SECONDS
            while not ask(ear, b"\x52\x54\0\0\0\1", wait=0.3):
                if server.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    return [f"{argv}: does not answer:\n{log.read()}"]
            return [line for number in range(1, len(NAMES) + 1)
                    for line in wrong(ear, number)]
        finally:
            server.kill()


def inside():
    """In the namespace: ask every server."""
    ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x800))
    ear.bind(("lan1", 0))
    failed = 0
    for number, (name, argv) in enumerate(SERVERS.items(), 1):
        begin = time.monotonic()
        found = [line for network in ("efi64", "ipxe")
                 for line in served(ear, [word.replace(
                     "/judge", f"/judge/{network}/101") for word in argv])]
        for line in found:
            print("# " + line.replace("\n", "\n# "))
        print(f"# {name}: {time.monotonic() - begin:.1f} s")
        failed |= bool(found)
        print(f"{'not ' if found else ''}ok {number} server: {name} answers",
              flush=True)
    return failed


def main():
    """Render, and run the rest in a namespace of its own."""
    if sys.argv[1] == "--inside":
        return inside()
    ddtool = sys.argv[-1]
    print(f"KTAP version 1\n1..{len(SERVERS)}", flush=True)
    with tempfile.TemporaryDirectory() as top:
        for network in "efi64", "ipxe":
            conf = Path(top) / f"{network}.conf"
            conf.write_text(POOL.format(network=network, text=TEXT) + "".join(
                HOST.format(name=name, number=number,
                            loader=LOADERS[(number - 1) % len(LOADERS)])
                for number, name in enumerate(NAMES, 1)), encoding="ascii")
            # It misses images of GRUB, which nobody asks for here.
            subprocess.run([ddtool, "server", "render", "-c", conf, "-o",
                            Path(top) / network, "--grub", top], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            (Path(top) / network / "101" / "dhcpd.leases").touch()
        try:
            subprocess.run(parsers.outside(top, ["sh", "-ec", VETH, "-",
                                                 "true"]), check=True)
        except (debs.PackageError, subprocess.CalledProcessError) as error:
            print(f"# {error}")
            for number, name in enumerate(SERVERS, 1):
                print(f"ok {number} server: {name} answers # SKIP no servers "
                      "or no namespaces here")
            return 4
        return subprocess.run(parsers.outside(top, [
            "sh", "-ec", VETH, "-", sys.executable, __file__, "--inside"]),
            check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
