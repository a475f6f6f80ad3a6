#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""ddtool rootfs on small trees: nothing is lost, whenever it is killed.

Usage: test_rootfs.py DDTOOL.  As root with owners, devices and capabilities;
as anybody else without.  KTAP on standard output.
"""

import fcntl
import json
import os
import random
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from treelist import listing  # noqa: E402  pylint: disable=wrong-import-position

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[2]
ROOT = os.geteuid() == 0
CONF = """
tree = /var/log
copy = /var/lib/dhcp
empty = /var/lib/xen
tree = /var/run
copy = /etc/udev
copy = /etc/resolv.conf
empty = /etc/machine-id
link = /etc/mtab /proc/self/mounts
link = /etc/none/mtab /proc/self/mounts
link = /etc/mounts ../proc/self/mounts
copy = /var/not-there
tmpfs = /tmp mode=1777
static = /var/lib/dpkg
"""
# user::rwx, user:7:r-x, group::r-x, mask::r-x, other::--- as the kernel has it
ACL = bytes.fromhex("02000000" "01000700ffffffff" "0200050007000000"
                    "04000500ffffffff" "10000500ffffffff" "20000000ffffffff")
CAPABILITY = bytes.fromhex("0100000200040000000000000000000000000000")


class Failed(Exception):
    """Something is not as it must be."""


def want(truth, text):
    """Fail with TEXT unless TRUTH."""
    if not truth:
        raise Failed(text)


# -- trees -------------------------------------------------------------------

def write(path, text=b"x", mode=0o644):
    """Make a file."""
    path.write_bytes(text)
    path.chmod(mode)
    return path


def attribute(path, name, value):
    """Set an extended attribute, where there can be one."""
    try:
        os.setxattr(path, name, value)
    except OSError:
        pass


def special(log):
    """What is more than a file: links, holes, devices, attributes, names."""
    os.link(log / "messages", log / "second-name")
    with open(log / "hole", "wb") as file:
        file.seek(1 << 20)
        file.write(b"end")
    os.mkfifo(log / "fifo")
    with socket.socket(socket.AF_UNIX) as sock:
        os.chdir(log)
        sock.bind("socket")
        os.chdir("/")
    (log / "dangling").symlink_to("/nowhere")
    for number, target in enumerate((
            "../lib/dhcp/lease", "../lib/dpkg/status", "../../usr/sbin",
            "../../../../etc/resolv.conf", "messages", "../gone",
            "./news/../../log/news/tool")):
        (log / f"link{number}").symlink_to(target)
    (log / "news/deep").symlink_to("../../../etc/ddom/flash.conf")
    for name in (b"a blank", b"new\nline", b"back\\slash", b"\xff\xfe"):
        write(Path(os.fsdecode(os.fsencode(log) + b"/" + name)))
    attribute(log / "messages", "user.note", b"kept")
    attribute(log / "messages", "system.posix_acl_access", ACL)
    attribute(log / "news", "system.posix_acl_access", ACL)
    attribute(log / "news", "system.posix_acl_default", ACL)
    if ROOT:
        attribute(log / "news/tool", "security.capability", CAPABILITY)
        try:
            os.mknod(log / "null", stat.S_IFCHR | 0o640, os.makedev(1, 3))
        except OSError:
            pass


def make_tree(top, old=False):
    """A tree with all that could get lost; OLD: without /run."""
    for name in ("etc/udev/rules.d", "etc/ddom", "var/log/news", "tmp", "dev",
                 "var/lib/dhcp", "var/lib/xen/save", "var/lib/dpkg", "proc",
                 "sbin", "usr/sbin", "home", "sys"):
        (top / name).mkdir(parents=True)
    if old:
        (top / "var/run/screen").mkdir(parents=True)
        write(top / "var/run/utmp", b"")
    else:
        (top / "run").mkdir()
        (top / "var/run").symlink_to("/run")
    write(top / "etc/ddom/flash.conf", CONF.encode())
    write(top / "etc/udev/rules.d/net.rules", b"rule\n")
    write(top / "etc/resolv.conf", b"nameserver 10.0.0.1\n", 0o600)
    write(top / "etc/machine-id", b"")
    write(top / "etc/mtab", b"/dev/root / ext3 rw 0 0\n")
    write(top / "var/log/messages", b"log\n" * 1000, 0o640)
    write(top / "var/log/news/tool", b"#!", 0o2755)
    write(top / "var/lib/dhcp/lease")
    write(top / "var/lib/dpkg/status")
    special(top / "var/log")
    # one file with a name in what moves, and one in what does not
    os.link(top / "etc/resolv.conf", top / "etc/resolv.bak")
    os.link(top / "var/log/messages", top / "home/messages")
    for number, path in enumerate(sorted(top.rglob("*"), reverse=True)):
        if ROOT:
            os.lchown(path, number % 5 * 100, number % 3 * 50)
        if ROOT and path.is_file() and not path.is_symlink() and \
                path.name == "tool":
            path.chmod(0o2755)
            attribute(path, "security.capability", CAPABILITY)
    if ROOT:
        # these decide what check thinks of them
        for name in ("etc/ddom", "var/lib/dpkg", "home", "usr/sbin", "usr"):
            os.chown(top / name, 0, 0)
    for number, path in enumerate(sorted(top.rglob("*"), reverse=True)):
        when = 10 ** 18 + number * 1000000007
        os.utime(path, ns=(when, when), follow_symlinks=False)
    os.utime(top, ns=(10 ** 18 + 5, 10 ** 18 + 5))
    return top


def followed(top):
    """What the relative links of /var/log lead to."""
    found = {}
    for path in sorted((top / "var/log").rglob("*")):
        if path.is_symlink() and not os.readlink(path).startswith("/"):
            state = os.stat(path) if path.exists() else None
            found[path.name] = state and (state.st_ino, state.st_mode)
    return found


def unnamed(text):
    """What is in a listing whatever it is called: files, not directories."""
    found = []
    for line in text.splitlines():
        if " size=" in line or " rdev=" in line:
            fields = line[line.index(" "):]
            found.append(fields[:fields.rindex(" is=")])
    return found


def nothing_lost(before, top, when):
    """Every file of BEFORE is somewhere in TOP."""
    now = unnamed(listing(top))
    for item in unnamed(before):
        want(item in now, f"{when}: lost:{item}")
        now.remove(item)


# -- the program -------------------------------------------------------------

def memory():
    """Where files are in memory, if they can have all that files have; or None."""
    try:
        with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
            os.setxattr(file.name, "user.note", b"")
    except OSError:
        return None
    return "/dev/shm"


class Work:
    """A directory for trees, and the program."""

    def __init__(self, program):
        self.program = program
        self.top = Path(tempfile.mkdtemp(prefix="ddom-rootfs-", dir=memory()))
        self.number = 0
        self.source = self.make_source()

    def make_source(self):
        """What is installed: a tree as `make install` writes it."""
        source = self.top / "source"
        for name in ("usr/sbin", "usr/share/ddom"):
            (source / name).mkdir(parents=True)
        write(source / "usr/sbin/ddinit", b"\177ELF", 0o755)
        write(source / "usr/sbin/ddtool", b"\177ELF", 0o755)
        return source

    def tree(self, **options):
        """A fresh tree."""
        self.number += 1
        return make_tree(self.top / f"tree{self.number}", **options)

    def run(self, *words, inject=None):
        """Run ddtool rootfs; returns (exit status, standard output, error)."""
        environment = {**os.environ}
        if inject:
            environment["DDTOOL_INJECT"] = inject
        if words[0] == "convert":
            words = ("convert", "--from", self.source, *words[1:])
        done = subprocess.run([self.program, "rootfs", *map(str, words)],
                              env=environment, text=True, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout, done.stderr

    def good(self, *words, inject=None):
        """Run it; it must succeed."""
        status, out, err = self.run(*words, inject=inject)
        want(status == 0, f"{' '.join(map(str, words))}: {status} {out}{err}")
        return out


# -- tests -------------------------------------------------------------------

def test_there_and_back(work):
    """convert and undo, old and new layout, relative and absolute links."""
    for old in (False, True):
        for options in ((), ("--absolute",), ("--no-install",)):
            tree = work.tree(old=old)
            before = listing(tree)
            links = followed(tree)
            work.good("convert", "--dry-run", *options, tree)
            want(listing(tree) == before, "--dry-run has changed the tree")
            work.good("convert", *options, tree)
            after = listing(tree)
            nothing_lost(before, tree, "convert")
            # absolute ones lead there only for who has the tree as /
            want(followed(tree) == links or "--absolute" in options,
                 f"links: {followed(tree)}, were {links}")
            link = os.readlink(tree / "var/lib/dhcp")
            want(link == ("/flash/var/lib/dhcp" if "--absolute" in options
                          else "../../flash/var/lib/dhcp"), link)
            want(os.readlink(tree / "etc/mtab") == "/proc/self/mounts",
                 "/etc/mtab")
            want(os.readlink(tree / "etc/mounts") == "../proc/self/mounts",
                 "/etc/mounts")
            want((tree / "var/run").is_symlink(), "/var/run")
            want(os.readlink(tree / "var/run").endswith("flash/var/run")
                 == old, "/var/run of the wrong layout")
            want((tree / "sbin/ddinit").exists()
                 == ("--no-install" not in options), "ddinit")
            for name in ("", "var", "etc", "var/lib"):
                line = [[text for text in each.splitlines()
                         if text.startswith(f"/{name} ")]
                        for each in (before, after)]
                want(line[0] == line[1], f"/{name}: {line}")
            said = work.good("convert", *options, tree)
            want("converted already" in said, said)
            want(listing(tree) == after, "the second convert changed it")
            work.good("undo", tree)
            want(listing(tree) == before, "undo is not the inverse")
            want("not converted" in work.good("undo", tree), "second undo")
            shutil.rmtree(tree)


def killed_convert(work, point, extra, before, converted):
    """Kill a conversion before its change number POINT; False: none such."""
    for then in ("convert", "undo"):
        tree = work.tree()
        status, _, _ = work.run("convert", tree, inject=f"kill={point}{extra}")
        if status != -9:
            want(status == 0, f"convert: {status}")
            shutil.rmtree(tree)
            return False
        nothing_lost(before, tree, f"convert killed at {point}")
        work.good(then, tree)
        found = listing(tree)
        want(without_new(found) == without_new(converted)
             if then == "convert" else found == before,
             f"convert killed at {point}{extra}, then {then}: not the same")
        shutil.rmtree(tree)
    return True


def killed_undo(work, point, extra, before):
    """Kill an undo before its change number POINT; False: none such."""
    tree = work.tree()
    work.good("convert", tree)
    status, _, _ = work.run("undo", tree, inject=f"kill={point}{extra}")
    nothing_lost(before, tree, f"undo killed at {point}")
    gone = not (tree / ".ddom-rootfs").exists()
    work.good("undo", tree)
    found = listing(tree)
    if gone:
        # its last act: the time of the root directory itself
        found, before = (text[text.index("\n"):] for text in (found, before))
    want(found == before, f"undo killed at {point}{extra}: not the same")
    shutil.rmtree(tree)
    return status == -9


def without_new(text):
    """A listing without the times of what convert itself makes."""
    lines = []
    for line in text.splitlines():
        fields = line.split(" ")
        if line.startswith(("/flash", "/.ddom-rootfs")) or "-> " in line:
            fields = [word for word in fields
                      if not word.startswith(("mtime=", "size=", "blocks="))]
            if line.startswith("/.ddom-rootfs"):
                fields = fields[:2]
        lines.append(" ".join(fields))
    return lines


def test_every_kill(work):
    """Killed at every change: it goes on, or goes back, and loses nothing."""
    tree = work.tree()
    before = listing(tree)
    work.good("convert", tree)
    converted = listing(tree)
    points = 0
    for extra in ("", ",noexchange"):
        point = 0
        while killed_convert(work, point, extra, before, converted):
            point += 1
            want(point < 500, "no end")
        points += point
        point = 0
        while killed_undo(work, point, extra, before):
            point += 1
            want(point < 500, "no end")
        points += point
    print(f"# killed at {points} points")
    want(points > 100, f"only {points} points")


def test_every_failure(work):
    """Every change fails once: the reason is given, and it can be gone on."""
    before = listing(work.tree())
    point = 0
    while True:
        tree = work.tree()
        status, _, err = work.run("convert", tree, inject=f"fail={point}")
        if status == 0:
            break
        want(status == 1 and "Input/output error" in err and
             "goes on from here" in err, f"fail={point}: {status} {err}")
        nothing_lost(before, tree, f"convert failed at {point}")
        work.good("convert", tree)
        work.good("undo", tree)
        want(listing(tree) == before, f"convert failed at {point}")
        shutil.rmtree(tree)
        point += 3
    want(point > 30, f"only {point} points")


def test_random_kills(work):
    """Killed by a clock, in conversions and undos one after the other."""
    seed = int(os.environ.get("SEED", time.time_ns() % 10000))
    print(f"# SEED={seed}")
    draw = random.Random(seed)
    tree = work.tree()
    before = listing(tree)
    # how long one takes decides when to kill it
    begin = time.monotonic()
    work.good("convert", tree)
    span = time.monotonic() - begin
    kills = 0
    for _ in range(40):
        action = draw.choice(("convert", "undo"))
        argv = [work.program, "rootfs", action, tree]
        with subprocess.Popen(argv, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as child:
            time.sleep(draw.uniform(0, span))
            child.kill()
            killed = child.wait() == -9
        kills += killed
        # the first one's caches were cold: those after it are done sooner
        span *= 1 if killed else 0.8
        nothing_lost(before, tree, f"{action}, killed at random")
    work.good("undo", tree)
    found = listing(tree)
    want(found.split("\n", 1)[1] == before.split("\n", 1)[1],
         "not the same after random kills")
    print(f"# {kills} of 40 were killed")
    want(kills > 5, "it was never caught in the act")


def test_refusals(work):
    """What cannot be done is refused, with a reason, and changes nothing."""
    def refused(tree, status, text, *words):
        before = listing(tree)
        got, _, err = work.run(*(words or ("convert",)), tree)
        want(got == status and text in err, f"{text}: {got} {err}")
        want(listing(tree) == before, f"{text}: something was changed")

    tree = work.tree()
    (tree / "flash/etc").mkdir(parents=True)
    write(tree / "flash/etc/resolv.conf")
    refused(tree, 3, "/etc/resolv.conf and /flash/etc/resolv.conf are both")
    tree = work.tree()
    (tree / "flash").symlink_to("/tmp")
    refused(tree, 3, "/flash: not a directory of the tree")
    tree = work.tree()
    write(tree / "etc/ddom/flash.conf", b"copy = /etc\n tree = etc\n")
    refused(tree, 2, "flash.conf:2:9: a path begins with")
    refused(work.top / "source", 3, "not a root file system")
    tree = work.tree()
    work.run("convert", tree, inject="kill=30")
    refused(tree, 3, "finish it first" if work.run(
        "undo", tree, inject="kill=3")[0] == -9 else "", "convert")
    # two at once
    tree = work.tree()
    lock = os.open(tree, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    refused(tree, 3, "another ddtool is at work")
    refused(tree, 3, "another ddtool is at work", "undo")
    os.close(lock)
    # what somebody put in the place of a link is not overwritten
    tree = work.tree()
    work.good("convert", tree)
    (tree / "etc/resolv.conf").unlink()
    write(tree / "etc/resolv.conf", b"theirs")
    refused(tree, 3, "are both there")
    got, _, err = work.run("undo", tree)
    want(got == 1 and "no longer the link" in err, f"{got} {err}")
    want((tree / "etc/resolv.conf").read_bytes() == b"theirs", "overwritten")


def test_no_way_out(work):
    """Links of a tree do not lead to this machine's own files."""
    outside = work.top / "outside"
    (outside / "log").mkdir(parents=True)
    (outside / "rules.d").mkdir()
    write(outside / "log/precious")
    before = listing(outside)
    tree = work.tree()
    shutil.rmtree(tree / "var/log")
    shutil.rmtree(tree / "etc/udev/rules.d")
    (tree / "var/log").symlink_to(outside / "log")
    (tree / "etc/udev/rules.d").symlink_to(outside / "rules.d")
    (tree / "etc/xen/scripts").mkdir(parents=True)
    write(tree / "etc/xen/scripts/vif-bridge")
    write(work.source / "usr/share/ddom/xen-backend.rules")
    shutil.rmtree(tree / "sbin")
    (tree / "sbin").symlink_to("../../../../../../../../usr/sbin")
    # refused or done: either may be, and neither may touch what is outside
    work.run("convert", tree)
    work.run("check", tree)
    want(listing(outside) == before, "something outside was changed")
    want(not (outside / "rules.d/xen-backend.rules").exists(), "installed")
    want((tree / "usr/sbin/ddinit").exists(), "ddinit is not in the tree")
    tree = work.tree()
    shutil.rmtree(tree / "var")
    (tree / "var").symlink_to(outside)
    work.run("convert", tree)
    want(listing(outside) == before, "something outside was moved")


