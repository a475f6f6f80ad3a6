# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# The server cannot be reached: its cable is pulled before the attach verifies
# and again while the confirmation is awaited, the machine stands still for
# longer than the verification may take.  Undone; then it comes back.

. /guest/trial.sh

# slow_attach: each step takes so long that the host can act meanwhile
slow_attach() {
	: >$EVENTS
	begin $ATTACH --timeout 3 --confirm-timeout 3
	wait_for 60 entered SWITCHING || fail "no step begins"
}

# undone WHAT
undone() {
	wait_for 60 entered UNDONE ||
		fail "$1: not undone, the last was $(tail -n 1 $EVENTS)"
}

# over WHAT: with the server there again
over() {
	finish 120 "$1"
	expect_status 1 "$1"
	intact "$1"
	say "$1: $(tail -n 1 /run/trial.err)"
}

trial_module
watch_events
remember
parameter step_delay_ms 300

slow_attach
host link server nic0 off || fail "the host did not pull the cable"
undone "cable pulled before the probes"
host link server nic0 on || fail "the host did not plug the cable in"
over "cable pulled before the probes"

slow_attach
# ddtool stands still, or it would have confirmed before the cable is out.
kill -STOP $COMMAND
wait_for 60 entered WAIT_CONFIRM || fail "nothing is to be confirmed"
host link server nic0 off || fail "the host did not pull the cable"
kill -CONT $COMMAND
undone "cable pulled before the confirmation"
host link server nic0 on || fail "the host did not plug the cable in"
over "cable pulled before the confirmation"

slow_attach
host pause server || fail "the host did not pause the server"
undone "server stands still"
host resume server || fail "the host did not resume the server"
over "server stands still"

parameter step_delay_ms 0
works "the server was away"
pass
