# SPDX-License-Identifier: GPL-2.0-only
"""One QEMU process: started, spoken to, always ended."""

import ctypes
import json
import os
import select
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path

from paths import LOGS

QEMU = os.environ.get("QEMU", "qemu-system-x86_64")
PR_SET_PDEATHSIG = 1
PATIENCE = 60       # seconds for QEMU to start, or to answer
STATE_SECONDS = 300     # for a state to be written or read, on a busy disk


class VmError(Exception):
    """The machine did not do what it should in time."""


def cpu_seconds(pid):
    """What a process has computed so far: a busy host hardly changes that."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split(")")[-1]
    return sum(map(int, words.split()[11:13])) / os.sysconf("SC_CLK_TCK")


def die_with_parent():
    """Between fork and exec: QEMU never outlives the runner."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Lines:
    """A socket which speaks in lines of JSON."""

    def __init__(self, path, deadline):
        self.buffer = b""
        self.sock = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.sock.connect(str(path))
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise VmError(f"no socket {path}") from None
                time.sleep(0.02)

    def line(self, seconds):
        """The next line, or None when none came in time or the end did."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            if not select.select([self.sock], [], [], left)[0]:
                return None
            try:
                data = self.sock.recv(65536)
            except OSError:
                data = b""
            if not data:
                time.sleep(min(0.05, left))
                return None
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode(errors="replace")

    def send(self, text):
        """Send one line."""
        self.sock.sendall(text.encode() + b"\n")


class VM:
    """A virtual machine with a console log, QMP and a results port."""

    def __init__(self, name, argv, directory, role="client", results=True):
        self.name = name
        self.role = role
        self.directory = directory
        self.console = LOGS / f"{name}.console"
        self.dmesg = LOGS / f"{name}.dmesg"
        self.process = None
        self.cpu = 0.0            # seconds that it has computed, at its end
        self.qmp_socket = None
        self.results = None
        self.wants_results = results
        self.saved = None         # a state to go on from
        self.told = []            # lines that it is told then
        self.ready = ""           # what it says when the next may be started
        self.argv = [QEMU, "-name", name, "-nodefaults", "-no-user-config",
                     "-display", "none", "-no-reboot",
                     "-serial", f"file:{self.console}",
                     "-serial", f"file:{self.dmesg}",
                     "-qmp", f"unix:{directory}/{name}.q,server=on,wait=off",
                     *argv]
        if results:
            path = f"{directory}/{name}.r"
            self.argv += [
                "-device", "virtio-serial-pci,id=ports",
                "-chardev",
                f"socket,id=results,path={path},server=on,wait=off",
                "-device",
                "virtserialport,chardev=results,name=ddom.results"]

    def start(self):
        """Start QEMU and connect to its sockets."""
        LOGS.mkdir(parents=True, exist_ok=True)
        for path in (self.console, self.dmesg):
            path.unlink(missing_ok=True)
        with open(LOGS / f"{self.name}.qemu", "wb") as errors:
            errors.write((" ".join(self.argv) + "\n").encode())
            errors.flush()
            # pylint: disable=subprocess-popen-preexec-fn,consider-using-with
            self.process = subprocess.Popen(
                self.argv, stdin=subprocess.DEVNULL, stdout=errors,
                stderr=errors, preexec_fn=die_with_parent)
        deadline = time.monotonic() + PATIENCE
        try:
            if self.wants_results:
                self.results = Lines(f"{self.directory}/{self.name}.r",
                                     deadline)
            self.qmp_socket = Lines(f"{self.directory}/{self.name}.q",
                                    deadline)
        except VmError:
            text = (LOGS / f"{self.name}.qemu").read_text(errors="replace")
            raise VmError(f"{self.name}: QEMU did not start: "
                          f"{text[-500:]}") from None
        self.qmp_socket.line(10)
        self.qmp("qmp_capabilities")
        if self.saved:
            self.go_on()
        deadline = time.monotonic() + STATE_SECONDS
        while self.ready and self.ready not in \
                self.console.read_text(errors="replace"):
            if time.monotonic() > deadline or not self.running():
                raise VmError(f"{self.name}: never {self.ready}")
            time.sleep(0.2)

    def leave_files(self):
        """What is mapped from a file is no part of a state."""
        self.qmp("migrate-set-capabilities", capabilities=[
            {"capability": "x-ignore-shared", "state": True}])

    def go_on(self):
        """Take the saved state up, and let it run."""
        self.leave_files()
        self.qmp("migrate-incoming", uri=f"exec:cat {shlex.quote(str(self.saved))}")
        self.wait_for("query-status", "paused")
        for line in self.told:
            self.results.send(line)
        self.qmp("cont")

    def save(self, path):
        """Write the state to PATH, and stand still."""
        self.qmp("stop")
        self.leave_files()
        self.qmp("migrate-set-parameters", max_bandwidth=1 << 33)
        self.qmp("migrate", uri=f"exec:cat >{shlex.quote(str(path))}")
        self.wait_for("query-migrate", "completed")

    def wait_for(self, query, status):
        """Ask until the answer is STATUS."""
        deadline = time.monotonic() + STATE_SECONDS
        now = self.qmp(query).get("status")
        while now != status:
            if now == "failed" or time.monotonic() > deadline:
                raise VmError(f"{query}: {now}, not {status}")
            time.sleep(0.05)
            now = self.qmp(query).get("status")

    def qmp(self, command, **arguments):
        """One QMP command; returns its answer, raises what it refused."""
        message = {"execute": command}
        if arguments:
            message["arguments"] = {key.replace("_", "-"): value
                                    for key, value in arguments.items()}
        self.qmp_socket.send(json.dumps(message))
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            line = self.qmp_socket.line(deadline - time.monotonic())
            if line is None:
                continue
            answer = json.loads(line)
            if "error" in answer:
                raise VmError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]
        raise VmError(f"{command}: no answer")

    def running(self):
        """Has QEMU not ended?"""
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """End QEMU, this one and no other."""
        if self.process is None:
            return
        if self.running():
            self.cpu = cpu_seconds(self.process.pid)
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for lines in (self.results, self.qmp_socket):
            if lines:
                lines.sock.close()
