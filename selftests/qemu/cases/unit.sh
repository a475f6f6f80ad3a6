# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A unit test, UNIT, that needs more of a kernel than every host has.

in_root modprobe -a bridge 8021q veth macvlan dummy || fail "modprobe"
cp -r /unit /run
in_root env TMPDIR=/run sh "/run/unit/${UNIT?}" /usr/sbin/ddtool >/run/unit.out 2>&1
status=$?
keep unit </run/unit.out
metric passed "$(grep -c '^ok ' /run/unit.out)"
[ $status = 0 ] || fail "$UNIT: $status; $(grep -A 3 '^not ok' /run/unit.out |
	head -c 900)"
pass
