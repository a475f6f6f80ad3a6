#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Run the unit tests and cases in virtual machines, and sum them up.

What they print, KTAP, is passed on.  The last line is the sum of all, and the
exit status is 0 only if nothing failed and something passed.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("DDOM_BUILD", TOP / "build"))
RIG = [sys.executable, "-B", str(TOP / "selftests/qemu/run.py")]
UNIT = ["make", "--no-print-directory", "-C", str(TOP / "selftests/unit"),
        f"OUT={BUILD / 'unit'}", "run"]
FUZZ = ["make", "--no-print-directory", "-C", str(TOP / "selftests/fuzz"),
        f"OUT={BUILD / 'fuzz'}", "run"]
# of the failures repeated at the end
MAX_LINES = 60
SUM = re.compile(r"\d+ passed, \d+ failed, \d+ skipped")


SHIPPED = [str(TOP / "selftests/build/shipped.sh")]
KCONFIG = [sys.executable, "-B", str(TOP / "selftests/build/kconfig.py")]


class Sum:
    """What passed, failed and was skipped, of all steps so far."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.bad = []
        self.telling = False

    def __str__(self):
        return (f"{self.passed} passed, {self.failed} failed, "
                f"{self.skipped} skipped")

    def line(self, line):
        """Count one line of KTAP; nested ones are details.

        cmocka 1.1 writes "not ok ... # SKIP", KTAP "ok ... # SKIP".
        """
        match = re.match(r"(not )?ok\b", line)
        if not match:
            if self.telling and line.startswith("#"):
                self.bad.append(line.rstrip())
            return
        self.telling = False
        if "# SKIP" in line:
            self.skipped += 1
        elif match.group(1):
            self.fail(line)
        else:
            self.passed += 1

    def fail(self, line):
        """Count one failure; keep its line, and what explains it."""
        self.failed += 1
        self.telling = True
        self.bad.append("# " + line.rstrip())

    def failures(self):
        """Print what failed once more: in a long log, the end is read."""
        if self.bad:
            print("# failed:", *self.bad[:MAX_LINES], sep="\n", flush=True)

    def all(self):
        """How many were counted."""
        return self.passed + self.failed + self.skipped

    def step(self, name, argv):
        """Run one program, pass its output on, count its KTAP."""
        print(f"# {name}", flush=True)
        before, failed, planned = self.all(), self.failed, 0
        environment = {**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"}
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True,
                              errors="replace", env=environment) as child:
            for line in child.stdout:
                plan = re.match(r"1\.\.(\d+)", line)
                planned += int(plan.group(1)) if plan else 0
                self.line(line)
                if not SUM.match(line):
                    sys.stdout.write(line)
                    sys.stdout.flush()
        missing = planned - (self.all() - before)
        if missing > 0:
            print(f"# {name}: {missing} of {planned} did not report")
            self.failed += missing
            self.bad.append(f"# {name}: {missing} did not report")
        # 4: all were skipped
        if child.returncode not in (0, 4) and self.failed == failed:
            line = f"not ok {name} # exit status {child.returncode}"
            print(line)
            self.fail(line)
        self.telling = False


def main():
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0],
                                     allow_abbrev=False)
    parser.add_argument("--unit", action="store_true", help="the unit tests")
    parser.add_argument("--fuzz", metavar="SECONDS",
                        help="what reads files and answers, each so long")
    parser.add_argument("--kconfig", choices=("all", "each"),
                        help="kernel fragments, all at once or each alone too")
    parser.add_argument("--cases", metavar="GROUP",
                        help="cases of this group, or all")
    parser.add_argument("--without-ipv6", action="store_true",
                        help="once more, what runs on a kernel without IPv6")
    parser.add_argument("--kernels", default="", metavar="SUITES",
                        help="run the cases on each of these")
    parser.add_argument("--jobs", type=int, default=1,
                        help="cases at a time")
    options = parser.parse_args()

    total = Sum()
    if options.unit:
        total.step("unit tests", UNIT)
        total.step("shipped module", SHIPPED)
    if options.fuzz:
        total.step("readers under attack",
                   FUZZ + [f"SECONDS_EACH={options.fuzz}"])
    if options.kconfig:
        total.step("kernel configuration",
                   KCONFIG + ["--each"] * (options.kconfig == "each"))
    group = ["--jobs", str(options.jobs)]
    if options.cases != "all":
        group.append(options.cases)
    if options.cases and not options.kernels:
        total.step(f"cases: {options.cases}", [
            *RIG, "--json", str(BUILD / "results.json"), *group])
    for suite in options.kernels.split():
        total.step(f"cases: {options.cases}, {suite}", [
            *RIG, "--json", str(BUILD / f"results-{suite}.json"),
            "--suite", suite, *group])
    if options.without_ipv6:
        total.step("cases: without IPv6", [
            *RIG, "--json", str(BUILD / "results-ipv6.json"),
            "--append", "ipv6.disable=1", "--jobs", str(options.jobs),
            "without_ipv6"])
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "summary").write_text(f"{total}\n", encoding="ascii")
    total.failures()
    print(total, flush=True)
    return 0 if total.passed and not total.failed else 1


if __name__ == "__main__":
    sys.exit(main())
