# SPDX-License-Identifier: GPL-2.0-only
"""Where things are: the source tree, and everything made under build/."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
BUILD = Path(os.environ.get("DDOM_BUILD", TOP / "build"))
RIG = BUILD / "qemu"
APT = RIG / "apt"            # one private apt root a suite
KERNELS = RIG / "kernels"    # unpacked kernel packages, one tree a suite
TREE = RIG / "root"          # unpacked guest user space
IMAGES = RIG / "images"      # file system images and initramfs archives
PROBES = RIG / "probes"      # compiled probes
LOGS = BUILD / "logs"        # console logs, one a virtual machine

KMOD = BUILD / "kmod"        # the project's modules: KMOD/<suite>/*.ko
KMOD_TEST = BUILD / "kmod-test"     # modules for tests only, the same way
DDTOOL = BUILD / "ddtool"
DDINIT = BUILD / "ddinit"
STATIC = BUILD / "static/ddtool"     # by make static: for Linux 2.6
GUEST = HERE / "guest"
CASES = HERE / "cases"
BENCH = TOP / "selftests/bench"      # its guest scripts

# Debian suites; with -FLAVOUR, that kernel of theirs.
SUITES = ("bullseye", "bookworm", "bookworm-rt", "trixie", "sid", "sid-rt")
BUILT = ("dom0", "dom0-debug")       # kernels of make kernel: BUILD/<name>
XEN = RIG / "xen"            # unpacked hypervisor and toolstack


def note(text):
    """Say what is being done, on standard error: standard output is KTAP."""
    import sys
    print(f"# {text}", file=sys.stderr, flush=True)
