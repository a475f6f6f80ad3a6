# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Attach and detach, again and again, watched by both probes.
#
# A case sets ATTACH and DETACH, commands which run in the root, and calls
# cycles_run.  CYCLES, QUIET_S and WATCH_US may be set from outside.

CYCLES=${CYCLES:-8}
QUIET_S=${QUIET_S:-2}
# A lost segment is sent again after 200 ms.
WATCH_US=${WATCH_US:-300000}
BRIDGE=${BRIDGE:-xenbr0}
# How far the longest read may exceed the p99.9 of quiet time and the longest
# freeze together: a hundredth of the 200 ms that a lost segment costs. One CPU
# computes for all.
STALL_US=${STALL_US:-2000}
# How long the receive side may be held, in the middle and at most. A grace
# period that is not expedited takes 8 ms.
FROZEN_MEDIAN_US=${FROZEN_MEDIAN_US:-1500}
FROZEN_US=${FROZEN_US:-5000}

# On one CPU ddtool's own computing must not pass for a stall of the NFS. Nice
# 19 is not enough: once it runs, those who wait already wait for the next tick.
# On a kernel that watches itself the probes would leave it nothing.
[ -n "${SLOWNESS-}" ] || export INROOT_IDLE=yes

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
		usleep "$WATCH_US"
		cycle=$((cycle + 1))
	done
}

# A transaction's own window, from the times of its steps; for a command that
# names none, the window is all of its run.
transaction_window() {
	awk -v label="$1" -v span="$3" '
		/"run"/ { inside = 1 }
		inside && /"start_ns"/ { gsub(/[^0-9]/, ""); start = $0 }
		inside && /"time_ns"/ {
			gsub(/[^0-9]/, "")
			if (start > 0 && (!begin || start < begin))
				begin = start
			if (start + $0 > end)
				end = start + $0
			inside = 0
		}
		END {
			if (begin)
				printf "%s %.0f %.0f\n", label, begin, end
			else
				print span
		}' "$2"
}

# The windows: quiet time, the transactions, then the commands around them.
# A probe takes the first that fits.
cycles_windows() {
	grep '^quiet' "$SPANS"
	for label in attach detach; do
		cycle=0
		grep "^$label" "$SPANS" | while read -r span; do
			transaction_window $label "/run/$label.$cycle.out" \
				"$span"
			cycle=$((cycle + 1))
		done
	done
	sed -n 's/^[ad][et]*tach /command_&/p' "$SPANS"
}

# step_times: each step's output file, name, begin and end in ns
step_times() {
	awk '
		/"name"/ { split($0, part, "\""); name = part[4] }
		/"run"/ { inside = 1 }
		inside && /"start_ns"/ { gsub(/[^0-9]/, ""); start = $0 }
		inside && /"time_ns"/ {
			gsub(/[^0-9]/, "")
			if (start > 0)
				printf "%s %s %.0f %.0f\n", FILENAME, name,
					start, start + $0
			inside = 0
		}' /run/attach.*.out /run/detach.*.out
}

# slow_stories US: each read in a transaction that took longer: whose, how
# long, and for how long beside which steps, in us
slow_stories() {
	step_times >/run/step_times
	awk -v limit="$1" '
		function shared(b, e) {
			b = b > begin ? b : begin
			e = e < end ? e : end
			return (e - b) / 1000
		}
		NR == FNR {
			n++
			file[n] = $1; name[n] = $2; from[n] = $3; to[n] = $4
			if (!($1 in first))
				first[$1] = $3
			last[$1] = $4
			next
		}
		$2 > limit {
			begin = $1
			end = $1 + 1000 * $2
			text = ""
			for (i = 1; i <= n; i++) {
				if (begin < first[file[i]] || begin > last[file[i]])
					continue
				whose = file[i]
				if (shared(from[i], to[i]) >= 20)
					text = sprintf("%s %s:%d", text, name[i],
						shared(from[i], to[i]))
			}
			if (text)
				print whose, $2 text
		}' /run/step_times /run/reader.log
}

# What a person wants to see when a figure is not as it should be
cycles_keep() {
	keep windows <"$WINDOWS"
	keep echo <"/run/echo.err"
	slow_stories "$(probed read_p999_us_quiet)" | keep slow_reads
	for label in attach detach; do
		keep $label <"/run/$label.0.out"
		worst=$(longest_frozen $label)
		[ -z "$worst" ] || keep "$label.worst" <"$worst"
	done
	dmesg | grep ddom | keep module
}

