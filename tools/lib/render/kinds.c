// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is written for: each is a file.
 */
#include "render/render_internal.h"

static const struct ddt_dhcp *const dhcps[] = {
	&ddt_isc_dhcp,
	&ddt_kea_dhcp,
	&ddt_dnsmasq_dhcp,
	NULL
};

static const struct ddt_loader *const loaders[] = {
	&ddt_grub2_loader,
	&ddt_grub_legacy_loader,
	&ddt_ipxe_loader,
	NULL
};

const struct ddt_pool_kinds ddt_render_kinds = {
	.dhcp = dhcps,
	.loader = loaders,
};
