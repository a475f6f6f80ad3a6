#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the tests in shell print: KTAP. They set "details" to the files that say
# more of a failure, and end with "exit $failed".

count=0
# shellcheck disable=SC2034 # read by who sources this
failed=0

# Instead of all tests.
# shellcheck disable=SC2154 # work: a directory, of who sources this
skip()
{
	echo "1..0 # SKIP $*"
	rm -rf "$work"
	exit 4
}

# $1: what was tested; its success is the status of the command before.
result()
{
	status=$?
	count=$((count + 1))
	if [ "$status" = 0 ]; then
		echo "ok $count $1"
		return
	fi
	echo "not ok $count $1"
	# shellcheck disable=SC2034
	failed=1
	# shellcheck disable=SC2086,SC2154 # a list of files; of who sources this
	sed 's/^/# /' $details
}
