# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Every step of an attach and of a detach fails once: the command says so,
# the tables are as before, the root lives. A port that is given back has the
# settings and VLANs that it had.

. /guest/cycles.sh

PARAMETER=/sys/module/ddom_bridge/parameters/fail_step
DEV=${PORT:-$ROOT_DEV}

# What the bridge knows of its port; nothing when it is none
port_settings() {
	in_root bridge -d link show dev "$DEV" 2>/dev/null
	in_root bridge vlan show dev "$DEV"
}

# The root's network is VLAN 10, and no other is like a new port's.
own_settings() {
	in_root bridge link set dev "$DEV" cost 7 priority 5 hairpin on \
		mcast_flood off learning off
	in_root bridge -batch - <<-END || fail "no VLANs"
		vlan add vid 10 pvid untagged dev $DEV
		vlan add vid 10 pvid untagged self dev $BRIDGE
		vlan add vid 20-23 dev $DEV
		vlan add vid 30 untagged dev $DEV
		vlan del vid 1 dev $DEV
		vlan del vid 1 self dev $BRIDGE
	END
	# More of them than a request takes
	awk -v port="$DEV" 'BEGIN {
		for (vid = 100; vid < 2200; vid += 3)
			print "vlan add vid", vid, "dev", port
	}' | in_root bridge -batch - || fail "not 700 VLANs"
	echo 1 >"/sys/class/net/$BRIDGE/bridge/vlan_filtering"
	root_alive 20 || fail "the root is dead in a VLAN"
	in_root bridge -d link show dev "$DEV" | grep -q 'hairpin on' ||
		fail "settings: $(port_settings)"
}

# try NUMBER COMMAND...: 0 when step NUMBER failed and all was undone,
# 1 when there is no such step and the command did its work
try() {
	number=$1
	shift
	{ snapshot_tables; port_settings; } >/run/tables.before
	echo "$number" >$PARAMETER
	# shellcheck disable=SC2086
	span fail $ROOT_PREFIX "$@" >/run/try.out 2>/run/try.err
	status=$?
	echo -1 >$PARAMETER
	[ $status = 0 ] && return 1
	[ $status = 1 ] || fail "step $number of $*: exit status $status," \
		"$(tail -c 300 /run/try.err)"
	root_alive 20 || fail "step $number of $*: the root is dead"
	{ snapshot_tables; port_settings; } >/run/tables.after
	! tables_differ || fail "step $number of $*: the tables are not as before"
}

try_all() {
	step_number=0
	while try $step_number "$@"; do
		step_number=$((step_number + 1))
		[ $step_number -lt 100 ] || fail "no end of failing steps"
	done
	[ $step_number -gt 3 ] || fail "$*: only $step_number steps can fail"
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
[ -f $PARAMETER ] || skip "a module without fail_step"
: >"$SPANS"
# shellcheck disable=SC2086
try_all ddtool bridge-attach ${PORT-} "$BRIDGE" --json
metric attach_steps_failed $step_number
own_settings
try_all ddtool bridge-detach "$BRIDGE" --json
metric detach_steps_failed $step_number
pass
