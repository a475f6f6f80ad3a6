# SPDX-License-Identifier: GPL-2.0-only
"""Scenarios from the power button on: what is done to machines, and what must be seen."""

import random
import time

from images.power_on_files import PASSWORD, USER
from console.scenario import Mark
from machines.vm import VmError

SERVER = [
    Mark("server", "server", r"^server ready", "the boot servers are there",
         240),
]


def lease(address, mac):
    """What infolab's DHCP server says of a lease: dhcpd, dnsmasq, Kea."""
    return (rf"infolab: .*(DHCPACK on {address} to {mac}|"
            rf"DHCPACK\(eth0\) {address} {mac}|"
            rf"DHCP4_LEASE_ALLOC .*{mac}\].* lease {address} )")


# Firmware to hypervisor: over the wire, as the servers' logs say.
LOADER = [
    Mark("lease", "server", lease(r"10\.0\.0\.11", "52:54:00:00:00:02"),
         "a lease to the ROM"),
    Mark("core", "server", r"infolab: .*RRQ from 10\.0\.0\.11 filename "
         r"/?grub/i386-pc/core\.0", "GRUB, from the first server"),
    Mark("menu", "server", r"infolab: .*RRQ from 10\.0\.0\.11 filename "
         r"/?grub/post01\.cfg", "the first menu"),
]
STAGE = [
    Mark("stage", "server", r"virtdom: .*RRQ from 10\.0\.0\.11 filename "
         r"/?grub/post01\.cfg", "the menu of the second server"),
    Mark("hypervisor", "server", r"virtdom: .*RRQ from 10\.0\.0\.11 filename "
         r"/?hypervisors/xen\.gz", "the hypervisor, from the second"),
    Mark("kernel", "server", r"virtdom: .*RRQ from 10\.0\.0\.11 filename "
         r"/?kernels/vmlinuz", "the dom0 kernel"),
]
# Power to a dom0 that is up, without a loader's part.
DOM0 = [
    Mark("xen", "client", r"Xen version 4\.", "Xen"),
    Mark("linux", "client", r"Linux version 6\.1", "Linux, as dom0"),
    Mark("ipconfig", "client", r"IP-Config: Complete", "the kernel's lease"),
    Mark("root", "client", r"VFS: Mounted root \(nfs", "the root, over NFS"),
    Mark("ddinit", "client", r"ddinit: (/flash: \d+ directories|overlay: )",
         "ddinit: what is writable"),
    Mark("bridge", "client", r"ddom_bridge: eth0 to xenbr0: done",
         "the NIC is a port of the bridge"),
    Mark("up", "client", r"dom0: up, .* failed units: $",
         "the dom0 is up, no unit failed", 300),
    Mark("committed", "client", r"dom0: ddtool status: .*COMMITTED",
         "the root lives on the bridge"),
    Mark("xl_list", "client", r"dom0: xl list: Domain-0 ", "xl list"),
]
DOMU = [
    Mark("domu_running", "client", r"dom0: xl list: domu ", "xl create"),
    Mark("domu_linux", "client", r"dom0: domu: domU: Linux .*, xen, "
         r"MAC 00:16:3e:00:00:07", "the domU's kernel"),
    Mark("domu_lease", "server", lease(r"10\.0\.0\.1[012]\d",
                                       "00:16:3e:00:00:07"),
         "a lease to the domU", slack=10),   # a dom0 passes on what it reads
    Mark("domu_address", "client", r"dom0: domu: domU: address 10\.0\.0\.1",
         "its address"),
    Mark("domu_file", "client", r"dom0: domu: domU: file CHECKSUM$",
         "a file from the server, as it is there"),
    Mark("done", "client", r"dom0: done", "the domU has ended"),
]


def numbers(text):
    """Lines "name value"."""
    return {name: int(value) for name, value in
            (line.split() for line in text.splitlines() if line.strip())}


def cost(before, after, machines=1, prefix=""):
    """What the servers counted in between, for a machine's boot."""
    for name, value in after.items():
        if value <= before[name]:
            raise VmError(f"the servers counted no {name}")
        yield {"metric": f"{prefix}{name}_a_boot",
               "value": round((value - before[name]) / machines)}


def power_on(run):
    """From the power button to a domU."""
    yield from run.see(*SERVER)
    addresses = yield from run.ask("addresses")
    if addresses.split() != ["10.0.0.13"] * 2:
        raise VmError(f"post03 got: {addresses.split()}")
    before = numbers((yield from run.ask("counters")))
    run.power_on()
    yield from run.see(*LOADER, *STAGE, *DOM0)
    after = numbers((yield from run.ask("counters")))
    yield from cost(before, after)
    yield from run.see(*DOMU)
    yield from run.passed()


def power_on_short(run):
    """The same without firmware and loader; servers and client at once."""
    run.power_on()
    yield from run.see(*DOM0, *DOMU)
    yield from run.passed()


