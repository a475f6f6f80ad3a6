# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The terminal of the pool: a Debian kernel on the bare machine, its root where
# the command line says. Shows it, and stays. Never returns.

root=$(sed -n 's/.* nfsroot=\([^ ,]*\).*/\1/p' /proc/cmdline)
server=${root%%:*}
for dir in /sys/class/net/*; do
	[ "${dir##*/}" = lo ] || nic=${dir##*/}
done
ip link set "$nic" up
udhcpc -i "$nic" -n -q -f -t 10 -T 3 -s /guest/udhcpc.sh
if nfsmount "$root" /nfsroot "vers=3,proto=tcp,hard,nolock,addr=$server,mountproto=tcp,mountport=20048,port=2049" ro; then
	. /nfsroot/etc/os-release
	xen=no
	[ ! -d /proc/xen ] || xen=yes
	echo "terminal: $PRETTY_NAME on Linux $(uname -r), root $root, Xen: $xen"
else
	echo "terminal: no root"
fi
while :; do
	sleep 1000
done
