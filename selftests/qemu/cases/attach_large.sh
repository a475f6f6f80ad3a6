# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# 1000 addresses, 20,000 routes and 900 neighbours: planned in under a second,
# attached, detached, and all is there; without the module the same. What is
# more than a transaction takes is refused.

. /guest/trial.sh

ADDRESSES=1000
ROUTES=20000
NEIGHBOURS=900	# gc_thresh3 of a namespace's table is 1024

# lines COUNT TEXT: TEXT with X.Y in it for a number, for each number
lines() {
	awk -v n="$1" -v text="$2" 'BEGIN {
		for (i = 0; i < n; i++) {
			line = text
			gsub("X", int(i / 250), line)
			gsub("Y", i % 250 + 1, line)
			print line
		}
	}'
}

large_tables() {
	{
		lines $ADDRESSES "addr add 10.20.X.Y/32 dev eth0"
		lines $ROUTES "route add 10.32.X.Y/32 via 10.0.0.1 dev eth0" |
			awk '{ split($3, a, "[./]")
			       sub(/10\.32\.[0-9]*/, "10." 32 + int(a[3] / 250) "." a[3] % 250)
			       print }'
		lines $NEIGHBOURS "neigh add 10.0.1X.Y lladdr 02:00:00:00:00:01 dev eth0 nud reachable" |
			sed 's/10\.0\.1\([0-9]*\)\./10.30.\1./'
	} >/run/batch
	in_root ip -batch - </run/batch || fail "ip -batch"
}

# counted DEVICE: it has everything
counted() {
	addresses=$(in_root ip -o addr show dev "$1" | grep -c ' 10\.20\.')
	routes=$(in_root ip route show dev "$1" | grep -c '^10\.[3-9]')
	[ "$addresses $routes" = "$ADDRESSES $ROUTES" ] ||
		fail "$1 has $addresses addresses and $routes routes"
}

round() {
	# shellcheck disable=SC2086
	trial 0 "attach $*" $ATTACH "$@"
	counted "$BRIDGE"
	alive "on the bridge $*"
	# shellcheck disable=SC2086
	trial 0 "detach $*" $DETACH "$@"
	counted eth0
	alive "detached $*"
}

trial_module
large_tables
counted eth0
remember
round
intact "after the module's detach"
round --no-module
intact "after the detach without the module"
! in_root dmesg | grep -iE 'soft lockup|rcu.*stall|hung task' ||
	fail "the planner kept a CPU for itself"

lines $ROUTES "route add 10.32.X.Y/32 via 10.0.0.1 dev eth0 metric 9" |
	awk '{ split($3, a, "[./]")
	       sub(/10\.32\.[0-9]*/, "10." 32 + int(a[3] / 250) "." a[3] % 250)
	       print }' >/run/batch
in_root ip -batch - </run/batch || fail "ip -batch"
remember
# shellcheck disable=SC2086
trial 3 "more than a transaction takes" $ATTACH
grep -q "routes, of which a transaction takes 32768" /run/trial.out ||
	fail "no limit was named"
# shellcheck disable=SC2086
trial 3 "the same without the module" $ATTACH --no-module
intact "after the refusals"
pass
