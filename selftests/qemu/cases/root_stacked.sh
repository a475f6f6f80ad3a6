# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086
# The root is on a VLAN, a bond or a team: status has the way from it down to the NICs,
# d3 knows each of these, doctor finds nothing wrong; so it is when that device
# is the port of a bridge. A device below it is refused, or the root stays.

. /guest/trial.sh
. /guest/doctor.sh

# known DEVICE WAY: what carries the root, and what is below that
known() {
	says 0 "-> $1 (route) -> $2 (rtnetlink)" status
	says 0 "(carries the root)" d3 list
	count=$(grep -c "(carries the root)" /run/out)
	[ "$count" = "$nics" ] || fail "d3: $count NICs of $nics"
	doctor
	grep -q "\"root_device\": \"$1\"" /run/doctor.out ||
		fail "doctor: not $1: $(head -c 400 /run/doctor.out)"
	# The export is read-only.
	others=$(grep '"id":' /run/doctor.out | grep -v '"path-')
	[ -z "$others" ] || fail "doctor: $others on $1"
}

trial_module
case $ROOT_DEV in
*.*)
	nics=1
	below=eth0
	;;
*)
	nics=2
	below="eth0, eth1"
	;;
esac
known "$ROOT_DEV" "$below"
remember
says 0 "uncached read" bridge-attach "$BRIDGE"
known "$BRIDGE" "$ROOT_DEV -> $below"
alive "on the bridge"
says 0 "COMMITTED" bridge-detach
intact "after the detach"
case $ROOT_DEV in
*.*)
	says 3 "or do without that probe" \
		bridge-attach eth0 "$BRIDGE" --probe 10.0.0.1
	for how in "" --no-module; do
		says 0 "routed through vlan $ROOT_DEV over $below" \
			bridge-attach eth0 "$BRIDGE" $how
		grep -q "confirmed: uncached read" /run/out ||
			fail "not confirmed by the root: $(cat /run/out)"
		known "$ROOT_DEV" "$below"
		alive "above the port $how"
		says 0 "COMMITTED" bridge-detach "$BRIDGE" $how
		intact "below the root $how"
	done
	says 0 "COMMITTED" bridge-attach xenbr100
	says 0 "routed through bridge xenbr100 over $ROOT_DEV over $below" \
		bridge-attach eth0 "$BRIDGE"
	known xenbr100 "$ROOT_DEV -> $below"
	alive "on one bridge, above the other"
	says 0 "COMMITTED" bridge-detach "$BRIDGE"
	says 0 "COMMITTED" bridge-detach
	intact "after two bridges"
	;;
*)
	says 3 "eth0: is a member of $ROOT_DEV; attach that" \
		bridge-attach eth0 "$BRIDGE"
	;;
esac
intact "afterwards"
pass
