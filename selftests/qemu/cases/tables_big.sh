# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Many routes and many addresses: attached, undone and detached, with the module
# and without; the exit status tells what is.

. /guest/abuse.sh

# batch FORMAT FROM TO: commands of ip(8), with two numbers below 250 each
batch() {
	# shellcheck disable=SC2059
	awk -v format="$1\n" -v from="$2" -v to="$3" 'BEGIN {
		for (i = from; i < to; i++)
			printf format, int(i / 250), i % 250 }' >/run/batch
	in_root ip -batch - </run/batch || fail "$1: not all are there"
}

routes_on() {
	in_root ip route show dev "$1" 2>/dev/null | grep -c via
}

addresses_on() {
	in_root ip -o -4 addr show dev "$1" 2>/dev/null | wc -l
}

# are DEVICE ROUTES ADDRESSES
are() {
	seen="$(routes_on "$1") $(addresses_on "$1")"
	[ "$seen" = "$2 $3" ] ||
		fail "$step: on $1 are $seen routes and addresses, not $2 $3"
}

# tool STATUS COMMAND...
tool() {
	wanted=$1
	shift
	status=0
	begin=$(uptime_s)
	bounded 600 in_root ddtool "$@" >/run/tool.out 2>&1 || status=$?
	say "$step: $(($(uptime_s) - begin)) s"
	[ $status = "$wanted" ] ||
		fail "$step: exit status $status: $(tail -c 400 /run/tool.out)"
}

# there_and_back ROUTES ADDRESSES [OPTION]
there_and_back() {
	routes=$1
	addresses=$2
	shift 2
	step="attach $routes $addresses $*"
	tool 0 bridge-attach eth5 "$BRIDGE" --probe 10.44.0.1 "$@"
	are "$BRIDGE" "$routes" "$addresses"
	step="detach $routes $addresses $*"
	tool 0 bridge-detach eth5 --probe 10.44.0.1 "$@"
	are eth5 "$routes" "$addresses"
	step="undo $routes $addresses $*"
	tool 1 bridge-attach eth5 "$BRIDGE" --probe 10.44.0.9 "$@"
	ip neigh flush dev eth5 to 10.44.0.9
	are eth5 "$routes" "$addresses"
	[ ! -e "/sys/class/net/$BRIDGE" ] || fail "$step: $BRIDGE is there"
}

abuse_module
pair eth5 44
settled
routes=0
addresses=1
# Pairs of numbers: so many of each, no fewer than before
for size in ${SIZES:-300:180}; do
	batch "route add 10.150.%d.%d/32 via 10.44.0.1 dev eth5" \
		"$routes" "${size%:*}"
	routes=${size%:*}
	batch "addr add 10.60.%d.%d/32 dev eth5" "$addresses" "${size#*:}"
	addresses=${size#*:}
	for how in "" --no-module; do
		# shellcheck disable=SC2086
		there_and_back $routes $addresses $how
	done
done
module_goes
pass
