#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Install what packages.txt lists; without root, say what is missing.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
mapfile -t packages < <(sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' \
	"$here/packages.txt")

missing=()
for package in "${packages[@]}"; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
		2>/dev/null || true)
	[ "$status" = installed ] || missing+=("$package")
done

if [ "$(id -u)" != 0 ]; then
	[ ${#missing[@]} -gt 0 ] || exit 0
	echo "setup: these packages are missing; as root:" >&2
	echo "  apt-get install ${missing[*]}" >&2
	exit 1
fi

# Once a day, and after a change of the list.
stamp=$here/../../build/.setup
if [ ${#missing[@]} = 0 ] && [ "$stamp" -nt "$here/packages.txt" ] &&
	[ -n "$(find "$stamp" -mmin -1440)" ]; then
	exit 0
fi

# All of them, not only the missing: the headers must be of the same version
# as the kernel which the virtual machines boot, the newest of the suite.
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt=(apt-get -q -y -o Acquire::Retries=3)
if ! { "${apt[@]}" update && "${apt[@]}" --no-install-recommends install \
	"${packages[@]}"; } >"$log" 2>&1; then
	# An unreachable package source of somebody else's is not our failure.
	tail -n 20 "$log" >&2
	if [ ${#missing[@]} -gt 0 ]; then
		echo "setup: could not install: ${missing[*]}" >&2
		exit 1
	fi
fi
mkdir -p "${stamp%/*}"
touch "$stamp"
