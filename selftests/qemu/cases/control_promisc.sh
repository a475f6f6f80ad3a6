# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# Only promiscuous mode, on and off: what a driver, or its model, loses by
# that alone is no attach's fault.

. /guest/cycles.sh

ATTACH="ip link set eth0 promisc on"
DETACH="ip link set eth0 promisc off"
WATCH_US=2000000
cycles_run
root_alive 20 || fail "the root is dead"
pass
