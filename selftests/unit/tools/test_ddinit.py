#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""ddinit as the first process of a namespace: what it makes, says, starts.

Usage: test_ddinit.py DDTOOL, with ddinit beside it.  KTAP on standard output; skipped where there are
no user namespaces or no static busybox.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from treelist import listing  # noqa: E402  pylint: disable=wrong-import-position

DDTOOL = Path(sys.argv[1]).resolve()
BUSYBOX = Path("/bin/busybox")
BUSYBOX_NAMES = ("sh", "touch", "false")
NAMESPACE = ["unshare", "--user", "--map-root-user", "--pid", "--mount", "--net",
             "--fork", "--kill-child"]
# The real init: what it finds, in words.
INIT = """#!/bin/sh
echo "init $0 $*"
cd /flash && find . ! -name . | sort | while read -r path; do
	if [ -h "$path" ]; then
		echo "$path -> $(readlink "$path")"
	else
		echo "$path $(stat -c '%a %s %Y' "$path")"
	fi
done
stat -f -c 'flash %T' /flash
stat -f -c 'tmp %T' /tmp
grep /run/ddom /proc/self/mountinfo
"""
CONF = """
options = mode=0711,size=4m
copy = /etc/udev
copy = /etc/one
empty = /etc/id
tree = /var/log
empty = /var/log/wtmp
empty = /var/lib/xen
tree = /var/none
write = /var/log/greeting "hello world"
write = /var/none/file x
tmpfs = /tmp mode=1777
attach = no
run = /bin/touch /flash/var/log/ran "/flash/var/log/a b"
"""
MADE = """
./etc 750 * *
./etc/id 640 0 1000
./etc/one 600 3 1000
./etc/udev 755 * 1000
./etc/udev/rules.d 755 * 1000
./etc/udev/rules.d/x 640 4 1000
./other -> ../other
./var 755 * *
./var/lib 755 * *
./var/lib/xen 700 * 1000
./var/log 1777 * *
./var/log/a b 644 0 *
./var/log/greeting 644 12 *
./var/log/link -> nowhere
./var/log/news 2750 * 1000
./var/log/ran 644 0 *
./var/log/wtmp 664 0 1000
flash tmpfs
tmp tmpfs
"""


# Below an overlay: what there is, what can be done, how much fits.
OVER_INIT = """#!/bin/busybox sh
echo "init $0 $*"
for path in etc/id var/log/wtmp var/log/greeting etc/one; do
	echo "$path $(stat -c '%a %s' "/$path")"
done
echo "news $(stat -c '%a' /var/log/news)"
echo new >/etc/new && mkdir /opt && rm /etc/one && echo log >>/var/log/messages
echo "/ $(ls -a / | tr '\\n' ' ')"
while read -r _ _ _ _ at rest; do
	case $at in / | /run*)
		echo "$at $(echo "$rest" | sed 's/.* - //; s/ .*//')" ;;
	esac
done </proc/self/mountinfo
echo "under $(stat -c %a /run/ddom)"
echo "upper $(cat /run/ddom/tmpfs/upper/etc/new)"
echo "lower $(cat /run/ddom/lower/etc/one) $(cat /run/ddom/lower/var/log/messages)"
cat /sys/block/loop*/loop/backing_file 2>/dev/null | grep /run/ddom
cat /bin/busybox /bin/busybox /bin/busybox /bin/busybox >/big
echo "size $(df -k /run/ddom/tmpfs | tail -n 1 | awk '{ print $2 }')"
"""
OVER = """
init /sbin/init single
etc/id 640 0
var/log/wtmp 664 0
var/log/greeting 644 12
etc/one 600 3
news 2750
/ . .. bin dev etc opt other proc run sbin sys tmp var
upper new
lower one log
size 4096
"""
OVER_MOUNTS = ["/ overlay", "/run tmpfs", "/run/ddom/tmpfs tmpfs"]
# As root only: who is in a user namespace cannot mount an image.
ROOT_NAMESPACE = [word for word in NAMESPACE
                  if word not in ("--user", "--map-root-user")]


class Failed(Exception):
    """Something is not as it must be."""


def want(truth, text):
    """Fail with TEXT unless TRUTH."""
    if not truth:
        raise Failed(text)


