# SPDX-License-Identifier: GPL-2.0-only
"""Run one case: start its machines, follow its results, judge, clean up."""

import json
import re
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from images import images
from images.debs import PackageError
from machines import counted, linux26, linux26_pxe, pair, power_on, pxe, single, xen
from machines.vm import VmError
from paths import LOGS

RIGS = {"counted": counted, "linux26": linux26, "linux26_pxe": linux26_pxe,
        "pair": pair, "power_on": power_on, "pxe": pxe, "single": single,
        "xen": xen}

# What no kernel log may contain.
TROUBLE = re.compile(
    r"Kernel panic|\bOops\b|\bBUG:|WARNING: |general protection|"
    r"INFO: task .* blocked|possible circular locking|"
    r"possible recursive locking|inconsistent lock state|"
    r"bad unlock balance|suspicious RCU|INFO: rcu_|UBSAN|KASAN|"
    r"refcount_t|unregister_netdevice: waiting|NETDEV WATCHDOG|"
    r"kmemleak: [1-9].* new suspected|"
    r"scheduling while atomic|sleeping function called")

# How much longer than on an idle host of ours a case may take on yours.
HOST_PATIENCE = 3

# How much longer a kernel that watches itself computes for a packet, and how
# much longer a case may take there.
SLOWNESS = 50
PATIENCE = 10

# It tests its own grace periods as it starts, and on a busy host waits for one
# for ever now and then, before anything of ours runs: it is started once more.
STUCK = "Running RCU-tasks wait API self tests"
STUCK_S = 300

# Looking for leaks is half of the time there: once for all that only attach,
# and where things are made and thrown away.
SCANNED = {"abuse", "faults", "kernels"}

STARTED = []
STOPPING = threading.Event()


@dataclass
class Result:
    """What became of a case."""

    case: object
    status: str = "fail"
    text: str = ""
    seconds: float = 0.0
    cpu: float = 0.0              # seconds of it that the machines computed
    metrics: dict = field(default_factory=dict)
    said: list = field(default_factory=list)
    kernel: list = field(default_factory=list)
    ends: float = 0.0             # by when the machine has ended by itself
    last: list = field(default_factory=list)  # for its console to say
    heard: bool = False           # has the guest said anything
    stuck: bool = False

    def record(self):
        """The object written to results.json."""
        return {"case": self.case.name, "kernel": self.case.kernel,
                "nic": self.case.nic, "nfs": self.case.nfs,
                "status": self.status, "seconds": round(self.seconds, 1),
                "cpu": round(self.cpu, 1), "metrics": self.metrics, "text": self.text}

    def details(self):
        """What is worth reading below the KTAP line."""
        lines = []
        if self.status == "fail":
            lines.append(self.text)
        lines += self.said
        if self.metrics:
            lines.append(" ".join(f"{name}={value}" for name, value
                                  in self.metrics.items()))
        if self.status == "fail":
            lines += [f"  | {line}" for line in self.kernel]
        return lines


def tail(path, count=15):
    """The last lines of a log."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    return [line.rstrip() for line in text.splitlines() if line.strip()
            ][-count:]


def trouble(machine, allow):
    """The first line of a machine's log which no log may contain."""
    for path in (machine.console, machine.dmesg):
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines():
            if TROUBLE.search(line) and \
                    not (allow and re.search(allow, line)):
                return line.strip()
    return None


def stop_all():
    """End every machine that was started and still runs."""
    STOPPING.set()
    for machine in list(STARTED):
        machine.stop()


def follow(machine, machines, result):
    """Take the results of a case until its end, its death or its time is up."""
    begin = time.monotonic()
    deadline = begin + result.case.timeout
    ended = False
    while not ended:
        if STOPPING.is_set():
            raise VmError("interrupted")
        left = (result.ends or deadline) - time.monotonic()
        if left <= 0:
            raise VmError("the machine does not end by itself" if result.ends
                          else f"no end after {result.case.timeout} s")
        line = machine.results.line(min(left, 0.5))
        if line is None:
            dead = [vm.name for vm in machines if not vm.running()]
            if result.ends and dead == [machine.name]:
                judge_last(result, machine)
                return
            if dead:
                raise VmError(f"{dead[0]} ended before the case did")
            result.stuck = not result.heard and is_stuck(machine, begin)
            if result.stuck:
                raise VmError(STUCK)
            continue
        result.heard = True
        ended = take(line, machines, machine, result)


def is_stuck(machine, begin):
    """Did the machine come to STUCK, and no further."""
    return time.monotonic() > begin + STUCK_S and \
        any(STUCK in line for line in tail(machine.console, 1))


