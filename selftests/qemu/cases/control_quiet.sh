# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Nothing happens: nothing may be lost, and this is what quiet looks like.

drop_caches
probe_start 60 || fail "the probes did not start"
span quiet sleep "${SECONDS_QUIET:-10}"
probe_stop
[ "$(probed echo_lost_quiet)" = 0 ] || fail "packets were lost in quiet time"
[ "$(counted rpc_retransmissions)" = 0 ] || fail "RPC retransmissions"
pass
