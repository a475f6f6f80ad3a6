// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values as text.
 */
#include <arpa/inet.h>
#include <string.h>

#include "pool/pool.h"

/**
 * ddt_text_form() - the name of a root's form
 * @form: form
 *
 * Return: as pool.conf and ddinit call it.
 */
const char *ddt_text_form(enum ddt_form form)
{
	static const char *const names[DDT_FORMS] = {
		"links", "overlay", "image",
	};

	return names[form];
}

/**
 * ddt_text_ip() - an address as text
 * @addr: address, host byte order
 * @text: where to
 *
 * Return: @text.
 */
const char *ddt_text_ip(uint32_t addr, char text[INET_ADDRSTRLEN])
{
	struct in_addr in = { .s_addr = htonl(addr) };

	return inet_ntop(AF_INET, &in, text, INET_ADDRSTRLEN);
}

/* Bytes as text. Return: text. */
static const char *text_bytes(const void *bytes, size_t n, char separator,
			      char *text)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *b = bytes;
	char *p = text;

	for (; n--; b++) {
		*p++ = digits[*b >> 4];
		*p++ = digits[*b & 15];
		if (separator && n)
			*p++ = separator;
	}
	*p = '\0';
	return text;
}

/**
 * ddt_text_mac() - a MAC address as text
 * @mac: its bytes
 * @separator: between them
 * @text: where to
 *
 * Return: @text.
 */
const char *ddt_text_mac(const uint8_t mac[6], char separator,
			 char text[DDT_MAC_TEXT])
{
	return text_bytes(mac, 6, separator, text);
}

/**
 * ddt_text_hex() - the bytes of a text
 * @text: at most DDT_POOL_OPTION bytes and at least one, NULL: none
 * @separator: between them, '\0': nothing
 * @hex: where to
 *
 * Return: @hex; NULL for none.
 */
const char *ddt_text_hex(const char *text, char separator,
			 char hex[DDT_POOL_HEX])
{
	return text ? text_bytes(text, strlen(text), separator, hex) : NULL;
}
