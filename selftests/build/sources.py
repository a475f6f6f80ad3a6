#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Print the apt source list of a suite: the one the rigs take kernels from.

Headers and kernel image must be of one version, so both come from here.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qemu"))
sys.dont_write_bytecode = True

from debs import Apt  # noqa: E402  pylint: disable=wrong-import-position


def main():
    """Print the file name for the suite named by the only argument."""
    apt = Apt(sys.argv[1])
    apt.update()
    print(apt.root / "etc/sources.list")


if __name__ == "__main__":
    main()
