# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Large receive offload is off while the port is in a bridge, which could not
# forward what it merges; a detach, and an undo, turn it on again if it was on:
# of a bond that of its NICs too.

. /guest/trial.sh

# lro WANTED WHAT
lro() {
	for dev in $devs; do
		seen=$(in_root ethtool -k "$dev" |
			awk '$1 == "large-receive-offload:" { print $2 }')
		[ "$seen" = "$1" ] ||
			fail "$2: large receive offload of $dev is ${seen:-unknown}"
	done
}

# rounds MODE...: attach and detach, and an attach that is undone
rounds() {
	for first in on off; do
		for dev in $devs; do
			in_root ethtool -K "$dev" lro $first ||
				fail "ethtool -K $dev lro $first"
		done
		lro $first "before"
		# shellcheck disable=SC2086
		trial 0 "attach" $ATTACH "$@"
		lro off "in the bridge"
		alive "in the bridge"
		# shellcheck disable=SC2086
		trial 0 "detach" $DETACH "$@"
		lro $first "after the detach"
		alive "after the detach"
		# shellcheck disable=SC2086
		trial 1 "attach, undone" $ATTACH "$@" --probe 10.0.0.99 \
			--timeout 1
		lro $first "after the undo"
	done
}

trial_module
devs="$ROOT_DEV${BOND:+ eth0 eth1}"
remember
in_root ethtool -k eth0 | grep -q 'large-receive-offload:.*\[fixed\]' &&
	skip "$NIC has no large receive offload"
rounds
# From user space that of the port is known only.
[ -n "${BOND-}" ] || rounds --no-module
intact "afterwards"
pass
