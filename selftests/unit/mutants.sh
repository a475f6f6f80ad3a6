#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Breaks the plan in one known way after the other. The tests must notice each.
#
# usage: mutants.sh KMOD-DIRECTORY WORK-DIRECTORY

set -eu

kmod=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
missed=0
n=0

# mutant NAME FILE SED-SCRIPT: KTAP line for one change
mutant() {
	n=$((n + 1))
	rm -rf "$work/kmod"
	mkdir -p "$work/kmod/plan"
	cp "$kmod"/plan/*.[ch] "$work/kmod/plan"
	sed -i "$3" "$work/kmod/plan/$2"
	if cmp -s "$kmod/plan/$2" "$work/kmod/plan/$2"; then
		echo "not ok $n $1 # nothing was changed"
		missed=$((missed + 1))
		return
	fi
	if ! make -s -C "$here" KMOD="$work/kmod" OUT="$work/out" \
	     CFLAGS="-O1 -w" all >"$work/log" 2>&1; then
		echo "not ok $n $1 # does not compile"
		missed=$((missed + 1))
	elif DDOM_UNIT_SNAPSHOTS=${DDOM_UNIT_SNAPSHOTS:-300} \
	     "$work/out/test_model" >"$work/log" 2>&1; then
		echo "not ok $n $1 # the model noticed nothing"
		missed=$((missed + 1))
	else
		echo "ok $n $1 # $(sed -n 's/^.*ERROR: //p' "$work/log" | head -n 1)"
	fi
}

echo "KTAP version 1"
echo "1..29"
mutant "addresses deleted before routes move" build.c \
	's|^\(.*\)ddom_routes_build(plan, \&b->scope, DDOM_PHASE_SWITCH);|&|; /ddom_routes_build(plan, &b->scope, DDOM_PHASE_MOVE);/s|^|build_addrs_del(b, DDOM_PHASE_MOVE);|'
mutant "no wait for the bridge" build.c \
	's|ddom_step_add(plan, DDOM_STEP_WAIT_LIVE, DDOM_PHASE_MOVE, &b->to);|;|'
mutant "no wait in the undo of a detach" run.c \
	's|DDOM_UNDO_WAIT : DDOM_UNDO_NOTHING|DDOM_UNDO_NOTHING : DDOM_UNDO_NOTHING|'
mutant "the undo leaves the bridge's addresses for last" run.c \
	's|late && !addrs|0|'
mutant "the undo moves routes in reverse" run.c \
	's|i = undo_routes(&u, i);|undo_step(\&u, i);|'
mutant "the undo forgets neighbours" run.c \
	's|DDOM_UNDO_AGAIN : DDOM_UNDO_INVERSE|DDOM_UNDO_NOTHING : DDOM_UNDO_INVERSE|'
mutant "neighbours are not copied" build.c \
	's|ddom_neighs_build(plan, &b->scope, DDOM_PHASE_SWITCH, &b->to);|;|'
mutant "neighbours are not noted before addresses go" build.c \
	's|ddom_neighs_build(b->plan, &b->scope, phase, &b->from);|;|'
mutant "strict filter is left on" sysctls.c \
	's|sysctl->id == DDOM_IPV4_RP_FILTER|false|'
mutant "duplicate address detection is left on" sysctls.c \
	's|sysctl->id == DDOM_IPV6_ACCEPT_DAD|false|'
mutant "the filter is not restored" sysctls.c \
	's|lowered(s->all), s->all);|0, 0);|'
mutant "primaries are deleted first" build.c \
	's|for (rank = 2; rank >= 0; rank--)|for (rank = 0; rank < 3; rank++)|'
mutant "IPv6 addresses in the order of the dump" build.c \
	's|rank == 2 ? n - 1 - i : i|i|'
mutant "gateways before the routes to them" routes.c \
	's|place\[route_rank|place[DDOM_ROUTE_RANKS - 1 - route_rank|'
mutant "another NIC's equal route is replaced" routes.c \
	's|e.n == 1 \&\& !e.before|1|'
mutant "another NIC's prefix route comes in front" routes.c \
	's|return route->ahead \&\& |return 0 \&\& |'
mutant "an address makes a second prefix route" build.c \
	's|step->prefix = ddom_routes_of_addr(&b->scope, addr);|;|'
mutant "routes before another's go behind it" routes.c \
	's|move_equals(m, &e, true)|move_equals(m, \&e, false)|'
mutant "equal routes are deleted in the order of adding" routes.c \
	's|prepend ? e->first + i : e->last - i, prepend|prepend ? e->last - i : e->first + i, prepend|'
mutant "the undo deletes equal routes before adding" run.c \
	's|undo_step(u, k);|undo_step(u, i + end - 1 - k);|'
mutant "routes made by hand are taken for the kernel's" notes.c \
	's|(addr->flags & DDOM_IFA_F_NOPREFIXROUTE)|(0)|'
mutant "automatic routes are moved" scope.c \
	's|ddom_set_key_prefix(DDOM_KEY_PREFIX, route->oif|ddom_set_key_prefix(DDOM_KEY_BELOW, route->oif|'
mutant "the port leaves before sending moved" build.c \
	's|ddom_neighs_build(plan, &b->scope, DDOM_PHASE_SWITCH, &b->to);|ddom_step_add(plan, DDOM_STEP_PORT_RELEASE, DDOM_PHASE_SWITCH, \&plan->port)->from = plan->bridge; &|'
mutant "the undo stops at an error" run.c \
	's|if (kind == DDOM_UNDO_NOTHING)|if (kind == DDOM_UNDO_NOTHING \|\| u->err)|'
mutant "what the bridge had of its own goes, too" scope.c \
	's/if (!scope->before || ddom_scope_addr_known(scope, scope->to, addr))/if (1)/'
mutant "routes of the bridge go, too" scope.c \
	's/if (!scope->before || ddom_scope_route_known(scope, scope->to, route))/if (1)/'
mutant "rules of the bridge go, too" scope.c \
	's|return !scope_has(scope, ddom_set_key_rule(DDOM_KEY_RULE_BEFORE|return !scope_has(scope, ddom_set_key_rule(DDOM_KEY_BELOW|'
mutant "a new MAC address costs the neighbours" build.c \
	's/^\tddom_neighs_kept(b->plan, &b->scope, phase, &dev);/\t;/'
mutant "a bridge that was down stays up" build.c \
	's/else if (old && !(old->flags & DDOM_IFF_UP)/else if (0/'
rm -rf "$work/kmod"
exit "$((missed > 0))"