def test_again(work):
    """A tree that went on living: new entries, new files, edited ones."""
    tree = work.tree()
    work.good("convert", tree)
    write(tree / "var/log/new", b"new")
    os.utime(tree / "home", ns=(77, 77))
    (tree / "var/lib/new").mkdir()
    times = os.stat(tree / "var/lib").st_mtime_ns
    with open(tree / "etc/ddom/flash.conf", "a", encoding="ascii") as file:
        file.write("tree = /var/lib/new\n")
    work.good("convert", tree)
    want(os.readlink(tree / "var/lib/new") == "../../flash/var/lib/new",
         "the new entry")
    want(os.stat(tree / "var/lib").st_mtime_ns == times, "time of /var/lib")
    write(work.source / "usr/sbin/ddtool", b"\177ELF, newer", 0o755)
    work.good("convert", tree)
    want((tree / "usr/sbin/ddtool").read_bytes() == b"\177ELF, newer",
         "ddtool was not renewed")
    write(tree / "sbin/ddinit", b"edited")
    said = work.good("undo", tree)
    want("/sbin/ddinit: kept" in said, said)
    want((tree / "var/log/new").read_bytes() == b"new", "lost")
    want((tree / "var/lib/new").is_dir(), "lost")
    want(os.stat(tree / "home").st_mtime_ns == 77, "time of /home")
    want(not (tree / "flash").exists(), "/flash is left")


