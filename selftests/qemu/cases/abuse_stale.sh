# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# A VLAN on the bridge comes and goes without a pause while an attach waits for
# its confirmation, and many listen: that is no reason to undo it. Confirmed in
# time it is committed, else undone once, and nothing is left that could fire
# when the module is gone.

. /guest/abuse.sh

LISTENERS=${LISTENERS:-2000}

vlans_begin() {
	rm -f /run/stop
	stranger vlans "$BRIDGE" /run/stop >/run/vlans.out 2>&1 &
	vlans=$!
}

vlans_end() {
	: >/run/stop
	wait $vlans || fail "no VLAN came: $(cat /run/vlans.out)"
	figure vlans /run/vlans.out
}

undone_times() {
	dmesg | grep -c "eth5 to $BRIDGE: undone"
}

abuse_module
pair eth5 44
settled
stranger events "$LISTENERS" 10000 >/run/events.out 2>&1 &
listeners=$!
wait_for 120 grep -q joined /run/events.out ||
	fail "$LISTENERS listeners: $(cat /run/events.out)"
figure joined /run/events.out
[ "$figure" = "$LISTENERS" ] || fail "only $figure listen"

vlans_begin
request $WAIT_CONFIRM attach port=eth5 bridge="$BRIDGE" confirm=20000
sleep 3
in_state eth5 $WAIT_CONFIRM || fail "it does not wait: $(state_of eth5)"
vlans_end
request $COMMITTED confirm port=eth5 id="$id"
request $COMMITTED detach port=eth5 confirm=0

round=0
while [ $round -lt "${ROUNDS:-3}" ]; do
	vlans_begin
	request $WAIT_CONFIRM attach port=eth5 bridge="$BRIDGE" confirm=1500
	wait_for 20 in_state eth5 $UNDONE || fail "not undone"
	vlans_end
	round=$((round + 1))
done
sleep 3
[ "$(undone_times)" = $round ] || fail "undone $(undone_times) times, not $round"
answers 44
module_goes
sleep 4
kill $listeners
pass
