# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# A route with some of the marks of a router's, made by the old ioctl, is none.
# Once it had joined equals that did not know it, the next one was the end.

. /guest/abuse.sh

PARAMETER=/sys/module/ddom_bridge/parameters/step_delay_ms
MARKS=0x00410003	# RTF_UP, _GATEWAY, _DEFAULT, _EXPIRES: not _ADDRCONF
NET=2001:db8:99::

routes() {
	in_root ip -6 route show $NET/64
}

moved() {
	routes | grep -q "via fe80::1 dev xbr"
}

abuse_module
[ -f $PARAMETER ] || skip "a module without step_delay_ms"
has_ipv6 || skip "it is about IPv6"
pair eth6 45
settled
route6 eth6 $NET 64 fe80::1 1024 $MARKS || fail "no route"
echo 300 >$PARAMETER
nl_request -n attach port=eth6 bridge=xbr confirm=2000 probe=10.45.0.1 >/run/request 2>&1
in_root ip -6 route append $NET/64 via fe80::2 dev eth6 metric 1024
wait_for 60 moved || fail "not moved: $(routes)"
in_root ip -6 route append $NET/64 via fe80::3 dev eth6 metric 1024
wait_for 60 in_state eth6 $UNDONE $UNDO_FAILED || fail "not undone"
say "$(routes)"
pass
