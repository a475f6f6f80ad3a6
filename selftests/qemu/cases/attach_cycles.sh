# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# ddtool attaches and detaches the NIC that carries the root; nothing is lost.
# With LOSS=expected the port is not frozen and something must be lost; with
# LOSS=allowed the figures are for a person to compare with a control's. With
# THREADED a thread polls the NIC. With PORT it is another device than the root's.
# With WIRE the root is a disk on the network.

. /guest/cycles.sh
[ -z "${WIRE-}" ] || . /guest/wired.sh

# shellcheck disable=SC2086
in_root modprobe ddom_bridge $MODULE_PARAMS >/run/modprobe 2>&1 ||
	fail "modprobe ddom_bridge: $(cat /run/modprobe)"
ATTACH="ddtool bridge-attach ${PORT-} $BRIDGE --json $ATTACH_OPTIONS"
DETACH="ddtool bridge-detach $BRIDGE --json $DETACH_OPTIONS"
[ -z "${WIRE-}" ] || as_it_is eth0
[ -z "${THREADED-}" ] || echo 1 >/sys/class/net/eth0/threaded ||
	fail "eth0: no thread polls"
cycles_run
root_alive 20 || fail "the root is dead"
[ -z "${WIRE-}" ] || no_errors
for label in attach detach; do
	grep -q 'uncached read' /run/$label.0.out ||
		fail "$label: the root was not read"
done
case ${LOSS:-none} in
none)
	cycles_clean
	;;
expected)
	lost=$(($(probed echo_lost_attach) + $(probed echo_lost_detach)))
	[ $lost -gt 0 ] || fail "nothing was lost: this rig sees nothing"
	;;
esac
pass
