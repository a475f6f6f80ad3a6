# SPDX-License-Identifier: GPL-2.0-only
"""What the consoles of machines must say, and in which order.

A scenario is a generator: it switches machines on and off, and waits for lines
of their consoles.  It stands where another rig has a guest's results port.
"""

import json
import re
import time
from dataclasses import dataclass

from machines.vm import VmError

LIVE = []                # demo-boot's: called with each line as it is seen

# Within this time the lines of two consoles have no order.
SLACK = 1.0
PLACES = re.compile(r"(?:\x1b\[\d+;\d+H)*\x1b\[\d+;(\d+)H")
# What may be the beginning of one, or of some.
HELD = re.compile(r"(?:\x1b\[\d+;\d+H)*(?:\x1b(?:\[[\d;]*)?)?$")
KEYS = {"\n": "ret", "\x1b": "esc"}
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]")


def laid_out(text):
    """TEXT with a line's end where the cursor is sent somewhere else.

    Firmware also sends it to where it is, by way of another place.
    """
    held = HELD.search(text).group(0)
    done, *moves = PLACES.split(text[:len(text) - len(held)])
    for place, part in zip(moves[::2], moves[1::2]):
        column = int(place) - 1
        line = ESCAPES.sub("", done.rpartition("\n")[2]).strip("\r")
        if column != len(line):
            done += "\n" + " " * column
        done += part
    return done + held


class Console:
    """A console's log: its lines, and when they came."""

    def __init__(self, path):
        self.path = path
        self.rewind()

    def rewind(self):
        """The machine has been switched on: begin anew."""
        self.offset = 0
        self.rest = ""
        self.lines = []
        self.next = 0             # the first line not yet passed over
        self.boot = 0             # the first of this boot

    def read(self):
        """Take what has come."""
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                data = file.read()
        except FileNotFoundError:
            return
        self.offset += len(data)
        text = self.rest + data.decode(errors="replace")
        *lines, self.rest = laid_out(text).split("\n")
        now = time.monotonic()
        self.lines += [(now, ESCAPES.sub("", line).strip("\r"))
                       for line in lines]

    def find(self, pattern):
        """The next line that has PATTERN: (when, line), or None.

        What is before it has been passed over.
        """
        for number in range(self.next, len(self.lines)):
            when, line = self.lines[number]
            if re.search(pattern, line):
                self.next = number + 1
                return when, line
        return None

    def find_prompt(self, pattern):
        """The same for what ends no line, as it waits for an answer."""
        found = self.find(pattern)
        line = ESCAPES.sub("", self.rest).strip("\r")
        if found or not re.search(pattern, line):
            return found
        self.next, self.rest = len(self.lines), ""
        return time.monotonic(), line


@dataclass(frozen=True)
class Mark:
    """A line to wait for."""

    name: str        # of its metric
    console: str     # server or client
    pattern: str
    title: str       # for people
    seconds: int = 180
    prompt: bool = False     # waits for an answer, and ends no line
    slack: float = SLACK     # it may come before the one before it


