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

domu() {
	xl create $IMAGES/domu.cfg 2>&1 | told "xl create:"
	xl list | told "xl list:"
	for _ in $(seq 120); do
		[ -s $LOG ] && break
		sleep 0.5
	done
	# in a session of its own, to be ended as a whole
	setsid sh -c "tail -n +1 -F $LOG 2>/dev/null |
		grep --line-buffered domU | while read -r line; do
			echo \"dom0: domu: \$line\" >/dev/console
		done" &
	tail=$!
	for _ in $(seq 120); do
		xl domid domu >/dev/null 2>&1 || break
		sleep 1
	done
	sleep 1
	kill -- -$tail
	xl list | told "xl list:"
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
reboot)
	say "reboot"
	systemctl reboot
	;;
*)
	say "idle"
	;;
esac