def test_check(work):
    """check names what would fail, before and after, and why."""
    tree = work.tree(old=True)
    status, out, _ = work.run("check", tree)
    for text in ("/flash: ", "/sbin/ddinit: ", "/var/log: ", "/etc/mtab: "):
        want(text in out, f"before: no {text}")
    want(status == 1, f"before: {status}")
    work.good("convert", tree)
    write(tree / "sbin/init", b"", 0o755)
    if ROOT:
        subprocess.run(["chown", "-Rh", "0:0", tree], check=True)
    status, out, err = work.run("check", "--json", tree)
    found = {item["place"]: item for item in json.loads(out)["findings"]}
    # the ddtool installed here is no program, its libraries are not there
    for path in [path for path in found if ".so" in path]:
        del found[path]
    want(not found, f"after: {found} {err}")
    for path, text in plant(tree).items():
        status, out, _ = work.run("check", tree)
        want(status == 1, f"{path}: {status}")
        line = [each for each in out.splitlines()
                if each.startswith(f"{path}: ")]
        want(line and text in line[0], f"{path}: {line} {out}")


def test_alike(work):
    """What would be the same on all clients, or for another system."""
    tree = work.tree()
    write(tree / "sbin/init", b"", 0o755)
    seeds = ("etc/hostid", "var/lib/systemd/random-seed",
             "var/lib/misc/random-seed", "etc/ssh/ssh_host_rsa_key",
             "etc/ssh/ssh_host_ed25519_key")
    for path in seeds:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        write(tree / path, b"one machine's")
    iscsi = tree / "etc/iscsi/initiatorname.iscsi"
    iscsi.parent.mkdir()
    write(iscsi, b"## no\nInitiatorName=iqn.1993-08.org.debian:01:77\n")
    conf = tree / "etc/ddom/flash.conf"
    conf.parent.mkdir(exist_ok=True)

    def found(text, convert=True):
        write(conf, text.encode())
        if convert:
            work.good("convert", tree)
        _, out, err = work.run("check", "--json", tree)
        want(out, err)
        return {item["place"]: item for item in json.loads(out)["findings"]}

    every = {"/" + path for path in seeds} | {"/etc/iscsi/initiatorname.iscsi"}
    alike = found(CONF, False)
    want(every <= set(alike), f"read-only: {every - set(alike)}")
    want("own at every boot" in alike["/etc/ssh/ssh_host_rsa_key"]["remedy"]["advice"],
         "a remedy")
    # copied into memory they are no better, where only directories are, they are
    alike = found(CONF + "copy = /etc/ssh\ncopy = /etc/iscsi\n"
                  "tree = /var/lib/systemd\nempty = /etc/hostid\n"
                  "static = /var/lib/misc\n")
    want(every & set(alike) == {
        "/etc/ssh/ssh_host_rsa_key", "/etc/ssh/ssh_host_ed25519_key",
        "/etc/iscsi/initiatorname.iscsi"}, f"in memory: {set(alike)}")
    write(tree / "flash/etc/iscsi/initiatorname.iscsi", b"GenerateName=yes\n")
    for path in (tree / "flash/etc/ssh").iterdir():
        path.unlink()
    alike = found(conf.read_text())
    want(not every & set(alike), f"mended: {set(alike)}")
    # a copy where there are files, and nothing below what is said
    (tree / "var/lib/app/sub").mkdir(parents=True)
    (tree / "var/lib/app/sub").chmod(0o1777)
    write(tree / "var/lib/app/sub/data")
    (tree / "var/lib/none/sub").mkdir(parents=True)
    (tree / "var/cache/app").mkdir(parents=True)
    write(tree / "var/cache/app/x")
    alike = found(conf.read_text())
    for path, kind in (("/var/lib/app", "copy"), ("/var/lib/none", "tree"),
                       ("/var/cache", "tree")):
        want(f'"{kind} = {path}"' in alike[path]["remedy"]["advice"], alike[path])
    want("/var/lib/app/sub" not in alike, "a line below a line")
    # glibc
    (tree / "lib/x86_64-linux-gnu").mkdir(parents=True)
    libc = tree / "lib/x86_64-linux-gnu/libc.so.6"
    write(tree / "usr/sbin/ddtool", b"\177ELF\0GLIBC_2.4\0GLIBC_2.38\0GLIBC_X")
    write(libc, b"\177ELF\0GLIBC_2.2.5\0GLIBC_2.36\0GLIBC_PRIVATE\0")
    alike = found(conf.read_text(), False)
    want(alike["/usr/sbin/ddtool"]["what"] ==
         "it needs glibc 2.38, and the tree has 2.36", alike)
    write(libc, b"\177ELF\0GLIBC_2.38\0")
    want("/usr/sbin/ddtool" not in found(conf.read_text(), False), "the same")
    # it does not wait for who writes to it
    conf.unlink()
    os.mkfifo(conf)
    for action in "check", "convert":
        status, _, err = work.run(action, tree)
        want(status == 2 and "flash.conf: no regular file" in err, err)


