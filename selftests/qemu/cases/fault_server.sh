# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The server stands still while the attach runs, and goes on later.

. /guest/faults.sh

slow_module 300
attach_begin --verbose
sleep "${CUT_AFTER_S:-2}"
host pause server || fail "the host did not pause the server"
attach_end 60
host resume server || fail "the host did not resume the server"
[ "$attach_status" = 1 ] || fail "ddtool's exit status is $attach_status"
as_before
pass
