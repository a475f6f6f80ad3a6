# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The cable is pulled while the attach runs, and comes back later: the attach
# is undone by itself.

. /guest/faults.sh

slow_module 300
attach_begin --verbose
# Before there is a bridge nothing has begun.
wait_for 60 test -d "/sys/class/net/$BRIDGE" || fail "no attach"
sleep "${CUT_AFTER_S:-1}"
host link client nic0 off || fail "the host did not cut the link"
attach_end 60
host link client nic0 on || fail "the host did not mend the link"
[ "$attach_status" = 1 ] || fail "ddtool's exit status is $attach_status"
as_before
pass
