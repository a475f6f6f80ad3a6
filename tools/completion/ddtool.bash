# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of ddtool for bash: "ddtool complete" says what there is.

_ddtool()
{
	local line=${COMP_LINE:0:COMP_POINT} words=() files='' reply
	# the last word as it is meant; of it, what readline takes for another
	# word and leaves alone: up to the last ":" or "=" outside of quotes
	local word='' head='' quote='' some='' value i c

	for ((i = 0; i < ${#line}; i++)); do
		c=${line:i:1}
		case $quote$c in
		\\ | \"\\)
			i=$((i + 1))
			word+=${line:i:1} some=1
			;;
		\' | \")
			quote=$c some=1
			;;
		\'\' | \"\")
			quote=''
			;;
		[[:blank:]])
			[[ -z $some ]] || words+=("$word")
			word='' head='' some=''
			;;
		*)
			word+=$c some=1
			[[ -n $quote || $COMP_WORDBREAKS != *"$c"* ]] || head=$word
			;;
		esac
	done

	COMPREPLY=()
	while IFS=$'\t' read -r reply _; do
		case $reply in
		:files) files=-f ;;
		:dirs) files=-d ;;
		*) COMPREPLY+=("${reply#"$head"}") ;;
		esac
	done < <("$1" complete "${words[@]:1}" "$word" 2>/dev/null)
	[[ -n $files ]] || return 0

	value=$word
	if [[ $word == --*=* ]]; then
		value=${word#*=}
		head=${head#--*=}
	fi
	compopt -o filenames 2>/dev/null
	while IFS= read -r reply; do
		COMPREPLY+=("${reply#"$head"}")
	done < <(compgen $files -- "$value")
}

complete -F _ddtool ddtool
