#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""ddtool manager and ddtool domu with Slurm and MUNGE, both twice, for real.

Usage: test_manager.py DDTOOL [TEST]...  KTAP on standard output; needs root.

All of it lives in namespaces of its own, with copies of /etc, /usr and /var to
write to, so that nothing is left when the first process ends.  A workstation
and a domU are a network namespace with a slurmd.  A stand-in is what there is
no hypervisor for: xl, which notes what it was told, and systemctl in a dom0.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[2]
CONF = (HERE / "manager.conf").read_text(encoding="ascii")
NEEDED = ("slurmctld", "slurmd", "munged", "sudo", "ip", "unshare", "setpriv")
INSIDE = "DDOM_TEST_MANAGER"
HOSTS = {"52:54:00:00:00:01": "pc1", "52:54:00:00:00:02": "pc2"}
ADDRESSES = {"pc1": "10.9.0.11", "pc2": "10.9.0.12", "old-1": "10.9.1.1",
             "old-2": "10.9.1.2", "new-1": "10.9.2.1", "new-2": "10.9.2.2"}
USERS, POOL = "/etc/slurm/slurm.conf", "/etc/slurm/pool/slurm.conf"
XL, OFF = Path("/run/xl"), Path("/run/off")
NOTES, JOBS = Path("/run/ddom/domu"), Path("/run/jobs")
# What keeps everything from hanging; a busy machine takes its time.
LONGEST = 240

XL_SCRIPT = r"""#!/bin/sh
name=${2##*/}
name=${name%.cfg}
echo "$*" >>/run/xl-calls
case $1 in
create)
	case $name in
	$(cat /run/xl-hang 2>/dev/null)-*) sleep 1000 ;;
	esac
	grep -q "^name = \"$name\"$" "$2" && cp "$2" "/run/xl/$name" ;;
list)
	[ ! -e /run/xl-lost ] || { echo "cannot open privcmd" >&2; exit 1; }
	echo "Name                                 ID   Mem VCPUs State Time(s)"
	for name in Domain-0 $(ls /run/xl); do
		[ -z "$2" ] || [ "$2" = "$name" ] || continue
		there=1
		printf '%-36s  1  512 1 r-----  1.0\n' "$name"
	done
	[ "$there" ] ;;
destroy | shutdown)
	[ ! -e /run/xl-lost ] || exit 1
	[ ! -e /run/xl-stuck ] || sleep 1000
	rm "/run/xl/$name" ;;
console)
	echo "this is the console of $name"
	cat >/dev/null ;;
esac
"""


def run(*argv, check=True, **more):
    """Run a program to its end; what it wrote."""
    done = subprocess.run(argv, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False,
                          errors="replace", timeout=LONGEST, **more)
    assert not check or not done.returncode, (
        f"{' '.join(argv)}: {done.returncode}: {done.stdout}")
    return done.stdout.strip()


def slurm(conf, *argv, **more):
    """Run a command of Slurm's on a cluster."""
    return run(*argv, env={**os.environ, "SLURM_CONF": conf}, **more)


def until(what, condition, seconds=LONGEST):
    """Wait until it is so; what the condition returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.2)
    raise AssertionError(f"{what}: not within {seconds} s")


def put(path, text, mode=0o644):
    """Write a file and the directories above it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="ascii")
    path.chmod(mode)


