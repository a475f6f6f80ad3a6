#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""ddtool rootfs pack: what is in the image, and what is left of it when it fails.

Usage: test_pack.py DDTOOL.  KTAP on standard output; skipped where there is no
mkfs.erofs or mksquashfs.
"""

import fcntl
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DDTOOL = Path(sys.argv[1]).resolve()
WAYS = (("erofs", "lz4hc"), ("erofs", "lz4"), ("squashfs", "zstd"),
        ("squashfs", "lz4"))
QUICK = ("--type", "erofs", "--compress", "lz4")
BESIDE = {"dev", "proc", "sys", "run", "sbin"}


class Failed(Exception):
    """Something is not as it must be."""


def want(truth, text):
    """Fail with TEXT unless TRUTH."""
    if not truth:
        raise Failed(text)


def make_tree(top, size=1 << 16):
    """A small root, and a file that does not compress."""
    for name in ("etc/ssl", "sbin", "usr/bin", "dev", "proc", "sys", "run", "tmp"):
        (top / name).mkdir(parents=True)
    (top / "sbin/ddinit").write_bytes(b"#!" + b"d" * 5000)
    (top / "sbin/ddinit").chmod(0o755)
    (top / "etc/passwd").write_text("root\n" * 9999, encoding="ascii")
    (top / "etc/empty").touch(mode=0o600)
    (top / "etc/mtab").symlink_to("../proc/mounts")
    os.link(top / "etc/passwd", top / "etc/passwd-")
    (top / "usr/bin/su").write_bytes(os.urandom(size))
    (top / "usr/bin/su").chmod(0o4755)
    return top


def contents(top):
    """Type and mode, what is in it or where it leads, of all that there is."""
    found = {}
    for path in sorted(top.rglob("*")):
        state = path.lstat()
        what = os.readlink(path) if path.is_symlink() else \
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        # fsck.erofs gives the owner last, and with that takes set-id bits
        mode = 0 if path.is_symlink() else state.st_mode & 0o1777
        found[str(path.relative_to(top))] = (mode, what)
    return found


class Work:
    """A directory with a tree, and one for images."""

    def __init__(self, size=1 << 16, top=None):
        self.top = top or Path(tempfile.mkdtemp(prefix="ddom-pack-"))
        self.tree = make_tree(self.top / "tree", size)
        self.out = self.top / "out"
        self.out.mkdir()
        self.image = self.out / "root.img"

    def command(self, *words):
        """The command line of ddtool rootfs."""
        return [str(word) for word in (DDTOOL, "rootfs", *words)]

    def run(self, *words, status=0, inject=None):
        """Run ddtool rootfs; it must end with STATUS. Returns all it said."""
        environment = {**os.environ, **({"DDTOOL_INJECT": inject} if inject else {})}
        done = subprocess.run(self.command(*words), env=environment, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        want(done.returncode == status, f"{words}: {done.returncode} {done.stdout}")
        return done.stdout

    def pack(self, *words, **how):
        """Pack the tree, the quick way if nothing else is said."""
        return self.run("pack", *(words or QUICK), self.tree, self.image, **how)

    def names(self):
        """What is in the directory of images, without what is beside them."""
        return sorted({path.name for path in self.out.iterdir()} - BESIDE)

    def whole(self, when):
        """The image is one, and there is nothing that is none."""
        target = os.readlink(self.image)
        want(target in self.names() and not (self.out / target).is_symlink(),
             f"{when}: {target}: {self.names()}")
        self.run("check", self.image)
        return target


def unpacked(work, kind):
    """The image as its own tools unpack it."""
    to = work.top / "unpacked"
    shutil.rmtree(to, ignore_errors=True)
    subprocess.run(["fsck.erofs", f"--extract={to}", "--preserve", work.image]
                   if kind == "erofs" else
                   ["unsquashfs", "-n", "-d", to, work.image], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return to


def test_same(work):
    """What is in the image is what is in the tree; the old one is kept."""
    before = contents(work.tree)
    targets = []
    for kind, packed in WAYS:
        said = json.loads(work.pack("--type", kind, "--compress", packed, "--json"))
        targets.append(work.whole(f"{kind} {packed}"))
        want(said["target"] == targets[-1] and sorted(said["old"]) ==
             sorted(targets[:-1]), str(said))
        want(said["bytes"] == work.image.stat().st_size, str(said))
        want(contents(unpacked(work, kind)) == before, f"{kind}: not the same")
        said = work.run("check", work.image)
        want(f"{kind}, {packed[:4].rstrip('h')}, " in said, said)
    want(work.names() == sorted(["root.img", *targets]), str(work.names()))
    want(contents(work.tree) == before, "the tree has changed")
    for name in BESIDE:
        want((work.out / name).is_dir(), f"no {name}")
    want((work.out / "sbin/ddinit").read_bytes() ==
         (work.tree / "sbin/ddinit").read_bytes(), "ddinit")
    said = work.pack("--dry-run")
    want("nothing changed" in said and len(work.names()) == 5, said)


def test_named(work):
    """A tree whose name is an option, or anything else."""
    for name in ("-t", "a b\n;$(x)", "--help"):
        work.tree = work.tree.rename(work.top / name)
        for kind in ("erofs", "squashfs"):
            subprocess.run(
                [str(DDTOOL), "rootfs", "pack", "--type", kind, "--compress",
                 "lz4", "--", name, str(work.image)], cwd=work.top, check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            want(contents(unpacked(work, kind)) == contents(work.tree), name)


def test_refused(work):
    """Nothing is written where something is wrong."""
    empty = work.top / "empty"
    empty.mkdir()
    plain = work.out / "plain"
    plain.write_text("x", encoding="ascii")
    before = contents(work.top)
    for words, text, status in (
            ((empty, work.image), "not a root file system", 3),
            ((work.top / "none", work.image), "No such file or directory", 3),
            ((work.tree, work.tree / "x"), "is in the tree", 3),
            ((work.tree, work.tree / "usr/../etc/x"), "is in the tree", 3),
            ((work.tree, work.top / "none/x"), "none/: No such file", 3),
            ((work.tree, plain), "is no link to an image", 3),
            ((work.tree, f"{work.out}/"), "a file's name expected", 3),
            ((work.tree, f"{work.out}/.x"), "a file's name expected", 3),
            ((work.tree, work.out / ("x" * 129)), "a file's name expected", 3),
            ((work.tree,), "want pack ROOT IMAGE", 2),
            (("--type", "ext4", work.tree, work.image), "erofs or squashfs", 2),
            (("--absolute", work.tree, work.image), "for another action", 2)):
        said = work.run("pack", *words, status=status)
        want(text in said, f"{words}: {said}")
    (work.tree / "sbin/ddinit").rename(work.top / "ddinit")
    said = work.run("pack", "--from", empty, work.tree, work.image, status=3)
    want("no /sbin/ddinit" in said, said)
    (work.top / "ddinit").rename(work.tree / "sbin/ddinit")
    holder = os.open(work.out, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    want("another ddtool is at work" in work.pack(status=3), "lock")
    os.close(holder)
    want(contents(work.top) == before, "something was written")
    # begun, and not done
    said = work.pack("--compress", "nosuch", status=1)
    want("squashfs with nosuch failed" in said and work.names() == ["plain"], said)


def test_mounted(work):
    """What is mounted in the tree would be packed, whatever it is called."""
    tree = work.tree.rename(work.top / "a \t\n\\040 tree")
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
         'mount -t tmpfs tmpfs "$0/proc" || exit 77; shift; exec "$@"',
         tree, "-", *work.command("pack", tree, work.image)],
        capture_output=True, text=True, check=False)
    if done.returncode in (1, 77) and "unshare" in done.stderr:
        return "no user namespaces"
    want(done.returncode == 3 and " tree/proc is mounted in the tree" in
         done.stderr, f"{done.returncode} {done.stderr}")
    want(not work.names(), str(work.names()))
    return None


def test_failed(work):
    """A change that fails leaves the image that was."""
    for point in range(4):
        target = os.readlink(work.image) if work.image.is_symlink() else None
        status = 0 if point == 3 else 3 if point == 0 else 1
        before = work.names()
        work.pack(inject=f"fail={point}", status=status)
        if status and target:
            want(work.whole(f"failed at {point}") == target, str(work.names()))
        want(not [name for name in work.names() if name.startswith(".")],
             str(work.names()))
        # what is not the image is not left either
        want(status == 0 or work.names() == before, f"{before} {work.names()}")
        work.pack()
    (work.out / "dev").rmdir()
    (work.out / "dev").touch()
    want("out/dev: Not a directory" in work.pack(status=1), "a file for /dev")
    (work.out / "dev").unlink()
    said = work.pack("--type", "squashfs", "--compress", "lzma", status=1)
    want("is no image that a kernel mounts" in said, said)


def killed(work, when):
    """The image is the old one or the new one, whole; and another can be made."""
    work.whole(when)
    before = work.names()
    for name in before:
        if not name.startswith("."):
            work.run("check", work.out / name)
    for _ in range(100):
        done = subprocess.run(work.command("pack", *QUICK, work.tree, work.image),
                              capture_output=True, text=True, check=False)
        # who makes the image is killed, too, and has the lock until then
        if "another ddtool" not in done.stderr:
            break
        time.sleep(0.05)
    want(done.returncode == 0, f"{when}: {done.stderr}")
    want(work.whole(when) not in before, f"{when}: {work.names()}")
    want(not [name for name in work.names() if name.startswith(".")],
         f"{when}: {work.names()}")


def test_killed(work):
    """Killed before each change, and at any moment."""
    work.pack()
    for point in range(3):
        work.pack(inject=f"kill={point}", status=-9)
        killed(work, f"killed at {point}")
    work.pack(inject="kill=3")
    big = Work(size=8 << 20, top=work.top / "big")
    begin = time.monotonic()
    big.pack()
    seconds = time.monotonic() - begin
    choose = random.Random(1)
    ended = 0
    for number in range(6):
        after = seconds * (number + choose.random()) / 6
        with subprocess.Popen(big.command("pack", *QUICK, big.tree,
                                           big.image),
                              stdout=subprocess.DEVNULL) as child:
            time.sleep(after)
            child.kill()
        ended += child.returncode == 0
        killed(big, f"killed after {after:.2f} s")
    want(ended < 6, "nothing was killed")


def test_stopped(work):
    """Stopped while it is made: nothing is left."""
    big = Work(size=32 << 20, top=work.top / "big")
    big.pack()
    before = big.names()
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with subprocess.Popen(big.command("pack", "--type", "squashfs",
                                          "--compress", "xz", big.tree,
                                          big.image), text=True,
                              stderr=subprocess.PIPE) as child:
            for _ in range(1000):
                if big.out.joinpath(".root.img.new").exists():
                    break
                time.sleep(0.01)
            child.send_signal(sig)
            said = child.communicate(timeout=60)[1]
        want(child.returncode == 1 and "not made: stopped" in said,
             f"{sig}: {child.returncode} {said}")
        want(big.names() == before, str(big.names()))


def test_check(work):
    """An image that is none, is cut off, or cannot be started."""
    work.pack()
    data = work.image.read_bytes()
    work.pack("--type", "squashfs", "--compress", "lz4")
    other = work.image.read_bytes()

    def with_bytes(of, at, what):
        return of[:at] + what + of[at + len(what):]

    damaged = "its superblock is damaged"
    for name, text, part in (
            ("text", b"x" * 9999, "neither EROFS nor squashfs"),
            ("nothing", b"", "neither EROFS nor squashfs"),
            ("cut", data[:len(data) // 2], "it is cut off"),
            ("cut2", other[:len(other) // 2], "it is cut off"),
            ("zeros", with_bytes(data, 1028, bytes(124)), damaged),
            ("zeros2", other[:4] + bytes(len(other) - 4), damaged),
            ("blocks", with_bytes(data, 1024 + 36, bytes(4)), damaged),
            ("block", with_bytes(data, 1024 + 12, b"\xff"), damaged),
            ("huge", with_bytes(data, 1024 + 36, b"\xff\xff\xff\xff"),
             "it is cut off"),
            ("version", with_bytes(other, 28, b"\x03"), damaged),
            ("log", with_bytes(other, 22, b"\x3f"), damaged),
            ("size", with_bytes(other, 12, b"\x01"), damaged),
            ("used", with_bytes(other, 40, bytes(8)), damaged),
            ("used2", with_bytes(other, 40, b"\xff" * 8), "it is cut off")):
        (work.out / name).write_bytes(text)
        said = work.run("check", work.out / name, status=1)
        want(part in said, said)
    (work.out / "sbin/ddinit").unlink()
    said = work.run("check", work.image, status=1)
    want("sbin/ddinit" in said and "it is not there" in said, said)
    work.run("check", work.out / "none", status=3)


TESTS = (test_same, test_named, test_refused, test_mounted, test_failed,
         test_killed, test_stopped, test_check)


def main():
    """Run the tests."""
    if not shutil.which("mkfs.erofs") or not shutil.which("mksquashfs"):
        print("1..0 # SKIP no mkfs.erofs, or no mksquashfs")
        return 4
    failed = 0
    print(f"1..{len(TESTS)}", flush=True)
    for number, test in enumerate(TESTS, 1):
        name = f"{number} pack {test.__name__[5:]}"
        work = Work()
        try:
            skipped = test(work)
            print(f"ok {name} # SKIP {skipped}" if skipped else f"ok {name}")
        except (Failed, subprocess.SubprocessError, OSError) as error:
            print(f"not ok {name}\n# {error}")
            failed += 1
        sys.stdout.flush()
        shutil.rmtree(work.top, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
