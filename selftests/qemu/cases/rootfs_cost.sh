# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What comes before the real init, on a cold root on NFS: ddinit, and the shell
# script of 2008 (guest/howto_flash.sh), in turn. Each runs as the first
# process of a PID namespace, on a mount of its own, of which nothing is in
# memory; the real init is "stamp", which ends the measurement.

COLD=/run/cold
RUNS=${RUNS:-5}	# odd
STAMP=/usr/local/sbin/stamp

# stamp_of begin|end: nanoseconds
stamp_of() {
	dmesg | sed -n "s/.*stamp $1 //p" | tail -n 1
}

ended() {
	[ -n "$(stamp_of end)" ]
}

# Calls on the mount so far, and bytes of answers to reads
nfs_cost() {
	awk -v mount=$COLD '/^device / { ours = ($5 == mount); ops = 0 }
		!ours { next }
		/^[ \t]*bytes:/ { bytes = $6 }
		/per-op statistics/ { ops = 1; next }
		ops && NF >= 9 { calls += $2 }
		END { print calls + 0, bytes + 0 }' /proc/self/mountstats
}

# once NAME COMMAND...: a line "ms calls bytes processes" to /run/cost.NAME;
# the mount of /proc is one process, that which asks for the last number another
once() {
	name=$1
	shift
	nfsmount 10.0.0.1:/mnt $COLD "$(nfs_options),nosharecache" ro ||
		fail "no cold root"
	drop_caches
	dmesg -c >/dev/null
	before=$(nfs_cost)
	# shellcheck disable=SC2016
	unshare -m -p -f sh -c 'mount -t proc proc $0/proc
		exec stamp chroot $0 "$@"' $COLD "$@" >/run/out 2>&1 &
	outer=$!
	wait_for 120 ended || fail "$name: no end: $(tail -n 3 /run/out)"
	after=$(nfs_cost)
	inner=$(cat "/proc/$outer/task/$outer/children")
	last=$(nsenter -t "${inner% }" -p sh -c 'echo $$')
	echo "$(stamp_of begin) $(stamp_of end) $before $after $last" | awk '{
		printf "%.1f %d %d %d\n", ($2 - $1) / 1000000, $5 - $3,
			$6 - $4, $7 - 2 }' >>"/run/cost.$name"
	dmesg | grep -v stamp | cat /run/out - >"/run/said.$name"
	kill -9 "${inner% }"
	wait $outer
	wait_for 10 umount $COLD || fail "the cold root stays mounted"
}

# median NAME COLUMN
median() {
	sort -n -k "$2,$2" "/run/cost.$1" | awk -v column="$2" '
		{ value[NR] = $column }
		END { print value[(NR + 1) / 2] }'
}

mkdir -p $COLD
# the server's own reading of its disk is not part of it
once warm /sbin/ddinit
once warm /bin/sh /usr/local/sbin/howto_flash $STAMP
for _ in $(seq "$RUNS"); do
	once ddinit /sbin/ddinit
	once script /bin/sh /usr/local/sbin/howto_flash $STAMP
done
for name in ddinit script; do
	keep "cost.$name" <"/run/cost.$name"
	keep "said.$name" <"/run/said.$name"
	column=0
	for what in ms nfs_calls nfs_read_bytes processes; do
		column=$((column + 1))
		metric "${name}_$what" "$(median $name $column)"
	done
done
grep -q 'ddinit: /flash: ' /run/said.ddinit || fail "ddinit did not do its work"
for column in 2 4; do
	[ "$(median ddinit $column)" -lt "$(median script $column)" ] ||
		fail "ddinit: $(median ddinit $column), script: $(median script $column)"
done
pass