# frozen_us LABEL PERCENT: so many of the times that the port was frozen were
# not longer, in us, from --json output
frozen_us() {
	cat "/run/$1".*.out | tr -s ',{}' '\n' |
		awk -F: '/"frozen_ns"/ { print int($2 / 1000) }' | sort -n |
		awk -v percent="$2" '{ us[NR] = $1 }
			END { print us[int((NR * percent + 99) / 100)] + 0 }'
}

# slow_reads LABEL US: how many reads in the windows took longer
slow_reads() {
	awk -v label="$1" -v limit="$2" '
		NR == FNR {
			if ($1 == label) {
				begin[++n] = $2
				end[n] = $3
			}
			next
		}
		$2 > limit {
			for (i = 1; i <= n; i++)
				if ($1 >= begin[i] && $1 <= end[i]) {
					slow++
					break
				}
		}
		END { print slow + 0 }' "$WINDOWS" /run/reader.log
}

# The report of the transaction that was frozen longest
longest_frozen() {
	grep -H '"frozen_ns"' "/run/$1".*.out | tr -d ' ,' |
		sort -t: -k3 -n | tail -n 1 | cut -d: -f1
}

# Metrics of what the steps themselves say
cycles_metrics() {
	metric cycles "$CYCLES"
	for label in attach detach; do
		metric "frozen_median_us_$label" "$(frozen_us $label 50)"
		metric "frozen_max_us_$label" "$(frozen_us $label 100)"
		slow=$(slow_reads $label "$(probed read_p999_us_quiet)")
		metric "reads_above_quiet_p999_$label" "$slow"
		# By definition it is 1 in quiet time.
		metric "reads_above_quiet_p999_permille_$label" "$(awk \
			-v slow="$slow" -v all="$(probed reads_$label)" \
			'BEGIN { printf "%.1f\n", 1000 * slow / (all ? all : 1) }')"
		metric "reads_above_quiet_max_$label" \
			"$(slow_reads $label "$(probed read_max_us_quiet)")"
		metric "time_max_us_$label" "$(awk -v label=$label '
			$1 == label { t = ($3 - $2) / 1000; if (t > max) max = t }
			END { print int(max) }' "$WINDOWS")"
	done
}

cycles_run() {
	snapshot_tables >/run/tables.before
	probe_start $((20 + QUIET_S + CYCLES * 8)) ||
		fail "the probes did not start"
	span quiet sleep "$QUIET_S"
	cycles_loop
	cycles_windows >"$WINDOWS.new"
	cat "$WINDOWS.new" >"$WINDOWS"
	probe_stop
	cycles_metrics
	cycles_keep
	snapshot_tables >/run/tables.after
	metric tables_changed "$(diff /run/tables.before /run/tables.after |
		grep -c '^[-+][^-+]')"
}

# expect_at_most NAME LIMIT: a condition on what the probes saw
expect_at_most() {
	seen=$(probed "$1")
	[ -n "$seen" ] || fail "$1: not measured"
	[ "$seen" -le "$2" ] || fail "$1 is $seen, more than $2"
}

# lost_outside: how many outside of transactions; with RING=short without those
# around them, where ddtool's pages come all at once and overrun the ring
lost_outside() {
	lost=$(probed echo_lost)
	for label in attach detach; do
		lost=$((lost - $(probed echo_lost_$label)))
		[ "${RING-}" != short ] ||
			lost=$((lost - $(probed echo_lost_command_$label)))
	done
	echo "$lost"
}

# cycles_clean: nothing lost, nothing sent twice, no stall, tables as before;
# needs cycles_run
cycles_clean() {
	for label in attach detach; do
		expect_at_most echo_lost_$label 0
	done
	[ "$(lost_outside)" = 0 ] || fail "$(lost_outside) lost outside"
	[ "$(counted rpc_retransmissions)" = 0 ] ||
		fail "rpc_retransmissions: $(counted rpc_retransmissions)"
	expect_at_most read_errors 0
	# What watches itself is not measured.
	[ -n "${SLOWNESS-}" ] || cycles_quick
	! tables_differ || fail "the tables are not as before"
}

# cycles_quick: no read stalls, TCP waits for no answer in vain, and receiving is
# held for a moment only
cycles_quick() {
	for name in client_TCPTimeouts server_TCPTimeouts; do
		[ "$(counted $name)" = 0 ] || fail "$name: $(counted $name)"
	done
	for label in attach detach; do
		median=$(frozen_us $label 50)
		longest=$(frozen_us $label 100)
		expect_at_most read_max_us_$label \
			$(($(probed read_p999_us_quiet) + longest + STALL_US))
		[ "$median" -le "$FROZEN_MEDIAN_US" ] ||
			fail "frozen for $median us in the middle of $label"
		[ "$longest" -le "$FROZEN_US" ] ||
			fail "frozen for $longest us in $label"
	done
}