def write(path, text="", mode=0o644):
    """Make a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def make_tree(top, ddinit):
    """A converted tree, small."""
    for name in ("bin", "sbin", "dev", "proc", "sys", "tmp", "other",
                 "flash/var/log/news", "flash/var/lib/xen/domain",
                 "flash/etc/udev/rules.d", "etc/ddom"):
        (top / name).mkdir(parents=True)
    shutil.copy(BUSYBOX, top / "bin/busybox")
    shutil.copy(ddinit, top / "sbin/ddinit")
    write(top / "sbin/init", INIT.replace("/bin/sh", "/bin/busybox sh"), 0o755)
    write(top / "etc/ddom/flash.conf", CONF)
    flash = top / "flash"
    (flash / "other").symlink_to("../other")
    write(flash / "etc/udev/rules.d/x", "rule", 0o640)
    write(flash / "etc/one", "one", 0o600)
    write(flash / "etc/id", "0123", 0o640)
    write(flash / "etc/not-listed")
    write(flash / "var/log/messages", "log")
    write(flash / "var/log/wtmp", "who", 0o664)
    (flash / "var/log/link").symlink_to("nowhere")
    (flash / "etc").chmod(0o750)
    (flash / "var/log").chmod(0o1777)
    (flash / "var/log/news").chmod(0o2750)
    (flash / "var/lib/xen").chmod(0o700)
    (top / "run").mkdir()
    for name in BUSYBOX_NAMES:
        (top / "bin" / name).symlink_to("busybox")
    for path in sorted(top.rglob("*"), reverse=True):
        os.utime(path, (1000, 1000), follow_symlinks=False)
    return top


def boot(top, *words, cmdline=None, namespace=NAMESPACE, also=""):
    """Start ddinit; returns what it and what came after it said.

    CMDLINE is what the kernel's command line says; ALSO is done before.
    """
    if cmdline is not None:
        write(top.parent / "cmdline", cmdline)
        also += "mount -t proc proc proc && mount --bind ../cmdline proc/cmdline && "
    done = subprocess.run(
        [*namespace, "sh", "-c", 'mount --bind "$0" "$0" && cd "$0" && '
         f'{also} mount -o remount,bind,ro . && '
         'exec chroot . /sbin/ddinit "$@"',
         top, *words], timeout=60, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout


def unconverted(top):
    """The same, as it was before it was converted, with another init."""
    (top / "flash/other").unlink()
    shutil.copytree(top / "flash", top, dirs_exist_ok=True, symlinks=True)
    shutil.rmtree(top / "flash")
    write(top / "sbin/init", OVER_INIT, 0o755)
    write(top / "etc/ddom/flash.conf", CONF.split("run =", maxsplit=1)[0])
    return top


def over(said, mounts):
    """Did the init below an overlay see what it should, and these MOUNTS?"""
    lines = [line.rstrip() for line in said.splitlines()]
    for line in OVER.strip().splitlines() + OVER_MOUNTS + mounts:
        want(line in lines, f"no {line!r}: {said}")
    want(len([line for line in lines if line.startswith(("/ ", "/run")) and
              len(line.split()) == 2]) == len(OVER_MOUNTS + mounts),
         f"more mounts: {said}")
    want("No space left on device" in said, said)
    want(" errors" not in said, said)


def test_overlay(top):
    """A tmpfs over the whole tree, which stays as it is; bounded."""
    before = listing(unconverted(top))
    said = boot(top, "single",
                cmdline="ro ddinit.form=overlay ddinit.tmpfs=4m")
    lower = [line for line in said.splitlines()
             if line.startswith("/run/ddom/lower ")]
    want(len(lower) == 1, said)
    over(said, lower)
    want("ddinit: overlay: the tree below, 4m of memory above" in said, said)
    want(listing(top) == before, "the tree has changed")


def test_overlay_wrong(top):
    """What is wrong is named; as much as can be done is done."""
    said = boot(top, cmdline="ddinit.form=overlay ddinit.tmpfs=much")
    want("ddinit.tmpfs=much: Invalid argument; 50% takes its place" in said, said)
    want("overlay: the tree below" in said, said)
    for size in ("0", "0k", "4m,size=0"):
        said = boot(top, cmdline=f"ddinit.form=overlay ddinit.tmpfs={size}")
        want(f"ddinit.tmpfs={size}: Invalid argument; 50% takes" in said and
             "50% of memory above" in said, said)
    for words, text in (
            ("ddinit.form=image", "ddinit.form=image without ddinit.image=FILE"),
            ("ddinit.form=image ddinit.image=x", "x: No such file or directory"),
            ("ddinit.form=ovrelay", "ddinit.form=ovrelay: not understood")):
        said = boot(top, cmdline=words)
        want(text in said, said)
        want("no overlay; the root stays as it is" in said or "ovre" in words, said)
        # links lead into /flash as ever
        want("./var/log/news 2750" in said and "init /sbin/init" in said, said)
        want(" /run/ddom/" not in said, said)
    (top / "run").rmdir()
    said = boot(top, cmdline="ddinit.form=overlay")
    want("/run: tmpfs: No such file or directory" in said, said)
    want("./var/log/news 2750" in said, said)


def loops():
    """Why no image can be mounted here, or None."""
    for name in ("mkfs.erofs", "mksquashfs"):
        if not shutil.which(name):
            return f"no {name}"
    if os.geteuid() != 0:
        return "only root may mount images"
    probe = subprocess.run([*ROOT_NAMESPACE, "losetup", "-f"], check=False,
                           capture_output=True)
    types = Path("/proc/filesystems").read_text(encoding="ascii").split()
    if probe.returncode or not {"erofs", "squashfs", "overlay"} <= {*types}:
        return "no loop devices, or no EROFS or squashfs"
    return None


def test_image(top):
    """A tmpfs over what is in a file, read from the export or copied."""
    why = loops()
    if why:
        return why
    out = top.parent / "out"
    out.mkdir()
    unconverted(top)
    for kind in ("erofs", "squashfs"):
        subprocess.run([DDTOOL, "rootfs", "pack", "--type", kind, top,
                        out / "root.img"], check=True, capture_output=True)
        image = os.readlink(out / "root.img")
        for words, place in (("", "export"), (" ddinit.ram", "ram")):
            said = boot(out, "single", namespace=ROOT_NAMESPACE,
                        also="mount -t tmpfs dev dev && ", cmdline="ro "
                        "ddinit.form=image ddinit.image=/root.img "
                        f"ddinit.tmpfs=4m{words}")
            other = [line for line in said.splitlines()
                     if line.startswith(f"/run/ddom/{place} ")]
            over(said, [f"/run/ddom/lower {kind}", *other])
            want(f"/run/ddom/{place}/{image}" in said, said)
            want("under 700" in said, said)
            want("overlay: /root.img below, 4m of memory above" in said, said)
    return None


def test_image_wrong(top):
    """An image that is none is named, and so is one that does not fit."""
    why = loops()
    if why:
        return why
    write(top / "x", "x" * 8192)
    os.mkfifo(top / "fifo")
    huge = top / "huge"
    with open(huge, "wb") as file:
        file.truncate(1 << 40)
    for words, text in (
            ("image=x", "x: not mounted: EROFS: Invalid argument; squashfs: "),
            ("image=huge ddinit.ram", "huge: not copied into memory: it has "
             "1048576 MB, and of memory "),
            ("image=fifo", "fifo: no loop device: "),
            ("image=etc", "etc: no loop device: ")):
        said = boot(top, namespace=ROOT_NAMESPACE,
                    also="mount -t tmpfs dev dev && ",
                    cmdline=f"ddinit.form=image ddinit.{words}")
        want(text in said and "no overlay; the root stays" in said, said)
        want("./var/log/news 2750" in said and "init /sbin/init" in said, said)
        want(" /run/ddom/" not in said, said)
    return None


def like(line, pattern):
    """Is a line as expected, "*" standing for anything?"""
    left, right = line.split(" "), pattern.split(" ")
    return len(left) == len(right) and \
        all(two in ("*", one) for one, two in zip(left, right))


def test_made(top):
    """The tree is as flash.conf says, and the real init gets its arguments."""
    said = boot(top, "single", "-x").splitlines()
    want("init /sbin/init single -x" in said, "\n".join(said))
    made = [line for line in said if line.startswith(("./", "flash ", "tmp "))]
    wanted = MADE.strip().splitlines()
    want(len(made) == len(wanted) and all(map(like, made, wanted)),
         f"made: {chr(10).join(made)}")
    want(not [line for line in said if "errors" in line], "\n".join(said))


def test_wrong_conf(top):
    """A wrong flash.conf is named, and what is built in takes its place."""
    write(top / "etc/ddom/flash.conf", "copy = /etc/udev\ncpoy = /etc/one\n")
    said = boot(top)
    want("flash.conf:2:1: unknown key" in said, said)
    want("going on with the list that is built in" in said, said)
    want("./var/log/news 2750" in said and "init /sbin/init" in said, said)
    (top / "etc/ddom/flash.conf").unlink()
    said = boot(top)
    want("flash.conf: No such file or directory" in said, said)
    want("./var/log/news 2750" in said and "init /sbin/init" in said, said)


def test_commands(top):
    """A command that fails is named; the next one runs."""
    write(top / "etc/ddom/flash.conf", CONF + "run = /bin/false\n"
          "run = /bin/nothing\nrun = /bin/touch /flash/last\n")
    said = boot(top)
    want("ddinit: /bin/false: exit status 1" in said, said)
    want("ddinit: /bin/nothing: No such file or directory" in said, said)
    want("./last 644" in said, said)


def test_inits(top):
    """The first init that can be executed is it."""
    write(top / "etc/ddom/flash.conf", CONF +
          "init = /sbin/none\ninit = /etc/ddom/flash.conf\n"
          "init = /sbin/other\n")
    shutil.copy(top / "sbin/init", top / "sbin/other")
    said = boot(top)
    want("ddinit: init /sbin/none: No such file or directory" in said, said)
    want("flash.conf: Permission denied" in said, said)
    want("init /sbin/other" in said, said)
    (top / "sbin/other").unlink()
    (top / "sbin/init").unlink()
    # a shell, which reads the end of its input; then again, so stop that
    try:
        boot_seconds(top, 6)
    except subprocess.TimeoutExpired as late:
        said = late.stdout.decode()
    want("no init could be started" in said, said)
    want(said.count("a shell on the console") > 1, said)


def boot_seconds(top, seconds):
    """Start ddinit, which does not end by itself."""
    with subprocess.Popen(
            [*NAMESPACE, "sh", "-c", 'exec chroot "$0" /sbin/ddinit', top],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT) as child:
        try:
            child.communicate(timeout=seconds)
        finally:
            # the namespace, and all that is in it, ends with it
            child.kill()


def test_no_flash(top):
    """Without /flash nothing is writable, and the real init starts."""
    shutil.rmtree(top / "flash")
    said = boot(top)
    want("/flash: No such file or directory; nothing is writable" in said, said)
    want("init /sbin/init" in said, said)


def test_not_first(top):
    """As any other process it says what it is, and ends with 2."""
    done = subprocess.run([top / "sbin/ddinit"], stdout=subprocess.PIPE,
                          text=True)
    want(done.returncode == 2 and "init=/sbin/ddinit" in done.stdout,
         f"{done.returncode} {done.stdout}")


TESTS = (test_made, test_wrong_conf, test_commands, test_inits, test_no_flash,
         test_not_first, test_overlay, test_overlay_wrong, test_image,
         test_image_wrong)


def main():
    """Run the tests."""
    ddinit = DDTOOL.parent / "ddinit"
    print(f"1..{len(TESTS)}", flush=True)
    probe = subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs",
                            "/tmp"], stderr=subprocess.DEVNULL)
    failed = 0
    for number, test in enumerate(TESTS, 1):
        name = f"{number} ddinit {test.__name__[5:]}"
        if probe.returncode or not BUSYBOX.exists():
            print(f"ok {name} # SKIP no user namespaces, or no busybox")
            continue
        top = Path(tempfile.mkdtemp(prefix="ddinit-"))
        top.chmod(0o755)
        try:
            why = test(make_tree(top / "tree", ddinit))
            print(f"ok {name}" + (f" # SKIP {why}" if why else ""))
        except (Failed, subprocess.SubprocessError, OSError) as error:
            print(f"not ok {name}")
            print("\n".join(f"# {line}" for line in str(error).splitlines()))
            failed += 1
        sys.stdout.flush()
        shutil.rmtree(top, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
