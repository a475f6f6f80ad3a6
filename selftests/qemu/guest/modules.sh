# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Loading modules from the initramfs: /modules/list names each with its needs.

# load_module NAME [PARAMETER...]
load_module() {
	name=$1
	shift
	[ -d "/sys/module/$name" ] && return 0
	line=$(grep "^$name\( \|\$\)" /modules/list) || return 0
	for need in ${line#"$name"}; do
		[ -d "/sys/module/$need" ] || insmod "/modules/$need.ko"
	done
	insmod "/modules/$name.ko" "$@"
}

# load_modules NAME...
load_modules() {
	for each in "$@"; do
		load_module "$each"
	done
}

# Already in loading order.
load_boot_modules() {
	while read -r each; do
		[ -d "/sys/module/$each" ] || insmod "/modules/$each.ko" ||
			echo "module $each not loaded"
	done </modules/boot
}