class Lab(threading.Thread):
    """The machines: what is switched on, and what runs on it."""

    def __init__(self, ddtool):
        super().__init__(daemon=True)
        self.ddtool = ddtool
        self.daemons = {}
        self.dead = set()
        self.leaving = {}
        self.logs = Path("/var/log/slurm")

    def build(self):
        """Directories to write to, the network, files."""
        for name in ("etc", "usr", "var"):
            for part in ("up", "work"):
                (Path("/run/over") / name / part).mkdir(parents=True)
            run("mount", "-t", "overlay", "-o",
                f"lowerdir=/{name},upperdir=/run/over/{name}/up,"
                f"workdir=/run/over/{name}/work", "overlay", f"/{name}")
        run("hostname", "boot")
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "br0", "type", "bridge")
        run("ip", "addr", "add", "10.9.0.1/16", "brd", "+", "dev", "br0")
        run("ip", "link", "set", "br0", "up")
        for name, address in ADDRESSES.items():
            run("ip", "netns", "add", name)
            run("ip", "link", "add", f"v-{name}", "type", "veth", "peer",
                "name", "eth0", "netns", name)
            run("ip", "link", "set", f"v-{name}", "master", "br0", "up")
            inside = ("ip", "-n", name)
            run(*inside, "addr", "add", f"{address}/16", "brd", "+", "dev",
                "eth0")
            run(*inside, "link", "set", "eth0", "up")
            run(*inside, "link", "set", "lo", "up")
        XL.mkdir()
        put("/usr/sbin/xl", XL_SCRIPT, 0o755)
        put("/etc/hosts", "127.0.0.1 localhost\n10.9.0.1 boot\n" + "".join(
            f"{address} {name}\n" for name, address in ADDRESSES.items()))
        put("/etc/ddom/pool.conf", CONF)
        for name in ("vmlinuz", "old.img", "new.img"):
            put(f"/var/images/{name}", name)
        Path("/var/copies").mkdir()
        put("/usr/bin/systemctl", "#!/bin/sh\n: >/run/off/$(hostname)\n", 0o755)
        OFF.mkdir()
        JOBS.mkdir()
        JOBS.chmod(0o1777)
        shutil.copy(self.ddtool, "/usr/sbin/ddtool")
        hook = (TOP / "tools/boot/ddom-hook").read_text(encoding="ascii")
        for name in ("resume", "suspend", "resume-fail", "prolog", "epilog",
                     "domu-epilog"):
            put(f"/usr/lib/ddom/manager/{name}",
                hook.replace("@sbindir@", "/usr/sbin"), 0o755)

    def render(self):
        """Files by ddtool, each where it belongs."""
        run("ddtool", "server", "render", "--grub", "/nowhere")
        run("ddtool", "manager", "render")
        out = Path("/var/lib/ddom-manager")
        shutil.rmtree("/etc/sudoers.d")
        for part in ("domu", "dom0", "controller"):
            shutil.copytree(out / part / "etc/slurm", "/etc/slurm",
                            dirs_exist_ok=True)
        for part in ("dom0", "controller"):
            put(f"/etc/sudoers.d/{part}", (out / part / "etc/sudoers.d/ddom")
                .read_text(encoding="ascii"), 0o440)
        run("visudo", "-c")

    def start_daemons(self):
        """Both controllers, with a key each."""
        for path in ("/var/log/slurm", "/var/lib/slurm/ddom",
                     "/var/lib/slurm/ddom-pool"):
            Path(path).mkdir(parents=True, exist_ok=True)
            shutil.chown(path, "slurm", "slurm")
        for name, key in (("munge", "munge"), ("munge-pool", "munge-pool")):
            put(f"/etc/{name}/munge.key", os.urandom(64).hex(), 0o400)
            os.chmod(f"/etc/{name}", 0o700)
            shutil.chown(f"/etc/{name}", "root", "root")
            shutil.chown(f"/etc/{name}/munge.key", "root", "root")
            for path in (f"/run/{name}", "/var/lib/munge", "/var/log/munge"):
                Path(path).mkdir(exist_ok=True)
                shutil.chown(path, "root", "root")
                os.chmod(path, 0o755)
            run("munged", f"--key-file=/etc/{name}/munge.key",
                f"--socket=/run/{name}/munge.socket.2",
                f"--pid-file=/run/{name}/munged.pid",
                f"--log-file=/var/log/munge/{key}.log",
                f"--seed-file=/var/lib/munge/{key}.seed")
        self.controller(USERS)
        self.controller(POOL)

    def controller(self, conf):
        """Start a slurmctld, and wait until it answers."""
        with open(f"{self.logs}/err-{conf.replace('/', '-')}", "ab") as log:
            self.daemons[conf] = subprocess.Popen(
                ["slurmctld", "-D", "-f", conf], stdout=log, stderr=log)
        until(f"slurmctld of {conf}", lambda: "UP" in slurm(
            conf, "scontrol", "ping", check=False), 60)

    def power(self, name, conf):
        """Start a machine's slurmd; nothing is left of its last life."""
        shutil.rmtree(f"/var/spool/slurmd.{name}", ignore_errors=True)
        with open(f"{self.logs}/machine-{name}", "ab") as log:
            self.daemons[name] = subprocess.Popen(
                # -b: else it would be taken for the one before a restart
                self.on(name, f"slurmd -b -D -N {name} -f {conf}"), stdout=log,
                stderr=log, start_new_session=True)

    def off(self, name):
        """Power loss."""
        daemon = self.daemons.pop(name)
        os.killpg(daemon.pid, signal.SIGKILL)
        daemon.wait()

    @staticmethod
    def on(name, command):
        """The command line that runs a shell's command on a machine."""
        return ["nsenter", f"--net=/run/netns/{name}", "unshare", "--uts",
                "--pid", "--fork", "--kill-child", "--mount-proc",
                "sh", "-c", f"hostname {name}; exec {command}"]

    def leave(self, name):
        """What a timer does in a dom0."""
        if name in self.leaving and self.leaving[name].poll() is None:
            return
        if (OFF / name).exists():
            (OFF / name).unlink()
            self.off(name)
            return
        self.leaving[name] = subprocess.Popen(
            self.on(name, "ddtool domu leave"), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)

    def run(self):
        """Switch workstations on by Wake-on-LAN, domUs by xl."""
        wol = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        wol.bind(("", 9))
        wol.settimeout(0.2)
        while True:
            try:
                mac = wol.recv(1024)[6:12].hex(":")
                if HOSTS[mac] not in self.daemons:
                    self.power(HOSTS[mac], POOL)
            except TimeoutError:
                pass
            for name in set(HOSTS.values()) & set(self.daemons):
                self.leave(name)
            there = {path.name for path in XL.iterdir()}
            for name in ADDRESSES:
                if name.startswith("pc"):
                    continue
                if name in there - self.dead and name not in self.daemons:
                    self.power(name, USERS)
                elif name not in there and name in self.daemons:
                    self.off(name)



