# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A driver resets its NIC while that is held for the attach: it waits for its
# NAPI instance, with the lock for which others wait. Both go on.

. /guest/abuse.sh

# told: how often a hold has ended by itself
told() {
	dmesg | grep -c 'nic0: held for'
}

# reset_while_held OPS_LOCK
reset_while_held() {
	insmod /modules/ddom_resettest.ko ops_lock="$1" || fail "ddom_resettest"
	locks=$(cat /sys/module/ddom_resettest/parameters/ops_lock)
	before=$(told)
	ip addr add 10.47.0.2/24 dev nic0
	ip link set nic0 up
	settled
	nl_request -n attach port=nic0 bridge="$BRIDGE" probe=10.47.0.1 \
		verify=100 confirm=0 >/run/request
	wait_for 20 in_state nic0 "$UNDONE" ||
		fail "ops_lock=$1: $(cat /run/request), state $(state_of nic0)"
	[ "$(cat /sys/module/ddom_resettest/parameters/resets)" = 1 ] ||
		fail "ops_lock=$1: the reset did not end"
	# Only where the kernel itself waits for the lock is there no other way.
	case $locks in
	Y) [ "$(told)" -gt "$before" ] || fail "nobody waited for the lock" ;;
	*) [ "$(told)" = "$before" ] || fail "the hold ended by itself" ;;
	esac
	metric "ops_lock_$1" "$locks"
	ip link set nic0 down
	bounded 30 rmmod ddom_resettest || fail "rmmod ddom_resettest"
}

abuse_module
reset_while_held 0
reset_while_held 1
module_goes
pass
