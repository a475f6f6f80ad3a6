#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Completion in bash, zsh and fish, typed on a terminal.

Usage: test_completion.py DDTOOL.  KTAP on standard output; a shell that is not
there is skipped.  What is typed ends with Return: what counts is the command
line that a program of the name ddtool then gets, with all that shells do to
quotes, blanks and colons.
"""

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]
COMPLETION = TOP / "tools/completion"
POOL = (TOP / "tools/examples/howto-pool.conf").read_text(encoding="ascii") + (
    "kinds:\n  sl4: {count: 1, memory: 64, kernel: /k, "
    "addresses: 192.168.0.120-192.168.0.120}\n")
FRAGMENTS = TOP / "kconfig-fragments"
LONGEST = 30
# Stands for ddtool on the terminal: completes, with NICs that every machine
# has; else it notes its command line.
SPY = """#!/bin/sh
if [ "$1" = complete ]; then
	case "$2 $3 $#" in
	"d3 set 4")
		case "$4" in
		0000:*) printf '0000:02:00.0\\t10ec:8139\\n' ;;
		esac
		exit ;;
	esac
	exec {ddtool} "$@"
fi
exec python3 -c 'import json, os, sys
with open("{out}.new", "w") as out:
    json.dump(sys.argv[1:], out)
os.rename("{out}.new", "{out}")' "$@"
"""
# What is typed, and the arguments that come of it.
TYPED = [
    ("bridge-a\t", "bridge-attach"),
    ("bridge-attach --no-m\t", "bridge-attach --no-module"),
    ("help rootfs con\t", "help rootfs convert"),
    ("server sw\t", "server switch"),
    ("server check --conf\t", "server check --config"),
    ("d3 set 0000:02\t", "d3 set 0000:02:00.0"),
    ("d3 set 0000:02\twa\t", "d3 set 0000:02:00.0 wake"),
    ("kconfig check --dir {fragments} x nfs-\t",
     "kconfig check --dir {fragments} x nfs-udp"),
    ("kconfig check --dir {fragments} x 2.6-xen/xen\t",
     "kconfig check --dir {fragments} x 2.6-xen/xen-dom0"),
    ("kconfig check with\t", ["kconfig", "check", "with blank.config"]),
    ("kconfig check with\\ bl\t", ["kconfig", "check", "with blank.config"]),
    ("kconfig check 'with bl\t", ["kconfig", "check", "with blank.config"]),
    ("doctor --log co\t", ["doctor", "--log", "co:lon.log"]),
    ("doctor --log=co\t", ["doctor", "--log=co:lon.log"]),
    ("bridge-attach --config=some\\ dir/br\t",
     ["bridge-attach", "--config=some dir/bridge.conf"]),
    ("rootfs convert tr\tet\t", "rootfs convert tree/etc/"),
    ("server switch -c my\\ pool.conf po\tte\t",
     ["server", "switch", "-c", "my pool.conf", "post01", "terminal"]),
    ("server switch --config='my pool.conf' post01 te\t",
     ["server", "switch", "--config=my pool.conf", "post01", "terminal"]),
    ("server check -c my\\ pool.conf --as vi\t",
     ["server", "check", "-c", "my pool.conf", "--as", "virtdom"]),
    ("server check -c my\\ pool.conf --as=vi\t",
     ["server", "check", "-c", "my pool.conf", "--as=virtdom"]),
    ("domu create -c my\\ pool.conf s\t",
     ["domu", "create", "-c", "my pool.conf", "sl4"]),
    ("manager evict -c my\\ pool.conf po\t",
     ["manager", "evict", "-c", "my pool.conf", "post01"]),
    ("server switch -c ~/my\\ pool.conf po\t",
     ["server", "switch", "-c", "{home}/my pool.conf", "post01"]),
]
START = {
    "bash": ["bash", "--noprofile", "--rcfile", "{rc}", "-i"],
    "zsh": ["zsh", "-i"],
    "fish": ["fish", "-i"],
}
RC = {
    "bash": ("rc", "PS1='% '\nbind 'set bell-style none' 2>/dev/null\n"
                   "source {completion}/ddtool.bash\n"),
    "zsh": (".zshrc", "PS1='% '\nfpath=({completion} $fpath)\n"
                      "autoload -Uz compinit\ncompinit -u -D\n"),
    "fish": (".config/fish/config.fish",
             "function fish_greeting; end\nset -g fish_features no-query-term\n"
             "source {completion}/ddtool.fish\n"),
}


class Terminal:
    """A shell on a terminal of its own, in a home directory made for it."""

    def __init__(self, shell, ddtool):
        self.home = Path(tempfile.mkdtemp(prefix="ddom-completion."))
        self.out = self.home / "out"
        self.screen = b""
        name, text = RC[shell]
        for path, content in [
                (name, text.replace("{completion}", str(COMPLETION))),
                ("bin/ddtool", SPY.replace("{ddtool}", ddtool).replace(
                    "{out}", str(self.out))),
                ("with blank.config", ""), ("co:lon.log", ""),
                ("some dir/bridge.conf", ""), ("tree.txt", ""),
                ("my pool.conf", POOL)]:
            (self.home / path).parent.mkdir(parents=True, exist_ok=True)
            (self.home / path).write_text(content, encoding="ascii")
        (self.home / "bin/ddtool").chmod(0o755)
        (self.home / "tree/etc").mkdir(parents=True)
        # else fish reads all manuals in the background
        (self.home / ".local/share/fish/generated_completions").mkdir(
            parents=True)
        argv = [word.replace("{rc}", str(self.home / "rc"))
                for word in START[shell]]
        environment = {
            "HOME": str(self.home), "TERM": "dumb", "LC_ALL": "C.UTF-8",
            "PATH": f"{self.home}/bin:{os.environ['PATH']}",
            "HISTFILE": "/dev/null"}
        self.pid, self.master = pty.fork()
        if not self.pid:
            os.chdir(self.home)
            os.execvpe(argv[0], argv, environment)

    def close(self):
        """Hang up, as a terminal does."""
        os.close(self.master)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        shutil.rmtree(self.home)

    def read(self, seconds):
        """Take what the shell writes, for so long or until it is done."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.out.exists():
            if select.select([self.master], [], [], 0.05)[0]:
                self.screen += os.read(self.master, 65536)

    def arguments(self, text):
        """Type a command line and Return; the arguments that come of it."""
        self.out.unlink(missing_ok=True)
        os.write(self.master, f"ddtool {text}\r".encode())
        self.read(LONGEST)
        if not self.out.exists():
            return None
        return json.loads(self.out.read_text(encoding="utf-8"))


