#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC1091,SC2034
# The case's script beside a running root: waits until that root is up.

. /settings
. /guest/modules.sh
. /guest/lib.sh

ROOT_PREFIX="inroot 1"
echo >/run/agent.ready
[ -n "${BARE-}" ] || wait_for 300 test -f /run/root.ready || fail "the root's init did not start"
run_case
