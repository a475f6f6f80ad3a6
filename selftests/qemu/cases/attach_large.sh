# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# 1000 addresses, 20,000 routes and 900 neighbours are attached and detached,
# with the module and without, and all is there. More than a transaction takes
# is refused.

. /guest/trial.sh

ADDRESSES=1000
ROUTES=20000
NEIGHBOURS=1000

# lines COUNT TEXT: TEXT, X.Y in it a number
lines() {
	awk -v n="$1" -v text="$2" 'BEGIN {
		for (i = 0; i < n; i++) {
			line = text
			sub("X", int(i / 250), line)
			sub("Y", i % 250 + 1, line)
			print line
		}
	}'
}

batch() {
	in_root ip -batch - </run/batch || fail "ip -batch"
}

large_tables() {
	# Both devices have them for a while; by default the kernel keeps 1024.
	echo 8192 >/proc/sys/net/ipv4/neigh/default/gc_thresh3
	{
		lines $ADDRESSES "addr add 10.20.X.Y/32 dev eth0"
		lines $ROUTES "route add 10.32.X.Y/32 via 10.0.0.1 dev eth0"
		lines $NEIGHBOURS "neigh add 10.30.X.Y lladdr 02:00:00:00:00:01 dev eth0 nud stale"
	} >/run/batch
	batch
}

# counted DEVICE: it has everything
counted() {
	addresses=$(in_root ip -o addr show dev "$1" | grep -c ' 10\.20\.')
	routes=$(in_root ip route show dev "$1" | grep -c '^10\.32\.')
	[ "$addresses $routes" = "$ADDRESSES $ROUTES" ] ||
		fail "$1 has $addresses addresses and $routes routes"
}

# both WAYS...: there and back; how long it took is said
both() {
	start=$(uptime_s)
	# shellcheck disable=SC2086
	trial 0 "attach $*" $ATTACH "$@"
	middle=$(uptime_s)
	counted "$BRIDGE"
	alive "attached $*"
	# shellcheck disable=SC2086
	trial 0 "detach $*" $DETACH "$@"
	say "attach $* after $start s, until $middle s"
	counted eth0
	intact "detached $*"
}

trial_module
large_tables
remember
both
both --no-module
! dmesg | grep -iE 'soft lockup|rcu.*stall|hung task' ||
	fail "a CPU was not given to others"

lines $ROUTES "route add 10.32.X.Y/32 via 10.0.0.1 dev eth0 metric 9" >/run/batch
batch
remember
for way in "" --no-module; do
	# shellcheck disable=SC2086
	trial 3 "more than a transaction takes $way" $ATTACH $way
	grep -q "routes, of which a transaction takes 32768" \
		/run/trial.out /run/trial.err || fail "no limit was named $way"
done
intact "refused"
pass
