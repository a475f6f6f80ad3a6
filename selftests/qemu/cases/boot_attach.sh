# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# attach= at load, before there is a root: the root is mounted through the
# bridge. With BOOT_FAILS nothing answers the probe, and the machine boots as
# if the parameter were not there.

. /guest/cycles.sh

: >"$SPANS"
drop_caches
root_alive 30 || fail "the root is dead"
state=$(in_root ddtool status --json | tr -d ' \n')
if [ -n "${BOOT_FAILS-}" ]; then
	[ ! -e "/sys/class/net/$BRIDGE" ] || fail "$BRIDGE is there"
	case $state in
	*'"UNDONE"'* | *'"undone"'*) ;;
	*) fail "not undone: $state" ;;
	esac
	pass
fi
case $(readlink /sys/class/net/eth0/master) in
*"/$BRIDGE") ;;
*) fail "eth0 is no port of $BRIDGE: $state" ;;
esac
in_root ip route get 10.0.0.1 | grep -q "dev $BRIDGE" ||
	fail "the root does not go through $BRIDGE"
# What was attached without user space is detached by it, and back.
step detach 0 "ddtool bridge-detach $BRIDGE --json"
root_alive 30 || fail "the root is dead after the detach"
[ ! -e "/sys/class/net/$BRIDGE" ] || fail "$BRIDGE is still there"
step attach 0 "ddtool bridge-attach $BRIDGE --json"
root_alive 30 || fail "the root is dead after the attach"
pass
