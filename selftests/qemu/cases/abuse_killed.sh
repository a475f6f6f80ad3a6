# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Who asked is killed, and nobody else has its network namespace: that stays
# until the transaction has ended, and then goes.

. /guest/abuse.sh

SEED=${SEED:-20260101}

abuse_module
# /proc/sys/user counts those that are not freed; none has been made before.
limit=/proc/sys/user/max_net_namespaces
most=$(cat $limit)
for us in ${MICROSECONDS:-1000 5000 20000}; do
	stranger killed "${TIMES:-40}" "$us" "$SEED" >/run/killed 2>&1 ||
		fail "seed $SEED: $(tail -c 300 /run/killed)"
done
metric seed "$SEED"
wait_for 60 no_transaction || fail "a transaction does not end"
begun=$(dmesg | grep -c 'killed0 to stranger0: undone')
metric begun "$begun"
[ "$begun" -gt 0 ] || fail "seed $SEED: no transaction was begun"
echo 1 >$limit
wait_for 60 unshare -n true || fail "network namespaces are not freed"
echo "$most" >$limit
module_goes
pass