def job_state(job):
    """A user's job."""
    text = slurm(USERS, "scontrol", "show", "job", job, check=False)
    found = re.search(r"JobState=(\S+)", text)
    return found.group(1) if found else ""


def submit(kind, script="echo it ran on $SLURMD_NODENAME", *more):
    """A job of an ordinary user; its number."""
    return slurm(USERS, "sbatch", "--parsable", "-C", kind, "-D", "/", "-o",
                 f"{JOBS}/%j.out", *more, "--wrap", script, user="nobody",
                 group="nogroup")


def finish(job, kind):
    """Wait until a job has run in a domU of its kind."""
    until(f"job {job}", lambda: job_state(job) == "COMPLETED")
    said = (JOBS / f"{job}.out").read_text(encoding="ascii")
    assert re.fullmatch(rf"it ran on {kind}-\d\n", said), said


def pool_jobs():
    """Jobs of the pool: name, state, host."""
    return slurm(POOL, "squeue", "-h", "-a", "-o", "%j %T %N")


def manager(*argv):
    """ddtool manager, its JSON."""
    return json.loads(run("ddtool", "manager", *argv, "--json"))


def all_gone(lab):
    """Nothing runs, nothing is left, both hosts boot their disk again."""
    until("domUs are gone", lambda: not any(XL.iterdir()) and not pool_jobs())
    until("hosts are off", lambda: not set(lab.daemons) & set(ADDRESSES))
    left = [path.name for path in NOTES.iterdir()
            if not path.name.endswith(".lock")]
    assert not left, left
    assert not list(Path("/var/copies").iterdir())
    hosts = json.loads(run("ddtool", "server", "status", "--json"))["hosts"]
    assert all(not host["switched"] for host in hosts), hosts
    assert not run("pgrep", "-f", "domu run", check=False)


def test_cold(lab):
    """From nothing to a job that has run, and back."""
    begin = time.monotonic()
    job = submit("old")
    first = until("a domU is waited for", lambda: next(
        (j for j in manager("status")["jobs"] if j["domu"]), None))
    assert first["job"] == job and first["user"] == "nobody", first
    why = manager("why", job)["why"]
    assert re.match(rf"job {job} waits for domU old-\d: ", why), why
    finish(job, "old")
    print(f"# cold: {time.monotonic() - begin:.1f} s")
    calls = Path("/run/xl-calls").read_text(encoding="ascii")
    assert re.search(r"^create /run/ddom/domu/old-\d\.cfg$", calls, re.M), calls
    all_gone(lab)