def judge_last(result, machine):
    """A machine which ended by itself has said on its console what it must.

    An entry that begins with ! is what it must not have said.
    """
    text = machine.console.read_text(encoding="utf-8", errors="replace")
    wrong = [entry for entry in result.last
             if bool(re.search(entry.lstrip("!"), text))
             == entry.startswith("!")]
    result.status = "fail" if wrong else "pass"
    result.text = f"the console's end: {'; '.join(wrong)}" if wrong else ""


def take(line, machines, machine, result):
    """One line of results; true when it was the last."""
    try:
        item = json.loads(line)
    except ValueError:
        result.said.append(f"not understood: {line}")
        return False
    if "metric" in item:
        result.metrics[item["metric"]] = item["value"]
    elif "say" in item:
        result.said.append(item["say"])
    elif "file" in item:
        name = f"{result.case.id}.{item['file']}"
        (LOGS / name).write_text(item["text"], encoding="utf-8")
    elif "result" in item:
        result.status, result.text = item["result"], item["text"]
    elif "ends" in item:
        result.ends = time.monotonic() + item["ends"]
    elif "last" in item:
        result.last.append(item["last"])
    elif "host" in item:
        answer = host_request(item["host"].split(), machines)
        machine.results.send(answer)
    return "end" in item


def host_request(words, machines):
    """Do what only the host can do for a guest: ok, or what was wrong."""
    by_role = {vm.role: vm for vm in machines}
    try:
        match words:
            case ["link", role, device, ("on" | "off") as state]:
                by_role[role].qmp("set_link", name=device, up=state == "on")
            case ["pause", role]:
                by_role[role].qmp("stop")
            case ["resume", role]:
                by_role[role].qmp("cont")
            case ["unplug", role, device]:
                by_role[role].qmp("device_del", id=device)
            case ["restarts", role]:
                by_role[role].qmp("set-action", reboot="reset")
            case ["reset", role]:
                by_role[role].qmp("system_reset")
            case _:
                return f"unknown request {' '.join(words)}"
    except (VmError, KeyError) as error:
        return str(error)
    return "ok"


def suited(case):
    """CASE as this host and its kernel need it."""
    case = case.variant(timeout=case.timeout * HOST_PATIENCE)
    if not images.checked(case.kernel):
        return case
    append = f"{case.append} panic_on_warn=1 loglevel=7"
    # The interpreter of ACPI takes minutes, and gives up on the interrupts of
    # PCI; NICs put to sleep and powered off need it. It is what tells where
    # the clock is that the local timer is checked with: QEMU's firmware puts
    # it there.
    if case.rig != "single":
        append += " acpi=off pmtmr=0x608"
    scan = {"SCAN": "yes"} if SCANNED & {*case.groups} else {}
    return case.variant(timeout=case.timeout * PATIENCE, append=append.strip(),
                        settings={"SLOWNESS": SLOWNESS, **scan})


def run(case):
    """Run CASE; always returns a Result and leaves nothing behind."""
    case = suited(case)
    result = run_once(case)
    if result.stuck:
        result = run_once(case)
        result.said.insert(0, f"started twice, once it came to: {STUCK}")
    return result


def run_once(case):
    """Start the machines of CASE, and judge what they say."""
    result = Result(case)
    why = case.missing()
    if why:
        result.status, result.text = "skip", why
        return result
    directory = Path(tempfile.mkdtemp(prefix="ddom-"))
    machines = []
    begin = time.monotonic()
    try:
        machines, reporter = RIGS[case.rig].machines(case, directory)
        begin = time.monotonic()
        for machine in machines:
            if STOPPING.is_set():
                raise VmError("interrupted")
            STARTED.append(machine)
            machine.start()
        follow(reporter, machines, result)
    except (VmError, OSError) as error:
        result.status, result.text = "fail", str(error)
        result.kernel = [line for machine in machines
                         for line in tail(machine.console)]
    finally:
        for machine in machines:
            machine.stop()
        shutil.rmtree(directory, ignore_errors=True)
    result.seconds = time.monotonic() - begin
    result.cpu = sum(machine.cpu for machine in machines)
    judge_logs(result, machines)
    return result


def judge_logs(result, machines):
    """A kernel that complained makes a failure of any result."""
    for machine in machines:
        line = trouble(machine, result.case.allow)
        if line:
            result.status = "fail"
            result.text = f"{result.text} {machine.role}: {line}".strip()
            result.kernel = tail(machine.console)
    if result.status == "fail" and not result.kernel:
        result.kernel = [line for machine in machines
                         for line in tail(machine.console)]


__all__ = ["PackageError", "Result", "run", "stop_all"]
