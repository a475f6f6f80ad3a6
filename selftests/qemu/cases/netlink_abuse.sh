# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Malformed, unprivileged, foreign and concurrent requests: each is refused
# with the reason, none changes anything.

. /guest/cycles.sh

# trial NAME COMMAND...: its KTAP is kept, its figures become metrics
trial() {
	trial=$1
	shift
	bounded 600 "$@" >"/run/$trial.out" 2>&1
	status=$?
	keep "$trial" <"/run/$trial.out"
	metric "${trial}_checks" "$(sed -n 's/^# checks //p' "/run/$trial.out")"
	[ $status = 0 ] && return 0
	say "$(grep -v '^ok' "/run/$trial.out" | head -c 1500)"
	fail "$trial: exit status $status"
}

in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
in_root modprobe -a dummy bridge || fail "modprobe dummy"
ip link add abuse0 type dummy
sleep 2	# link-local addresses finish their duplicate detection
snapshot_tables >/run/tables.before
trial nl_abuse nl_abuse abuse0 "${MESSAGES:-5000}"
snapshot_tables >/run/tables.after
! tables_differ || fail "nl_abuse: the tables are not as before"
trial nl_rivals nl_rivals eth0 abuse0 10.0.0.1 10.0.0.99
ip neigh flush dev eth0 to 10.0.0.99
snapshot_tables >/run/tables.after
! tables_differ || fail "nl_rivals: the tables are not as before"
root_alive 20 || fail "the root is dead"
pass