def test_killed(lab):
    """Both slurmctlds killed while a host becomes a dom0."""
    job = submit("new")
    until("the pool has a job", pool_jobs)
    for conf in (USERS, POOL):
        lab.daemons.pop(conf).kill()
    time.sleep(1)
    lab.controller(POOL)
    lab.controller(USERS)
    finish(job, "new")
    assert len(re.findall("^create .*new-", Path("/run/xl-calls").read_text(
        encoding="ascii"), re.M)) >= 1
    all_gone(lab)


def test_broken(lab):
    """A domU that never boots, an xl that hangs: jobs run later."""
    lab.dead |= {"old-1", "old-2"}
    put("/run/xl-hang", "new")
    jobs = [(submit(kind), kind) for kind in ("old", "new")]
    logs = Path("/var/log/ddom")
    until("the console is kept",
          lambda: logs.is_dir() and list(logs.glob("old-*.console")))
    kept = next(logs.glob("old-*.console")).read_text(encoding="ascii")
    assert "this is the console of old-" in kept, kept
    until("xl is killed", lambda: re.search(
        r"xl create \S*new-\d.cfg: hangs, killed",
        (lab.logs / "domu.log").read_text(encoding="ascii")))
    lab.dead.clear()
    Path("/run/xl-hang").unlink()
    for job, kind in jobs:
        finish(job, kind)
    all_gone(lab)


# What a job does first is wait, when it was queued again it ends.
AGAIN = "echo it ran on $SLURMD_NODENAME; [ $SLURM_RESTART_COUNT ] || sleep 1000"


def finish_again(job, kind):
    """Wait until a job has run that was queued again."""
    finish(job, kind)
    ran = slurm(USERS, "scontrol", "show", "job", job)
    assert re.search(r"Restarts=[1-9]", ran), ran


def test_lost(lab):
    """A domU's ddtool is killed: the domU goes, its job is queued again."""
    job = submit("old", AGAIN)
    until("it runs", lambda: job_state(job) == "RUNNING")
    name = manager("status")["domus"][0]["name"]
    # nor does xl make it anew, when it restarts
    assert 'on_reboot = "destroy"' in (XL / name).read_text(encoding="ascii")
    run("pkill", "-KILL", "-f", f"ddtool domu run {name}")
    until("the domU is gone", lambda: not (XL / name).exists())
    finish_again(job, "old")
    all_gone(lab)


def test_evict(lab):
    """The owner comes back: the job is queued again, for another host."""
    job = submit("new", AGAIN)
    until("it runs", lambda: job_state(job) == "RUNNING")
    host = manager("status")["domus"][0]["dom0"]
    assert manager("evict", host) == {"evicted": host}
    manager("evict", host)
    kept = slurm(POOL, "scontrol", "show", "reservation", "-o")
    assert re.match(rf"ReservationName=evicted-{host} .* Users=root ", kept)
    until("the host is off", lambda: host not in lab.daemons)
    finish_again(job, "new")
    assert host not in lab.daemons, f"{host} was woken again"
    assert manager("release", host) == {"released": host}
    manager("release", host)
    assert "No reservations" in slurm(POOL, "scontrol", "show", "reservation")
    all_gone(lab)


def test_alone(_):
    """Without Slurm: domUs of a kind are created and destroyed."""
    for number in (1, 2):
        name = f"old-{number}"
        assert json.loads(run("ddtool", "domu", "create", "old", "--json")) == {
            "name": name}
        assert Path(f"/var/copies/old.img.{name}").read_text(
            encoding="ascii") == "old.img"
        conf = (XL / name).read_text(encoding="ascii")
        assert f'name = "{name}"' in conf and 'on_reboot = "restart"' in conf
    assert "all 2 are here" in run("ddtool", "domu", "create", "old",
                                   check=False)
    listed = json.loads(run("ddtool", "domu", "list", "--json"))["domus"]
    assert {(domu["name"], domu["state"], domu["pool_job"])
            for domu in listed} == {("old-1", "created", None),
                                    ("old-2", "created", None)}, listed
    for name in ("old-1", "old-2"):
        run("ddtool", "domu", "destroy", name)
    assert not list(XL.iterdir()) and not list(Path("/var/copies").iterdir())
    both = [subprocess.Popen(["ddtool", "domu", "create", "old"], text=True,
                             stdout=subprocess.PIPE) for _ in range(2)]
    assert sorted(one.communicate()[0] for one in both) == ["old-1\n",
                                                            "old-2\n"]


