# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# ddinit attaches the bridge before the real init starts; xend's script finds it
# attached, leaves it alone, and can take it back.

. /guest/shared_root.sh

port_of() {
	case $(readlink /sys/class/net/eth0/master) in
	*"/$1") ;;
	*) return 1 ;;
	esac
}

network() {
	in_root /etc/xen/scripts/network-ddom "$@" >/run/network 2>&1 || {
		keep network </run/network
		fail "network-ddom $*: $(tail -n 2 /run/network)"
	}
	say "network-ddom $*: $(head -n 1 /run/network)"
}

shared_root_up
shared_root_units
port_of xenbr0 || fail "eth0 is no port of xenbr0: $(dmesg | grep ddinit)"
in_root ip route get 10.0.0.1 | grep -q 'dev xenbr0' ||
	fail "the root does not go through xenbr0"
! dmesg | grep -q 'ddinit:.*exit status' || fail "$(dmesg | grep ddinit:)"

network start
network start bridge=xenbr0 netdev=eth0
port_of xenbr0 || fail "start has taken eth0 out of xenbr0"
network status
grep -q COMMITTED /run/network || fail "status: $(cat /run/network)"
network stop
port_of xenbr0 || fail "stop has taken eth0 out of xenbr0"
drop_caches
network detach
! port_of xenbr0 || fail "detach has left eth0 in xenbr0"
root_alive 30 || fail "the root is dead after detach"
drop_caches
network start
port_of xenbr0 || fail "start has not attached"
root_alive 30 || fail "the root is dead after start"
in_root sh -c '/etc/xen/scripts/network-ddom nosuch' 2>/dev/null &&
	fail "network-ddom nosuch: accepted"
pass
