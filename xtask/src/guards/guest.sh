# Attaches schedulers one after the other, each with its load, and tells what was
# noticed: lines that start with "GUARD ". The calls of `attempt` are appended.

. /usr/bin/lib.sh
trap - EXIT

OUT=/tmp/agent.out
ERR=/tmp/agent.err
LOAD_LIMIT=25	# seconds

# Asks the agent for its accounts.
ask() {
	kill -USR1 $AGENT 2> /dev/null
	_tries=50
	until grep -q '^FLUX-ACCOUNTS ' $OUT; do
		_tries=$((_tries - 1))
		[ $_tries -gt 0 ] || return
		sleep 0.2
	done
}

lives() {
	grep -q '^State:.[^ZX]' /proc/$1/status 2> /dev/null
}

# run_watched SEEN: waits for the load's end, or until something is seen if that is
# enough. A load that is not done in time has failed.
run_watched() {
	_tries=$((LOAD_LIMIT * 5))
	while lives $LOAD; do
		_tries=$((_tries - 1))
		[ $_tries -gt 0 ] || break
		[ "$(scx_state)" = enabled ] || break
		if [ $1 = stop ] && grep -q '^FLUX-CHECK {' $OUT; then break; fi
		sleep 0.2
	done
	if lives $LOAD; then
		kill -9 -$LOAD $LOAD 2> /dev/null
		killall -9 flux-loads flux-storm together sleep 2> /dev/null
	fi
	wait $LOAD
}

# attempt ID SEEN BINARY SWITCHES RECORD NAME OPTIONS LOAD ASKED: the copy gets RECORD at
# each of the places SWITCHES; the accounts are told if they are ASKED for.
attempt() {
	# A load that was killed may have left one away.
	for _cpu in /sys/devices/system/cpu/cpu[1-9]*/online; do echo 1 > $_cpu; done
	mkdir -p /run/agents
	cp /usr/bin/$3 /run/agents/$6
	for _place in $4; do
		printf "$5" | dd of=/run/agents/$6 bs=1 seek=$_place conv=notrunc 2> /dev/null
	done
	: > $OUT
	: > $ERR
	/run/agents/$6 $7 > $OUT 2> $ERR &
	AGENT=$!
	_tries=300
	until [ "$(scx_state)" = enabled ]; do
		_tries=$((_tries - 1))
		if [ $_tries -le 0 ] || ! lives $AGENT; then
			cat $ERR >&2
			kill -9 $AGENT 2> /dev/null
			wait $AGENT
			_agent=$?
			# Attached, and ejected before that was seen here.
			if grep -q ' was removed: ' $ERR; then
				echo "GUARD $1 load 127 ejected before it began"
				echo "GUARD $1 agent $_agent $(scx_state) $(cut -d ' ' -f 1 /proc/uptime)"
			else
				echo "GUARD $1 unattached"
			fi
			rm /run/agents/$6
			return
		fi
		sleep 0.1
	done
	# The machine's time is what it has executed, so all would be as it was the time before.
	sleep $(printf 0.%03d $(((${1##*#} - 1) * 17 % 1000)))
	(eval "$8") > /tmp/load.out 2>&1 &
	LOAD=$!
	run_watched $2
	_load=$?
	_state=$(scx_state)
	_signal=INT
	if [ $2 = stop ] && grep -q '^FLUX-CHECK {' $OUT; then
		# What is broken may take long to come to rest, and has told all.
		_signal=KILL
	elif [ "$_state $9" = "enabled asked" ]; then
		ask
	fi
	kill -$_signal $AGENT 2> /dev/null
	(sleep 20; kill -9 $AGENT) 2> /dev/null &
	_killer=$!
	wait $AGENT
	_agent=$?
	kill $_killer 2> /dev/null
	sed -n 's/^FLUX-CHECK {"invariant":"\([^"]*\)".*"text":\(.*\)}$/\1 \2/p' $OUT | head -n 3 |
		while read -r _line; do echo "GUARD $1 violation $_line"; done
	sed -n "s/^FLUX-ACCOUNTS /GUARD $1 accounts /p;s/^FLUX-CHECK-SUMMARY /GUARD $1 summary /p" $OUT
	echo "GUARD $1 load $_load $(tail -n 1 /tmp/load.out | cut -c 1-300)"
	echo "GUARD $1 agent $_agent $_state $(cut -d ' ' -f 1 /proc/uptime)"
	[ $_agent -eq 0 ] || grep -v '^flux-check' $ERR | head -n 5 | cut -c 1-200 >&2
	wait_state disabled 10
	rm /run/agents/$6
}

