# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What a case may use.  File descriptor 3 is the results port: one JSON
# object a line.  A case ends by pass, fail or skip.

CLIENT=10.0.0.2
ROOT_DEV=${ROOT_DEV:-eth0}	# the network device that carries the root
WINDOWS=/run/windows	# what the probes sort their figures by
SPANS=/run/spans	# commands and their times

# -- results ---------------------------------------------------------------

quoted() {
	printf '"%s"' "$(printf %s "$1" | tr '\n\t' '  ' | tr -d '\000-\037' |
		sed 's/\\/\\\\/g; s/"/\\"/g')"
}

# metric NAME VALUE: a number stays a number.
metric() {
	case $2 in
	*[!0-9.-]* | '') value=$(quoted "$2") ;;
	*) value=$2 ;;
	esac
	printf '{"metric":"%s","value":%s}\n' "$1" "$value" >&3
}

# metrics_of FILE: lines "name value"
metrics_of() {
	while read -r name value; do
		metric "$name" "$value"
	done <"$1"
}

say() {
	printf '{"say":%s}\n' "$(quoted "$*")" >&3
}

result() {
	printf '{"result":"%s","text":%s}\n' "$1" "$(quoted "$2")" >&3
	dmesg >/dev/ttyS1
	printf '{"end":true}\n' >&3
	sleep 1000
}

pass() {
	[ -z "${SLOWNESS-}" ] || . /guest/checked.sh
	result pass ""
}

fail() {
	result fail "$*"
}

skip() {
	result skip "$*"
}

# ends SECONDS: this machine ends by itself in that time, and has passed then
ends() {
	printf '{"ends":%s}\n' "$1" >&3
}

# last REGEX: what the console must have said, or with a leading ! not, when
# this machine has ended by itself
last() {
	printf '{"last":%s}\n' "$(quoted "$1")" >&3
}

# keep NAME: what comes on standard input goes to the host's log directory
keep() {
	printf '{"file":"%s","text":"%s"}\n' "$1" "$(tr -d '\r' |
		awk '{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, " ")
			printf "%s\\n", $0 }')" >&3
}

# host REQUEST...: something only the host can do; waits for its answer.
host() {
	printf '{"host":%s}\n' "$(quoted "$*")" >&3
	read -r answer <&3
	[ "$answer" = ok ]
}

# -- waiting ---------------------------------------------------------------

has_ipv6() {
	[ -d /proc/sys/net/ipv6 ]
}

# wait_for SECONDS COMMAND...: until it succeeds; a kernel that watches itself
# has SLOWNESS times as long
wait_for() {
	limit=$(($(uptime_s) + $1 * ${SLOWNESS:-1}))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(uptime_s)" -ge $limit ] && return 1
		sleep 0.1
	done
}

uptime_s() {
	read -r up _ </proc/uptime
	echo "${up%.*}"
}

# bounded SECONDS COMMAND...: 124 when it did not end; it may stay, hung.
bounded() {
	seconds=$1
	shift
	"$@" &
	child=$!
	limit=$(($(uptime_s) + seconds * ${SLOWNESS:-1}))
	while kill -0 $child 2>/dev/null; do
		if [ "$(uptime_s)" -ge $limit ]; then
			kill -9 $child 2>/dev/null
			return 124
		fi
		sleep 0.05
	done
	wait $child
}

# -- the root --------------------------------------------------------------

nfs_options() {
	common=proto=tcp,hard,nolock,rsize=${RSIZE:-32768},wsize=32768,addr=10.0.0.1
	case $NFS in
	v3tcp) echo "vers=3,$common,mountproto=tcp,mountport=20048,port=2049" ;;
	v3udp)
		# As nfsroot= has it. Sixteen answers of 8192 bytes do not fit
		# into the 64 descriptors of an 8139 that is read slowly.
		common=proto=udp,${common#*,}
		common=$(echo "$common" | sed "s#size=32768#size=4096#g")
		echo "vers=3,$common,mountproto=tcp,mountport=20048,port=2049"
		;;
	v4.2) echo "vers=4.2,$common,clientaddr=$CLIENT" ;;
	rdma) echo "vers=3,proto=rdma,port=20049,${common#*,},mountproto=tcp,mountport=20048" ;;
	esac
}

