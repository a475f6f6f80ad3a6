// SPDX-License-Identifier: GPL-2.0-only
/*
 * One print layer for text and JSON.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/msg.h"
#include "base/print.h"

/**
 * ddt_print_init() - choose what the output is
 * @p: to initialise
 * @json: JSON, else text
 */
void ddt_print_init(struct ddt_print *p, bool json)
{
	p->json = json;
	p->depth = 0;
}

/* put a value into the innermost container */
static void print_add(struct ddt_print *p, const char *key, json_t *value)
{
	json_t *top = p->stack[p->depth - 1];

	if (json_is_array(top))
		json_array_append_new(top, value);
	else
		json_object_set_new(top, key, value);
}

/**
 * ddt_print_begin() - start a document
 * @p: document
 * @array: it is an array, else an object
 */
void ddt_print_begin(struct ddt_print *p, bool array)
{
	if (!p->json)
		return;
	p->stack[0] = array ? json_array() : json_object();
	p->depth = 1;
}

/**
 * ddt_print_end() - write the document out
 * @p: document
 * @compact: on one line
 */
void ddt_print_end(struct ddt_print *p, bool compact)
{
	if (p->json) {
		json_dumpf(p->stack[0], stdout,
			   compact ? JSON_COMPACT : JSON_INDENT(2));
		putchar('\n');
		json_decref(p->stack[0]);
		p->depth = 0;
	}
	fflush(stdout);
}

/* a string; of one that is no UTF-8, and would be none, what is ASCII */
static json_t *print_string(const char *value)
{
	json_t *string = json_string(value);
	char *text, *c;

	if (string || !value)
		return string;
	text = strdup(value);
	for (c = text; c && *c; c++)
		*c = (unsigned char)*c < 0x80 ? *c : '?';
	string = json_string(text);
	free(text);
	return string;
}

/* open a container */
static void print_push(struct ddt_print *p, const char *key, json_t *value)
{
	print_add(p, key, value);
	p->stack[p->depth++] = value;
}

/**
 * ddt_print_object() - open an object
 * @p: document
 * @key: its name, NULL in an array
 */
void ddt_print_object(struct ddt_print *p, const char *key)
{
	if (p->json)
		print_push(p, key, json_object());
}

/**
 * ddt_print_array() - open an array
 * @p: document
 * @key: its name
 */
void ddt_print_array(struct ddt_print *p, const char *key)
{
	if (p->json)
		print_push(p, key, json_array());
}

/**
 * ddt_print_close() - close the innermost container
 * @p: document
 */
void ddt_print_close(struct ddt_print *p)
{
	if (p->json)
		p->depth--;
}

/**
 * ddt_print_str() - write a string
 * @p: document
 * @key: JSON name; NULL in an array
 * @fmt: text format with one %s; NULL: only in JSON
 * @value: the string
 */
void ddt_print_str(struct ddt_print *p, const char *key, const char *fmt,
		   const char *value)
{
	char *text;

	if (p->json) {
		print_add(p, key, print_string(value));
	} else if (fmt) {
		text = strdup(value);
		if (!text)
			return;
		ddt_msg_clean(text, "");
		printf(fmt, text);
		free(text);
	}
}

/**
 * ddt_print_null() - write that there is no value
 * @p: document
 * @key: JSON name
 */
void ddt_print_null(struct ddt_print *p, const char *key)
{
	if (p->json)
		print_add(p, key, json_null());
}

/**
 * ddt_print_hex() - write four hexadecimal digits
 * @p: document
 * @key: JSON name; it is a string there
 * @fmt: text format with one %s; NULL: only in JSON
 * @value: the number
 */
void ddt_print_hex(struct ddt_print *p, const char *key, const char *fmt,
		   uint16_t value)
{
	char text[5];

	snprintf(text, sizeof(text), "%04x", value);
	ddt_print_str(p, key, fmt, text);
}

/**
 * ddt_print_u64() - write an unsigned number
 * @p: document
 * @key: JSON name
 * @fmt: text format with one PRIu64; NULL: only in JSON
 * @value: the number
 */
void ddt_print_u64(struct ddt_print *p, const char *key, const char *fmt,
		   uint64_t value)
{
	if (p->json)
		print_add(p, key, json_integer((json_int_t)value));
	else if (fmt)
		printf(fmt, value);
}

/**
 * ddt_print_count() - write how many there are of something
 * @p: document
 * @key: JSON name
 * @fmt: text format with one PRIu64 and one %s
 * @value: how many
 * @one: what it is
 * @many: what they are
 */
void ddt_print_count(struct ddt_print *p, const char *key, const char *fmt,
		     uint64_t value, const char *one, const char *many)
{
	if (p->json)
		ddt_print_u64(p, key, NULL, value);
	else
		printf(fmt, value, value == 1 ? one : many);
}

/**
 * ddt_print_int() - write a signed number
 * @p: document
 * @key: JSON name
 * @fmt: text format with one %d; NULL: only in JSON
 * @value: the number
 */
void ddt_print_int(struct ddt_print *p, const char *key, const char *fmt,
		   int value)
{
	if (p->json)
		print_add(p, key, json_integer(value));
	else if (fmt)
		printf(fmt, value);
}

/**
 * ddt_print_bool() - write a truth value
 * @p: document
 * @key: JSON name
 * @text: what the text says when it is true; NULL: only in JSON
 * @value: the value
 */
void ddt_print_bool(struct ddt_print *p, const char *key, const char *text,
		    bool value)
{
	if (p->json)
		print_add(p, key, json_boolean(value));
	else if (text && value)
		fputs(text, stdout);
}

/**
 * ddt_print_text() - write what only the text has, such as separators
 * @p: document
 * @fmt: format
 */
void ddt_print_text(struct ddt_print *p, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	if (p->json)
		return;
	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	ddt_msg_clean(text, "\n\t");
	fputs(text, stdout);
	free(text);
}

/**
 * ddt_print_failure() - say why a command ends without a result
 * @p: document, none open
 * @code: exit code
 * @fmt: the reason, one line
 *
 * The line goes to standard error; as JSON there is also an object with the
 * reason, so that a program reading it always gets a document.
 *
 * Return: @code.
 */
int ddt_print_failure(struct ddt_print *p, int code, const char *fmt, ...)
{
	char reason[384];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	ddt_msg_error("%s", reason);
	if (p->json) {
		ddt_print_begin(p, false);
		ddt_print_str(p, "error", NULL, reason);
		ddt_print_int(p, "exit", NULL, code);
		ddt_print_end(p, false);
	}
	return code;
}
