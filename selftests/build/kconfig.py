#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Do the configuration fragments and the merge do what they say?  KTAP.

On the kernel sources of two Debian releases: merge and unmerge, the series of
patches, and each line of each fragment in the configuration that comes out of
the kernel's own merge_config.sh and olddefconfig. Of the patches that are kept
for older trees, only the form.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "selftests/qemu"))
sys.dont_write_bytecode = True

from images.debs import Apt, PackageError, run  # noqa: E402  pylint: disable=wrong-import-position
from paths import BUILD, note  # noqa: E402  pylint: disable=wrong-import-position

FRAGMENTS = TOP / "kconfig-fragments"
RIGS = TOP / "selftests/qemu/kernel.config"
HOWTO = TOP / "selftests/build/howto.config"
MERGE = TOP / "selftests/build/merge.sh"
PATCHES = TOP / "patches"
TREES = BUILD / "kconfig"
SYMBOL = re.compile(r"(?:# )?(CONFIG_\w+)(?:=(.*)| is not set)$")
# What configuring reads, and what merge adds to.
PARTS = ("*Kconfig*", "*/scripts/*", "*/Makefile", "*/arch/x86/Makefile*")
SUITES = ("bookworm", "trixie")



def values(path):
    """What a configuration says: {symbol: value, n when not set}."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        match = SYMBOL.match(line)
        if match:
            found[match.group(1)] = match.group(2) or "n"
    return found


def topics():
    """The fragments for present-day kernels."""
    return sorted(FRAGMENTS.glob("*.config"))


def needs(path):
    """The fragments without which this one does not stick, all of them."""
    match = re.search(r"^# Needs: (.*)$", path.read_text(encoding="utf-8"),
                      re.M)
    found = []
    for name in match.group(1).split() if match else ():
        other = path.with_name(name)
        found += [each for each in [*needs(other), other]
                  if each not in found]
    return found


# -- kernel trees ----------------------------------------------------------

def tarball(suite):
    """Debian's source package of a suite: a command that writes its .tar.xz."""
    apt = Apt(suite)
    apt.update()
    name = apt.depends("linux-source", r"linux-source-[0-9.]+")
    if not name:
        raise PackageError(f"{suite}: linux-source names no package")
    installed = Path(f"/usr/src/{name}.tar.xz")
    if installed.exists():
        return name, ["cat", str(installed)]
    files = list(apt.archives.glob(f"{name}_*.deb"))
    if not files:
        note(f"apt: {name} of {suite}")
        files = apt.download([name])
    return name, ["sh", "-c", f"dpkg-deb --fsys-tarfile '{files[0]}' | "
                              f"tar -x -O ./usr/src/{name}.tar.xz"]


def tree_of(suite):
    """The parts of a kernel tree that the tests read; unpacked once."""
    existing = list((TREES / suite).glob("linux-source-*/.complete"))
    if existing:
        return existing[0].parent
    name, command = tarball(suite)
    note(f"unpack: {name}")
    shutil.rmtree(TREES / suite, ignore_errors=True)
    (TREES / suite).mkdir(parents=True)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as source:
        run(["tar", "-x", "-J", "-C", TREES / suite, "--no-same-owner",
             "--wildcards", *PARTS], stdin=source.stdout)
    (TREES / suite / name / ".complete").touch()
    return TREES / suite / name


def checksum(tree):
    """One checksum of all names, modes and contents below TREE."""
    total = hashlib.sha256()
    for path in sorted(tree.rglob("*")):
        total.update(f"{path.relative_to(tree)} {path.lstat().st_mode}"
                     .encode())
        if path.is_symlink():
            total.update(os.readlink(path).encode())
        elif path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()


def merge(action, *arguments, link=""):
    """Run merge.sh."""
    run([MERGE, action, *arguments], env={**os.environ, "LINK": link})


# -- tests -----------------------------------------------------------------

