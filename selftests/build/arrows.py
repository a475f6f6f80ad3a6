#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Hold kmod/ and tools/ to the table of ARCHITECTURE.md.

A folder includes only what the table allows, of others only their headers;
the table itself points upwards; files include and call each other in no ring;
no struct, union or enum tag is defined twice; what a file of kmod/ or
tools/lib exports has the file's name in front. Every offence is a line; exit
status 1 if there is any.

arrows.py [TREE]
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

TOP = Path(sys.argv[1] if len(sys.argv) > 1 else
           Path(__file__).resolve().parents[2])
TABLE = "ARCHITECTURE.md"
# As the compiler is told; a header is looked for beside its user first.
PATHS = {"kmod": ["kmod/uapi", "kmod/plan", "kmod/rtnl", "kmod/bridge"],
         "tools": ["tools/lib", "kmod/uapi", "kmod/plan", "kmod/rtnl"]}
# A file there stands for the one of the same name above it.
STAND_INS = "kmod/bridge/linux-2.6/"

bad = []


def offence(text):
    """Report TEXT."""
    bad.append(text)


class Row:
    """A folder of the table: what of it others may include, what it may use."""

    def __init__(self, cells):
        words = [re.findall(r"`([^`]+)`", cell) for cell in cells]
        self.all = cells[2].strip() == "all"
        self.faces = words[2]
        self.may = words[3]

    def shows(self, header):
        """May others include HEADER, a path below the folder?"""
        return self.all or header in self.faces

    def uses(self, folder, header):
        """May it use HEADER of FOLDER?"""
        return folder in self.may or folder + header in self.may


def table():
    """The rows by their folders, in their order."""
    rows = {}
    for line in (TOP / TABLE).read_text().splitlines():
        cells = line.strip("|").split("|")
        name = re.match(r" *`((?:kmod|tools)/[^`]*/)` *$", cells[0])
        if name and len(cells) == 4:
            rows[name.group(1)] = Row(cells)
    seen = []
    for folder, row in rows.items():
        for used in row.may:
            if not any(used.startswith(above) for above in seen):
                offence(f"{TABLE}: {folder} uses {used}, which is not above it")
        seen.append(folder)
    return rows


def blank(text):
    """TEXT without comments and the contents of strings."""
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\])+'",
                  lambda m: "\n" * m.group(0).count("\n") +
                  ('""' if m.group(0)[0] == '"' else " "), text, flags=re.S)


class Source:
    """A file: what it includes, defines and names."""

    def __init__(self, path):
        text = (TOP / path).read_text()
        code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", blank(text),
                      flags=re.M)
        self.path = path
        self.folder = str(Path(path).parent) + "/"
        self.includes = re.findall(r'^#\s*include\s*(["<])([^">]+)', text, re.M)
        self.exports = set()
        self.own = set()
        for kind, name in re.findall(
                r"^([A-Za-z_][\w \t*\n]*?[ \t*\n])(\w+)\((?:[^;{}])*\)\s*\n\{",
                code, re.M):
            (self.own if "static" in kind.split() else self.exports).add(name)
        self.objects = set(re.findall(
            r"^(?!static\b|extern\b|typedef\b)[A-Za-z_][\w \t*]*?[ \t*](\w+)(?:\[\w*\])*"
            r"(?:\s+__\w+)?\s*=",
            code, re.M))
        self.names = set(re.findall(r"\b[A-Za-z_]\w*\b", code))
        self.tags = re.findall(r"\b((?:struct|union|enum)\s+\w+)\s*\{", code)

    def resolve(self, mark, name):
        """The file of the tree that NAME is, or None."""
        top = self.path.split("/", maxsplit=1)[0]
        where = [self.folder] if mark == '"' else []
        for folder in where + PATHS[top]:
            path = Path(folder) / name
            if (TOP / path).is_file():
                return str(path)
        return None