def test_xen(work):
    """udev's rules for Xen's scripts: only where udev is to run them."""
    rules, source = "etc/udev/rules.d/xen-backend.rules", \
        work.source / "usr/share/ddom/xen-backend.rules"
    source.parent.mkdir(parents=True, exist_ok=True)
    write(source, b"rules")
    for path, text, needed in (
            ("usr/sbin/xl", b"", False), ("usr/sbin/xend", b"", True),
            ("etc/xen/xl.conf", b"run_hotplug_scripts=0\n", True),
            ("etc/xen/xl.conf", b"#run_hotplug_scripts=0\n", False),
            ("etc/xen/xl.conf", b"run_hotplug_scripts=0\n"
                                b" run_hotplug_scripts = 1\n", False)):
        tree = work.tree()
        (tree / "etc/xen/scripts").mkdir(parents=True)
        write(tree / "etc/xen/scripts/vif-bridge")
        write(tree / path, text)
        work.good("convert", tree)
        want((tree / "flash" / rules).exists() == needed, f"{path} {text}")
        if not needed:
            # by an older one
            write(tree / "flash" / rules)
        _, out, _ = work.run("check", tree)
        want((f"/{rules}: error: xl runs" in out) != needed, f"check: {path} {out}")
    source.unlink()


def plant(tree):
    """Put things into TREE that fail read-only: {path: what is said}."""
    (tree / "var/lib/sqldb").mkdir()
    (tree / "var/lib/dpkg/info").mkdir()
    write(tree / "var/lib/dpkg/info/sql:amd64.list", b"/.\n/var/lib/sqldb\n")
    (tree / "srv/shared").mkdir(parents=True)
    (tree / "srv/shared").chmod(0o1777)
    for name in ("usr/lib/tmpfiles.d", "lib/systemd/system"):
        (tree / name).mkdir(parents=True)
    write(tree / "usr/lib/tmpfiles.d/x.conf",
          b"# no\nd /var/lib/tool 0755\nd /run/x\nd- /srv/y\nx /srv/z\n")
    write(tree / "lib/systemd/system/y.service",
          b"[Service]\nStateDirectory=%i ydir\nCacheDirectory=yc\n")
    write(tree / "etc/fstab", b"/dev/sda1 / ext3 defaults 0 1\n")
    write(tree / "etc/udev/rules.d/70-persistent-net.rules")
    (tree / "flash/etc/resolv.conf").rename(tree / "etc/elsewhere")
    return {
        "/var/lib/sqldb": "the package sql keeps",
        "/srv/shared": "everybody may write",
        "/var/lib/tool": "/usr/lib/tmpfiles.d/x.conf:2 wants",
        "/var/lib/ydir": "/lib/systemd/system/y.service:2 wants",
        "/var/cache/yc": "/lib/systemd/system/y.service:3 wants",
        "/etc/fstab": "line 1 has the root remounted",
        "/etc/udev/rules.d/70-persistent-net.rules": "names the NICs",
        "/etc/resolv.conf": "where nothing is",
    }


