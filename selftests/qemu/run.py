#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Run cases in virtual machines; KTAP on standard output.

Exit status: 0 all passed, 1 something failed, 2 usage, 4 all were skipped.
"""

import argparse
import json
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cases
import runner
from images.debs import PackageError
from machines import counted
from paths import BUILD, BUILT, SUITES


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0],
                                     allow_abbrev=False)
    parser.add_argument("case", nargs="*", metavar="CASE",
                        help="a case or a group of cases; all when none")
    parser.add_argument("--list", action="store_true", help="list the cases")
    parser.add_argument("--suite", choices=(*SUITES, *BUILT), help="kernel of this suite")
    parser.add_argument("--nic", choices=sorted(cases.images.NIC_MODULES),
                        help="model of the client's NIC")
    parser.add_argument("--nfs", choices=("v3tcp", "v3udp", "v4.2"))
    parser.add_argument("--cycles", type=int, help="cycles, where there are")
    parser.add_argument("--set", action="append", default=[],
                        metavar="NAME=VALUE", help="a variable in the guest")
    parser.add_argument("--append", help="kernel command line, added")
    parser.add_argument("--timeout", type=int,
                        help="seconds a case, on an idle host")
    parser.add_argument("--json", type=Path, default=BUILD / "results.json")
    parser.add_argument("-j", "--jobs", type=int, default=1)
    return parser.parse_args()


def selected(options):
    """The cases to run, with what the command line changes."""
    found = []
    for name in options.case or [case.name for case in cases.CASES]:
        matching = cases.find(name)
        if not matching:
            sys.exit(f"run.py: no case or group {name!r}; see --list")
        found += [case for case in matching if case not in found]
    settings = dict(item.split("=", 1) for item in options.set)
    if options.cycles:
        settings["CYCLES"] = options.cycles
    return [case.variant(kernel=options.suite, nic=options.nic,
                         nfs=options.nfs, timeout=options.timeout,
                         append=options.append and
                         f"{case.append} {options.append}".strip(),
                         settings=settings)
            for case in found]


def report(number, result):
    """One KTAP line and, below it, what explains it."""
    case = result.case
    text = f"{case.name} {case.kernel} {case.nic} {case.nfs}"
    if result.status == "skip":
        print(f"ok {number} {text} # SKIP {result.text}")
    else:
        word = "ok" if result.status == "pass" else "not ok"
        print(f"{word} {number} {text} # {result.seconds:.0f}s, "
              f"{result.cpu:.0f}s of CPU")
    for line in result.details():
        print(f"# {line}")
    sys.stdout.flush()


def main():
    """Run what was asked for."""
    options = arguments()
    wanted = selected(options)
    if options.list:
        for case in wanted:
            print(f"{case.name:28} {case.rig:11} {case.kernel:9} {case.nic:15} "
                  f"{case.nfs:6} {' '.join(case.groups)}")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(f"KTAP version 1\n1..{len(wanted)}", flush=True)
    counted.expect(suited for suited in map(runner.suited, wanted)
                   if suited.rig == "counted" and not suited.missing())
    results = []
    # What waits more than it computes runs beside what computes.
    computes = ThreadPoolExecutor(max_workers=max(1, options.jobs))
    waits = computes if options.jobs < 2 else ThreadPoolExecutor(max_workers=1)
    try:
        begun = [(waits if case.waits else computes).submit(runner.run, case)
                 for case in wanted]
        for number, future in enumerate(begun, 1):
            results.append(future.result())
            report(number, results[-1])
    except PackageError as error:
        print(f"Bail out! {error}")
        return 1
    except (KeyboardInterrupt, SystemExit):
        print("Bail out! interrupted", flush=True)
        return 1
    finally:
        runner.stop_all()
        for pool in (computes, waits):
            pool.shutdown(cancel_futures=True)
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(
            json.dumps([result.record() for result in results], indent=1)
            + "\n", encoding="utf-8")
    count = {status: sum(result.status == status for result in results)
             for status in ("pass", "fail", "skip")}
    print(f"{count['pass']} passed, {count['fail']} failed, "
          f"{count['skip']} skipped")
    if count["fail"]:
        return 1
    return 0 if count["pass"] else 4


if __name__ == "__main__":
    sys.exit(main())
