# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# At the end of a case on a kernel that watches itself: what it does not say by
# itself. Whatever else it reports ends the machine, or is in its log.

LEAKS=/sys/kernel/debug/kmemleak

# lockdep_watched: it stops for good at its first report, or when it is full
lockdep_watched() {
	[ "$(awk '$1 == "debug_locks:" { print $2 }' /proc/lockdep_stats)" = 1 ] ||
		fail "lockdep has stopped watching"
	metric lock_chains "$(awk '/^ dependency chains:/ { print $3 }' \
		/proc/lockdep_stats)"
}

# nothing_leaked: what nobody points to, in two scans, and is older than five
# seconds; a page of the list for a person
nothing_leaked() {
	[ -e $LEAKS ] || mount -t debugfs debugfs /sys/kernel/debug ||
		fail "no debugfs"
	for _ in 1 2; do
		sleep 6
		echo scan >$LEAKS || fail "kmemleak is off"
	done
	leaks=$(grep -c '^unreferenced' $LEAKS)
	metric leaks "$leaks"
	[ "$leaks" = 0 ] && return
	head -n 200 $LEAKS | keep leaks
	say "$(head -n 20 $LEAKS)"
	fail "kmemleak: $leaks objects leaked"
}

lockdep_watched
[ -z "${SCAN-}" ] || nothing_leaked
