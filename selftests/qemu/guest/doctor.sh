# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What cases of ddtool doctor share: run it as a program of the root, look for a
# finding, run the command it proposes.

mended=0

doctor() {
	status=0
	bounded 60 in_root ddtool doctor --json >/run/doctor.out \
		2>/run/doctor.err || status=$?
	[ $status -le 1 ] ||
		fail "doctor: $status, $(tail -c 300 /run/doctor.err)"
}

# found ID: doctor has named it; its command is in /run/mend
found() {
	awk -v id="\"$1\"" '
		/"id":/ { ours = index($0, id) }
		ours && /"command":/ {
			sub(/^ *"command": "?/, "")
			sub(/"?,$/, "")
			gsub(/\\"/, "\"")
			print
			exit
		}' /run/doctor.out >/run/mend
	[ -s /run/mend ]
}

# mend ID: run what was proposed for it; then it must be gone
mend() {
	found "$1" || fail "$1 was not found; $(tail -c 900 /run/doctor.out)"
	say "$1: $(cat /run/mend)"
	bounded 60 in_root sh -c "$(cat /run/mend)" >/run/mend.out 2>&1 ||
		fail "$1: mending failed: $(tail -c 300 /run/mend.out)"
	doctor
	! found "$1" || fail "$1 is still there: $(tail -c 900 /run/doctor.out)"
	mended=$((mended + 1))
}

# fault ID COMMAND...: not there before, found, mended, and the root lives
fault() {
	id=$1
	shift
	! found "$id" || fail "$id was found before there was a fault"
	"$@" || fail "cannot make a fault: $*"
	doctor
	mend "$id"
	root_alive 20 || fail "$id: the root is dead"
}