def sources(rows):
    """All files of the folders; a folder that the table lacks is an offence."""
    files = {}
    for top in PATHS:
        for path in sorted((TOP / top).rglob("*.[ch]")):
            name = str(path.relative_to(TOP))
            if "compat-include" in name or name.endswith(".mod.c"):
                continue
            folder = next((f for f in sorted(rows, key=len, reverse=True)
                           if name.startswith(f)), None)
            if folder is None:
                offence(f"{name}: its folder is not in {TABLE}")
                continue
            files[name] = Source(name)
            files[name].folder = folder
    for folder in rows:
        if not any(f.folder == folder for f in files.values()):
            offence(f"{TABLE}: there is nothing in {folder}")
    return files


def arrows(rows, files):
    """What includes what; forbidden ones are offences."""
    edges = defaultdict(set)
    for source in files.values():
        for mark, name in source.includes:
            path = source.resolve(mark, name)
            if path is None:
                if mark == '"':
                    offence(f"{source.path}: includes {name}, which is not there")
                continue
            edges[source.path].add(path)
            other = files[path].folder
            header = path[len(other):]
            if other == source.folder:
                continue
            if not rows[source.folder].uses(other, header):
                offence(f"{source.path}: includes {path}, and {source.folder} may not use {other}")
            elif not rows[other].shows(header):
                offence(f"{source.path}: includes {path}, which is for {other} alone")
    return edges


def internal(rows, files):
    """Headers of lib whose name does not say for whom they are."""
    for path, source in files.items():
        row = rows[source.folder]
        name = path[len(source.folder):]
        if (source.folder.startswith("tools/lib/") and path.endswith(".h") and
                not row.shows(name) and not name.endswith("_internal.h")):
            offence(f"{path}: neither a header of its folder in {TABLE} nor *_internal.h")


def words(name):
    """NAME's words, in the singular."""
    return [re.sub(r"s(es)?$", "", word) for word in name.split("_")]


def prefixes(path):
    """What an export of PATH may begin with: a reader looks for it there."""
    folder, stem = Path(path).parent.name, Path(path).stem
    if path.startswith("tools/"):
        return [f"ddt_{stem}", f"ddt_{folder}_{stem}"]
    # Of backend_rtnl.c and backend_ioctl.c one is built, as backend.
    stem = stem.split("_")[0]
    return [f"ddom_{stem}", f"ddom_{folder}_{stem}"]


def named(files):
    """Exports whose names do not say in which file they are."""
    for path, source in files.items():
        if not source.folder.startswith(("tools/lib/", "kmod/")) or \
                path.endswith(".h"):
            continue
        fronts = [words(front) for front in prefixes(path)]
        for name in sorted(source.exports | source.objects):
            if not any(words(name)[:len(front)] == front for front in fronts):
                offence(f"{path}: {name} begins with neither "
                        f"{' nor '.join(prefixes(path))}")


def calls(files, edges):
    """What calls what, as edges."""
    where = defaultdict(list)
    for source in files.values():
        for name in source.exports:
            where[name].append(source.path)
    for source in files.values():
        if source.path.endswith(".h"):
            continue
        for name in source.names - source.own - source.exports:
            edges[source.path].update(where.get(name, ()))
    return edges


def rings(edges):
    """Sets of files each of which leads to each other (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    sys.setrecursionlimit(10000)
    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def twice(files):
    """Tags that are defined twice."""
    where = defaultdict(list)
    for source in files.values():
        for tag in source.tags:
            place = source.path.replace(STAND_INS, "kmod/bridge/")
            if place not in where[tag]:
                where[tag].append(place)
    for tag, places in sorted(where.items()):
        if len(places) > 1:
            offence(f"{tag} is defined in {' and '.join(sorted(places))}")


def main():
    """Check everything."""
    rows = table()
    files = sources(rows)
    edges = arrows(rows, files)
    internal(rows, files)
    for ring in rings(calls(files, edges)):
        offence(f"a ring: {', '.join(ring)}")
    twice(files)
    named(files)
    for line in bad:
        print(line)
    return 1 if bad else 0


sys.exit(main())