def test_left(_):
    """What is noted, and what was left, by one that was killed or is unknown."""
    # job 7's epilog comes late: the domU is job 8's
    name = json.loads(run("ddtool", "domu", "create", "old", "--json"))["name"]
    (NOTES / "job.7").symlink_to(name)
    put(NOTES / name, "8 1 running\n")
    run("ddtool", "domu", "epilog", env={**os.environ, "SLURM_JOB_ID": "7"})
    assert (XL / name).exists() and not (NOTES / "job.7").exists()
    for words in (("../x",), ("8 9",), ("",), ("1" * 11,)):
        assert "number of a job expected" in run(
            "ddtool", "domu", "run", "old-2", *words, check=False), words
        assert "number of a job expected" in run(
            "ddtool", "domu", "epilog", check=False,
            env={**os.environ, "SLURM_JOB_ID": words[0]}), words
    # a note that was cut off, a kind that is no longer there: both are domUs
    put(NOTES / name, "8 1")
    put("/etc/ddom/pool.conf", CONF[:CONF.index("  old:")] +
        CONF[CONF.index("  new:"):])
    assert json.loads(run("ddtool", "domu", "list", "--json"))["domus"] == [
        {"name": name, "kind": None, "state": "unknown", "since": None,
         "pool_job": None}]
    run("hostname", "pc1")
    said = run("ddtool", "domu", "leave")
    assert 'stays for what "ddtool domu list" shows' in said, said
    assert not list(OFF.iterdir())
    put("/etc/ddom/pool.conf", CONF)
    # killed in the middle of a copy
    half = Path("/var/copies/old.img.old-1.next")
    half.write_text("half", encoding="ascii")
    run("ddtool", "domu", "destroy", name)
    assert not list(Path("/var/copies").iterdir())
    # a link there leads nowhere
    other = Path("/var/log/other")
    other.write_text("x", encoding="ascii")
    half.symlink_to(other)
    run("ddtool", "domu", "create", "old")
    assert other.read_text(encoding="ascii") == "x"
    run("ddtool", "domu", "destroy", name)


def test_stopped(_):
    """Who creates a domU is stopped: nothing is left of it."""
    put("/run/xl-hang", "old")
    for sig in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        with subprocess.Popen(["ddtool", "domu", "create", "old"],
                              stderr=subprocess.PIPE, text=True) as one:
            until("xl hangs", (NOTES / "old-1.cfg").exists)
            one.send_signal(sig)
            said = one.communicate(timeout=LONGEST)[1]
        assert one.returncode == 1 and "old-1: not created" in said, said
        assert [path.name for path in NOTES.iterdir()] == ["old-1.lock"]
        assert not list(Path("/var/copies").iterdir())


def test_kept(_):
    """A disk that is kept is made once, and what is there is never replaced."""
    put("/etc/ddom/pool.conf", CONF.replace("writable: copy",
                                            "writable: kept"))
    disk = Path("/var/copies/old.img.old-1")
    for what in ("old.img", "written"):
        run("ddtool", "domu", "create", "old")
        assert disk.read_text(encoding="ascii") == what
        disk.write_text("written", encoding="ascii")
        run("ddtool", "domu", "destroy", "old-1")
    # where it was moved to is not there now
    disk.unlink()
    disk.symlink_to("/nowhere/disk")
    run("ddtool", "domu", "create", "old", check=False)
    assert os.readlink(disk) == "/nowhere/disk"


def test_overlay(_):
    """What a domU writes is in an overlay, which goes with it."""
    put("/etc/ddom/pool.conf", CONF.replace("writable: copy",
                                            "writable: overlay"))
    run("truncate", "-s", "1M", "/var/images/old.img")
    disk, base = Path("/var/copies/old.img.old-1"), Path("/var/images/old.img")
    other = Path("/var/other")
    other.write_text("other", encoding="ascii")
    disk.with_name(f"{disk.name}.next").symlink_to(other)
    run("ddtool", "domu", "create", "old")
    told = json.loads(run("qemu-img", "info", "--output=json", str(disk)))
    assert (told["format"], told["backing-filename"],
            told["backing-filename-format"]) == ("qcow2", str(base), "raw")
    assert not disk.is_symlink() and other.read_text("ascii") == "other"
    assert f"format=qcow2, access=rw, target={disk}" in (
        NOTES / "old-1.cfg").read_text(encoding="ascii")
    run("ddtool", "domu", "destroy", "old-1")
    assert not disk.exists() and base.stat().st_size == 1 << 20


