# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The DHCP server of somebody else, in a network namespace of its own, on the
# interface that is moved into it.

for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	ip link show lan0 >/dev/null 2>&1 && break
	sleep 1
done
ip addr add 10.0.0.4/24 dev lan0
ip link set lan0 up
exec chroot /export dhcpd -4 -q -cf /srv/boot/other-dhcpd.conf \
	-pf /run/dhcpd.pid -lf /run/dhcpd.leases lan0
