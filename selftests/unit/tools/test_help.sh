#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every help text as it was accepted; wrong command lines end with 2.
# Usage: test_help.sh [--accept] DDTOOL
set -eu

accept=
if [ "$1" = --accept ]; then
	accept=yes
	shift
fi
ddtool=$1
golden=$(dirname "$0")/golden
failed=0

commands=$("$ddtool" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z0-9-]*\) .*/\1/p')
for command in main $commands; do
	case "$command" in
	main) text=$("$ddtool" --help) ;;
	*) text=$("$ddtool" "$command" --help) ;;
	esac
	# the licence's line is not part of the help
	text="# SPDX-License-Identifier: GPL-2.0-only
$text"
	if [ -n "$accept" ]; then
		printf '%s\n' "$text" >"$golden/$command"
	elif ! printf '%s\n' "$text" | diff -u "$golden/$command" -; then
		echo "not ok - help of $command (make golden accepts it)"
		failed=1
	fi
done
[ -z "$accept" ] || exit 0

# The command line, word by word, must end with exit status 2 and say why.
usage()
{
	status=0
	said=$("$ddtool" "$@" 2>&1 >/dev/null) || status=$?
	if [ "$status" != 2 ] || [ -z "$said" ]; then
		echo "not ok - ddtool $*: exit status $status, said: $said"
		failed=1
	fi
}

usage
usage --helpp
usage --hel
usage nosuch
usage bridge-attach
usage bridge-attach eth0 br0 x
usage bridge-attach same same
usage bridge-attach 'a b'
usage bridge-attach --timeout 0 br0
usage bridge-attach --timeout 61 br0
usage bridge-attach --confirm-timeout 601 br0
usage bridge-attach --probe nowhere br0
usage bridge-attach --dry br0
usage bridge-attach --config=/nonexistent br0
usage bridge-detach --config br0
usage bridge-detach a b
usage d3
usage d3 nonsense
usage d3 set
usage d3 set eth0 always
usage d3 list x
usage kconfig
usage kconfig check
usage kconfig nonsense x
usage kconfig --dir
usage doctor x
usage doctor --log
usage doctor --log a --root b
usage server
usage server nosuch
usage server render x
usage server render --outpu /tmp
usage server render -c /nonexistent -o /nonexistent
usage server check x
usage server switch
usage server switch post01
usage server switch --wak post01 dom0
usage status a b
usage status --timeout 5
usage watch --timeout 0
usage watch x
usage load --attach eth0
usage load --attach :br0
usage load --attach eth0:
usage load x
usage unload x
usage info x

[ "$failed" = 0 ] && echo "ok - help and usage"
exit "$failed"
