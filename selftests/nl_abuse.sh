#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Malformed netlink requests to ddom_bridge, in a network namespace of their
# own on the running machine. KTAP; exit status 0 passed, 1 failed, 4 skipped.
set -eu

here=$(dirname "$(readlink -f "$0")")
ns=ddom-abuse-$$

skip_all()
{
	echo "1..0 # SKIP $1"
	exit 4
}

tables()
{
	for what in link addr "route show table all" rule; do
		# shellcheck disable=SC2086
		ip -n "$ns" $what
	done
}

[ "$(id -u)" = 0 ] || skip_all "needs root"
[ -x "$here/nl_abuse" ] || skip_all "nl_abuse is not built"
modprobe ddom_bridge 2>/dev/null || [ -d /sys/module/ddom_bridge ] ||
	skip_all "ddom_bridge is not installed"
trap 'ip netns del "$ns" 2>/dev/null || true' EXIT
ip netns add "$ns" || skip_all "no network namespaces"
ip -n "$ns" link add abuse0 type veth peer name abuse1 ||
	skip_all "no veth pair"
before=$(tables)
status=0
ip netns exec "$ns" "$here/nl_abuse" abuse0 || status=$?
if [ "$before" != "$(tables)" ]; then
	echo "# the tables are not as before"
	status=1
fi
exit $status
