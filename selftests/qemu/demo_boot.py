#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Show a machine without a disk from the power button to a domU.

Boot servers which ddtool server render has configured, a NIC with its PXE ROM,
GRUB 2 in two stages, Xen, a dom0 whose root is a read-only export, a bridge
below it, a domU on that bridge.
"""

import argparse
import json
import signal
import sys
from pathlib import Path

import cases
import runner
from console import scenario
from demo import heading, outcome
from paths import BUILD, LOGS


def main():
    """Run the case "power_on", with what it waits for as it comes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0],
                                     allow_abbrev=False)
    parser.add_argument("--json", type=Path, default=BUILD / "demo-boot.json")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    case = cases.find("power_on")[0].variant()
    heading("Two machines: boot servers, and one that has only a NIC "
            "(seconds from its power button)")
    scenario.LIVE.append(lambda text: print(f"  {text}", flush=True))
    try:
        result = runner.run(case)
    except (runner.PackageError, KeyboardInterrupt) as error:
        sys.exit(f"demo_boot.py: {error or 'interrupted'}")
    finally:
        runner.stop_all()
    # Its lines have been shown.
    result.said.clear()
    good = outcome(result)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps([result.record()], indent=1) + "\n",
                            encoding="utf-8")
    print(f"\n{'All as it should be' if good else 'FAILED'}; figures in "
          f"{options.json}, consoles in {LOGS}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
