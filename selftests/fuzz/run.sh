#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every reader of the table in readers.c for SECONDS_EACH, from the inputs in
# seeds/, and these once more for each allocation, which fails; KTAP.  An input
# that is too much for a reader is left in the directory of the products: once
# the reader takes it, it belongs to the seeds.
#
# run.sh DIRECTORY-OF-PRODUCTS [READER]...
set -euo pipefail

out=$(readlink -f "$1")
shift
here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
# libFuzzer stops when more whole seconds than it was given are over, and with
# 0 never.
seconds=${SECONDS_EACH:-2}
[ "$seconds" -ge 2 ] || seconds=2
# What is short tries the same each time; 0: something else.
seed=0
[ "$seconds" -ge 60 ] || seed=1
work=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)")
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work
export UBSAN_OPTIONS=print_stacktrace=1

# What a reader begins with besides its folder in seeds/.
more() {
	case $1 in
	pool) echo "$top/selftests/unit/tools/pool-varied.conf" \
		"$top/tools/examples/howto-pool.conf" ;;
	flash) echo "$top/tools/boot/flash.conf" ;;
	bridge) echo "$top/tools/boot/bridge.conf" ;;
	kconfig) echo "$top"/kconfig-fragments/*.config ;;
	esac
}

mapfile -t readers < <("$out/fuzz" --list)
[ $# = 0 ] || readers=("$@")
echo "KTAP version 1"
echo "1..$((2 * ${#readers[@]}))"
number=0
failed=0

# $1: what was tested, $2: its exit status, $3: its figures, $4: its log
result() {
	number=$((number + 1))
	if [ "$2" = 0 ] && [ -n "$3" ]; then
		echo "ok $number $1: $3"
		return
	fi
	failed=1
	echo "not ok $number $1: exit status $2"
	grep -a -m 40 -e ERROR: -e 'runtime error' -e '^ *#[0-9]* 0x' \
		-e 'written to' -e 'control byte' "$4" | sed 's/^/# /' || true
}

for reader in "${readers[@]}"; do
	seeds=$work/seeds.$reader
	log=$out/$reader.log
	mkdir -p "$seeds" "$work/new.$reader"
	# shellcheck disable=SC2046 # a list of files
	cp $(more "$reader") "$here/seeds/$reader"/* "$seeds"
	status=0
	timeout -k 10 $((seconds + 60)) "$out/fuzz" --reader="$reader" \
		-seed=$seed -max_total_time=$((seconds - 1)) -timeout=20 -len_control=0 \
		-rss_limit_mb=3072 -close_fd_mask=3 -print_final_stats=1 \
		-artifact_prefix="$out/$reader-" "$work/new.$reader" "$seeds" \
		>"$log" 2>&1 || status=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	covered=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
	result "$reader" $status "${runs:+$runs runs, $covered edges}" "$log"

	log=$out/$reader.oom.log
	status=0
	tries=$(timeout -k 10 60 "$out/oom" "$reader" "$seeds"/* 2>"$log") ||
		status=$?
	result "$reader without memory" $status "${tries:+$tries allocations}" \
		"$log"
done
exit $failed
