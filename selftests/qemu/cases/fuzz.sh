# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Mutated requests from many processes in three namespaces, while devices and
# namespaces come and go: the kernel has nothing to say, and nothing is left.

. /guest/abuse.sh

SEED=${SEED:-20260101}
MESSAGES=${MESSAGES:-20000}
# A kernel that watches itself sends fewer in the same time.
MESSAGES=$((MESSAGES / ${SLOWNESS:-1}))

[ "$(cat /proc/sys/kernel/panic_on_warn)" = 1 ] || fail "no panic_on_warn"
in_root modprobe -a macvlan bonding || fail "modprobe macvlan"
abuse_module
ip link del bond0	# the module's own

# clean: what the changers have left in this namespace
clean() {
	wait_for 30 no_transaction || fail "seed $SEED: a transaction does not end"
	for name in fzup0 fzup1 fzbr0 fzbr1 fz0 fz1 fz2 fz3; do
		ip link del $name 2>/dev/null
	done
	wait_for 60 no_transaction ||
		fail "seed $SEED: references: $(cat /sys/module/ddom_bridge/refcnt)"
	for name in $(ip -o link | sed -n 's/^[0-9]*: \(veth[0-9]*\)[@:].*/\1/p'); do
		ip link del "$name" 2>/dev/null
	done
}

# fuzz MESSAGES SECONDS
fuzz() {
	nl_fuzz "$1" "$2" "$SEED" >/run/fuzz.out 2>&1 ||
		fail "seed $SEED: $(tail -c 400 /run/fuzz.out)"
	clean
}

fuzz $((MESSAGES / 10 + 1000)) "${SECONDS_MOST:-120}"
before=$(kernel_kb)
fuzz "$MESSAGES" "${SECONDS_MOST:-120}"
figure messages /run/fuzz.out
figure changes /run/fuzz.out
figure begun /run/fuzz.out
[ "$figure" -ge "${BEGUN:-1}" ] ||
	fail "seed $SEED: only $figure transactions were begun"
figure seed /run/fuzz.out
left=$(nl_request dump | cut -d ' ' -f 3)
[ "$left" = 0 ] || fail "seed $SEED: $left are remembered"
! grew "$before" "${LIMIT_KB:-3000}" ||
	fail "seed $SEED: the kernel has $((after - before)) kB more"
module_goes
pass
