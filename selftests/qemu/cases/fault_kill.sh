# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# ddtool is killed at every moment of a slow attach: nobody confirms, so the
# module undoes by itself.

. /guest/faults.sh

slow_module 100
for tenth in ${KILL_AT:-1 3 5 8 12 16 20}; do
	rm -f /run/attach.status
	attach_begin --confirm-timeout 2
	sleep $((tenth / 10)).$((tenth % 10))
	killall -9 ddtool 2>/dev/null
	attach_end 60
	as_before
done
pass
