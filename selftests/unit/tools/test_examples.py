#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What the manuals show can be done: command lines, and pool.conf.

Usage: test_examples.py DDTOOL.  KTAP on standard output.  Commands are given
--help behind their words: an unknown command, action or option is refused
before.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]
PAGES = sorted((TOP / "tools/man").glob("*.[578]"))
EXAMPLE = re.compile(r"^\.EX\n(.*?)^\.EE$", re.M | re.S)


def examples(page):
    """The examples of PAGE as they are read."""
    for text in EXAMPLE.findall(page.read_text(encoding="ascii")):
        yield text.replace("\\e\n", " ").replace("\\-", "-")


def refused(ddtool, line):
    """Why ddtool does not know the command line, or None."""
    # what a shell would take
    words = re.split(r" [>|<]| && ", line)[0].split()[1:]
    done = subprocess.run([ddtool, *words, "--help"], capture_output=True,
                          text=True, check=False)
    return done.stderr if done.returncode else None


def unrendered(ddtool, text):
    """Why there is nothing to serve in a pool.conf, or None.

    Its sources need not be on this machine.
    """
    text = re.sub(r"^ *\S*-source: .*\n", "", text, flags=re.M)
    with tempfile.TemporaryDirectory() as name:
        conf = Path(name) / "pool.conf"
        conf.write_text(text, encoding="ascii")
        renders = [["server", "render", "-g", f"{name}/none"]]
        if "manager:" in text:
            renders.append(["manager", "render"])
        for words in renders:
            done = subprocess.run(
                [ddtool, *words, "-c", str(conf), "-o", f"{name}/{words[0]}"],
                capture_output=True, text=True, check=False)
            if done.returncode:
                return done.stderr
    return None


def main():
    """Try all."""
    ddtool = sys.argv[1]
    number = failed = 0
    print("KTAP version 1")
    for page in PAGES:
        for text in examples(page):
            tried = [(line[2:], refused(ddtool, line[2:]))
                     for line in text.splitlines()
                     if line.startswith("# ddtool ")]
            if text.startswith("servers:"):
                tried.append(("pool.conf", unrendered(ddtool, text)))
            for what, why in tried:
                number += 1
                failed += bool(why)
                print("not ok" if why else "ok", number,
                      f"{page.name}: {what.replace('#', '')}")
                if why:
                    print(f"# {why.strip()}")
    print(f"1..{number}")
    return 1 if failed or number < 15 else 0


if __name__ == "__main__":
    sys.exit(main())
