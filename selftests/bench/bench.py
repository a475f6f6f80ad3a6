#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the ways to make the NIC under an NFS root a bridge port.

The ways which survive take turns in one boot of the rig that counts; one
that loses the root has a boot of its own, after nothing happened in it.
"""

import argparse
import json
import signal
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "qemu"))

# pylint: disable=wrong-import-position
import plot  # noqa: E402
import runner  # noqa: E402
from cases import Case  # noqa: E402
from paths import BUILD, LOGS, SUITES, note  # noqa: E402

# In the order of the table: what guests call it, what people do.
STRATEGIES = {
    "nothing": "nothing",
    "ddtool": "ddtool with module",
    "no_module": "ddtool --no-module",
    "ip_batch": "ip -batch",
    "networkd": "systemd-networkd",
    "ifupdown": "ifupdown",
    "howto": "HOWTO's order",
    "xen": "Xen 3.1's order",
}
TOGETHER = ("nothing", "ddtool", "no_module", "ip_batch")


@dataclass
class Attach:
    """One attach by one strategy."""

    result: runner.Result
    strategy: str
    number: int

    def value(self, name, default=None):
        """What the guest itself said of it."""
        return self.result.metrics.get(
            f"{self.strategy}.{self.number}.{name}", default)

    def probed(self, name, default=0):
        """What a probe saw in its window."""
        return self.result.metrics.get(
            f"{name}_{self.strategy}.{self.number}", default)

    def reads(self):
        """[(ms since its begin, ms it took)] of the reads around it."""
        path = LOGS / (f"{self.result.case.id}.{self.strategy}."
                       f"{self.number}.reads")
        if not path.exists():
            return []
        pairs = (line.split() for line in path.read_text().splitlines())
        return [(float(at), int(us) / 1000) for at, us in pairs]


def boots(options):
    """The cases to run: one for all who survive, one for each other."""
    groups = [TOGETHER] + [("nothing", name) for name in STRATEGIES
                           if name not in TOGETHER]
    wanted = options.strategy or list(STRATEGIES)
    made = []
    for group in groups:
        names = [name for name in group if name in wanted]
        if not names or (names == ["nothing"] and group is not TOGETHER):
            continue
        made.append(Case(
            f"bench_{group[-1] if group is not TOGETHER else 'together'}",
            script="bench.sh", kernel=options.suite, nic=options.nic,
            nfs=options.nfs, module="ddtool" in names or "no_module" in names,
            timeout=options.timeout,
            # A NIC left behind by a dead root may time out.
            allow="" if group is TOGETHER else
            r"NETDEV WATCHDOG|cut here|sch_generic|dev_watchdog",
            settings={"STRATEGIES": " ".join(names),
                      "REPETITIONS": options.repetitions}))
    return made


def attaches(results):
    """All attaches of all boots, by strategy."""
    found = {}
    for result in results:
        for name in result.metrics:
            strategy, _, rest = name.partition(".")
            number, _, what = rest.partition(".")
            if what == "survived" and strategy in STRATEGIES:
                found.setdefault(strategy, []).append(
                    Attach(result, strategy, int(number)))
    return found


def record(strategy, runs, results):
    """The object of one strategy in bench.json."""
    boot = runs[0].result if runs else next(
        (result for result in results
         if strategy in result.case.settings["STRATEGIES"].split()), None)
    if boot is None:
        return None
    made = {**boot.record(), "case": "bench", "strategy": strategy,
            "metrics": {}}
    if not runs:
        made["status"] = "skip" if boot.status == "skip" else "fail"
        made["text"] = f"not run: {boot.text or 'the guest gave no figures'}"
        return made
    lost = [run.probed("echo_lost") for run in runs]
    stall = [run.probed("read_max_us") for run in runs]
    done = [run.value("done_us", 0) for run in runs]
    finished = all(run.value("status") != 124 for run in runs)
    made["metrics"] = {
        "repetitions": len(runs),
        "survived": sum(run.value("survived") for run in runs),
        "lived": sum(run.value("lived", 0) for run in runs),
        "finished": int(finished),
        "bridged": sum(run.value("bridged", 0) for run in runs),
        "echo_lost": sum(lost), "echo_lost_max": max(lost),
        "echo_sent": sum(run.probed("echo_sent") for run in runs),
        "attaches_with_loss": sum(1 for each in lost if each),
        "read_max_us": max(stall),
        "read_max_us_median": int(statistics.median(stall)),
        "rpc_retransmissions": sum(run.value("rpc_retransmissions", 0)
                                   for run in runs),
        "tcp_timeouts": sum(run.value("tcp_timeouts", 0) for run in runs),
        "done_us_median": int(statistics.median(done)),
        "done_us_max": max(done),
    }
    return made


HEAD = ("strategy", "survived", "bridged", "packets lost", "NFS stall, ms",
        "RPC retr.", "TCP timeouts", "done in, ms")


def row(made):
    """One line of the table."""
    name = STRATEGIES[made["strategy"]]
    figures = made["metrics"]
    if not figures:
        return [name, made["text"]]
    count = figures["repetitions"]
    alive = figures["survived"] == count
    stall = f"{figures['read_max_us'] / 1000:.1f}"
    done = f"{figures['done_us_median'] / 1000:.0f}"
    later = "*" if figures["lived"] > figures["survived"] else " "
    return [name, f"{figures['survived']}/{count}{later}",
            "-" if made["strategy"] == "nothing"
            else f"{figures['bridged']}/{count}",
            f"{figures['echo_lost']} of {figures['echo_sent']}",
            stall if alive else f">{stall}",
            str(figures["rpc_retransmissions"]),
            str(figures["tcp_timeouts"]),
            done if figures["finished"] else f"never (>{done})"]


def table(records):
    """All of it as text."""
    rows = [list(HEAD)] + [row(made) for made in records]
    wide = [max(len(each[column]) for each in rows if len(each) > 2)
            for column in range(len(HEAD))]
    lines = []
    for each in rows:
        if len(each) == 2:
            lines.append(f"{each[0]:{wide[0]}}  {each[1]}")
            continue
        lines.append("  ".join(
            f"{cell:{width}}" if column == 0 else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(each, wide))))
    lines.insert(1, "-" * len(lines[0]))
    if any("*" in each[1] for each in rows[1:]):
        lines.append("* it lived until the neighbours' addresses were "
                     "forgotten, as they are after a while")
    return "\n".join(lines)


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0],
                                     allow_abbrev=False)
    parser.add_argument("strategy", nargs="*", metavar="STRATEGY",
                        help=f"of: {' '.join(STRATEGIES)}; all when none")
    parser.add_argument("--suite", choices=SUITES, default="bookworm")
    parser.add_argument("--nic", default="virtio-net-pci")
    parser.add_argument("--nfs", choices=("v3tcp", "v4.2"), default="v3tcp")
    parser.add_argument("--repetitions", type=int, default=5,
                        help="of those who survive")
    parser.add_argument("--timeout", type=int, default=1500,
                        help="seconds a boot")
    parser.add_argument("--json", type=Path, default=BUILD / "bench.json")
    parser.add_argument("--svg", type=Path, default=BUILD / "bench.svg")
    parser.add_argument("-j", "--jobs", type=int, default=1)
    options = parser.parse_args()
    for name in options.strategy:
        if name not in STRATEGIES:
            parser.error(f"no strategy {name!r}")
    return options


def run_all(cases, jobs):
    """Run the boots; says how each of them went."""
    results = []
    pool = ThreadPoolExecutor(max_workers=max(1, jobs))
    try:
        for result in pool.map(runner.run, cases):
            results.append(result)
            note(f"{result.case.name}: {result.status} after "
                 f"{result.seconds:.0f} s {result.text}".rstrip())
            for line in result.said:
                note(f"  {line}")
    finally:
        runner.stop_all()
        pool.shutdown(cancel_futures=True)
    return results


def main():
    """Run, sum up, draw."""
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        results = run_all(boots(options), options.jobs)
    except (runner.PackageError, KeyboardInterrupt) as error:
        sys.exit(f"bench.py: {error or 'interrupted'}")
    found = attaches(results)
    records = [made for name in STRATEGIES
               if (made := record(name, found.get(name, []), results))]
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(records, indent=1) + "\n",
                            encoding="utf-8")
    print(table(records))
    panels = [plot.Panel(STRATEGIES[made["strategy"]],
                         found[made["strategy"]], made["metrics"])
              for made in records if made["metrics"]]
    if panels:
        plot.draw(panels, options.svg)
    bad = [made for made in records if made["status"] == "fail"]
    return 1 if bad or not records else 0


if __name__ == "__main__":
    sys.exit(main())
