# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Ports that go in the middle of their transactions leave nothing behind; of
# those that stay a bounded number is remembered.

. /guest/abuse.sh

KEPT=64		# DDOM_BRIDGE_MAX_KEPT
ROUNDS=${ROUNDS:-50}

forgotten() {
	nl_request get "port=$1" | grep -q '^ENOENT'
}

# vanish FROM TO: rounds of a port with ROUTES routes that goes while its server
# is waited for
vanish() {
	n=$1
	while [ "$n" -lt "$2" ]; do
		{
			echo "link add y$n type dummy"
			echo "addr add 10.44.0.2/24 dev y$n"
			echo "link set y$n up"
			sed "s/DEV/y$n/" /run/routes
		} | in_root ip -batch - || fail "y$n: no device"
		nl_request -n attach port="y$n" bridge="b$n" probe=10.44.0.9 \
			verify=60000 >/run/request
		wait_for 10 in_state "y$n" $VERIFYING ||
			fail "y$n: $(cat /run/request), $(state_of "y$n")"
		ip link del "y$n"
		wait_for 10 forgotten "y$n" || fail "y$n: $(state_of "y$n")"
		n=$((n + 1))
	done
}

# remembered: how many the module lists
remembered() {
	nl_request dump | cut -d ' ' -f 3
}

many_ports() {
	n=0
	while [ $n -lt $((KEPT + 6)) ]; do
		echo "link add k$n type dummy"
		echo "addr add 10.$((100 + n)).0.2/24 dev k$n"
		echo "link set k$n up"
		n=$((n + 1))
	done | in_root ip -batch - || fail "no devices"
	n=0
	while [ $n -lt $((KEPT + 6)) ]; do
		request $UNDONE attach port=k$n bridge=kept0 confirm=0 \
			probe=10.$((100 + n)).0.1 verify=1
		n=$((n + 1))
	done
	metric remembered "$(remembered)"
	[ "$(remembered)" = $KEPT ] || fail "$(remembered) are remembered"
	in_state k$((KEPT + 5)) $UNDONE || fail "the last one is forgotten"
	forgotten k0 || fail "the first one is not forgotten"
	n=0
	while [ $n -lt $((KEPT + 6)) ]; do
		echo "link del k$n"
		n=$((n + 1))
	done | in_root ip -batch -
}

# take_room NAMESPACES: each with as many attached ports as it may have
take_room() {
	taken=
	while [ "$(echo "$taken" | wc -w)" -lt "$1" ]; do
		unshare -n sleep 100000 &
		taken="$taken $!"
		wait_for 5 is_elsewhere $! || fail "no other namespace"
		nsenter -t $! -n sh -c "n=0
			while [ \$n -lt $KEPT ]; do
				ip link add t\$n type dummy
				ip link set t\$n up
				nl_request attach port=t\$n bridge=tb\$n \\
					flags=1 confirm=0
				n=\$((n + 1))
			done" >/run/taken
		[ "$(grep -c "^OK .* $COMMITTED " /run/taken)" = $KEPT ] ||
			fail "in another namespace: $(tail -n 1 /run/taken)"
	done
}

# All the room of the others is taken: they are refused, the machine is not.
room_of_its_own() {
	take_room 4
	unshare -n sh -c 'ip link add t0 type dummy; ip link set t0 up
		nl_request attach port=t0 bridge=tb0 flags=1 confirm=0' >/run/taken
	grep -q '^ENOSPC' /run/taken || fail "one too many: $(cat /run/taken)"
	in_root ip link add host0 type dummy
	ip link set host0 up
	request $COMMITTED attach port=host0 bridge=host1 flags=1 confirm=0
	request $COMMITTED detach port=host0 confirm=0 flags=1
	ip link del host0
	for each in $taken; do
		kill "$each"
	done
	wait_for 60 no_transaction || fail "a transaction does not end"
}

abuse_module
room_of_its_own
n=0
while [ $n -lt "${ROUTES:-50}" ]; do
	echo "route add 10.150.$((n / 250)).$((n % 250))/32 dev DEV"
	n=$((n + 1))
done >/run/routes
vanish 0 5
many_ports
before=$(kernel_kb)
vanish 5 $((ROUNDS + 5))
metric rounds "$ROUNDS"
[ "$(remembered)" = 0 ] || fail "$(remembered) are remembered"
! grew "$before" $((512 + ROUNDS * 8)) ||
	fail "the kernel has $((after - before)) kB more"
module_goes
pass