# mount_root: the export, or the disk, over the wire on /nfsroot, with what a root needs; with
# BARE without it, as a kernel does that has no initramfs
mount_root() {
	[ "$NFS" != v4.2 ] || load_module nfsv4
	local=/sys/module/nfs/parameters/localio_enabled
	[ ! -f $local ] || echo N >$local
	mkdir -p /nfsroot
	if [ -n "${WIRE_DISK-}" ]; then
		mount -t ext4 -o ro,noatime "$WIRE_DISK" /nfsroot || return 1
	else
		nfsmount "10.0.0.1:${EXPORT:-/}" /nfsroot "$(nfs_options)" ro ||
			return 1
	fi
	[ -z "${BARE-}" ] || return 0
	for dir in proc sys dev run; do
		mount --bind /$dir /nfsroot/$dir || return 1
	done
	mount -t tmpfs tmpfs /nfsroot/tmp
}

# root_up: the root is there, on what WIRE says
root_up() {
	if [ -n "${WIRE-}" ]; then
		. /guest/wire.sh
		wire_up || fail "$WIRE: no disk"
		export WIRE_DISK
	fi
	wait_for 30 mount_root || fail "${WIRE:-NFS}: the root was not mounted"
}

# in_root COMMAND...: as a program that lives on the NFS root
in_root() {
	$ROOT_PREFIX "$@"
}

# says STATUS TEXT COMMAND...: ddtool in the root ends so, and says so, a regular
# expression or nothing; its output is in /run/out
says() {
	want=$1
	text=$2
	shift 2
	got=0
	in_root ddtool "$@" >/run/out 2>&1 || got=$?
	if [ $got != "$want" ] ||
	   { [ -n "$text" ] && ! grep -q -e "$text" /run/out; }; then
		keep ddtool </run/out
		fail "ddtool $*: $got instead of $want, or no \"$text\":" \
			"$(tail -c 400 /run/out)"
	fi
	say "ddtool $*: $got; $(grep -e "$text" /run/out | head -n 1)"
}

# drop_caches: nothing of the root is in the client's memory
drop_caches() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
}

# root_alive SECONDS: a page read anew from the server
root_alive() {
	bounded "$1" dd if=/nfsroot/srv/probe of=/dev/null bs=4096 count=1 \
		iflag=direct 2>/dev/null
}

# -- measuring -------------------------------------------------------------

# probe_start SECONDS: both probes, for at most so long; no more of them than
# the kernel can answer
probe_start() {
	slowness=${SLOWNESS:-1}
	: >$WINDOWS
	: >$SPANS
	# shellcheck disable=SC2086
	$SERVER_PREFIX echo_probe -r $((${ECHO_RATE:-2000} / slowness)) \
		-t $(($1 * slowness)) -w $WINDOWS $CLIENT \
		>/run/echo.out 2>/run/echo.err &
	ECHO=$!
	nfs_reader -i $((${READ_US:-1000} * slowness)) -t $(($1 * slowness)) -w $WINDOWS -l /run/reader.log \
		/nfsroot/srv/probe >/run/reader.out 2>/run/reader.err &
	READER=$!
	counters_before=$(counters)
	rx_before=$(nic_count "$ROOT_DEV" rx_packets)
	missed_before=$(nic_count "$ROOT_DEV" rx_missed_errors)
	sleep 0.5
	kill -0 $ECHO && kill -0 $READER
}

