#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Run the unit tests and cases in virtual machines, and sum them up.

What they print, KTAP, is passed on.  The last line is the sum of all, and the
exit status is 0 only if nothing failed and something passed.
"""

import argparse
import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("DDOM_BUILD", TOP / "build"))
RIG = [sys.executable, "-B", str(TOP / "selftests/qemu/run.py")]
UNIT = ["make", "--no-print-directory", "-k", "-Otarget",
        "-C", str(TOP / "selftests/unit"), f"OUT={BUILD / 'unit'}"]
FUZZ = ["make", "--no-print-directory", "-C", str(TOP / "selftests/fuzz"),
        f"OUT={BUILD / 'fuzz'}", "run"]
# What runs beside machines takes what they leave.
POLITE = ["nice", "-n", "10"]
# of the failures repeated at the end
MAX_LINES = 60
SUM = re.compile(r"\d+ passed, \d+ failed, \d+ skipped")


SHIPPED = [str(TOP / "selftests/build/shipped.sh")]
INSTALL = [str(TOP / "selftests/build/check-install.sh")]
KCONFIG = [sys.executable, "-B", str(TOP / "selftests/build/kconfig.py")]


class Sum:
    """What passed, failed and was skipped, of all steps so far."""

    def __init__(self, output=sys.stdout):
        self.passed = self.failed = self.skipped = 0
        self.bad = []
        self.telling = False
        self.output = output

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

    def add(self, other):
        """Take over what another one has counted, and its output."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.bad += other.bad
        if other.output is not self.output:
            self.say(other.output.getvalue())

    def say(self, text):
        """Print at once."""
        self.output.write(text)
        self.output.flush()

    def step(self, name, argv):
        """Run one program, pass its output on, count its KTAP."""
        self.say(f"# {name}\n")
        before, failed, planned = self.all(), self.failed, 0
        environment = {**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"}
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True,
                              errors="replace", env=environment) as child:
            for line in child.stdout:
                plan = re.match(r"1\.\.(\d+)", line)
                planned += int(plan.group(1)) if plan else 0
                self.line(line)
                if not SUM.match(line):
                    self.say(line)
        missing = planned - (self.all() - before)
        if missing > 0:
            self.say(f"# {name}: {missing} of {planned} did not report\n")
            self.failed += missing
            self.bad.append(f"# {name}: {missing} did not report")
        # 4: all were skipped
        if child.returncode not in (0, 4) and self.failed == failed:
            line = f"not ok {name} # exit status {child.returncode}"
            self.say(line + "\n")
            self.fail(line)
        self.telling = False

    def side_by_side(self, *lists):
        """Run lists of steps at once.

        The first list's output is passed on as it comes, that of the others
        when all are through.
        """
        def run(part, steps):
            for name, argv in steps:
                part.step(name, argv)

        parts = [Sum(self.output), *(Sum(io.StringIO()) for _ in lists[1:])]
        for steps in lists[1:]:
            self.say("".join(f"# begun: {name}\n" for name, _ in steps))
        with ThreadPoolExecutor(len(lists)) as pool:
            list(pool.map(run, parts, lists))
        for part in parts:
            self.add(part)


def cases_of(options):
    """The steps that run cases: (name, arguments)."""
    rig = [*RIG, "--jobs", str(options.jobs)]
    if options.cycles:
        rig += ["--cycles", options.cycles]
    group = [] if options.cases == "all" else [options.cases]
    steps = []
    if options.cases and not options.kernels:
        steps.append((f"cases: {options.cases}", [
            *rig, "--json", str(BUILD / "results.json"), *group]))
    for suite in options.kernels.split():
        steps.append((f"cases: {options.cases}, {suite}", [
            *rig, "--json", str(BUILD / f"results-{suite}.json"),
            "--suite", suite, *group]))
    if options.without_ipv6:
        steps.append(("cases: without IPv6", [
            *rig, "--json", str(BUILD / "results-ipv6.json"),
            "--append", "ipv6.disable=1", "without_ipv6"]))
    return steps


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
    parser.add_argument("--cycles", metavar="N",
                        help="attaches and detaches where they are counted")
    parser.add_argument("--jobs", type=int, default=1,
                        help="cases at a time")
    options = parser.parse_args()

    unit, beside = [], []
    if options.unit:
        unit.append(("unit tests", [
            *POLITE, *UNIT, f"-j{options.jobs}",
            "run-all" if options.cases == "all" else "run"]))
        beside.append(("shipped module", POLITE + SHIPPED))
        beside.append(("make install", POLITE + INSTALL))
    if options.fuzz:
        beside.append(("readers under attack", POLITE + FUZZ +
                       [f"SECONDS_EACH={options.fuzz}"]))
    if options.kconfig:
        beside.append(("kernel configuration", POLITE + KCONFIG +
                       ["--each"] * (options.kconfig == "each")))
    total = Sum()
    total.side_by_side(*filter(None, (cases_of(options), unit, beside)))
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "summary").write_text(f"{total}\n", encoding="ascii")
    total.failures()
    print(total, flush=True)
    return 0 if total.passed and not total.failed else 1


if __name__ == "__main__":
    sys.exit(main())
