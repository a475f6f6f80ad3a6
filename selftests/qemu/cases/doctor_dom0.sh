# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# ddtool doctor on a dom0 of Xen with its toolstack, its root on NFS and the
# bridge made by attach=: nothing of Xen or the bridge is found while it is well.
# What is then broken, one thing after another, is named, and is well again
# after the proposed command was run as a program of that root.

. /guest/toolstack.sh
. /guest/doctor.sh

XL=/etc/xen/xl.conf

# in_memory DIR: of the read-only root, from now on with its files in memory
in_memory() {
	in_root mkdir -p /tmp/keep
	in_root cp -a "$1/." /tmp/keep/ &&
		in_root mount -t tmpfs tmpfs "$1" &&
		in_root cp -a /tmp/keep/. "$1/" && in_root rm -rf /tmp/keep
}

# xl_takes_it: its configuration can be read
xl_takes_it() {
	bounded 30 in_root xl list >/run/xl.list 2>&1
}

toolstack_start || fail "no toolstack"
xl_takes_it || fail "xl list: $(cat /run/xl.list)"
for dir in /etc/xen /etc/udev/rules.d; do
	in_memory $dir || fail "$dir cannot be had in memory"
done
in_root /lib/systemd/systemd-udevd --daemon || fail "no udevd"
wait_for 20 in_root udevadm control --ping || fail "udevd does not answer"

doctor
grep -q '"root_device": "xenbr0"' /run/doctor.out ||
	fail "the root does not come through xenbr0"
keep healthy </run/doctor.out
ids=$(sed -n 's/^ *"id": "\(.*\)",$/\1/p' /run/doctor.out | sort -u)
for id in $ids; do
	case $id in
	# the rig's root is read-only, and is not converted
	path-read-only | path-nowhere) ;;
	*) fail "$id on a healthy dom0: $(tail -c 900 /run/doctor.out)" ;;
	esac
done

fault xl-bridge in_root sh -c "echo 'vif.default.bridge=\"xenbr1\"' >>$XL"
bridges=$(in_root sed -n 's/^vif.default.bridge=//p' $XL)
[ "$bridges" = '"xenbr0"' ] || fail "xl.conf: $(in_root cat $XL)"
xl_takes_it || fail "xl list: $(cat /run/xl.list)"

# The toolstack leaves the hotplug scripts to udev, and udev knows nothing.
fault xen-backend-rules in_root sh -c "rm -f /etc/udev/rules.d/*xen-backend*
	echo run_hotplug_scripts=0 >>$XL"
xl_takes_it || fail "xl list: $(cat /run/xl.list)"

fault address-lifetime ip addr change 10.0.0.2/24 dev xenbr0 \
	valid_lft 900 preferred_lft 900
fault rp-filter sysctl -qw net.ipv4.conf.all.rp_filter=1
fault bridge-forward-delay \
	in_root ip link set xenbr0 type bridge forward_delay 1500

# What no command mends is named too.
in_root rm /etc/xen/scripts/vif-bridge
doctor
grep -q '"id": "vif-bridge"' /run/doctor.out ||
	fail "vif-bridge was not found"
metric faults_mended "$mended"
pass
