#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every command that can run here says when its output cannot be written, and
# ends with a status other than 0; one of a thing is one.  Usage: test_output.sh DDTOOL
set -u

ddtool=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=ktap.sh
. "$here/ktap.sh"
dir=$(mktemp -d) || exit 1
details=$dir/err
trap 'rm -rf "$dir"' EXIT
top=$(readlink -f "$here/../../..")
pool=$top/tools/examples/howto-pool.conf

# What it is run on: a configuration, a tree, a pool.
echo CONFIG_NFS_FS=y >"$dir/config"
echo CONFIG_NFS_FS=y >"$dir/one.config"
mkdir -p "$dir/root/etc" "$dir/root/sbin" "$dir/root/var/log"
"$ddtool" server render -c "$pool" -o "$dir/out" -g "$dir/none" >/dev/null
host=$("$ddtool" server status -c "$pool" -o "$dir/out" | head -n 1 | cut -d ' ' -f 1)

# $1: exit status with nowhere to write to; then a command line
full()
{
	want=$1
	shift
	good=0
	for output in /dev/full closed; do
		status=0
		if [ "$output" = closed ]; then
			"$ddtool" "$@" 2>"$details" >&- || status=$?
		else
			"$ddtool" "$@" 2>"$details" >/dev/full || status=$?
		fi
		echo "exit status $status, $output" >>"$details"
		[ "$status" = "$want" ] || good=1
		grep -q 'standard output: ' "$details" || good=1
	done
	[ "$good" = 0 ]
	result "cannot be written: $(echo "$*" | sed "s|$dir|DIR|g; s|$top|TOP|g")"
}

full 5 --help
full 5 --version
for command in $("$ddtool" --help |
	sed -n '/^Commands:/,/^$/s/^  \([a-z0-9][a-z0-9-]*\) .*/\1/p'); do
	full 5 "$command" --help
	full 5 help "$command"
done
for json in '' --json; do
	# shellcheck disable=SC2086 # none, or one
	{
		full 5 info $json
		full 5 status $json
		full 5 d3 list $json
		full 5 kconfig check $json "$dir/config" "$dir/one.config"
		full 1 kconfig check $json --dir "$top/kconfig-fragments" "$dir/config"
		full 5 rootfs convert --no-install --dry-run $json "$dir/root"
		full 5 rootfs undo $json "$dir/root"
		full 5 server render $json -c "$pool" -o "$dir/out" -g "$dir/none"
		full 5 server status $json -c "$pool" -o "$dir/out"
		full 5 server switch $json -c "$pool" -o "$dir/out" "$host" terminal
	}
done
# these find something
full 1 rootfs check "$dir/root"
full 5 doctor --log /dev/null
if unshare --user --map-root-user --net true 2>/dev/null; then
	cat >"$dir/net.sh" <<-'END'
		ip link add d0 type veth peer name d1
		ip addr add 192.0.2.1/24 dev d0
		ip link set d0 up
		"$1" bridge-attach --no-module --dry-run --probe 192.0.2.2 d0 br0 >/dev/full && exit 99
		[ $? = 5 ] || exit 1
		"$1" bridge-attach --no-module --dry-run --json --probe 192.0.2.2 d0 br0 >/dev/full && exit 99
		[ $? = 5 ]
	END
	unshare --user --map-root-user --net sh "$dir/net.sh" "$ddtool" 2>"$details"
	result "cannot be written: bridge-attach --dry-run"
fi

# $1: what it says; then a command line
says()
{
	want=$1
	shift
	"$ddtool" "$@" >"$details" 2>&1 || true
	grep -q -- "$want" "$details"
	result "says $want"
}

says ' 1 symbol of 1 fragment:' kconfig check "$dir/config" "$dir/one.config"
echo CONFIG_NFS_V3=y >>"$dir/one.config"
cp "$dir/one.config" "$dir/two.config"
says ' 4 symbols of 2 fragments:' kconfig check "$dir/config" \
	"$dir/one.config" "$dir/two.config"
says '^1 host, [2-9] errors$' server check -c "$pool" --as infolab --root "$dir/root"
{
	cat "$pool"
	echo '  post02: {mac: 00:11:2f:a8:b4:d5, address: 192.168.0.102, profile: terminal}'
} >"$dir/pool.conf"
says ': 2 hosts, [1-9][0-9]* files, ' server render -c "$dir/pool.conf" -o "$dir/out" \
	-g "$dir/none"
says ': 1 writable below /flash, [2-9] steps in all' rootfs convert --no-install --dry-run "$dir/root"

# shellcheck disable=SC2154 # of ktap.sh
echo "1..$count"
# shellcheck disable=SC2154
exit "$failed"
