# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# Trials: something happens to an attach or a detach, and afterwards the root
# must live and the tables be what they were.

. /guest/cycles.sh

EVENTS=/run/events
PARAMETERS=/sys/module/ddom_bridge/parameters
ATTACH="ddtool bridge-attach $BRIDGE --json"
DETACH="ddtool bridge-detach $BRIDGE --json"
: >"$SPANS"

# trial_module: loaded, and with what tests need
trial_module() {
	in_root modprobe ddom_bridge || fail "modprobe ddom_bridge"
	[ -f $PARAMETERS/fail_step ] || skip "a module without fail_step"
}

# parameter NAME VALUE
parameter() {
	echo "$2" >"$PARAMETERS/$1" || fail "$1 cannot be $2"
}

# begin COMMAND...: in the root and the background; its number is $COMMAND
begin() {
	# shellcheck disable=SC2086
	$ROOT_PREFIX "$@" >/run/trial.out 2>/run/trial.err &
	COMMAND=$!
}

# finish SECONDS WHAT: wait for it; its exit status is then in $status
finish() {
	wait_for "$1" eval "! kill -0 $COMMAND" ||
		fail "$2: ddtool did not end within $1 s"
	wait "$COMMAND"
	status=$?
}

# expect_status WANTED WHAT
expect_status() {
	[ "$status" = "$1" ] || {
		keep trial.out </run/trial.out
		fail "$2: exit status $status instead of $1:" \
			"$(tail -c 400 /run/trial.err)"
	}
}

# trial WANTED WHAT COMMAND...: run one to its end
trial() {
	trial_status=$1
	trial_what=$2
	shift 2
	begin "$@"
	finish 120 "$trial_what"
	expect_status "$trial_status" "$trial_what"
}

# tables: a bridge made anew has another number
tables() {
	snapshot_tables | sed 's/"ifindex":[0-9]*/"ifindex":0/'
}

# remember: the tables now are what they shall be
remember() {
	tables >/run/tables.before
}

# alive WHAT: the root is read anew, and so is the program that starts next,
# ip.  Not drop_caches: where the server is the same machine it would wait for
# its disk, and counted time runs away meanwhile.
alive() {
	root_alive 60 || fail "$1: the root is dead"
	# shellcheck disable=SC2086
	bounded 60 $ROOT_PREFIX dd if=/usr/bin/ip iflag=nocache count=0 \
		2>/dev/null || fail "$1: no program starts from the root"
}

# intact WHAT: the root lives, the tables are right
intact() {
	alive "$1"
	tables >/run/tables.after
	! tables_differ || fail "$1: the tables are not as before"
}

# works WHAT: a good attach and a good detach
works() {
	# shellcheck disable=SC2086
	trial 0 "$1: attach" $ATTACH
	alive "$1: on the bridge"
	# shellcheck disable=SC2086
	trial 0 "$1: detach" $DETACH
	intact "$1: after a good attach and detach"
}

# plan_of COMMAND...: one line a step: number, phase, name
plan_of() {
	in_root "$@" --dry-run | awk -F'"' '
		$2 == "index" { gsub(/[^0-9]/, "", $3); number = $3 }
		$2 == "phase" { phase = $4 }
		$2 == "name" { print number, phase, $4 }'
}

# watch_events: what the module tells its listeners goes to $EVENTS
watch_events() {
	# shellcheck disable=SC2086
	$ROOT_PREFIX ddtool watch --json >>$EVENTS 2>/run/watch.err &
	wait_for 10 test -d /proc/$! || fail "ddtool watch"
	sleep 1
}

# entered STATE: has a listener heard of it
entered() {
	grep -q "\"$1\"" $EVENTS
}

# guarded: how often a transaction without the module was ended by the process
# that watches over it
guarded() {
	dmesg | grep -c 'ddtool died'
}

# guarded_after COUNT: is there one more
guarded_after() {
	[ "$(guarded)" -gt "$1" ]
}

# state: of the last transaction of eth0
state() {
	in_root ddtool status eth0 --json | field state
}

# field NAME: the first text of that name in JSON
field() {
	awk -F'"' -v name="$1" '$2 == name { print $4; exit }'
}

# steps_of: what a transaction in JSON did, one line a step: number, name,
# begin and end in ms, error, begin of the undo in ms, its error; - for none
steps_of() {
	awk -F'"' '
		function number(s) { gsub(/[^-0-9]/, "", s); return s }
		function row() {
			if (index_ != "")
				print index_, name, run, end, error, undo, left
			run = end = error = undo = left = "-"
		}
		BEGIN { row() }
		$2 == "index" { row(); index_ = number($3) }
		$2 == "name" { name = $4 }
		$2 == "run" || $2 == "undo" { part = $2 }
		$2 == "start_ns" { at = number($3) }
		$2 == "time_ns" {
			if (part == "run") {
				run = int(at / 1e6)
				end = int((at + number($3)) / 1e6)
			} else
				undo = int(at / 1e6)
		}
		$2 == "error" && index_ != "" {
			if (part == "run")
				error = number($3)
			else
				left = number($3)
		}
		/^  \]/ { row(); exit }'
}
