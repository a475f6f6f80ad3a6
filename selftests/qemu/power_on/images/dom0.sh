# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What a dom0 of the rig does when it is up; read from the images of the pool.
# Each line opens the console anew: getty hangs it up at its start.

IMAGES=/srv/images
LOG=/var/log/xen/guest-domu.log

say() {
	echo "dom0: $*" >/dev/console
}

# told PREFIX: say each line of standard input
told() {
	while read -r line; do
		say "$1 $line"
	done
}

# news: the lines that the domU has said since the last time
news() {
	count=0
	while read -r line; do
		count=$((count + 1))
		[ $count -gt $heard ] || continue
		case $line in *domU*) say "domu: $line" ;; esac
	done 2>/dev/null <$LOG
	heard=$count
}

domu() {
	xl create $IMAGES/domu.cfg 2>&1 | told "xl create:"
	xl list | told "xl list:"
	heard=0
	for _ in $(seq 120); do
		xl domid domu >/dev/null 2>&1 || break
		news
		sleep 1
	done
	# xenconsoled may still be writing
	sleep 1
	news
	xl list | told "xl list:"
}

# loops: how many loop devices hang on a disk of a domU
loops() {
	udevadm settle
	losetup -n -l | grep -c /run/disk
}

# domus COUNT: created with two disks in files and destroyed, one after the other
domus() {
	used=0
	for _ in $(seq "$1"); do
		xl create -p $IMAGES/disks.cfg >/run/xl.out 2>&1 ||
			told "xl create:" </run/xl.out
		used=$((used + $(loops)))
		xl destroy disks 2>&1 | told "xl destroy:"
	done
	say "disks: $1 domUs, $used loop devices used, $(loops) left"
}

# Xen's own scripts run already: udev's rules run them once more.
disks() {
	truncate -s 1M /run/disk.a /run/disk.b
	find /etc/udev/rules.d /usr/lib/udev/rules.d -name '*xen-backend*' |
		told "a rule of udev's:"
	domus 10
	mkdir -p /run/udev/rules.d
	cp $IMAGES/xen-backend.rules /run/udev/rules.d
	udevadm control --reload
	domus 2
}

say "up, $(cut -d' ' -f1 /proc/uptime) s, failed units: $(systemctl list-units \
	--state=failed --plain --no-legend | awk '{ printf "%s ", $1 }')"
ddtool status 2>&1 | told "ddtool status:"
xl list 2>&1 | told "xl list:"
job=$(cat $IMAGES/job 2>/dev/null)
case $job in
domu)
	domu
	say "done"
	;;
disks)
	disks
	say "done"
	;;
reboot)
	say "reboot"
	systemctl reboot
	;;
*)
	say "idle"
	;;
esac
