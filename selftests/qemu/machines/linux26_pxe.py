# SPDX-License-Identifier: GPL-2.0-only
"""The rig for Linux 2.6 from the power button on: the machines of linux26.

The client is firmware and a NIC with its PXE ROM; what follows is from the
boot server of pxe, whose writable export is the root, so that the client
reads the server's log there.  A restart stays in the same QEMU.
"""

from machines import linux26, pxe
from paths import IMAGES


class Client(linux26.OldVM):
    """Restarts where others end."""

    def start(self):
        """Start QEMU once the server is ready."""
        super().start()
        self.qmp("set-action", reboot="reset")


def machines(case, directory):
    """The machines of one run: (all of them, the one which reports)."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    boot = pxe.boot_image(case, directory)
    first = linux26.server(case, directory, "boot_server", [
        "-drive", f"file={boot},format=raw,if=none,id=boot,readonly=on",
        "-device", "virtio-blk-pci,drive=boot"])
    argv = [*linux26.hardware(case, directory, "bootindex=1"),
            # Without graphics firmware and ROM speak on the console.
            "-machine", "graphics=off"]
    reporter = Client(case.id, argv, directory, first)
    return [first, reporter], reporter
