# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
# A root whose server has no IP address: nobody can be probed, so it is the read
# of the disk that decides, whether the port has an address or not.

. /guest/faults.sh
. /guest/wired.sh

# attached_and_back: and each time the disk was read
attached_and_back() {
	snapshot_tables >/run/tables.before
	for command in attach detach; do
		run_in_root ddtool bridge-$command --verbose "$BRIDGE"
		keep "$1.$command" </run/out
		grep -q "confirmed: .*/dev/${WIRE_DISK#/dev/}" /run/out ||
			fail "$1: $command: the disk was not read"
		! grep -q verify- /run/out || fail "$1: $command: who answers?"
		drop_caches
		root_alive 60 || fail "$1: $command: the root is dead"
	done
	as_before
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
as_it_is eth0
! ip -4 addr show dev eth0 | grep -q inet || fail "eth0 has an address"
read_begin
attached_and_back none
ip addr add 10.0.0.2/24 dev eth0
attached_and_back one
read_end 60
no_errors
# Nothing but the read notices that the server is away.
slow_module 300
attach_begin --confirm-timeout 3
wait_for 60 test -d "/sys/class/net/$BRIDGE" || fail "no attach"
host pause server || fail "the host did not pause the server"
attach_end 60
host resume server || fail "the host did not resume the server"
[ "$attach_status" = 1 ] || fail "ddtool's exit status is $attach_status"
grep -q "the root does not answer" /run/attach.err ||
	fail "not the read: $(tail -c 300 /run/attach.err)"
as_before
pass
