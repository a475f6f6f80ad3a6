# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2086,SC2154
# Every inverse fails once, in the module and without it: ddtool says what is
# left, the other inverses have run, and by hand all can be put right.

. /guest/trial.sh

# values: what a transaction may leave changed beside the tables
values() {
	for file in /proc/sys/net/ipv[46]/conf/*/rp_filter; do
		echo "$file $(cat "$file")"
	done
}

# put_right: by hand, from memory, for the root may be dead
put_right() {
	ip link set eth0 nomaster 2>/dev/null
	ip addr add 10.0.0.2/24 dev eth0 2>/dev/null
	ip -6 addr add fd00::2/64 dev eth0 2>/dev/null
	ip link del "$BRIDGE" 2>/dev/null
	ip route add default via 10.0.0.1 2>/dev/null
	ip link set eth0 promisc off
	while read -r file value; do
		[ ! -f "$file" ] || echo "$value" >"$file"
	done </run/values
}

# judge WHAT STEP: exit status 4, STEP is named, no step that was done is
# without an attempt to undo it
judge() {
	expect_status 4 "$1"
	[ "$(field state </run/trial.out)" = UNDO_FAILED ] ||
		fail "$1: state $(field state </run/trial.out)"
	steps_of </run/trial.out >/run/steps
	left=$(awk '$7 != "-" && $7 != 0 { printf " %s", $1 }' /run/steps)
	case "$left " in
	*" $2 "*) ;;
	*) fail "$1: left are$left" ;;
	esac
	sed -n '/"left"/,$p' /run/trial.out | grep -q '"text"' ||
		fail "$1: the report names nothing"
	forgotten=$(awk '$3 != "-" && $5 == 0 && $6 == "-" &&
		$2 !~ /^(wait-live|verify-)/ { printf " %s", $2 }' /run/steps)
	[ -z "$forgotten" ] || fail "$1: not undone:$forgotten"
	[ "$left" = " $2" ] || others="$others $2:${left# "$2"}"
}

# only_modes WHAT: the port's receive modes are held for good, and that is all
only_modes() {
	alive "$1"
	tables >/run/tables.after
	diff /run/tables.before /run/tables.after | grep '^[-+][^-+]' |
		grep -v -e promiscuity -e allmulti >/run/more &&
		fail "$1: more is left: $(head -c 300 /run/more)"
	remember
}

in_module() {
	parameter fail_step "$last"
	parameter fail_undo_step "$1"
	begin $ATTACH
	finish 120 "$what"
	parameter fail_step -1
	parameter fail_undo_step -1
}

alone() {
	begin env DDTOOL_INJECT=undo="$1" $ATTACH --no-module
	finish 120 "$what"
}

# each_undo HOW: a step fails, and then the inverse of one before it
each_undo() {
	others=
	count=0
	remember
	values >/run/values
	while read -r number _ name; do
		case $name in
		wait-live | verify-*) continue ;;
		esac
		what="$1: $name ($number)"
		$1 "$number"
		judge "$what" "$number"
		put_right
		case $1-$name in
		in_module-port-settle) only_modes "$what" ;;
		*) intact "$what" ;;
		esac
		count=$((count + 1))
	done </run/plan
	metric "undo_failures_$1" $count
	say "$1: the inverses of $count steps failed; then also of:${others:- none}"
}

trial_module
plan_of $ATTACH | grep -v ' commit ' >/run/plan.all
last=$(tail -n 1 /run/plan.all | cut -d' ' -f1)
head -n "$last" /run/plan.all >/run/plan
each_undo in_module
each_undo alone
works "inverses failed"
pass
