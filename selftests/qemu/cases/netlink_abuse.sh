# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Malformed, unprivileged, foreign and concurrent requests: each is refused
# with the reason, none changes anything.

. /guest/cycles.sh

HOLE_S=5

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

# All processes of a network namespace go while a probe of its transaction waits
# for a server that swallows everything: the transaction holds the namespace,
# ends in its own time, and then both go.
black_hole() {
	ip link add own0 type dummy
	ip addr add 192.0.2.2/24 dev own0
	ip link set own0 up
	in_root ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev own0 \
		nud permanent
	exec nl_request attach port=own0 bridge=own1 probe=192.0.2.1:9 \
		verify=$((HOLE_S * 1000))
}

# What the kernel frees with a network namespace
namespaces() {
	awk '$1 == "net_namespace" { print $2 }' /proc/slabinfo
}

as_many_namespaces() {
	[ "$(namespaces)" -le "$namespaces" ]
}

no_transaction() {
	[ "$(cat /sys/module/ddom_bridge/refcnt)" = 0 ]
}

namespace_gone() {
	no_transaction || fail "a transaction is left"
	namespaces=$(namespaces)
	HOLE=yes ROOT_PREFIX=$ROOT_PREFIX unshare -n sh -c \
		'. /guest/lib.sh; . /cases/netlink_abuse.sh' >/run/hole 2>&1 &
	hole=$!
	wait_for 10 eval "! no_transaction" ||
		fail "no transaction: $(cat /run/hole)"
	sleep 1
	! no_transaction || fail "it ended by itself: $(cat /run/hole)"
	kill -9 $hole
	begin=$(uptime_s)
	wait_for 90 no_transaction || fail "it does not end"
	ended=$(($(uptime_s) - begin))
	metric orphan_ended_s $ended
	[ $ended -le $((HOLE_S + 5)) ] || fail "it took $ended s to end"
	[ -z "$namespaces" ] || wait_for 20 as_many_namespaces ||
		fail "its namespace is left: $(namespaces), not $namespaces"
}

[ -z "${HOLE-}" ] || black_hole
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
namespace_gone
root_alive 20 || fail "the root is dead"
pass