DISKS = [
    Mark("disks", "client", r"dom0: disks: 10 domUs, 20 loop devices used, "
         r"0 left", "ten domUs with two disks in files, no loop device left",
         600),
    Mark("disks_twice", "client", r"dom0: disks: 2 domUs, .* [1-9]\d* left",
         "where udev has Xen's scripts run as well, some are", 300),
    DOMU[-1],
]


def power_on_disks(run):
    """Disks in files, with what ddtool rootfs convert left out and with it."""
    run.power_on()
    yield from run.see(*DOM0, *DISKS)
    if run.seen("client", r"dom0: (a rule of udev's|xl create|xl destroy):"):
        raise VmError("udev has a rule, or xl said something")
    yield from run.passed()


# -- the same host as something else

TERMINAL = [
    Mark("terminal_menu", "server", r"infolab: .*RRQ from 10\.0\.0\.11 "
         r"filename /?grub/post01\.cfg", "terminal: the first menu"),
    Mark("terminal_kernel", "server", r"infolab: .*RRQ from 10\.0\.0\.11 "
         r"filename /?kernels/terminal$", "terminal: a kernel from the first"),
    Mark("terminal", "client", r"terminal: Debian .* Xen: no",
         "terminal: up, on the bare machine"),
]


def switch(run, profile):
    """Have post01 boot another profile; what ddtool says is reported."""
    said = yield from run.ask(f"pool switch -o $OUT post01 {profile}")
    yield {"say": said.strip().replace("\n", "; ")}


def power_on_switch(run):
    """A dom0, switched to a terminal, and back."""
    yield from run.see(*SERVER)
    run.power_on()
    yield from run.see(*LOADER, *STAGE, *DOM0, prefix="first_")
    yield from switch(run, "terminal")
    # Switched is what it boots next time: this dom0 goes on as it is.
    run.restart()
    yield from run.see(*TERMINAL)
    if run.seen("client", r"Xen version"):
        raise VmError("the terminal has booted Xen")
    yield from switch(run, "dom0")
    run.restart()
    yield from run.see(*LOADER, *STAGE, *DOM0, prefix="again_")
    yield from run.passed()


# -- the menu's password

DAILY = Mark("daily", "client", r"\*Terminal", "the first menu, on daily use")
CHOICE = Mark("choice", "client", r"\*On-demand virtual machines  ",
              "the dom0 is chosen", prompt=True)
ASKS_USER = Mark("asks_user", "client", r"Enter username:",
                 "it asks for a user", prompt=True)
ASKS_PASSWORD = Mark("asks_password", "client", r"Enter password:",
                     "and for a password", prompt=True)
DENIED = Mark("denied", "client", r"error: access denied", "not with these")
# What the menu must not let anybody have without the password.
GUARDED = r"virtdom: .*RRQ |infolab: .*RRQ .* filename /?kernels/"
# Who is refused: a wrong password; the superuser without one that the rendered
# menu has, so that GRUB asks at all. Each makes the next one wait longer.
STRANGERS = [(USER, PASSWORD[:-1]), ("nobody", "")]


def choose(run):
    """Go to the dom0 in the first menu."""
    yield from run.see(DAILY)
    yield from run.press(["down"])
    yield from run.see(CHOICE)


def login(run, user, password):
    """Take what is chosen, and answer GRUB's questions."""
    yield from run.press("\n")
    yield from run.see(ASKS_USER)
    yield from run.press(f"{user}\n")
    yield from run.see(ASKS_PASSWORD)
    yield from run.press(f"{password}\n")


def locked_out(run):
    """Nothing has been fetched that is behind the password."""
    if run.seen("server", GUARDED) or run.seen("client", r"grub>"):
        raise VmError("the menu gives what its password guards")


def power_on_password(run):
    """The first menu lets only who knows the password have a dom0."""
    yield from run.see(*SERVER)
    run.power_on()
    yield from run.see(*LOADER)
    yield from choose(run)
    # Neither edited, nor by a command line.
    for key in "ec":
        yield from run.press(key)
        yield from run.see(ASKS_USER)
        yield from run.press("\x1b")
        yield from run.see(DENIED, CHOICE)
        locked_out(run)
    for user, password in STRANGERS:
        yield from login(run, user, password)
        yield from run.see(DENIED)
        yield from choose(run)
        locked_out(run)
    yield {"metric": "refused", "value": len(STRANGERS)}
    yield from login(run, USER, PASSWORD)
    yield from run.see(STAGE[0])
    # The second menu has been unlocked by the first.
    yield from run.press("\n")
    yield from run.see(*STAGE[1:], *DOM0[:2])
    yield from run.passed()


# -- again and again

RESTART = Mark("down", "client", r"dom0: reboot", "the dom0 restarts")


def power_on_reboot(run):
    """From the dom0 into PXE again, so many times."""
    times = []
    restarts = int(run.case.settings["RESTARTS"])
    yield from run.see(*SERVER)
    yield from run.ask("job reboot")
    run.power_on()
    for number in range(restarts + 1):
        if number == restarts:
            yield from run.ask("job idle")
        yield from run.see(*LOADER, *STAGE, *DOM0, prefix=f"boot{number}_")
        if number:
            times.append(round(run.since_begin(), 1))
        if number < restarts:
            yield from run.see(RESTART, prefix=f"boot{number}_")
            # The kernel's lease of this boot is none of the next one's ROM.
            run.pass_over("server")
            run.mark_begin()
    yield {"metric": "restarts", "value": len(times)}
    yield {"metric": "restart_s", "value": " ".join(map(str, times))}
    yield {"metric": "restart_s_min", "value": min(times)}
    yield {"metric": "restart_s_max", "value": max(times)}
    yield from run.passed()