def test_refused(_):
    """A domU that the pool refuses keeps no other."""
    put("/usr/local/bin/sbatch", "#!/bin/sh\ncase $* in *domu-new-1*) echo no >&2; "
        'exit 1 ;; esac\nexec /usr/bin/sbatch "$@"\n', 0o755)
    run("ddtool", "manager", "resume", "new-1,old-1", user="slurm",
        group="slurm")
    assert [line.split()[0] for line in pool_jobs().splitlines()] == [
        "domu-old-1"], pool_jobs()
    run("ddtool", "manager", "suspend", "old-1", user="slurm", group="slurm")
    until("it is cancelled", lambda: not pool_jobs())


def test_untrue(_):
    """What Slurm does not do is not said to be done."""
    put("/usr/local/bin/scontrol", "#!/bin/sh\necho no >&2\nexit 1\n", 0o755)
    for action in (("evict", "pc1"), ("release", "pc1"), ("windows",),
                   ("resume", "pc1"), ("suspend", "old-1")):
        said = run("ddtool", "manager", *action, check=False)
        assert "not done; once more" in said, said
    put("/usr/local/bin/squeue", "#!/bin/sh\necho Unable to contact >&2\n"
        "exit 1\n", 0o755)
    with subprocess.Popen(["ddtool", "manager", "status"], text=True,
                          stderr=subprocess.PIPE) as waits:
        said = waits.stderr.readline()
        assert waits.poll() is None
        waits.kill()
    assert "squeue: nobody answers; it is tried again" in said, said


def test_windows(_):
    """Closed hosts run nothing; opened, what waits."""
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[
        (time.localtime().tm_wday + 2) % 7]
    put("/etc/ddom/pool.conf", CONF.replace(
        "cpus: 2, memory: 2048}",
        f"cpus: 2, memory: 2048}}\n    windows: {day} 00:00-24:00"))
    for _ in range(2):
        run("ddtool", "manager", "windows")
        text = slurm(POOL, "scontrol", "show", "reservation", "-o")
        assert len(text.splitlines()) == 2, text
        assert re.search(r"ReservationName=closed-pc1-\d+-8640 .*Nodes=pc\[1-2\]"
                         r".*Flags=.*WEEKLY", text), text
        assert "-8640-now " in text, text
    # somebody else's, whatever it is called
    other = "closed-for-repair"
    slurm(POOL, "scontrol", "create", "reservation", f"ReservationName={other}",
          "StartTime=now+100hours", "Duration=10", "Users=root", "Nodes=pc1",
          "Flags=IGNORE_JOBS,OVERLAP")
    job = submit("new")
    until("the pool has a job", lambda: "PENDING" in pool_jobs())
    time.sleep(3)
    assert "PENDING" in pool_jobs(), pool_jobs()
    print("#", manager("why", job)["why"])
    put("/etc/ddom/pool.conf", CONF)
    run("ddtool", "manager", "windows")
    kept = slurm(POOL, "scontrol", "show", "reservation", "-o")
    assert re.match(rf"ReservationName={other} ", kept) and "\n" not in kept, kept
    finish(job, "new")


def test_twice(_):
    """Hooks that have nothing to do change nothing."""
    for hook in ("suspend", "resume-fail"):
        run("ddtool", "manager", hook, "old-[1-2],pc[1-2]", user="slurm",
            group="slurm")
    assert not pool_jobs()