def test_form(_scratch):
    """Each symbol in one topic, and above each a comment."""
    wrong, seen = [], {}
    for path in sorted(FRAGMENTS.rglob("*.config")):
        before = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            match = SYMBOL.match(line)
            if not match:
                before = line
                continue
            name = str(path.relative_to(FRAGMENTS))
            if not before.startswith("# ") or SYMBOL.match(before):
                wrong.append(f"{name}: {line}: no reason above it")
            other = seen.setdefault((path.parent, match.group(1)), name)
            if other != name and (path.parent == FRAGMENTS):
                wrong.append(f"{name}: {line}: is in {other} already")
            before = line
    if len(seen) < 100:
        wrong.append(f"only {len(seen)} symbols found")
    return wrong


def test_howto(_scratch):
    """Every line of the HOWTO's configuration is in 2.6-xen/."""
    have = {}
    for path in (FRAGMENTS / "2.6-xen").glob("*.config"):
        have.update(values(path))
    wanted = values(HOWTO)
    return [f"{name}={value} is not in 2.6-xen/"
            for name, value in wanted.items() if have.get(name) != value] + \
        ([] if len(wanted) > 40 else ["howto.config is not read"])


def short_hunks(text):
    """The hunks whose lines are not as many as their heads say."""
    hunks = re.split(r"^(@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@).*\n", text,
                     flags=re.M)
    wrong = []
    for head, body in zip(hunks[1::2], hunks[2::2]):
        lines = re.split(r"^--- ", body, maxsplit=1, flags=re.M)[0]
        marks = [line[0] for line in lines.splitlines()]
        counts = [int(count or 1) for count in
                  re.match(r"@@ -\d+,?(\d*) \+\d+,?(\d*)", head).groups()]
        if counts != [len(marks) - marks.count("+"),
                      len(marks) - marks.count("-")]:
            wrong.append(head)
    return wrong if len(hunks) > 1 else ["no hunk"]


def test_patches(_scratch):
    """Each kept patch is in its series, and says what, why, and where tried."""
    wrong, seen = [], 0
    for series in sorted(PATCHES.glob("*/series")):
        names = [line for line in
                 series.read_text(encoding="ascii").splitlines()
                 if not line.startswith("#")]
        files = {path.name for path in series.parent.glob("*.patch")}
        wrong += [f"{series.parent.name}: {name} is either not in series or "
                  "not a file" for name in files.symmetric_difference(names)]
        for path in sorted(series.parent.glob("*.patch")):
            seen += 1
            # Kernel sources of those years are Latin-1.
            text = path.read_text(encoding="latin-1")
            about = text.split("\n--- ", maxsplit=1)[0]
            if not re.match(r"From: .+\nSubject: \[PATCH\] \S+: .+\n\n", about):
                wrong.append(f"{path.name}: not From, Subject, description")
            if not re.search(r"^Tried on ", about, re.M):
                wrong.append(f"{path.name}: does not say where it was tried")
            wrong += [f"{path.name}: {hunk}" for hunk in short_hunks(text)]
    return wrong if seen else ["no patches found"]


def test_merge(tree):
    """Merged twice is merged once; unmerged is as before; by links too."""
    wrong = []
    before = checksum(tree)
    merge("merge", tree)
    once = checksum(tree)
    merge("merge", tree)
    if checksum(tree) != once:
        wrong.append("a second merge changed something")
    if once == before:
        wrong.append("a merge changed nothing")
    merge("merge", tree, link="1")
    if not (tree / "net/ddom/Kbuild").is_symlink():
        wrong.append("LINK=1 made no link")
    merge("unmerge", tree)
    after = checksum(tree)
    if after != before:
        wrong.append(f"after unmerge {after}, before {before}")
    note(f"{tree.name}: {before[:16]} before, {once[:16]} merged, "
         f"{after[:16]} after unmerge")
    return wrong


