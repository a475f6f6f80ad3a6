# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# Linux 2.6: ddtool as make static makes it, run from the root on NFS: what it
# says, how it ends, and that the root lives.  Sourced by guest_linux26/init.

wrong=

# Everything is tried, whatever was wrong before.
wrong() {
	say "$*"
	wrong=yes
}

# wants STATUS PATTERN ARGUMENT...: how ddtool must end, and what it must say
wants() {
	status=$1
	pattern=$2
	shift 2
	got=0
	ddtool "$@" >/tmp/said 2>&1 || got=$?
	said=$(cat /tmp/said)
	echo "ddtool $*: $got"
	echo "$said"
	[ "$got" = "$status" ] ||
		wrong "ddtool $*: exit status $got, not $status"
	# shellcheck disable=SC2254 # it is a pattern
	case $said in
	*$pattern*) ;;
	*) wrong "ddtool $*: does not say $pattern" ;;
	esac
}

unchanged() {
	tables >/tmp/after
	[ "$(cat /tmp/before)" = "$(cat /tmp/after)" ] ||
		wrong "$1: the tables changed"
}

# boots COMMAND...: how a script that starts at boot must end
boots() {
	"$@" >/tmp/said 2>&1 || {
		status=$?
		cat /tmp/said
		wrong "$*: exit status $status"
	}
	cat /tmp/said
}

[ ! -d /sys/module/ddom_bridge ] || skip "KIMAGE has the module built in"
PATH=$PATH:/sbin
ROOT='root: / is /dev/root, server 10.0.0.1:2049, routed through'
tables >/tmp/before
say "$(uname -s) $(uname -r)"
wants 0 'ddtool [0-9]' --version
wants 2 nonsense nonsense
wants 0 'module: not loaded' info
wants 0 'the module is not loaded' status
wants 3 'use ddtool load' watch --timeout 1
wants 3 'not installed for Linux 2.6' load
wants 3 'no such file' load --path /nonexistent.ko
wants 0 'bridge-create xenbr0' bridge-attach --dry-run "$BRIDGE"
wants 0 'ddom_bridge: loaded' load --path /lib/ddom_bridge.ko
wants 0 'loaded already' load --path /lib/ddom_bridge.ko
wants 0 'module: loaded*family: ddom_bridge' info
wants 0 "no transaction*$ROOT eth0" status
unchanged "nothing done"

ddtool watch --timeout 10 >/tmp/watch 2>&1 &
watch=$!
wants 3 'eth9: no such device' bridge-attach eth9 "$BRIDGE"
wants 1 'as before' bridge-attach --timeout 1 --probe 10.0.0.1:9 "$BRIDGE"
unchanged "a closed port"
wants 0 "COMMITTED*confirmed: uncached read of /*$ROOT bridge xenbr0 over eth0" bridge-attach "$BRIDGE"
wants 0 "COMMITTED*$ROOT bridge xenbr0 over eth0" status
wants 0 '"state": "COMMITTED"*"device": "xenbr0"' status --json
# The root is without Xen's tools, which only a dom0 needs.
case $(cat /proc/xen/capabilities 2>/dev/null) in
*control_d*) wants 1 'problem vif-bridge*1 problem, 0 risks' doctor ;;
*) wants 0 '0 problems, 0 risks' doctor ;;
esac
wants 3 'carries the root already' bridge-attach "$BRIDGE"
wants 0 'COMMITTED*confirmed: uncached read of /' bridge-detach "$BRIDGE"
wants 0 "$ROOT eth0" status
unchanged "attach and detach"
wait $watch || wrong "watch: exit status $?"
cat /tmp/watch
case $(cat /tmp/watch) in
*into*UNDONE*10.0.0.1*into*COMMITTED*out\ of*COMMITTED*) ;;
*) wrong "watch did not see it" ;;
esac

wants 0 '8139' d3 list
wants 0 '8139' d3 check
echo CONFIG_ROOT_NFS=y >/tmp/root.config
echo CONFIG_NFSD=y >/tmp/server.config
wants 0 fits kconfig check /proc/config.gz /tmp/root.config
wants 1 'does not fit' kconfig check /proc/config.gz /tmp/server.config
wants 3 'Linux 5.6 or later' rootfs check /
wants 2 pool.conf server check

# xend's script and sysvinit's; the module where make modules_install puts it.
wants 0 'ddom_bridge: unloaded' unload
mount -t tmpfs tmpfs /lib/modules
mkdir -p "/lib/modules/$(uname -r)/extra"
cat /lib/ddom_bridge.ko >"/lib/modules/$(uname -r)/extra/ddom_bridge.ko"
for script in "DDOM_CONF=/nonexistent /etc/network-ddom" /etc/network-ddom \
	/etc/init.d/ddom-bridge; do
	for command in start start stop status; do
		boots sh -c "$script $command"
	done
	wants 0 "COMMITTED*$ROOT bridge xenbr0 over eth0" status
	case $script in
	*network-ddom) boots sh -c "$script detach" ;;
	*) wants 0 COMMITTED bridge-detach "$BRIDGE" ;;
	esac
	unchanged "$script"
done
wants 0 'ddom_bridge: unloaded' unload
wants 0 'was not loaded' unload
unchanged "the module unloaded"
# Such a kernel makes no bridge by rtnetlink.
wants 1 'as before' bridge-attach --no-module "$BRIDGE"
unchanged --no-module
[ -z "$wrong" ] || fail "see what was said"
pass
