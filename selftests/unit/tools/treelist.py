#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write down a tree so that two listings differ when the trees do.

One line an entry: type and mode, owner, links, size, blocks, time, device,
target, extended attributes with ACLs, contents, and which names are one file.
Only what looking changes is left out: atime, ctime and inode numbers.
"""

import hashlib
import os
import stat
import sys


def contents(path):
    """A digest of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()[:24]


def attributes(path):
    """Extended attributes, POSIX ACLs among them."""
    found = []
    for name in sorted(os.listxattr(path, follow_symlinks=False)):
        value = os.getxattr(path, name, follow_symlinks=False)
        found.append(f"{name}={value.hex()}")
    return ",".join(found)


def word(text):
    """A name without blanks and what no terminal shows."""
    return ascii(text)[1:-1].replace(" ", "\\x20")


def entry(path, name, first):
    """One line."""
    state = os.lstat(path)
    fields = [word(name), f"{state.st_mode:o}",
              f"{state.st_uid}:{state.st_gid}", f"mtime={state.st_mtime_ns}"]
    if stat.S_ISLNK(state.st_mode):
        fields.append("-> " + word(os.readlink(path)))
    elif stat.S_ISREG(state.st_mode):
        fields += [f"size={state.st_size}", f"blocks={state.st_blocks}",
                   contents(path)]
    elif not stat.S_ISDIR(state.st_mode):
        fields.append(f"rdev={state.st_rdev}")
    if not stat.S_ISDIR(state.st_mode):
        one = first.setdefault((state.st_dev, state.st_ino), word(name))
        fields += [f"links={state.st_nlink}", f"is={one}"]
    fields.append(attributes(path))
    return " ".join(fields)


def listing(root):
    """The lines of a tree, as one text."""
    root = str(root).rstrip("/")
    first = {}
    lines = [entry(root or "/", "/", first)]
    for directory, subdirectories, files in os.walk(root or "/"):
        subdirectories.sort()
        for name in sorted(subdirectories + files):
            path = os.path.join(directory, name)
            lines.append(entry(path, path[len(root):], first))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(listing(sys.argv[1]))