def test_forms(work):
    """Below an overlay nothing needs to be converted; what all share stays."""
    tree = work.tree()
    (tree / "etc/systemd").mkdir()
    write(tree / "etc/fstab", b"/dev/sda1 / ext4 ro 0 1\n")
    write(tree / "etc/ssh_host", b"")
    (tree / "etc/ssh").mkdir()
    write(tree / "etc/ssh/ssh_host_rsa_key", b"key")
    write(tree / "etc/machine-id", b"0123\n")
    with open(tree / "etc/ddom/flash.conf", "a", encoding="ascii") as conf:
        conf.write("empty = /etc/hostname\n")
    write(tree / "etc/hostname", b"host\n")
    found = {}
    for form in ("links", "overlay", "image"):
        status, out, _ = work.run("check", "--json", "--form", form, tree)
        want(status == 1, out)
        found[form] = {(one["id"], one["place"])
                       for one in json.loads(out)["findings"]}
    want(found["overlay"] == found["image"] == {
        ("not-converted", "/sbin/ddinit"), ("no-init", "/sbin/init"),
        ("same-identity", "/etc/ssh/ssh_host_rsa_key"),
        ("fstab-root", "/etc/fstab")}, str(found["overlay"]))
    want(("read-only", "/var/lib/dhcp") in found["links"] or
         ("not-converted", "/var/lib/dhcp") in found["links"], str(found["links"]))
    want(("fstab-root", "/etc/fstab") not in found["links"], str(found))
    status, _, err = work.run("check", "--form", "chain", tree)
    want(status == 2 and "links, overlay or image" in err, err)
    write(tree / "sbin/init", b"x", 0o755)
    (tree / "etc/fstab").unlink()
    (tree / "etc/ssh/ssh_host_rsa_key").unlink()
    before = listing(tree)
    said = work.good("convert", "--form", "overlay", tree)
    want("0 writable below /flash" in said and not (tree / "flash").exists() and
         not (tree / "var/lib/dhcp").is_symlink(), said)
    work.good("undo", tree)
    want(listing(tree) == before, "undo is not the inverse")
    work.good("convert", "--form", "image", tree)
    # what is installed here is no ddtool; without it nothing is wrong
    (tree / "usr/sbin/ddtool").unlink()
    said = work.good("check", "--form", "overlay", tree)
    want("nothing found that would fail below an overlay" in said, said)
    (tree / "run").rmdir()
    _, out, _ = work.run("check", "--form", "overlay", tree)
    want("/run: error: a mount point that is not there" in out, out)


