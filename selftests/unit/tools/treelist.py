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


def entry(path, name, first):
    """One line."""
    state = os.lstat(path)
    fields = [name.encode("utf-8", "surrogateescape").hex()
              if not name.isprintable() else name,
              f"{state.st_mode:o}", f"{state.st_uid}:{state.st_gid}",
              f"mtime={state.st_mtime_ns}"]
    if stat.S_ISLNK(state.st_mode):
        fields.append("-> " + os.readlink(path))
    elif stat.S_ISREG(state.st_mode):
        fields += [f"size={state.st_size}", f"blocks={state.st_blocks}",
                   contents(path)]
    elif not stat.S_ISDIR(state.st_mode):
        fields.append(f"rdev={state.st_rdev}")
    if not stat.S_ISDIR(state.st_mode):
        one = first.setdefault((state.st_dev, state.st_ino), name)
        fields += [f"links={state.st_nlink}", f"is={one}"]
    fields.append(attributes(path))
    return " ".join(fields)


def main():
    """List the tree named by the only argument."""
    root = sys.argv[1].rstrip("/") or "/"
    first = {}
    print(entry(root, "/", first))
    for directory, subdirectories, files in os.walk(root):
        subdirectories.sort()
        for name in sorted(subdirectories + files):
            path = os.path.join(directory, name)
            print(entry(path, path[len(root):], first))


if __name__ == "__main__":
    main()
