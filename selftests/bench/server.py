#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What ddtool server costs with many hosts: render, render again, switch.

server.py [--hosts N] [--json FILE] [--dir DIR] DDTOOL

Wall time and time of the processor, the median of five, in memory
(/dev/shm) unless DIR says otherwise: a disk's file system is measured apart.
Each turn has a directory of its own, and all stay until the end: ext4 does not
take an inode again for minutes after it was deleted, and looks at each such one
whenever it makes a new file.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "unit/tools"))

# pylint: disable=wrong-import-position
import test_server  # noqa: E402

TIMES = 5


def measured(argv):
    """(wall, processor) of a command, milliseconds."""
    begin, before = time.monotonic(), os.times()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.monotonic() - begin, os.times()
    cpu = (after.children_user - before.children_user +
           after.children_system - before.children_system)
    return wall * 1000, cpu * 1000


def main():
    """Measure, print, write."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--hosts", type=int, default=10000)
    parser.add_argument("--json")
    parser.add_argument("--dir", default="/dev/shm")
    parser.add_argument("ddtool")
    options = parser.parse_args()
    top = Path(tempfile.mkdtemp(prefix="ddom-bench.", dir=options.dir))
    conf = top / "pool.conf"
    conf.write_text(test_server.big(options.hosts), encoding="ascii")
    runs = {"render": [], "render again": [], "switch": []}
    profiles = ["post-piv-realtek", "terminal"]
    try:
        for turn in range(TIMES):
            where = ["-c", str(conf), "-o", str(top / f"out{turn}")]
            runs["render"].append(
                measured([options.ddtool, "server", "render", *where]))
            runs["render again"].append(
                measured([options.ddtool, "server", "render", *where]))
            runs["switch"].append(
                measured([options.ddtool, "server", "switch", *where,
                          "post00007", profiles[turn % 2]]))
    finally:
        shutil.rmtree(top)
    results = []
    for name, times in runs.items():
        wall, cpu = (statistics.median(column) for column in zip(*times))
        print(f"server {name:12}  {options.hosts} hosts  {wall:8.1f} ms, "
              f"of the processor {cpu:8.1f} ms")
        results.append({"case": f"server_{name.replace(' ', '_')}",
                        "strategy": "server", "status": "pass",
                        "seconds": wall / 1000,
                        "metrics": {"hosts": options.hosts, "wall_ms": wall,
                                    "cpu_ms": cpu}})
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1) + "\n",
                                      encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
