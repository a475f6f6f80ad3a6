# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Disks of domUs on the server, as a pool.conf has them: its files for tgt and
# vblade are ddtool's, and so is what dom0 tells xl.

SECRET=/run/disks.secret

disks_pool() {
	cat <<-END
		servers: {s: {address: 10.0.0.1}}
		profiles: {dom0: {server: s, hypervisor: /xen, kernel: /k, options: ip=dhcp}}
		networks: {lan: {subnet: 10.0.0.0/24, boot-server: s, pool: {profile: dom0, cpus: 1, memory: 1024}}}
		hosts: {client: {mac: $1, address: 10.0.0.2, profile: dom0}}
		disks:
		  lun: {server: s, protocol: iscsi, path: /run/disks/lun, access: ro, secret: $SECRET}
		  shelf: {server: s, protocol: aoe, path: /run/disks/shelf, access: rw, shelf: 1.2, nic: eth0}
		kinds:
		  all: {count: 1, memory: 64, bootloader: pygrub, disks: [lun, shelf], writable: kept, addresses: 10.0.0.20-10.0.0.20}
	END
}

# disks_secret PASSWORD: as tgt reads it, and block-ddom
disks_secret() {
	echo "incominguser lab $1" >$SECRET
}

# disks_text NAME: what is on the disk, 1 MiB
disks_text() {
	yes "$1" | head -c 1048576
}

disks_serve() {
	mkdir /run/disks
	for name in lun shelf; do
		disks_text $name >/run/disks/$name
	done
	disks_secret secretsecret
	disks_pool "$DISKS" >/run/pool.conf
	chroot /export ddtool server render -c /run/pool.conf -o /run/out \
		--grub /run 2>/run/render.log || { cat /run/render.log; return 1; }
	mount --bind /run /export/var/run
	chroot /export tgtd -f >/run/tgtd.log 2>&1 &
	wait_s=60
	until chroot /export tgtadm --op show --mode sys >/dev/null 2>&1; do
		[ $((wait_s -= 1)) -gt 0 ] || { cat /run/tgtd.log; return 1; }
		sleep 1
	done
	chroot /export tgt-admin -e -c /run/out/s/etc/tgt/conf.d/ddom.conf
	# shellcheck disable=SC1091
	. /run/out/s/etc/vblade.conf.d/shelf.conf
	# shellcheck disable=SC2154,SC2086
	chroot /export vblade $shelf $slot "$netif" "$filename" $options \
		>/run/vblade.log 2>&1 &
	echo "disks are served"
}