def filled(value, home):
    """VALUE, words or one text of them, with what is known only now."""
    if isinstance(value, str):
        value = value.split()
    return [word.replace("{fragments}", str(FRAGMENTS)).replace(
        "{home}", str(home)) for word in value]


def run(shell, ddtool, number):
    """Type all; print a line for each.  How many failed."""
    failed = 0
    terminal = Terminal(shell, ddtool)
    for text, want in TYPED:
        number += 1
        typed = text.replace("{fragments}", str(FRAGMENTS))
        got = terminal.arguments(typed)
        want = filled(want, terminal.home)
        # zsh takes the slash away again
        if got and shell == "zsh" and want[-1].endswith("/"):
            got[-1] = got[-1].rstrip("/") + "/"
        name = f"{shell}: {text.replace(chr(9), '<TAB>')}"
        print("ok" if got == want else "not ok", number, name, flush=True)
        if got != want:
            failed += 1
            print(f"# {got}\n# instead of {want}")
            screen = terminal.screen.decode(errors="replace")
            print("".join(f"# {line}\n" for line in
                          screen[-800:].splitlines()), end="")
    terminal.close()
    return failed


def words(ddtool, *typed):
    """What "ddtool complete" says."""
    done = subprocess.run([ddtool, "complete", *typed], capture_output=True,
                          text=True, check=False)
    return [line.split("\t")[0] for line in done.stdout.splitlines()]


def test_table(ddtool):
    """Every command and every option of the help is proposed."""
    for command in [line for line in words(ddtool, "")]:
        text = subprocess.run([ddtool, command, "--help"], text=True,
                              capture_output=True, check=True).stdout
        for line in text.split("Options:")[-1].splitlines():
            found = [word for word in line.split() if word.startswith("--")]
            if not line.startswith("  ") or not found:
                continue
            option = found[0].split("[")[0]
            if option not in words(ddtool, command, "--"):
                return f"{command}: {option} is not proposed"
        actions = text.split("Actions:\n")[1:]
        for line in actions[0].split("\n\n")[0].splitlines() if actions else []:
            if line[2] != " " and line.split()[0] not in words(
                    ddtool, command, ""):
                return f"{command}: {line.split()[0]} is not proposed"
    if "complete" in words(ddtool, "") or len(words(ddtool, "")) < 10:
        return f"commands: {words(ddtool, '')}"
    return None


def main():
    """Run all shells."""
    ddtool = str(Path(sys.argv[1]).resolve())
    print("KTAP version 1")
    print(f"1..{1 + len(START) * len(TYPED)}")
    why = test_table(ddtool)
    print("not ok" if why else "ok", "1 the table", f"# {why}" if why else "")
    failed = bool(why)
    for i, shell in enumerate(START):
        number = 1 + i * len(TYPED)
        if shutil.which(shell):
            failed += run(shell, ddtool, number)
            continue
        for text, _ in TYPED:
            number += 1
            print(f"ok {number} {shell}: {text.replace(chr(9), '<TAB>')} "
                  f"# SKIP no {shell}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
