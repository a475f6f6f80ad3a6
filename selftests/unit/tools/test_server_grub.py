#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What GRUB 2 does with the menus that ddtool server render wrote.

Debian's grub-emu is GRUB as a program. It has no loader, so every entry fails:
it says which one it boots, and to which one it falls back.
"""

import hashlib
import os
import pty
import re
import select
import shutil
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

SECONDS = 20
HASH = "grub.pbkdf2.sha512.10.AABB." + hashlib.pbkdf2_hmac(
    "sha512", b"right", b"\xaa\xbb", 10).hex().upper()
POOL = f"""\
passwords:
  nobody: {{pbkdf2: {HASH}}}
  admin: {{pbkdf2: {HASH}}}
servers:
  boot: {{address: [192.0.2.1, 192.0.2.129, 192.0.2.193]}}
profiles:
  disk: {{local: yes}}
  2-rescue: &linux {{server: boot, kernel: /linux, options: "; || && #x $y"}}
  1: *linux
  0x4: *linux
  failed: *linux
  guarded: {{local: yes, password: nobody}}
  odd: {{server: boot, kernel: /linux, title: "It's $1; || && #2 {{ \\"x"}}
networks:
  lab: {{subnet: 192.0.2.0/25, boot-server: boot, timeout: 0,
    menu: [disk, 2-rescue, 1, 0x4, failed, odd]}}
  guarded: {{subnet: 192.0.2.128/26, boot-server: boot, timeout: 10,
    menu: [disk, guarded]}}
  mine: {{subnet: 192.0.2.192/26, boot-server: boot, timeout: 10,
    menu: [disk], menu-password: admin}}
hosts:
"""
HOST = """\
  {name}: {{mac: 52:54:00:00:00:{number:02x}, address: 192.0.2.{address},
      profile: {profile}{fallback}}}
"""
ANY_KEY = (b"Press any key", b"\r")
EDITOR = b"Emacs-like"
# back to the menu
DENIED = [b"Enter password:.*enter to boot"]


def typed(user, password):
    """What is typed by who wants to change an entry."""
    return [(b"executed automatically", b"e"),
            (b"Enter username:", user + b"\r"),
            (b"Enter password:", password + b"\r")]


# last part of the address, profile, fallback, what is typed when something is
# seen, what is seen in the end: patterns
CASES = [
    (10, "2-rescue", "0x4", [ANY_KEY],
     [b"Booting `2-rescue'", b"Falling back to `0x4'"]),
    (11, "1", "2-rescue", [ANY_KEY],
     [b"Booting `1'", b"Falling back to `2-rescue'"]),
    (12, "0x4", "disk", [ANY_KEY],
     [b"Booting `0x4'", b"Falling back to `disk'"]),
    (13, "failed", "odd", [ANY_KEY],
     [b"Booting `failed'", re.escape(b"Falling back to `It's $1; || && #2 "
                                     b"{ \"x'")]),
    # One's password for an entry changes nothing, the menu's does.
    (130, "disk", None, typed(b"nobody", b"right"), DENIED),
    (200, "disk", None, typed(b"admin", b"wrong"), DENIED),
    (201, "disk", None, typed(b"admin", b"right"), [EDITOR]),
]


def emulate(argv, answers, wanted):
    """Run GRUB until all that is WANTED was seen; what was not."""
    pid, terminal = pty.fork()
    if not pid:
        os.environ["TERM"] = "vt100"
        os.execvp(argv[0], argv)
    seen, answers, deadline = b"", list(answers), time.monotonic() + SECONDS
    missing = list(wanted)
    while missing and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 4096)
            except OSError:
                break
        if answers and answers[0][0] in seen:
            os.write(terminal, answers.pop(0)[1])
        # it is moved about on the screen, not written in lines
        text = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", seen)
        missing = [part for part in wanted
                   if not re.search(part, text, re.DOTALL)]
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(terminal)
    return missing + ([EDITOR] if EDITOR in seen and EDITOR not in wanted
                      else [])


def main():
    """Render a pool, and have GRUB boot every host."""
    ddtool = sys.argv[-1]
    print(f"KTAP version 1\n1..{len(CASES)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory() as top:
        conf = Path(top) / "pool.conf"
        conf.write_text(POOL + "".join(
            HOST.format(name=f"h{address}", number=number, address=address,
                        profile=profile, fallback=f", fallback: {fallback}"
                        if fallback else "")
            for number, (address, profile, fallback, *_)
            in enumerate(CASES, 1)), encoding="ascii")
        subprocess.run([ddtool, "server", "render", "-c", conf, "-o",
                        f"{top}/out", "--grub", top], check=True,
                       stdout=subprocess.DEVNULL)
        try:
            subprocess.run(parsers.command(top, ["true"]), check=True)
        except (debs.PackageError, subprocess.CalledProcessError) as error:
            print(f"# {error}")
            for number, (_, profile, *_) in enumerate(CASES, 1):
                print(f"ok {number} server: GRUB boots {profile} # SKIP no "
                      "GRUB or no namespaces here")
            return 4
        for number, (address, profile, _, answers, wanted) in enumerate(
                CASES, 1):
            shutil.copy(f"{top}/out/boot/srv/tftp/grub/h{address}.cfg",
                        f"{top}/grub.cfg")
            wrong = emulate(parsers.command(top, [
                "grub-emu", "-d", "/judge", "-r", "host"]), answers, wanted)
            if wrong:
                print(f"# not as it should be: {wrong}")
            failed |= bool(wrong)
            print(f"{'not ' if wrong else ''}ok {number} server: GRUB boots "
                  f"{profile}, h{address}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
