#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ddtool kconfig check: exit codes, what is said, and JSON. Prints KTAP.
# Usage: test_kconfig.sh DDTOOL
set -u

ddtool=$(realpath "$1")
top=$(dirname "$0")/../../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
details="$work/out $work/err"
# shellcheck source=selftests/unit/tools/ktap.sh
. "$(dirname "$0")/ktap.sh"

# $1: exit status that kconfig check with the other arguments must end with.
exits()
{
	want=$1
	shift
	"$ddtool" kconfig check "$@" >"$work/out" 2>"$work/err"
	got=$?
	[ "$got" = "$want" ] && return 0
	echo "exit status $got instead of $want: $*" >>"$work/out"
	return 1
}

cat >"$work/config" <<END
# Linux/x86 6.1.192 Kernel Configuration
CONFIG_NFS_FS=m
CONFIG_XEN_DOM0=y
# CONFIG_IP_PNP is not set
CONFIG_HZ=250
END
mkdir "$work/topics"
cat >"$work/topics/root.config" <<END
# the file system that the root is
CONFIG_NFS_FS=y
# addresses
CONFIG_IP_PNP=y
CONFIG_ROOT_NFS=y
CONFIG_XEN_PRIVILEGED_GUEST=y
CONFIG_HZ=100
# CONFIG_NOTHING is not set
CONFIG_NFSD_V3=y
END
printf 'CONFIG_XEN_DOM0=y\n' >"$work/topics/dom0.config"

echo "KTAP version 1"
echo "1..23"

exits 0 "$work/config" "$work/topics/dom0.config" && grep -qx fits "$work/out"
result "fits"
exits 1 "$work/config" "$work/topics/root.config" &&
	grep -qx "does not fit" "$work/out"
result "does not fit"
grep -qx 'root: CONFIG_NFS_FS=m, must be built in: there is no initrd to load it from' "$work/out" &&
	grep -qx '    for: the file system that the root is' "$work/out"
result "a module that must be built in, and why"
grep -q '^root: CONFIG_IP_PNP is off, want y$' "$work/out" &&
	grep -q '^root: CONFIG_ROOT_NFS is not there .*, want y$' "$work/out"
result "what is missing"
grep -q 'CONFIG_XEN_PRIVILEGED_GUEST, in this kernel CONFIG_XEN_DOM0 is as wanted' "$work/out"
result "what has another name"
grep -q 'CONFIG_NFSD_V3 is gone: always there' "$work/out"
result "what is gone"
grep -q 'CONFIG_HZ is 250, want 100' "$work/out"
result "what has another value"
grep -q 'Linux 6.1.192, 7 symbols of 1 fragment: fits 1 renamed 1 gone 1 missing 2 modular 1 value 1$' "$work/out"
result "the sum"
! grep -q NOTHING "$work/out" &&
	exits 1 --verbose "$work/config" "$work/topics/root.config" &&
	grep -q 'CONFIG_NOTHING is as wanted' "$work/out"
result "what fits is shown when asked for"
exits 0 --dir "$work/topics" "$work/config" dom0
result "a topic by its name"
exits 1 --json --dir "$work/topics" "$work/config" dom0 root &&
	python3 - "$work/out" <<END
import json, sys
doc = json.load(open(sys.argv[1]))
assert doc["kernel"] == "6.1.192" and doc["fit"] is False
assert (doc["symbols"], doc["fragments"], doc["modular"]) == (8, 2, 1)
by = {r["symbol"]: r for r in doc["results"]}
assert "NOTHING" not in by
nfs = by["NFS_FS"]
assert nfs["status"] == "modular" and not nfs["fits"] and nfs["found"] == "m"
assert nfs["fragment"] == "root" and nfs["line"] == 2
assert nfs["reason"] == "the file system that the root is"
guest = by["XEN_PRIVILEGED_GUEST"]
assert guest["name"] == "XEN_DOM0" and guest["renamed_since"] == "2.6.37"
assert guest["renamed_source"] == "arch/x86/xen/Kconfig" and guest["fits"]
assert by["NFSD_V3"]["name"] is None and by["NFSD_V3"]["note"]
END
result "JSON"
gzip -9 <"$work/config" >"$work/config.gz"
exits 0 "$work/config.gz" "$work/topics/dom0.config"
result "config.gz"
exits 3 "$work/nosuch" "$work/topics/dom0.config" && [ ! -s "$work/out" ] &&
	[ "$(wc -l <"$work/err")" = 1 ]