def test_modules(work):
    """Modules are installed, depmod has seen them, and undo takes it back."""
    modules = sorted((TOP / "build/kmod/bookworm").glob("*.ko"))
    if not modules or not shutil.which("depmod", path="/sbin:/usr/sbin"):
        return "no modules built, or no depmod"
    tree = work.tree()
    release = "6.1.0-test"
    (tree / "lib/modules" / release).mkdir(parents=True)
    for name in ("modules.order", "modules.builtin", "modules.dep",
                 "modules.alias.bin"):
        write(tree / "lib/modules" / release / name, b"old\n"
              if name.startswith("modules.dep") else b"")
    target = work.source / "lib/modules" / release / "extra"
    target.mkdir(parents=True)
    for path in modules:
        shutil.copy(path, target)
    before = listing(tree)
    point = 0
    while True:
        status, _, err = work.run("convert", tree, inject=f"kill={point}")
        if status == 0:
            break
        want(status == -9, f"{status} {err}")
        if point % 2:
            work.good("undo", tree)
            want(listing(tree) == before, f"killed at {point}, then undo")
        point += 1
    text = (tree / "lib/modules" / release / "modules.dep").read_text()
    want("updates/ddom/ddom_bridge.ko" in text, text)
    work.good("undo", tree)
    want(listing(tree) == before, "undo is not the inverse")
    shutil.rmtree(target)
    return None