def test_keys(lab):
    """Who has the users' key, as root in a domU, is nobody in the pool."""
    conf = Path(POOL).read_text(encoding="ascii")
    put("/etc/slurm/other/slurm.conf", conf.replace(
        ",socket=/run/munge-pool/munge.socket.2", ""))
    said = slurm("/etc/slurm/other/slurm.conf", "squeue", "-a", check=False)
    assert "error" in said and "Protocol authentication error" in (
        lab.logs / "slurmctld-ddom-pool.log").read_text(encoding="ascii"), said
    assert "JOBID" in slurm(POOL, "squeue", "-a")
    other = slurm(POOL, "sbatch", "-p", "dom0", "--wrap", "id", check=False,
                  user="nobody", group="nogroup")
    assert "error" in other, other
    for words in ("domu run x 1 -c /tmp/x", "server check", "domu run X 1",
                  "domu run -c 1", "server switch -c x pc1 dom0",
                  "server switch --wake --config x pc1 dom0"):
        assert "password is required" in run(
            "sudo", "-n", "/usr/sbin/ddtool", *words.split(), user="slurm",
            group="slurm", check=False), words


def test_log(lab):
    """Slurm's log is Slurm's, and root writes to no other file by it."""
    log, other = lab.logs / "ddom.log", Path("/var/log/other")
    other.write_text("x", encoding="ascii")
    for make in (log.symlink_to, log.hardlink_to):
        log.unlink(missing_ok=True)
        make(other)
        run("ddtool", "manager", "resume-fail", "nobody", check=False)
        assert other.read_text(encoding="ascii") == "x"
    log.unlink()
    os.mkfifo(log)
    run("ddtool", "manager", "resume-fail", "nobody", check=False)
    log.unlink()
    for user in ("root", "slurm"):
        run("ddtool", "manager", "resume-fail", "nobody", check=False, user=user,
            group=user)
    said = log.read_text(encoding="ascii")
    assert said.count("nobody: did not come in time") == 2, said


def test_stuck(_):
    """What cannot be destroyed keeps its dom0 from more; then it goes."""
    name = json.loads(run("ddtool", "domu", "create", "old", "--json"))["name"]
    (NOTES / "job.77").symlink_to(name)
    put(NOTES / name, "77 1 running\n")
    put("/run/xl-stuck", "")

    def epilog():
        return subprocess.run(
            ["/usr/lib/ddom/manager/domu-epilog"], capture_output=True,
            text=True, env={"SLURM_JOB_ID": "77"}, check=False)

    stuck = epilog()
    assert stuck.returncode and "cannot be destroyed" in stuck.stderr, stuck
    assert (XL / name).exists() and (NOTES / name).exists()
    Path("/run/xl-stuck").unlink()
    assert not epilog().returncode and not epilog().returncode
    assert not (XL / name).exists() and not (NOTES / "job.77").exists()
    assert not list(Path("/var/copies").iterdir())


def test_untold(_):
    """While xl cannot tell what there is, nothing is taken for gone."""
    name = json.loads(run("ddtool", "domu", "create", "old", "--json"))["name"]
    put("/run/xl-lost", "")
    for words in (("create", "old"), ("destroy", name)):
        said = run("ddtool", "domu", *words, check=False)
        assert "cannot open privcmd" in said, said
    assert f"{name}: cannot be destroyed" in said, said
    assert (NOTES / name).exists() and list(Path("/var/copies").iterdir())
    Path("/run/xl-lost").unlink()
    # one that runs for a job goes on
    job = submit("new", "sleep 6; echo it ran on $SLURMD_NODENAME")
    until("it runs", lambda: job_state(job) == "RUNNING")
    put("/run/xl-lost", "")
    time.sleep(3)
    Path("/run/xl-lost").unlink()
    finish(job, "new")
    assert "Restarts=0" in slurm(USERS, "scontrol", "show", "job", job)
    run("ddtool", "domu", "destroy", name)


# What squeue says of one job, whatever it is asked for.
SQUEUE = r"""#!/bin/sh
for format; do :; done
printf '%s\n' "$format" | sed "s/%i/5/; s/%T/CONFIGURING/; s/%[rSuf]/x/g
	s/%j/x/; s/%N/old-1$(printf ',old-%s' $(seq 2 80))/"
"""