# -- the plug

PLUG_SEED = 20080121
# What a boot goes through, by the mark which it begins with.
PHASES = {
    "": "firmware",
    "lease": "loader",
    "menu": "menus",
    "hypervisor": "loading",
    "xen": "Xen",
    "linux": "Linux",
    "root": "root",
    "bridge": "userland",
}


def pulls_of(choose, phases, count):
    """COUNT pulls, spread over PHASES: (phase, part of its time)."""
    each, more = divmod(count, len(phases))
    places = phases * each + choose.sample(phases, more)
    choose.shuffle(places)
    return [(place, choose.random()) for place in places]


def timed(run, marks, prefix):
    """See MARKS: {name: seconds after power on}; "" is that moment."""
    times = {"": 0.0}
    for mark in marks:
        yield from run.see(mark, prefix=prefix)
        times[mark.name] = run.since_begin()
    return times


def unsaid(steps):
    """STEPS, without what they say."""
    for item in steps:
        yield None if item and "say" in item else item


def pulled(run, marks, begins, seconds):
    """Pull the plug of a boot SECONDS after the mark BEGINS.

    Returns the second of the boot, and the mark that it had come to.
    """
    names = ["", *(mark.name for mark in marks)]
    run.power_on()
    yield from unsaid(run.see(*marks[:names.index(begins)],
                              prefix="pulled_"))
    moment = time.monotonic() + seconds
    while time.monotonic() < moment:
        run.read()
        yield None
    reached = run.last_seen(marks)
    after = time.monotonic() - run.begin
    run.plug()
    # What the servers said of it is no part of the next boot.
    run.pass_over("server")
    return f"{after:.1f}", reached


def power_on_plug(run):
    """Pull the plug at random moments of a boot; the next boot works.

    A phase and a part of it are chosen, not a second: how long a phase takes
    is the host's business, and the first boot shows it.
    """
    settings = run.case.settings
    marks = DOM0 if settings.get("PXE") == "no" else [*LOADER, *STAGE, *DOM0]
    begins = [name for name in PHASES
              if not name or name in [mark.name for mark in marks]]
    choose = random.Random(int(settings.get("SEED", PLUG_SEED)))
    yield from run.see(*SERVER)
    before = yield from run.ask("checksums", 300)
    run.power_on()
    times = yield from timed(run, marks, "first_")
    run.plug()
    run.pass_over("server")
    ends = [*(times[name] for name in begins[1:]), times[marks[-1].name]]
    length = {name: end - times[name] for name, end in zip(begins, ends)}
    told, next_s = [], []
    pulls = pulls_of(choose, begins, int(settings["PULLS"]))
    # FROM: the first one; a run that was interrupted can be completed.
    first = int(settings.get("FROM", 1))
    for number, (place, part) in enumerate(pulls[first - 1:], first):
        after, reached = yield from pulled(run, marks, place,
                                           part * length[place])
        told.append(f"{PHASES[place]}:{after}:{reached}")
        run.power_on()
        yield from unsaid(run.see(*marks, prefix="next_"))
        next_s.append(round(run.since_begin(), 1))
        yield {"say": f"pull {number}: {PHASES[place]}, {after} s after "
                      f"power on, {reached} seen; then a whole boot, "
                      f"{next_s[-1]} s"}
        run.plug()
        run.pass_over("server")
        yield {"metric": "pulls", "value": len(told)}
    after = yield from run.ask("checksums", 300)
    yield {"metric": "pulled", "value": " ".join(told)}
    yield {"metric": "next_s", "value": " ".join(map(str, next_s))}
    yield {"metric": "checksums", "value": after.replace("  -\n", " ").strip()}
    if before != after:
        raise VmError(f"the servers' files have changed: {before} {after}")
    yield from run.passed()


# -- many

def power_on_four(run):
    """One dom0 alone, and then several at once from the same export."""
    count = len(run.clients)
    yield from run.see(*SERVER)
    for label, which in (("alone", [0]), ("at_once", range(count))):
        before = numbers((yield from run.ask("counters")))
        for number in which:
            run.power_on(number)
        begin = run.begin
        for number in which:
            role = run.clients[number].role
            run.begin = run.last = begin
            yield from run.see(*DOM0, console=role,
                               prefix=f"{label}_{number + 1}_")
        after = numbers((yield from run.ask("counters")))
        yield from cost(before, after, len(which), f"{label}_")
        for number in which:
            address = rf"10\.0\.0\.{11 + number}"
            if not run.seen("server", f"mount request from {address}:"):
                raise VmError(f"{run.clients[number].role}: another address")
            run.plug(number)
    yield from run.passed()