# probe_stop: end them, report what they saw as metrics
probe_stop() {
	[ -s $WINDOWS ] || cat $SPANS >$WINDOWS
	rx_seen=$(($(nic_count "$ROOT_DEV" rx_packets) - rx_before))
	# Frames for which the NIC's ring had no room
	metric rx_missed $(($(nic_count "$ROOT_DEV" rx_missed_errors) - missed_before))
	kill -TERM "$ECHO" "$READER"
	for probe in $ECHO $READER; do
		wait_for 20 eval "! kill -0 $probe" || fail "probe $probe hangs"
	done
	counters_after=$(counters)
	metrics_of /run/echo.out
	metrics_of /run/reader.out
	metrics_of_counters
	[ "$rx_seen" -gt "$(value_of reads /run/reader.out)" ] ||
		fail "only $rx_seen packets came in by $ROOT_DEV"
}

# probed NAME: a figure of the probes just stopped
probed() {
	cat /run/echo.out /run/reader.out | value_of "$1"
}

value_of() {
	awk -v name="$1" '$1 == name { print $2; exit }' ${2+"$2"}
}

# span LABEL COMMAND...: run it and note its time; without other windows,
# these are the windows
span() {
	label=$1
	shift
	window -t "${SPAN_S:-$((30 * ${SLOWNESS:-1}))}" $SPANS "$label" "$@"
}

nic_count() {
	cat "/sys/class/net/$1/statistics/$2"
}

# TcpExt and Tcp counters of one namespace, as "NAME VALUE" lines
tcp_counters() {
	"$@" cat /proc/net/netstat /proc/net/snmp | awk '
		BEGIN { wanted = " TCPTimeouts TCPLossProbes RetransSegs " }
		{ if ($1 == kind) {
			for (i = 2; i <= NF; i++)
				if (index(wanted, " " name[i] " "))
					print name[i], $i
			kind = ""
		  } else {
			kind = $1
			for (i = 2; i <= NF; i++)
				name[i] = $i
		  } }'
}

# RPC transmissions beyond one an operation, on the root
rpc_retransmissions() {
	awk '/^device / { ours = ($5 == "/nfsroot" || $5 == "/") }
		ours && ops && NF >= 9 { extra += $3 - $2 }
		/per-op statistics/ { ops = 1 }
		/^$/ { ops = 0 }
		END { print extra + 0 }' /proc/self/mountstats
}

counters() {
	echo "rpc_retransmissions $(rpc_retransmissions)"
	tcp_counters env | sed 's/^/client_/'
	# shellcheck disable=SC2086
	tcp_counters $SERVER_PREFIX | sed 's/^/server_/'
}

metrics_of_counters() {
	printf '%s\n' "$counters_before" | while read -r name before; do
		after=$(printf '%s\n' "$counters_after" | value_of "$name")
		metric "$name" $((after - before))
	done
}

# counted NAME: the growth of one counter between probe_start and probe_stop
counted() {
	before=$(printf '%s\n' "$counters_before" | value_of "$1")
	after=$(printf '%s\n' "$counters_after" | value_of "$1")
	echo $((after - before))
}

# snapshot_tables: the network's state, without what changes by itself
snapshot_tables() {
	for family in -4 -6; do
		# One process for all: each is read over the network.
		in_root ip "$family" -d -j -batch - <<-'EOF'
			link show
			addr show
			route show table all
			rule show
			neigh show nud permanent
		EOF
		echo
	done | sed '
		s/,/,\n/g
		s/_timer":[0-9. ]*/_timer":0/g
		s/"valid_life_time":[0-9]*/"valid_life_time":0/g
		s/"preferred_life_time":[0-9]*/"preferred_life_time":0/g
		s/"expires":[0-9]*/"expires":0/g'
}

# tables_differ: shows how /run/tables.before and .after do
tables_differ() {
	diff /run/tables.before /run/tables.after >/run/tables.diff && return 1
	keep tables.before </run/tables.before
	keep tables.after </run/tables.after
	say "$(grep '^[-+][^-+]' /run/tables.diff | head -c 800)"
}

run_case() {
	say "booted in $(uptime_s) s"
	# shellcheck disable=SC1090
	. "/cases/$SCRIPT"
	fail "the case ended without a result"
}
