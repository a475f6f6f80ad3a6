# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# The module is missing, is another kernel's, is damaged, refuses to start or
# may not be loaded: ddtool says so, exits with 3 and has changed nothing.
# Without the module it then does the same work.

. /guest/trial.sh

EXTRA=/nfsroot/usr/lib/modules/$(uname -r)/extra

# unloadable WHAT TEXT: ddtool refuses with TEXT
unloadable() {
	trial 3 "$1" $ATTACH
	grep -q "$2" /run/trial.err ||
		fail "$1: ddtool says: $(tail -c 300 /run/trial.err)"
	[ ! -d /sys/module/ddom_bridge ] || fail "$1: it is loaded"
	say "$1: $(tail -n 1 /run/trial.err)"
	trial 3 "$1: detach" $DETACH
	intact "$1"
}

# other_kernel FILE: the module says that it was made for one that cannot
# unload modules; with versions of symbols a kernel's number is not compared
other_kernel() {
	sed "s/ mod_unload / mod_remain /" "$1"
}

cp "$EXTRA/ddom_bridge.ko" /run/good.ko
in_root modprobe bridge
remember
mount -t tmpfs tmpfs "$EXTRA"
unloadable "no module" "ddom_bridge"
other_kernel /run/good.ko >"$EXTRA/ddom_bridge.ko"
unloadable "another kernel's" "not built for"
head -c 40000 /run/good.ko >"$EXTRA/ddom_bridge.ko"
unloadable "damaged" "ddom_bridge"
: >"$EXTRA/ddom_bridge.ko"
unloadable "empty" "ddom_bridge"
cp /run/good.ko "$EXTRA/ddom_bridge.ko"
mkdir -p /run/modprobe.d
echo "options ddom_bridge attach=nonsense" >/run/modprobe.d/test.conf
unloadable "wrong parameter" "ddom_bridge"
rm /run/modprobe.d/test.conf
echo 1 >/proc/sys/kernel/modules_disabled
unloadable "loading forbidden" "ddom_bridge"
trial 0 "without the module: attach" $ATTACH --no-module
alive "on the bridge"
trial 0 "without the module: detach" $DETACH --no-module
intact "without the module"
pass