result "a configuration that is not there"
head -c 40 "$work/config.gz" >"$work/cut.gz"
exits 3 --json "$work/cut.gz" "$work/topics/dom0.config" &&
	python3 -c 'import json, sys; assert json.load(sys.stdin)["exit"] == 3' <"$work/out"
result "a configuration that is cut off, in JSON too"
# $1: exit status, $2: how many fragments
fragments()
{
	# shellcheck disable=SC2046 # they are words
	exits "$1" "$work/config" $(yes "$work/topics/dom0.config" | head -n "$2")
}
fragments 0 64 && fragments 3 65 &&
	grep -q '65 fragments, at most 64' "$work/err" && fragments 3 2000
result "more fragments than fit"
exits 3 "$work/config" nosuch
result "a topic that is not there"
echo rubbish >"$work/bad"
exits 3 "$work/config" "$work/topics/dom0.config" "$work/bad" &&
	[ ! -s "$work/out" ] && grep -q 'bad:1: neither' "$work/err"
result "a fragment that is none, before anything is written"
cat >"$work/config" <<END
# Linux/x86 3.0.101 Kernel Configuration
CONFIG_PCI=y
CONFIG_INET=y
CONFIG_NET_ETHERNET=y
CONFIG_E1000=y
# CONFIG_E1000E is not set
END
exits 1 --dir "$top/kconfig-fragments" "$work/config" nic-intel &&
	grep -qx 'nic-intel: CONFIG_IGC is not in this kernel, which is older' "$work/out" &&
	grep -q 'CONFIG_E1000E is off, want y' "$work/out" &&
	grep -q 'CONFIG_E100 is not there' "$work/out" &&
	! grep -q 'NET_VENDOR_INTEL is not there' "$work/out" &&
	[ ! -s "$work/err" ]
result "what a kernel is too old for"
# every default topic is there, and an empty configuration has none of it
printf 'CONFIG_NOTHING=y\n' >"$work/config"
exits 1 --dir "$top/kconfig-fragments" "$work/config" &&
	grep -q 'does not say of which kernel' "$work/err" &&
	grep -q '^nfsroot: CONFIG_ROOT_NFS' "$work/out" &&
	grep -q '^xen-dom0: CONFIG_XEN_DOM0' "$work/out" &&
	grep -q '^nic-via-rhine: CONFIG_VIA_RHINE' "$work/out" &&
	! grep -q '^debug:' "$work/out"
result "the default is what every dom0 needs"
printf '# Linux kernel version: 2.6.20-xen-r6\nCONFIG_XEN=y\n' >"$work/config"
exits 1 --dir "$top/kconfig-fragments" "$work/config" &&
	grep -q 'CONFIG_XEN_PRIVILEGED_GUEST' "$work/out" &&
	! grep -q 'CONFIG_DEVTMPFS' "$work/out"
result "the default for a kernel of old"
printf '# Linux kernel version: 2.6.18\nCONFIG_X86_64_XEN=y\n' >"$work/config"
exits 1 --dir "$top/kconfig-fragments" "$work/config" &&
	grep -q 'CONFIG_X86_XEN, in this kernel CONFIG_X86_64_XEN is as wanted' "$work/out"
result "and for one of 64 bits"
mkfifo "$work/fifo"
(cat "$work/topics/dom0.config" >"$work/fifo") &
exits 0 "$work/fifo" "$work/topics/dom0.config"
result "a configuration from a pipe"
kernel=${DDOM_BUILD:-$top/build}/dom0/vmlinuz
if [ -f "$kernel" ]; then
	exits 0 --dir "$top/kconfig-fragments" "$kernel"
	result "the kernel that make kernel built"
else
	count=$((count + 1))
	echo "ok $count # SKIP no build/dom0/vmlinuz: make kernel"
fi
exit "$failed"
