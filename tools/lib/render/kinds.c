// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is written for: each is a file.
 */
#include "render/render_internal.h"

static const struct ddt_dhcp *const dhcps[] = {
	&ddt_dhcp_isc,
	&ddt_dhcp_kea,
	&ddt_dhcp_dnsmasq,
	NULL
};

static const struct ddt_loader *const loaders[] = {
	&ddt_loader_grub2,
	&ddt_loader_legacy,
	&ddt_loader_ipxe,
	NULL
};

const struct ddt_pool_kinds ddt_render_kinds = {
	.dhcp = dhcps,
	.loader = loaders,
};