def test_foreign(tree):
    """What is no kernel tree, or somebody else's net/ddom, is refused."""
    wrong = []
    (tree / "net/ddom").mkdir()
    (tree / "net/ddom/Kconfig").write_text("config OTHER\n")
    before = checksum(tree)
    for action, where in (("merge", tree), ("unmerge", tree),
                          ("merge", tree / "net")):
        done = subprocess.run([MERGE, action, where], check=False,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 3 or str(where) not in done.stderr:
            wrong.append(f"{action} {where}: {done.returncode}, "
                         f"{done.stderr.strip()}")
    if checksum(tree) != before:
        wrong.append("a refusal changed something")
    shutil.rmtree(tree / "net/ddom")
    return wrong


def test_series(tree):
    """The patches apply without fuzz, and make what merge makes."""
    out = tree.parent / "patches"
    merge("patch-series", tree, out)
    for name in (out / "series").read_text(encoding="ascii").split():
        said = run(["patch", "--fuzz=0", "-p1", "-d", tree, "-i", out / name])
        if "offset" in said or "fuzz" in said:
            return [f"{name}: {said}"]
    patched = checksum(tree)
    merge("merge", tree)
    merged = checksum(tree)
    merge("unmerge", tree)
    return [] if patched == merged else ["not what merge makes"]


def configure(tree, out, files):
    """The configuration that comes out."""
    out.mkdir(exist_ok=True)
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith("MAKE") and key != "KCONFIG_CONFIG"}
    run(["./scripts/kconfig/merge_config.sh", "-O", out, *files],
        cwd=tree, env=environment)
    run(["make", "-s", f"O={out}", "olddefconfig"], cwd=tree, env=environment)
    return values(out / ".config")


def test_stick(tree, files):
    """Each line of FILES is in the configuration that comes out."""
    merge("merge", tree)
    got = configure(tree, tree.parent / "out", files)
    merge("unmerge", tree)
    wrong, asked = [], 0
    for path in files:
        for name, value in values(path).items():
            asked += 1
            if got.get(name, "n") != value:
                wrong.append(f"{path.name}: {name}={value} became "
                             f"{got.get(name, 'nothing')}")
    note(f"{asked} lines asked for, {len(wrong)} did not stick")
    return wrong


# -- running ---------------------------------------------------------------

def plan(each):
    """The tests: (name, suite or none, function)."""
    plain = [path for path in topics() if path.name != "debug.config"]
    tests = [("fragments: form", None, test_form),
             ("fragments: HOWTO", None, test_howto),
             ("patches: form", None, test_patches)]
    for suite in SUITES if each else SUITES[:1]:
        tests += [
            (f"{suite}: merge, unmerge", suite, test_merge),
            (f"{suite}: merge refuses", suite, test_foreign),
            (f"{suite}: patch-series", suite, test_series),
            (f"{suite}: all fragments stick", suite,
             lambda tree: test_stick(tree, [*plain, RIGS])),
            (f"{suite}: with debug.config", suite,
             lambda tree: test_stick(tree, [*topics(), RIGS])),
        ]
        tests += [(f"{suite}: {path.name} alone", suite,
                   lambda tree, path=path:
                   test_stick(tree, [*needs(path), path]))
                  for path in topics() if each]
    return tests


def attempt(suite, function, scratch):
    """What is wrong; none when the test passed."""
    try:
        if not suite:
            return function(scratch)
        source = tree_of(suite)
        tree = scratch / suite / source.name
        if not tree.exists():
            shutil.copytree(source, tree, symlinks=True)
        before = checksum(tree)
        wrong = function(tree)
        if wrong or checksum(tree) != before:
            shutil.rmtree(tree)
        return wrong
    except (PackageError, OSError) as error:
        return [str(error)]


def main():
    """Run the tests."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0],
                                     allow_abbrev=False)
    parser.add_argument("--each", action="store_true",
                        help="each fragment alone too, with what it needs")
    options = parser.parse_args()
    tests = plan(options.each)
    print(f"KTAP version 1\n1..{len(tests)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="ddom-") as scratch:
        for number, (name, suite, function) in enumerate(tests, 1):
            wrong = attempt(suite, function, Path(scratch))
            failed += bool(wrong)
            print(f"{'not ok' if wrong else 'ok'} {number} {name}")
            for line in wrong:
                print(f"# {line}")
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
