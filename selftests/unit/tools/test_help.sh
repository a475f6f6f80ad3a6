#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every help text as it was accepted, and within 80 columns; wrong command lines
# end with 2 and say what may have been meant.
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

commands=$("$ddtool" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z0-9][a-z0-9-]*\) .*/\1/p')
actions=$("$ddtool" server --help |
	sed -n '/^Actions:/,/^$/s/^  \([a-z0-9][a-z0-9-]*\) .*/server-\1/p')
for command in main $commands $actions; do
	case "$command" in
	main) text=$("$ddtool" --help) ;;
	server-*) text=$("$ddtool" server "${command#*-}" --help) ;;
	*) text=$("$ddtool" "$command" --help) ;;
	esac
	if printf '%s\n' "$text" | grep -n '.\{81\}'; then
		echo "not ok - help of $command: wider than 80 columns"
		failed=1
	fi
	# the licence's line is not part of the help
	text="# SPDX-License-Identifier: GPL-2.0-only
$text"
	if [ -n "$accept" ]; then
		printf '%s\n' "$text" >"$golden/help-$command"
	elif ! printf '%s\n' "$text" | diff -u "$golden/help-$command" -; then
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

usage help nosuch
usage help d3 nosuch
usage help status x
usage help a b c

# $1: what is suggested, "" for nothing; then a mistyped command line
meant()
{
	want=$1
	shift
	said=$("$ddtool" "$@" 2>&1 | sed -n 's/.*did you mean \(.*\)?$/\1/p')
	if [ "$said" != "$want" ]; then
		echo "not ok - ddtool $*: suggests \"$said\", not \"$want\""
		failed=1
	fi
}

meant bridge-attach bridge-atach
meant bridge-attach bridge-attahc
meant bridge-detach bridgedetach
meant status stat
meant kconfig kcofnig
meant '' xyzzy
meant --json status --jsn
meant --dry-run bridge-attach --dry br0
meant --confirm-timeout bridge-attach --confirm-timout=3 br0
meant '' status --xyzzy
meant render server rendr
meant check rootfs chekc /
meant bridge-detach help bridge-detatch

# "help COMMAND" is "COMMAND --help"
for words in status 'server check' bridge-attach; do
	# shellcheck disable=SC2086
	if [ "$("$ddtool" help $words)" != "$("$ddtool" $words --help)" ]; then
		echo "not ok - ddtool help $words"
		failed=1
	fi
done

[ "$failed" = 0 ] && echo "ok - help and usage"
exit "$failed"
