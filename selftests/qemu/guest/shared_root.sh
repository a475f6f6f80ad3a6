# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A converted Debian that has been started by ddinit.

# systemd has done all that it wanted to
settled() {
	state=$(in_root systemctl is-system-running 2>/dev/null)
	[ "$state" = running ] || [ "$state" = degraded ]
}

shared_root_up() {
	wait_for 400 settled || {
		in_root systemctl list-jobs 2>&1 | keep jobs
		fail "not up: $(in_root systemctl is-system-running 2>&1)"
	}
	metric up_s "$(uptime_s)"
	dmesg | grep 'ddinit:' | keep ddinit
	line=$(dmesg | sed -n 's/.*ddinit: \(\/flash\|overlay\): //p')
	say "ddinit: $line"
	[ -n "$line" ] || fail "ddinit did not say what it made"
	shared_root_cost
}

# What the boot has cost so far: calls, by kind too, bytes of answers to reads,
# memory that is not free, and what was written
shared_root_cost() {
	awk '$1 == "rpc" { print "nfs_calls", $2 }
		$1 == "proc3" {
			print "nfs_getattr", $4
			print "nfs_lookup", $6
			print "nfs_access", $7
			print "nfs_readlink", $8
			print "nfs_read", $9
			print "nfs_readdir", $19 + $20
		}' /proc/net/rpc/nfs >/run/cost
	awk '/^device / { ours = ($5 == "/nfsroot") }
		ours && /^[ \t]*bytes:/ { print "nfs_read_bytes", $6 }' \
		/proc/self/mountstats >>/run/cost
	awk '$1 == "MemTotal:" { all = $2 }
		$1 == "MemAvailable:" { print "memory_kb", all - $2 }
		$1 == "Shmem:" { print "tmpfs_kb", $2 }' /proc/meminfo >>/run/cost
	metrics_of /run/cost
}

# no unit has failed
shared_root_units() {
	failed=$(in_root systemctl list-units --state=failed --plain --no-legend |
		awk '{ print $1 }')
	metric units_failed "$(echo "$failed" | grep -c .)"
	metric units_active "$(in_root systemctl list-units --state=active \
		--plain --no-legend | wc -l)"
	for unit in $failed; do
		in_root systemctl status "$unit" --no-pager 2>&1 |
			keep "failed.$unit"
	done
	[ -z "$failed" ] || fail "failed units: $(echo "$failed" | tr '\n' ' ')"
}
