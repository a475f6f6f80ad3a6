#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the initramfs reads of bridge.conf. Prints KTAP.
# Usage: test_premount.sh DDTOOL
set -u

top=$(realpath "$(dirname "$0")/../../..")
work=$(mktemp -d)
details=$work/conf
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"
trap 'rm -rf "$work"' EXIT

cat >"$work/conf" <<END
  bridge =	xenbr0 # a comment
module=no
 [xenbr100]
port = eth1
END
# shellcheck source=tools/boot/initramfs-attach
. "$top/tools/boot/initramfs-attach"
# shellcheck disable=SC2034 # read by what is sourced
DDOM_CONF=$work/conf

echo "KTAP version 1"
echo "1..2"
[ "$(ddom_conf bridge)" = xenbr0 ] && [ "$(ddom_conf module)" = no ]
result "the root's keys"
[ -z "$(ddom_conf port)" ]
result "and none of a section"
exit "$failed"
