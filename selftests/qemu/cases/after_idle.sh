# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Long after the attach: neighbours forgotten, caches dropped, nothing done for
# a time, the root lives.  Then the machine restarts with the bridge in place,
# comes up again, and at last powers itself off.  What was written before each
# end is there.

. /guest/trial.sh

RW=/run/rw
IDLE_S=${IDLE_S:-30}

# write NAME: unmounted without a sync before; the last bytes go out then
write() {
	printf '%s' "$1" | cat - /run/bytes >"$RW/$1"
	umount $RW || fail "the rw mount is busy"
}

# written NAME
written() {
	[ "$(md5sum <"$RW/$1")" = "$(printf '%s' "$1" | cat - /run/bytes |
		md5sum)" ]
}

# live_on SECONDS: attached, then idle
live_on() {
	trial 0 "attach" $ATTACH
	in_root ip neigh flush all
	drop_caches
	sleep "$1"
	drop_caches
	alive "after $1 s"
	in_root ip neigh flush all
	alive "without neighbours"
}

trial_module
mkdir -p $RW
nfsmount 10.0.0.1:/srv/rw $RW "$(nfs_options)" rw || fail "no rw mount"
yes bytes | head -c 3000000 >/run/bytes
if [ -f $RW/restarted ]; then
	written restarted || fail "what was written before the restart is not there"
	say "up again after $(uptime_s) s"
	live_on 5
	# Such a kernel is without ACPI here, and cannot switch itself off.
	[ -z "${SLOWNESS-}" ] || pass
	write off
	ends 60
	in_root poweroff -f
else
	live_on "$IDLE_S"
	host restarts client || fail "the host does not let the client restart"
	write restarted
	in_root reboot -f
fi
sleep 60
fail "the machine has not ended"
