#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Show what an attach and a detach do to a machine whose root is NFS.

Two machines first: a server, and a diskless client which gets its address by
DHCP and its root over NFS.  Then the same in the rig whose clock a busy host
does not disturb, where packets and stalls are counted.
"""

import argparse
import json
import signal
import sys
from pathlib import Path

import cases
import runner
from paths import BUILD, LOGS

CYCLES = 4
# Windows and their titles; the last two are ddtool before and after the steps.
LABELS = {"quiet": "quiet", "attach": "attach", "detach": "detach",
          "command_attach": "ddtool: attach",
          "command_detach": "ddtool: detach"}
NONE_OF = ("echo_lost", "read_errors", "rpc_retransmissions",
           "client_TCPTimeouts", "server_TCPTimeouts", "tables_changed")


def heading(text):
    """Set apart what follows."""
    print(f"\n=== {text}", flush=True)


def kept(case, name):
    """A file which the guest has handed over."""
    path = LOGS / f"{case.id}.{name}"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def picture(case, name, title):
    """Addresses, routes and ports, as the guest's own programs show them."""
    heading(title)
    for line in kept(case, name).splitlines():
        print(f"  {line.rstrip()}")


def timeline(text, title):
    """The steps of one transaction, as ddtool --json reports them."""
    heading(title)
    try:
        report = json.loads(text)
    except ValueError:
        print("  ddtool gave no report")
        return
    steps = [step for step in report.get("steps", []) if step.get("run")]
    if not steps:
        print("  no step was run")
        return
    begin = min(step["run"]["start_ns"] for step in steps)
    end = max(step["run"]["start_ns"] + step["run"]["time_ns"]
              for step in steps)
    print("   at, ms  took, ms  phase    step")
    for step in steps:
        run = step["run"]
        error = f"  error {run['error']}" if run.get("error") else ""
        print(f"{(run['start_ns'] - begin) / 1e6:9.3f} "
              f"{run['time_ns'] / 1e6:9.3f}  {step['phase']:8} "
              f"{step['text']}{error}")
    print(f"  {report['state']} after {(end - begin) / 1e6:.1f} ms, receiving "
          f"frozen for {report.get('frozen_ns', 0) / 1e6:.2f} ms")
    if report.get("confirmation"):
        print(f"  confirmed: {report['confirmation']}")


def figures(metrics):
    """What the probes saw, quiet time beside attach and detach."""
    def milliseconds(label):
        value = metrics.get(f"read_max_us_{label}")
        return "-" if value is None else f"{value / 1000:.1f} ms"

    def lost(label):
        return (f"{metrics.get(f'echo_lost_{label}', 0)} of "
                f"{metrics.get(f'echo_sent_{label}', 0)}")

    rows = [("", *LABELS.values()),
            ("packets lost", *map(lost, LABELS)),
            ("longest NFS read", *map(milliseconds, LABELS))]
    for cells in rows:
        print("  " + f"{cells[0]:18}"
              + "".join(f"{cell:>16}" for cell in cells[1:]))
    print(f"  in all: {metrics.get('echo_lost', '-')} of "
          f"{metrics.get('echo_sent', '-')} packets lost, "
          f"{metrics.get('rpc_retransmissions', '-')} RPC retransmissions, "
          f"{metrics.get('client_TCPTimeouts', '-')} TCP timeouts")


def outcome(result):
    """Say why a run failed; true when it did not."""
    if result.status == "pass":
        return True
    heading(f"{result.case.name}: {result.status}")
    for line in result.details() or [result.text]:
        print(f"  {line}")
    return False


def show_two(result):
    """What happened to the diskless machine."""
    case = result.case
    for line in result.said:
        print(f"  {line}")
    if not outcome(result):
        return False
    picture(case, "before", "Before")
    timeline(kept(case, "attach.json"), "ddtool bridge-attach xenbr0")
    picture(case, "attached", "Attached")
    timeline(kept(case, "detach.json"), "ddtool bridge-detach xenbr0")
    picture(case, "after", "Detached: all tables are as before")
    heading("Meanwhile, by the host's clock (a busy host shows)")
    figures(result.metrics)
    return True


def show_counted(result):
    """The same, counted: here nothing at all may be lost or sent again."""
    heading(f"Counted: {CYCLES} attaches and detaches, time in instructions")
    if not outcome(result):
        return False
    figures(result.metrics)
    frozen = [f"{result.metrics.get(f'frozen_max_us_{label}', 0) / 1000:.2f}"
              f" ms in {label}" for label in ("attach", "detach")]
    print(f"  receiving frozen for at most {', '.join(frozen)}")
    return not any(result.metrics.get(name, 1) for name in NONE_OF)


def main():
    """Run both, show both."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0],
                                     allow_abbrev=False)
    parser.add_argument("--json", type=Path, default=BUILD / "demo.json")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    diskless = cases.Case("demo", script="demo.sh", rig="pair", module=True,
                          timeout=600)
    # Figures to be seen, not a limit to be met: that is what cases are for.
    counted = cases.attach("demo_counted", cycles=CYCLES,
                           settings={"LOSS": "allowed"})
    results = []
    good = True
    try:
        for case, show, text in (
                (diskless, show_two, "Two machines boot: a server, and a "
                 "diskless client (DHCP, root on NFS)"),
                (counted, show_counted, None)):
            if text:
                heading(text)
            else:
                heading("The counting rig boots")
            results.append(runner.run(case))
            good = show(results[-1]) and good
    except (runner.PackageError, KeyboardInterrupt) as error:
        sys.exit(f"demo.py: {error or 'interrupted'}")
    finally:
        runner.stop_all()
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(
        json.dumps([result.record() for result in results], indent=1) + "\n",
        encoding="utf-8")
    print(f"\n{'All as it should be' if good else 'FAILED'}; figures in "
          f"{options.json}, logs in {LOGS}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
