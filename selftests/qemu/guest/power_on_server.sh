# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The boot servers of the rig power_on, infolab and virtdom: each a root and a network
# of its own. What their daemons read is what ddtool server render has written
# (images/power_on_files.py), where it belongs, and nothing else. Then does what the host asks for, one line
# of shell at a time. Never returns.

. /guest/lib.sh
. /guest/power_on_machine.sh

POOL=/pool
OUT=$POOL/out

# bridge_up: the wire, and on it the router: without its word iPXE waits 13 s
bridge_up() {
	mkdir -p /lib
	ln -s /lower/usr/lib/modules /lib/modules
	for module in overlay bridge veth; do
		modprobe $module || return 1
	done
	ip link set lo up
	ip link add br0 type bridge
	ip link set eth0 master br0
	echo 0 >/proc/sys/net/ipv6/conf/br0/accept_dad
	ip addr add 10.0.0.5/24 dev br0
	ip -6 addr add fd00::1/64 dev br0
	ip link set eth0 up
	ip link set br0 up
}

router() {
	chroot /machines/virtdom dnsmasq --user=root --port=0 --interface=br0 \
		--enable-ra --dhcp-range=fd00::,ra-only \
		--ra-param=br0,0,0 --pid-file=/run/dnsmasq.pid
}

# pool COMMAND...: as the administrator on infolab
pool() {
	on infolab ddtool server "$@" -c $POOL/pool.conf
}

# on NAME COMMAND...: as on that machine
on() {
	name=$1
	shift
	chroot "/machines/$name" "$@"
}

# pool_seen NAME: it has the pool's files; TFTP serves what was rendered
pool_seen() {
	mkdir -p "/machines/$1$POOL" "/machines/$1/srv/tftp"
	mount --bind $POOL "/machines/$1$POOL" &&
		mount --bind "$OUT/$1/srv/tftp" "/machines/$1/srv/tftp"
}

# checked: each machine has what the pool wants of it
checked() {
	for each in infolab virtdom; do
		on $each ddtool server check --as $each -c $POOL/pool.conf ||
			return 1
	done
}

# infolab: DHCP, the first menu, terminals; a network of its own
infolab_start() {
	unshare -n sh /guest/power_on_infolab.sh "$DHCP" &
	infolab=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ "$(readlink /proc/$infolab/ns/net)" != \
			"$(readlink /proc/self/ns/net)" ] && break
		sleep 0.1
	done
	# busybox knows no peers
	chroot /lower ip link add to-infolab type veth peer name infolab0 || return 1
	ip link set infolab0 netns $infolab || return 1
	ip link set to-infolab master br0
	ip link set to-infolab up
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -f /run/infolab.ready ] && return 0
		sleep 1
	done
	return 1
}

# virtdom: the second menu, hypervisors, kernels, roots
virtdom_start() {
	root=/machines/virtdom
	mount -t nfsd nfsd $root/proc/fs/nfsd
	mkdir -p $root/run/rpcbind $root/run/sendsigs.omit.d \
		$root/var/lib/nfs/sm $root/var/lib/nfs/v4recovery
	chroot $root rpcbind || return 1
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -S $root/run/rpcbind.sock ] && break
		sleep 0.2
	done
	chroot $root exportfs -a || return 1
	echo 10 >$root/proc/fs/nfsd/nfsv4leasetime
	echo 10 >$root/proc/fs/nfsd/nfsv4gracetime
	chroot $root rpc.mountd -p 20048 || return 1
	chroot $root rpc.nfsd 8 || return 1
	tftpd virtdom
}

start() {
	mkdir -p /lower $POOL
	mount -t ext4 -o ro,noatime /dev/vda /lower &&
		mount -t ext4 -o noatime /dev/vdc $POOL && bridge_up || return 1
	machine infolab && machine virtdom || return 1
	mkdir -p /machines/virtdom/srv/dom0
	# Writable, as on any server: who changes it shows.
	mount -t ext4 -o noatime /dev/vdb /machines/virtdom/srv/dom0 || return 1
	mkdir -p /machines/virtdom/srv/images
	mount --bind $POOL/images /machines/virtdom/srv/images || return 1
	pool_seen infolab && pool_seen virtdom || return 1
	checked || return 1
	installed infolab && installed virtdom || return 1
	virtdom_start && infolab_start && router
}

# -- what the host may ask for

# job WHAT: of the dom0s, once they are up
job() {
	echo "$1" >$POOL/images/job
}

# checksums: of all files that machines boot from
checksums() {
	for dir in /machines/virtdom/srv/dom0 $OUT $POOL/images; do
		(cd "$dir" && find . ! -name job -exec stat -c '%n %F %a %u %g %s %Y' \
			{} + | sort && find . -type f ! -name job \
			-exec sha256sum {} + | sort) | sha256sum
	done
}

# addresses: of post03, as a ROM and as a system that call themselves otherwise
addresses() {
	chroot /lower ip link add post03 address 52:54:00:00:00:04 type veth \
		peer name to-post03
	ip link set to-post03 master br0
	ip link set to-post03 up
	ip link set post03 up
	for id in 01525400000004 ff00000001000200005254ab; do
		udhcpc -i post03 -n -q -f -t 5 -T 2 -C -x 0x3d:$id -s /bin/true \
			2>&1 | sed -n 's/.*lease of \([^ ]*\) .*/\1/p'
	done
	ip link del post03
}

# counters: NFS calls (v3) and bytes on the wire, so far
counters() {
	awk '$1 == "rpc" { print "calls", $2 }
		$1 == "proc3" { print "getattr", $4; print "lookup", $6
			print "access", $7; print "readlink", $8; print "read", $9 }
		$1 == "io" { print "read_bytes", $2 }' /proc/net/rpc/nfsd
	echo "rx_bytes $(cat /sys/class/net/eth0/statistics/rx_bytes)"
	echo "tx_bytes $(cat /sys/class/net/eth0/statistics/tx_bytes)"
}

if ! start; then
	echo "the boot servers failed"
	poweroff -f
fi
echo "server ready after $(cut -d' ' -f1 /proc/uptime) s"
while :; do
	read -r line <&3 || { sleep 1; continue; }
	eval "$line" >/run/answer 2>&1
	printf '{"rc":%d,"text":"%s"}\n' $? "$(awk '
		{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, " ")
		printf "%s\\n", $0 }' /run/answer)" >&3
done
