#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ddtool and ddinit as make static makes them: that they need nothing, and that
# the tests of ddtool as everybody has it hold for them too. Prints KTAP.
# Usage: test_static.sh DDTOOL (which stands for the build directory alone)
set -u

here=$(dirname "$(realpath "$0")")
build=${DDOM_BUILD:-$here/../../../build}
ddtool=$build/static/ddtool
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 1' INT TERM
details=$log
# shellcheck source=selftests/unit/tools/ktap.sh
. "$here/ktap.sh"

# An ELF file that names neither an interpreter nor a library.
alone()
{
	readelf --file-header "$1" >"$log" 2>&1 || return
	! readelf --program-headers --dynamic "$1" |
		grep -E 'INTERP|NEEDED' >>"$log"
}

# Another test with this ddtool; its lines are details.
as_usual()
{
	"$here/$1" "$ddtool" >"$log" 2>&1
}

echo "KTAP version 1"
echo "1..6"
"$here/../../build/static.sh" >"$log" 2>&1
status=$?
if [ "$status" = 4 ]; then
	for each in build ddtool ddinit help kconfig server; do
		count=$((count + 1))
		echo "ok $count static $each # SKIP $(tail -n 1 "$log")"
	done
	exit 4
fi
( exit "$status" )
result "static build"
alone "$ddtool"
result "ddtool needs no other file"
alone "$build/static/ddinit"
result "ddinit needs no other file"
as_usual test_help.sh
result "help and usage"
as_usual test_kconfig.sh
result "kconfig check"
as_usual test_server.py
result "server"
exit "$failed"
