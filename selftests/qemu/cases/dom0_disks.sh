# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
# Disks of domUs that a server serves, by iSCSI with CHAP and by AoE: xl connects
# them, with the script and the words that a domU's configuration has, to dom0
# itself, which sees them through blkback and blkfront.

. /guest/toolstack.sh
. /guest/disks.sh

# disk N: the Nth of the kind as xl gets it, called by another name if there is one
disk() {
	sed -n 's/^	"\(.*\)",$/\1/p' /run/all.cfg | sed -n "$1p" |
		sed "s/xvd[a-z]/${2:-&}/"
}

# attach N NAME: in less than the time xl leaves it
attach() {
	began=$(uptime_s)
	bounded 60 in_root xl block-attach 0 "$(disk "$1" "$2")" >/run/xl.log 2>&1
}

attached() {
	attach "$@" || fail "block-attach $*: $(tail -c 400 /run/xl.log)"
	wait_for 20 test -b "/dev/$2" || fail "no /dev/$2"
	metric "attach_$2_s" $(($(uptime_s) - began))
}

detached() {
	bounded 60 in_root xl block-detach 0 "$1" >/run/xl.log 2>&1 ||
		fail "block-detach $1: $(tail -c 400 /run/xl.log)"
}

# is NAME TEXT: what is read of it, past the cache
is() {
	[ "$(dd if="/dev/$1" bs=64k iflag=direct 2>/dev/null | md5sum)" = \
		"$(disks_text "$2" | md5sum)" ] || fail "$1 is not $2"
}

sessions() {
	find /sys/class/iscsi_session/ -name 'session*' | wc -l
}

# notes COUNT: so many disks are noted as used
notes() {
	n=$(find /run/ddom/disks -mindepth 1 -type d | wc -l)
	[ "$n" = "$1" ] || fail "$n disks noted, not $1: $(find /run/ddom/disks)"
}

# refused N NAME WHY: not attached, xl says why, and in time; it keeps the name
refused() {
	! attach "$1" "$2" || fail "attached, not: $3"
	grep -q "$3" /run/xl.log || fail "not $3: $(tail -c 600 /run/xl.log)"
	[ $(($(uptime_s) - began)) -le 45 ] || fail "it took too long"
}

toolstack_start || fail "no toolstack"
in_root mount -t tmpfs tmpfs /etc/iscsi
in_root sh -c 'echo InitiatorName=iqn.2026-12.test:shared >/etc/iscsi/initiatorname.iscsi
	: >/etc/iscsi/iscsid.conf'
in_root iscsid -f >/run/iscsid.log 2>&1 &
wait_for 30 pidof iscsid || fail "iscsid: $(tail -c 300 /run/iscsid.log)"
disks_pool "$DISKS" >/run/pool.conf
in_root ddtool domu create all --dry-run -c /run/pool.conf >/run/all.cfg ||
	fail "no configuration"
keep configuration </run/all.cfg

disks_secret wrongwrong
refused 1 xvdz "iscsiadm: .*authorization failure"
keep refused </run/xl.log
notes 0
disks_secret secretsecret
attached 1 xvda
is xvda lun
attached 1 xvdc
[ "$(sessions)" = 1 ] || fail "$(sessions) sessions for one LUN"
detached xvda
is xvdc lun
notes 1
detached xvdc
notes 0
[ "$(sessions)" = 0 ] || fail "a session is left"

attached 2 xvdb
is xvdb shelf
disks_text written | dd of=/dev/xvdb bs=64k oflag=direct 2>/dev/null ||
	fail "cannot be written"
detached xvdb
attached 2 xvdd
is xvdd written
detached xvdd
notes 0
sed -i 's/e1\.2/e9.9/' /run/all.cfg
refused 2 xvdy "no AoE target answers"
keep refused </run/xl.log
notes 0
pass
