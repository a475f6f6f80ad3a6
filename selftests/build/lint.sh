#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# All static checks, over the files git knows.  Every check runs, whatever the
# ones before it found.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
build=${DDOM_BUILD:-$top/build}
cd "$top"

failed=()
check() {
	local name=$1
	shift
	echo "  LINT    $name"
	"$@" || failed+=("$name")
}

tracked() {
	local path
	git -c safe.directory="$top" ls-files -- "$@" |
		while read -r path; do
			[ ! -f "$path" ] || echo "$path"
		done
}

spdx() {
	local path bad=0
	while read -r path; do
		if ! head -n 3 "$path" | grep -q SPDX-License-Identifier; then
			echo "$path: no SPDX line"
			bad=1
		fi
	done < <(tracked . ':!COPYING' ':!*.md' ':!patches' ':!*.svg' \
		':!selftests/fuzz/seeds' ':!tools/packaging/debian/changelog' \
		':!tools/packaging/debian/copyright' \
		':!tools/packaging/debian/source/format')
	return $bad
}

whitespace() {
	local empty
	empty=$(git -c safe.directory="$top" hash-object -t tree /dev/null)
	git -c safe.directory="$top" diff --check "$empty" -- . \
		':!COPYING' ':!patches' ':!*.svg' ':!*.patch' \
		':!selftests/fuzz/seeds'
}

# Nothing here ends at the first error: check() asks for the status.
style() {
	local bad=0
	"$here/kernel-files.sh" || return 1
	make --no-print-directory -C kmod style \
		CHECKPATCH="$build/linux-source/scripts/checkpatch.pl" || bad=1
	(cd selftests/kmod && perl "$build/linux-source/scripts/checkpatch.pl" \
		--no-tree --strict --quiet --show-types \
		--ignore FILE_PATH_CHANGES,LONG_LINE_STRING -f Kbuild ./*.c) || bad=1
	return $bad
}

module() {
	STRICT=1 "$here/module.sh" bookworm W=1 C=1
}

shell() {
	local paths
	mapfile -t paths < <(tracked . | tr '\n' '\0' |
		xargs -0 awk 'FNR == 1 && /^#!.*\/(ba|da)?sh( |$)/ {
			print FILENAME } FNR > 1 { nextfile }')
	# SC1090, SC1091: what guest scripts source exists only in the guest.
	[ ${#paths[@]} = 0 ] ||
		shellcheck --exclude=SC1090,SC1091 "${paths[@]}"
}

c_tools() {
	local paths
	mapfile -t paths < <(tracked 'tools/*.c' 'selftests/*.c' kmod/plan/build.c)
	[ ${#paths[@]} = 0 ] || cppcheck --quiet --inline-suppr --std=c11 \
		--enable=warning,performance,portability --error-exitcode=1 \
		--suppress=missingInclude --suppress=unknownMacro \
		-I kmod/uapi -I kmod "${paths[@]}"
}

python() {
	local paths
	mapfile -t paths < <(tracked '*.py')
	PYTHONPYCACHEPREFIX=$build/pycache python3 -m py_compile "${paths[@]}"
}

# man prints what groff warns of; it does not end with a status for it.
manuals() {
	local page bad=0 said
	while read -r page; do
		said=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$page" \
			2>&1 >/dev/null) || bad=1
		[ -z "$said" ] || { echo "$page: $said"; bad=1; }
		mandoc -T lint -W warning "$page" || bad=1
	done < <(tracked 'tools/man/*')
	return $bad
}

check 'SPDX lines' spdx
check whitespace whitespace
check 'checkpatch --strict' style
check 'W=1 and sparse' module
check shellcheck shell
check cppcheck c_tools
check 'python3 -m py_compile' python
check 'manual pages' manuals
check 'who uses whom' "$here/arrows.py"
check 'YAML and uapi header' "$here/spec.py"

if [ ${#failed[@]} -gt 0 ]; then
	echo "lint: failed: ${failed[*]}" >&2
	exit 1
fi