def test_debian(work):
    """A real Debian, there, checked, and back."""
    tar = TOP / "build/rootfs/bookworm.tar"
    program = TOP / "build/ddtool"
    if not tar.exists() or not program.exists():
        return "no build/rootfs/bookworm.tar (debian-root.sh), or no build/ddtool"
    source = work.top / "installed"
    subprocess.run(["make", "-s", "-C", TOP / "tools", f"DESTDIR={source}",
                    "install"], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run([TOP / "selftests/build/shared-root.sh", tar,
                           program, source], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(f"# {done.stdout.strip()}")
    want(done.returncode == 0, "shared-root.sh")
    return None


TESTS = (test_there_and_back, test_every_kill, test_every_failure,
         test_random_kills, test_refusals, test_no_way_out, test_again,
         test_check, test_alike, test_forms, test_xen, test_modules, test_debian)


def main():
    """Run the tests."""
    work = Work(os.path.abspath(sys.argv[1]))
    chosen = [test for test in TESTS
              if not sys.argv[2:] or test.__name__ in sys.argv[2:]]
    failed = 0
    print(f"1..{len(chosen)}", flush=True)
    for number, test in enumerate(chosen, 1):
        begin = time.monotonic()
        name = f"{number} rootfs {test.__name__[5:]}"
        try:
            skipped = test(work)
            print(f"ok {name} # SKIP {skipped}" if skipped else
                  f"ok {name} # {time.monotonic() - begin:.1f}s")
        except (Failed, subprocess.SubprocessError, OSError) as error:
            print(f"not ok {name}\n# {error}")
            failed += 1
        sys.stdout.flush()
    shutil.rmtree(work.top, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