class Scenario:
    """The reporter of a run."""

    def __init__(self, case, running, clients, script):
        self.case = case
        self.name = case.id
        self.running = running
        self.server = running[0]
        self.clients = clients
        self.values = {}          # words of patterns, known when it runs
        self.logs = {vm.role: Console(vm.console)
                     for vm in [self.server, *clients]}
        self.begin = self.last = time.monotonic()
        self.results = self
        self.waiting = []
        self.script = script(self)

    # -- for the runner

    def line(self, seconds):
        """The next line of results; None when there was none in time."""
        item = next(self.script)
        if item is None:
            time.sleep(min(0.1, seconds))
            return None
        return json.dumps(item)

    # -- machines

    def power_on(self, number=0):
        """Switch a client on."""
        client = self.clients[number]
        # The log is another one from now on; no line of the old one counts.
        client.console.unlink(missing_ok=True)
        self.logs[client.role].rewind()
        client.start()
        if client not in self.running:
            self.running.append(client)
        # A restart goes through firmware and ROM, as on a machine.
        client.qmp("set-action", reboot="reset")
        self.begin = self.last = time.monotonic()

    def restart(self, number=0):
        """Press the reset button of a client."""
        client = self.clients[number]
        self.pass_over(client.role)
        self.pass_over("server")
        client.qmp("system_reset")
        self.begin = self.last = time.monotonic()

    def press(self, keys, number=0):
        """Press keys of a client's keyboard, named as QEMU does."""
        for key in keys:
            self.clients[number].qmp("send-key", keys=[
                {"type": "qcode", "data": KEYS.get(key, key)}])
            # Until it is released; firmware holds few.
            pause = time.monotonic() + 0.2
            while time.monotonic() < pause:
                yield None

    def plug(self, number=0):
        """Pull the plug of a client."""
        client = self.clients[number]
        self.running.remove(client)
        client.process.kill()
        client.process.wait()
        client.stop()

    def ask(self, line, seconds=120):
        """Have the servers do a line of shell; yields until it is done.

        Returns what was said, and raises what went wrong.
        """
        self.server.results.send(line)
        deadline = time.monotonic() + seconds
        while True:
            answer = self.server.results.line(0.05)
            self.read()
            if answer:
                break
            if time.monotonic() > deadline:
                raise VmError(f"the servers: {line}: no answer")
            yield None
        said = json.loads(answer)
        if said["rc"]:
            raise VmError(f"the servers: {line}: {said['text']}")
        return said["text"]

    # -- time

    def mark_begin(self):
        """Seconds are counted from here on."""
        self.begin = self.last

    def since_begin(self):
        """Seconds to the last line seen."""
        return self.last - self.begin

    # -- what is waited for

    def read(self):
        """Take what all consoles have said."""
        for log in self.logs.values():
            log.read()

    def seen(self, console, pattern):
        """Has a line which is still to be looked for PATTERN?"""
        self.read()
        log = self.logs[console]
        return any(re.search(pattern, line) for _, line
                   in log.lines[log.boot:])

    def last_seen(self, marks):
        """The name of the last of MARKS that a client has come to."""
        self.read()
        title = "firmware"
        for mark in marks:
            log = self.logs[mark.console]
            if any(re.search(mark.pattern, line)
                   for _, line in log.lines[log.boot:]):
                title = mark.name
        return title

    def pass_over(self, console):
        """What a console has said by now counts no more."""
        self.read()
        log = self.logs[console]
        log.next = log.boot = len(log.lines)

    def see(self, *marks, prefix="", console=None):
        """Wait for each of MARKS, one after the other."""
        for mark in marks:
            log = self.logs[console if console and mark.console == "client"
                            else mark.console]
            pattern = mark.pattern
            for word, value in self.values.items():
                pattern = pattern.replace(word, value)
            # Many at once take turns.
            limit = mark.seconds * len(self.running[1:] or [0])
            deadline = time.monotonic() + limit
            while True:
                self.read()
                found = log.find_prompt(pattern) if mark.prompt \
                    else log.find(pattern)
                if found:
                    break
                if time.monotonic() > deadline:
                    raise VmError(f"not seen in {limit} s: "
                                  f"{mark.title} ({mark.console}: {pattern})")
                yield None
            when, line = found
            if when < self.last - mark.slack:
                raise VmError(f"too early: {mark.title}: {line}")
            self.last = max(self.last, when)
            after = when - self.begin
            yield {"metric": f"{prefix}{mark.name}_s", "value": round(after, 1)}
            text = f"{after:6.1f} s  {mark.title:32} {line.strip()[:90]}"
            yield {"say": f"{console}: {text}" if console else text}
            for tell in LIVE:
                tell(text)

    def passed(self):
        """The end."""
        yield {"result": "pass", "text": ""}
        yield {"end": True}
