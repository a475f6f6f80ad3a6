# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# The root's own init, systemd or sysvinit, has attached the NIC by what is
# installed. Those who configure networks leave both devices alone for a
# minute, and the machine restarts cleanly.

. /guest/trial.sh

attached() {
	case $(readlink /sys/class/net/eth0/master) in
	*"/$BRIDGE") ;;
	*) return 1 ;;
	esac
	in_root ddtool status eth0 --json | grep -q '"COMMITTED"'
}

# What says why not
explain() {
	in_root systemctl status --no-pager ddom-bridge 2>&1 | keep unit
	in_root ddtool status 2>&1 | keep status
	fail "$*"
}

case $INIT in
*/sysv/*) restart="$INIT 6" ;;
*)
	restart="systemctl reboot"
	systemd=yes
	;;
esac
say "$(in_root cat /proc/1/comm) is up after $(uptime_s) s"
wait_for 30 attached || explain "eth0 is not attached"
in_root ip route get 10.0.0.1 | grep -q "dev $BRIDGE" ||
	explain "the root does not go through $BRIDGE"
# Link-local addresses finish their duplicate detection.
sleep 5
remember
in_root ip neigh flush all
drop_caches
sleep "${IDLE_S:-60}"
intact "left alone"
attached || explain "eth0 is not attached any more"
if [ -n "${systemd-}" ]; then
	in_root networkctl --no-pager --no-legend list 2>&1 | keep networkctl
	in_root systemctl is-active systemd-networkd networking | keep active
	for device in eth0 "$BRIDGE"; do
		in_root networkctl --no-pager --no-legend list "$device" |
			grep -q unmanaged || explain "$device is managed"
	done
	failed=$(in_root systemctl --failed --plain --no-legend |
		awk '/ddom|networkd|networking/ { print $1 }')
	[ -z "$failed" ] || explain "failed: $failed"
fi
ends 100
last "reboot: Restarting system"
# shellcheck disable=SC2086
in_root $restart
sleep 110
fail "the machine has not ended"
