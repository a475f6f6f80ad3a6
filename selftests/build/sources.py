#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Print the apt source list of a suite, the one the rigs take kernels from,
its release and what Debian calls the architecture of its kernels.

Headers and kernel image must be of one version, so both come from here.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qemu"))
sys.dont_write_bytecode = True

from images.debs import Apt, flavoured  # noqa: E402  pylint: disable=wrong-import-position


def main():
    """Print all three, for the suite named by the only argument."""
    release, arch = flavoured(sys.argv[1])
    apt = Apt(release)
    apt.update()
    print(apt.root / "etc/sources.list", release, arch)


if __name__ == "__main__":
    main()
