#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every entry of a table that a user meets has its line in a manual page.

DHCP servers, boot loaders, kinds of findings, NICs. Prints KTAP.

Usage: test_manual.py [DDTOOL]
"""

import re
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[3] / "tools"
LIB = TOOLS / "lib"


def sources(folder):
    """The text of a folder's files."""
    return "\n".join(path.read_text(encoding="utf-8")
                     for path in sorted((LIB / folder).glob("*.c")))


def table(path, name):
    """What is between the braces of the table NAME."""
    text = (LIB / path).read_text(encoding="utf-8")
    return re.search(name + r"\[\w*\] = \{(.*?)\n\};", text, re.S).group(1)


def page(name, begin=None, end=None):
    """A manual page, or what is between two of its lines, as it is read."""
    text = (TOOLS / "man" / name).read_text(encoding="utf-8")
    if begin:
        text = text.split(f"\n{begin}\n", 1)[1].split(f"\n{end}", 1)[0]
    text = text.replace("\\-", "-").replace('"', "")
    return re.sub(r"^\.(?:[BIR]+|TP|SS|SH|PP|RS|RE)\b", "", text, flags=re.M)


def kinds(kind):
    """The entries of struct ddt_KIND by their variables, as kinds.c lists them."""
    listed = re.findall(rf"&(ddt_\w+_{kind}),", table("render/kinds.c",
                                                    f"{kind}s"))
    entries = dict(re.findall(
        rf"^const struct ddt_{kind} (\w+) = \{{\n(.*?)^\}};", sources("render"),
        re.M | re.S))
    assert sorted(listed) == sorted(entries), f"{listed}, {list(entries)}"
    return [entries[name] for name in listed]


def member(entry, name):
    """The string that is a member of an entry."""
    return re.search(rf"\.{name}\S* = \"([^\"]+)\"", entry).group(1)


def found(folder, adds):
    """Kinds of findings that calls of ADDS name, its third argument."""
    return set(re.findall(rf"\b{adds}\([^,;]+,[^,;]+,\s*\"([^\"]+)\"",
                          sources(folder)))


def dhcp():
    """DHCP servers, and where their configuration is."""
    text = page("ddom-pool.conf.5")
    keys = page("ddom-pool.conf.5", ".B dhcp", ".SS profiles")
    for entry in kinds("dhcp"):
        yield member(entry, "name"), keys
        yield member(entry, "path"), text


def loader():
    """Boot loaders."""
    keys = page("ddom-pool.conf.5", ".B loader", ".TP\n.B menu")
    for entry in kinds("loader"):
        yield member(entry, "name"), keys


def doctor():
    """Kinds of findings of doctor: of a machine, of programs, of a log."""
    text = page("ddtool.8", '.SS "doctor"', ".SS")
    ids = found("doctor", "ddt_finding_add")
    ids |= set(re.findall(r"\.id = \"([^\"]+)\"", sources("doctor")))
    ids |= set(re.findall(r"cut->id = \"([^\"]+)\"", sources("root")))
    ids |= set(re.findall(r"^\t\{ \"([^\"]+)\"", table("doctor/managers.c",
                                                      "programs"), re.M))
    for name in ids:
        yield name, text


def checks():
    """Kinds of findings of the checks."""
    for folder, adds, title in (("rootfs", "ddt_check_where_add",
                                 '"rootfs check"'),
                                ("check", "ddt_lint_add", '"server check"')):
        text = page("ddtool.8", f".SS {title}", ".S")
        for name in found(folder, adds):
            yield name, text
    text = page("ddtool.8", '.SS "manager check"', ".S")
    for name in found("manager", "ddt_finding_add") | set(re.findall(
            r"check_file\(\S+ \"([^\"]+)\"", sources("manager"))):
        yield name, text
    yield re.search(r"read_only\[\] = \"(.*)\"", sources("rootfs")).group(1), \
        page("ddtool.8", '.SS "rootfs check"', ".S")


def nics():
    """NICs that doctor knows, and drivers whose symbol check knows."""
    for name in re.findall(r"\{ \"([^\"]+)\"", table("doctor/nics.c", "kinds")):
        yield name, page("ddtool.8")
    for name in re.findall(r"\{ \"([^\"]+)\"", table("check/nic.c",
                                                    "ddt_nic_symbols")):
        yield name, page("ddom-pool.conf.5", ".B nic", ".SS")


# With how many there are at least: a table that is not found is a failure.
TABLES = ((dhcp, 6), (loader, 3), (doctor, 60), (checks, 28), (nics, 37))


def main():
    """Look for every entry."""
    failed = 0
    print(f"KTAP version 1\n1..{len(TABLES)}")
    for number, (entries, least) in enumerate(TABLES, 1):
        entries, title = list(entries()), entries.__doc__
        missing = sorted({name for name, text in entries if not re.search(
            rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)})
        if len(entries) < least:
            missing.append(f"{least - len(entries)} entries, or a table")
        if missing:
            failed = 1
            print(f"# no line for {', '.join(missing)}")
        print(f"{'not ' if missing else ''}ok {number} manual: {title}")
    return failed


sys.exit(main())
