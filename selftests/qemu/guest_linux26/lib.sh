# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# What a case on Linux 2.6 may use.  A line of results begins with DDOM.

BRIDGE=${BRIDGE:-xenbr0}
PROBE=probe=10.0.0.1:2049
PARAMS=/sys/module/ddom_bridge/parameters

metric() {
	echo "DDOM {\"metric\":\"$1\",\"value\":$2}"
}

say() {
	echo "DDOM {\"say\":\"$*\"}"
}

finish() {
	echo "DDOM {\"result\":\"$1\",\"text\":\"$2\"}"
	echo 'DDOM {"end":true}'
	while :; do sleep 60; done
}

pass() {
	finish pass ''
}

skip() {
	finish skip "$*"
}

fail() {
	dmesg | last
	finish fail "$*"
}

# The last lines of a kernel log are worth reading.
last() {
	while read -r line; do
		case $line in *ddom*) echo "$line" ;; esac
	done
}

load_module() {
	[ -d /sys/module/ddom_bridge ] || insmod /lib/ddom_bridge.ko ||
		fail "the module does not load"
}

# Routes and neighbours as the kernel lists them; addresses are in the local
# table, which /proc does not show, but every route needs its address.
tables() {
	cat /proc/net/route
	while read -r ip _ flags mac _ dev; do
		echo "$ip $flags $mac $dev"
	done </proc/net/arp
}

# request COMMAND ATTRIBUTE...: sets $error and $state
request() {
	nl_request "$@" >/tmp/answer || fail "$1: no answer"
	read -r error _ _ _ state _ </tmp/answer
	[ "$error" = OK ] || fail "$1: error $error"
}

echo_start() {
	echo_probe -r "${RATE:-500}" -t 900 -w /tmp/windows 10.0.0.1 >/tmp/echo \
		2>/tmp/lost &
	prober=$!
	sleep 1
}

# Sets $calls and $again: NFS calls, and how many of them were sent again.
nfs_calls() {
	while read -r word calls again _; do
		[ "$word" != rpc ] || break
	done </proc/net/rpc/nfs
}

# How long the receive side was held, at most, in the last 16 KiB of the log.
held() {
	longest_attach=0
	longest_detach=0
	dmesg >/tmp/log
	while read -r line; do
		us=${line##*receive side held for }
		us=${us%% us at most*}
		case $line in
		*"ddom_bridge: eth0 to "*"held for"*)
			[ "$us" -le "$longest_attach" ] || longest_attach=$us ;;
		*"ddom_bridge: eth0 from "*"held for"*)
			[ "$us" -le "$longest_detach" ] || longest_detach=$us ;;
		esac
	done </tmp/log
	metric held_max_us_attach "$longest_attach"
	metric held_max_us_detach "$longest_detach"
}

# Sets $lost, in the transactions, and $lost_all.  The rest is for the record: time is the
# host's here, and when it is busy a receive ring runs over.
echo_stop() {
	kill "$prober"
	wait "$prober"
	lost=0
	while read -r name value; do
		metric "$name" "$value"
		case $name in
		echo_lost) lost_all=$value ;;
		echo_lost_attach | echo_lost_detach) lost=$((lost + value)) ;;
		esac
	done </tmp/echo
}
