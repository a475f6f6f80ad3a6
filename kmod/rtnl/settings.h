/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Per-interface settings that decide whether the server stays reachable, and
 * whether addresses that a router advertises are kept. Of IPv6, what follows
 * the name is its field in struct ipv6_devconf and its file in /proc/sys. The
 * module and ddtool make a table each of these lists.
 */
#ifndef _DDOM_SETTINGS_H
#define _DDOM_SETTINGS_H

#define DDOM_IPV4_SETTINGS(X)						\
	X(RP_FILTER, rp_filter)						\
	X(ARP_IGNORE, arp_ignore)					\
	X(ARP_ANNOUNCE, arp_announce)					\
	X(ARPFILTER, arp_filter)					\
	X(ARP_ACCEPT, arp_accept)					\
	X(ARP_NOTIFY, arp_notify)					\
	X(DROP_GRATUITOUS_ARP, drop_gratuitous_arp)			\
	X(DROP_UNICAST_IN_L2_MULTICAST, drop_unicast_in_l2_multicast)	\
	X(ACCEPT_LOCAL, accept_local)					\
	X(ACCEPT_REDIRECTS, accept_redirects)				\
	X(SECURE_REDIRECTS, secure_redirects)				\
	X(SEND_REDIRECTS, send_redirects)				\
	X(SHARED_MEDIA, shared_media)					\
	X(ROUTE_LOCALNET, route_localnet)				\
	X(SRC_VMARK, src_valid_mark)					\
	X(PROMOTE_SECONDARIES, promote_secondaries)			\
	X(MEDIUM_ID, medium_id)						\
	X(FORCE_IGMP_VERSION, force_igmp_version)			\
	X(BC_FORWARDING, bc_forwarding)					\
	X(PROXY_ARP_PVLAN, proxy_arp_pvlan)				\
	X(PROXY_ARP, proxy_arp)						\
	X(FORWARDING, forwarding)

#if !defined(__KERNEL__) || defined(CONFIG_IPV6_ROUTER_PREF)
#define DDOM_IPV6_SETTINGS_PREF(X)					\
	X(ACCEPT_RA_RTR_PREF, accept_ra_rtr_pref, accept_ra_rtr_pref)	\
	X(RTR_PROBE_INTERVAL, rtr_probe_interval, router_probe_interval)
#else
#define DDOM_IPV6_SETTINGS_PREF(X)
#endif

#if !defined(__KERNEL__) || defined(CONFIG_IPV6_ROUTE_INFO)
#define DDOM_IPV6_SETTINGS_INFO(X)					\
	X(ACCEPT_RA_RT_INFO_MIN_PLEN, accept_ra_rt_info_min_plen,	\
	  accept_ra_rt_info_min_plen)					\
	X(ACCEPT_RA_RT_INFO_MAX_PLEN, accept_ra_rt_info_max_plen,	\
	  accept_ra_rt_info_max_plen)
#else
#define DDOM_IPV6_SETTINGS_INFO(X)
#endif

#if !defined(__KERNEL__) || defined(CONFIG_IPV6_OPTIMISTIC_DAD)
#define DDOM_IPV6_SETTINGS_OPTIMISTIC(X)				\
	X(OPTIMISTIC_DAD, optimistic_dad, optimistic_dad)		\
	X(USE_OPTIMISTIC, use_optimistic, use_optimistic)
#else
#define DDOM_IPV6_SETTINGS_OPTIMISTIC(X)
#endif

/* New in 5.12, see compat-include/compat.h. */
#ifndef DDOM_NO_RA_DEFRTR_METRIC
#define DDOM_IPV6_SETTINGS_METRIC(X)					\
	X(RA_DEFRTR_METRIC, ra_defrtr_metric, ra_defrtr_metric)
#else
#define DDOM_IPV6_SETTINGS_METRIC(X)
#endif

/*
 * Not the MTU, which a router advertises again, and not forwarding: writing
 * that throws away what other devices learned from routers.
 */
#define DDOM_IPV6_SETTINGS(X)						\
	X(DISABLE_IPV6, disable_ipv6, disable_ipv6)			\
	X(ACCEPT_DAD, accept_dad, accept_dad)				\
	X(DAD_TRANSMITS, dad_transmits, dad_transmits)			\
	X(ENHANCED_DAD, enhanced_dad, enhanced_dad)			\
	DDOM_IPV6_SETTINGS_OPTIMISTIC(X)				\
	X(RTR_SOLICITS, rtr_solicits, router_solicitations)		\
	X(RTR_SOLICIT_INTERVAL, rtr_solicit_interval,			\
	  router_solicitation_interval)					\
	X(RTR_SOLICIT_MAX_INTERVAL, rtr_solicit_max_interval,		\
	  router_solicitation_max_interval)				\
	X(RTR_SOLICIT_DELAY, rtr_solicit_delay,				\
	  router_solicitation_delay)					\
	X(ACCEPT_RA_DEFRTR, accept_ra_defrtr, accept_ra_defrtr)		\
	DDOM_IPV6_SETTINGS_METRIC(X)					\
	X(ACCEPT_RA_MIN_HOP_LIMIT, accept_ra_min_hop_limit,		\
	  accept_ra_min_hop_limit)					\
	X(ACCEPT_RA_PINFO, accept_ra_pinfo, accept_ra_pinfo)		\
	DDOM_IPV6_SETTINGS_PREF(X)					\
	DDOM_IPV6_SETTINGS_INFO(X)					\
	X(ACCEPT_RA_MTU, accept_ra_mtu, accept_ra_mtu)			\
	X(ACCEPT_RA_FROM_LOCAL, accept_ra_from_local,			\
	  accept_ra_from_local)						\
	X(AUTOCONF, autoconf, autoconf)					\
	X(TEMP_VALID_LFT, temp_valid_lft, temp_valid_lft)		\
	X(TEMP_PREFERED_LFT, temp_prefered_lft, temp_prefered_lft)	\
	X(REGEN_MAX_RETRY, regen_max_retry, regen_max_retry)		\
	X(MAX_DESYNC_FACTOR, max_desync_factor, max_desync_factor)	\
	X(MAX_ADDRESSES, max_addresses, max_addresses)			\
	X(USE_TEMPADDR, use_tempaddr, use_tempaddr)			\
	X(ACCEPT_RA, accept_ra, accept_ra)				\
	X(ADDR_GEN_MODE, addr_gen_mode, addr_gen_mode)			\
	X(ACCEPT_REDIRECTS, accept_redirects, accept_redirects)		\
	X(HOPLIMIT, hop_limit, hop_limit)				\
	X(PROXY_NDP, proxy_ndp, proxy_ndp)				\
	X(FORCE_TLLAO, force_tllao, force_tllao)			\
	X(NDISC_NOTIFY, ndisc_notify, ndisc_notify)			\
	X(DROP_UNSOLICITED_NA, drop_unsolicited_na, drop_unsolicited_na)\
	X(DROP_UNICAST_IN_L2_MULTICAST, drop_unicast_in_l2_multicast,	\
	  drop_unicast_in_l2_multicast)					\
	X(USE_OIF_ADDRS_ONLY, use_oif_addrs_only, use_oif_addrs_only)	\
	X(FORCE_MLD_VERSION, force_mld_version, force_mld_version)

#endif /* _DDOM_SETTINGS_H */
