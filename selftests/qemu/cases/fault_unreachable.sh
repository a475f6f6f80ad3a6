# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# The server cannot be reached: its cable is pulled before the attach verifies
# and again while the confirmation is awaited, the machine stands still for
# longer than the verification may take.  Undone; then it comes back.

. /guest/trial.sh

# released: has the port given its address away (so the server has answered)
released() {
	! ip -4 addr show dev eth0 | grep -q inet
}

# slow_attach: each step takes so long that the host can act meanwhile
slow_attach() {
	: >$EVENTS
	begin $ATTACH --timeout 3 --confirm-timeout 3
	wait_for 60 entered SWITCHING || fail "no step begins"
}

# undone WHAT
undone() {
	wait_for 60 entered UNDONE || fail "$1: not undone"
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
wait_for 30 released || fail "the port keeps its address"
host link server nic0 off || fail "the host did not pull the cable"
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