def test_strange(_):
    """Jobs with names and nodes that nobody expects are what they are."""
    name = "a|b\n7|RUNNING|None|pc1|N/A|root||domu-old-1\n"
    # held: none of them starts, however long it takes
    jobs = [submit("old|new", "true", "-H", "-J", *words)
            for words in ((name,), (b"\xff\x1b",), ("x", "-a", "1-500"))]
    told = sorted(manager("status")["jobs"], key=lambda job: job["job"])
    assert [job["job"].split("_")[0] for job in told] == jobs, told
    assert (told[0]["name"], told[1]["name"]) == (name, "?\x1b"), told
    assert {(job["user"], job["state"], job["features"]) for job in told} == {
        ("nobody", "PENDING", "old|new")}, told
    assert len(run("ddtool", "manager", "status").splitlines()) == len(jobs)
    said = run("ddtool", "manager", "why", "7", check=False)
    assert "no such job" in said, said
    assert f"job {jobs[2]}_[" in manager("why", jobs[2])["why"]
    slurm(POOL, "sbatch", "-H", "-p", "dom0", "-J", "domu-gone-1", "-D", "/",
          "--wrap", "true", user="slurm", group="slurm")
    told = [(domu["name"], domu["kind"]) for domu in manager("status")["domus"]]
    assert told == [("gone-1", None)], told
    put("/usr/local/bin/squeue", SQUEUE, 0o755)
    why = manager("why", "5")["why"]
    assert why == ("job 5 waits for domU old-1: the pool has no job for it "
                   "yet, or no more"), why


def test_wide(_):
    """A job on two domUs."""
    job = submit("old", "srun true; echo it ran on $SLURMD_NODENAME", "-N", "2")
    why = until("domUs are waited for", lambda: [
        text for text in [manager("why", job)["why"]] if "for domU" in text])[0]
    assert re.match(rf"job {job} waits for domU old-\d: ", why), why
    finish(job, "old")


TESTS = [test_cold, test_killed, test_broken, test_lost, test_evict,
         test_windows, test_twice, test_alone, test_stuck, test_untold,
         test_strange, test_wide, test_log, test_left, test_stopped, test_kept, test_overlay,
         test_untrue, test_refused,
         test_keys]


def diagnose(lab):
    """What explains a failure."""
    for path in sorted(lab.logs.iterdir()):
        lines = path.read_text(errors="replace").splitlines()
        print(f"# ==== {path}", *lines[-25:], sep="\n# ")
    for conf in (USERS, POOL):
        for what in (("squeue", "-a"), ("sinfo", "-a", "-N", "-o", "%N %T %E")):
            print("#", slurm(conf, *what, check=False).replace("\n", "\n# "))


def inside(ddtool, name):
    """In the namespaces: try one."""
    test = globals()[f"test_{name}"]
    lab = Lab(ddtool)
    begin = time.monotonic()
    try:
        lab.build()
        lab.render()
        lab.start_daemons()
        lab.start()
        test(lab)
        why = None
    except (AssertionError, OSError, ValueError,
            subprocess.TimeoutExpired) as error:
        why = error
    print("not ok" if why is not None else "ok",
          f"manager: {test.__doc__.splitlines()[0]}")
    print(f"# {name}: {time.monotonic() - begin:.1f} s")
    if why is not None:
        print("# " + str(why).replace("\n", "\n# "))
        diagnose(lab)
    return why is not None


def main():
    """Have each tried in namespaces of its own, all at once; or skip."""
    ddtool = str(Path(sys.argv[1]).resolve())
    names = sys.argv[2:] or [test.__name__[5:] for test in TESTS]
    if os.environ.get(INSIDE):
        run("mount", "--make-rprivate", "/")
        run("mount", "-t", "tmpfs", "tmpfs", "/run")
        return inside(ddtool, *names)
    missing = [name for name in NEEDED if not shutil.which(name)]
    if os.geteuid() or missing:
        print(f"1..0 # SKIP {', '.join(missing) or 'root'} needed")
        return 4
    os.environ[INSIDE] = "1"
    print(f"KTAP version 1\n1..{len(names)}")
    # whatever ends this process ends all
    labs = [subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--net",
         "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc",
         sys.executable, "-B", __file__, ddtool, name], text=True,
        stdout=subprocess.PIPE) for name in names]
    for number, lab in enumerate(labs, 1):
        said = lab.communicate()[0]
        print(re.sub("^(not )?ok", rf"\g<0> {number}", said, count=1,
                     flags=re.M), end="", flush=True)
    return any(lab.returncode for lab in labs)


if __name__ == "__main__":
    sys.exit(main())
