#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# dist.sh VERSION: build/ddom-VERSION.tar.xz of the files git knows, as they
# are now; of what was unpacked from such an archive, the same archive.
set -euo pipefail
export LC_ALL=C TZ=UTC

version=${1:?usage: dist.sh VERSION}
top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
build=${DDOM_BUILD:-$top/build}
archive=$build/ddom-$version.tar.xz
cd "$top"

files() {
	if [ -e .git ]; then
		git -c safe.directory="$top" ls-files -z --deduplicate |
			while read -r -d '' path; do
				[ ! -e "$path" ] || printf '%s\0' "$path"
			done
	else
		find . -path ./build -prune -o -path ./debian -prune -o \
			-path ./.pc -prune -o ! -type d -printf '%P\0'
	fi
}

# When: the commit; in an archive, each of its files has that time.
if [ -e .git ]; then
	when=$(git -c safe.directory="$top" log -1 --format=%ct)
else
	when=$(stat -c %Y COPYING)
fi

mkdir -p "$build"
files | sort -z | tar --create --no-recursion --format=ustar --owner=0 --group=0 --numeric-owner \
	--mode=u+rw,go=rX,go-w --mtime="@$when" --transform="s,^,ddom-$version/,S" \
	--null --files-from=- |
	xz --threads=1 >"$archive.new"
mv "$archive.new" "$archive"
echo "  DIST    $archive"
