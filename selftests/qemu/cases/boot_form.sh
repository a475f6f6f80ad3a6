# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A Debian of which nothing was converted, below an overlay: as a tree on the
# export, or in an image. All of it can be written, up to a bound; the server has
# nothing of it; ddtool says what is run, and when it is full.

. /guest/shared_root.sh

# form KEY: of what ddtool status says of the root's form
form() {
	in_root ddtool status --json 2>/dev/null | sed -n '/"form": {/,/}/p' |
		sed -n "s/.*\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p"
}

calls() {
	awk '$1 == "rpc" { print $2 }' /proc/net/rpc/nfs
}

# memory_full: what is written ends with a message, and so does doctor
memory_full() {
	! bounded 120 in_root dd if=/dev/zero of=/var/tmp/big bs=64k count=800 \
		2>/run/dd || fail "more than the bound was written"
	grep -q 'No space left on device' /run/dd || fail "$(cat /run/dd)"
	in_root ddtool status >/run/status 2>&1
	grep '^form:.*which is full' /run/status || fail "status: $(cat /run/status)"
	in_root ddtool doctor >/run/doctor 2>&1
	grep -q 'KiB are taken by what was written' /run/doctor ||
		fail "doctor: $(cat /run/doctor)"
	say "full: $(grep '^form:' /run/status)"
	in_root rm /var/tmp/big || fail "nothing can be removed"
	in_root sh -c 'echo x >/var/tmp/x' || fail "nothing can be written any more"
}

# on_its_own: the tree is read without the server
on_its_own() {
	! in_root grep -q ' - nfs' /proc/self/mountinfo || fail "NFS is mounted"
	drop_caches
	before=$(calls)
	in_root sh -c 'cat /usr/bin/* /usr/sbin/* >/dev/null' || fail "not read"
	[ "$(calls)" = "$before" ] || fail "$(($(calls) - before)) calls"
}

shared_root_up
shared_root_units
for path in /x /usr/x /etc/x /var/x /var/lib/dpkg/x /var/log/x /tmp/x /run/x \
	/etc/resolv.conf; do
	in_root sh -c "echo x >>$path" || fail "$path: not writable"
	case $path in /tmp/* | /run/* | /etc/resolv.conf) continue ;; esac
	in_root test ! -e "/run/ddom/lower$path" || fail "$path: in the tree"
	in_root test -e "/run/ddom/tmpfs/upper$path" || fail "$path: not in memory"
done
[ "$(in_root cat /etc/machine-id | wc -c)" = 33 ] || fail "/etc/machine-id"
in_root journalctl -b -o cat >/run/journal
! grep -i 'read-only file system' /run/journal ||
	fail "read-only: $(grep -i 'read-only file system' /run/journal | head -n 3)"

case $FORM in
overlay)
	[ "$(form kind)" = overlay ] || fail "form: $(in_root ddtool status)"
	;;
*)
	[ "$(form kind):$(form fstype)" = "image:$FORM" ] ||
		fail "form: $(in_root ddtool status)"
	case $(form image) in
	/root.img-20??????T??????Z) ;;
	*) fail "version: $(form image)" ;;
	esac
	;;
esac
[ "$(form bound_bytes)" = $((24 << 20)) ] || fail "bound: $(form bound_bytes)"
metric written_kb $(($(form written_bytes) / 1024))
in_root ddtool status | grep '^root:' >/run/root
say "$(cat /run/root)"
if [ "$(form ram)" = true ]; then
	grep -q 'nothing of it is on the network' /run/root || fail "$(cat /run/root)"
	on_its_own
else
	grep -q '10[.]0[.]0[.]1' /run/root || fail "$(cat /run/root)"
fi
in_root ddtool rootfs check / >/run/check 2>&1
grep -q "^form: $(form kind)" /run/check || fail "check: $(cat /run/check)"
memory_full
pass
