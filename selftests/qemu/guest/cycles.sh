# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Attach and detach, again and again, watched by both probes.
#
# A case sets ATTACH and DETACH, commands which run in the root, and calls
# cycles_run.  CYCLES, QUIET_S and WATCH_US may be set from outside.

CYCLES=${CYCLES:-8}
QUIET_S=${QUIET_S:-5}
WATCH_US=${WATCH_US:-600000}
BRIDGE=${BRIDGE:-xenbr0}

# The probes tick every 500 and 1000 us: no two cycles begin at one phase.
phase_us() {
	echo $((($1 * 618) % 1000))
}

# step LABEL NUMBER COMMAND: one attach or detach; its output is kept
step() {
	# shellcheck disable=SC2086
	span "$1" $ROOT_PREFIX $3 >"/run/$1.$2.out" 2>"/run/$1.$2.err" ||
		{
			status=$?
			say "$(tail -c 600 "/run/$1.$2.err" "/run/$1.$2.out")"
			fail "$1 $2: exit status $status"
		}
}

cycles_loop() {
	cycle=0
	while [ $cycle -lt "$CYCLES" ]; do
		usleep "$(phase_us $cycle)"
		step attach $cycle "${ATTACH?}"
		usleep $((WATCH_US + $(phase_us $((cycle + 7)))))
		step detach $cycle "${DETACH?}"
		usleep $((WATCH_US / 2))
		cycle=$((cycle + 1))
	done
}

# The longest time, in us, that the port was frozen, from --json output
frozen_us() {
	cat "/run/$1".*.out | tr ',{}' '\n\n\n' |
		awk -F: '/"frozen_ns"/ { if ($2 + 0 > max) max = $2 + 0 }
			END { print int(max / 1000) }'
}

# Metrics of what the steps themselves say
cycles_metrics() {
	metric cycles "$CYCLES"
	for label in attach detach; do
		metric "frozen_max_us_$label" "$(frozen_us $label)"
		metric "time_max_us_$label" "$(awk -v label=$label '
			$1 == label { t = ($3 - $2) / 1000; if (t > max) max = t }
			END { print int(max) }' $WINDOWS)"
	done
}

cycles_run() {
	snapshot_tables >/run/tables.before
	probe_start $((20 + QUIET_S + CYCLES * 8)) ||
		fail "the probes did not start"
	span quiet sleep "$QUIET_S"
	cycles_loop
	probe_stop
	cycles_metrics
	snapshot_tables >/run/tables.after
	metric tables_changed "$(diff /run/tables.before /run/tables.after |
		grep -c '^[<>]')"
}

# expect_at_most NAME LIMIT: a condition on what the probes saw
expect_at_most() {
	seen=$(probed "$1")
	[ -n "$seen" ] || fail "$1: not measured"
	[ "$seen" -le "$2" ] || fail "$1 is $seen, more than $2"
}

# cycles_clean: nothing lost, nothing sent twice, no stall, tables as before
cycles_clean() {
	for label in attach detach other quiet; do
		expect_at_most echo_lost_$label 0
	done
	for name in rpc_retransmissions client_TCPTimeouts server_TCPTimeouts; do
		[ "$(counted $name)" = 0 ] || fail "$name: $(counted $name)"
	done
	expect_at_most read_errors 0
	for label in attach detach; do
		expect_at_most read_max_us_$label "$(probed read_p999_us_quiet)"
	done
	diff /run/tables.before /run/tables.after >/run/tables.diff || {
		say "$(head -c 800 /run/tables.diff)"
		fail "the tables are not as before"
	}
}
