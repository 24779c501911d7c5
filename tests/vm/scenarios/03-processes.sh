# Short processes by the thousand, and more threads than there are ids for.
#
# kernel: 6.18
# cpus: 4
# timeout: 600
# needs: hello flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads

start_hello
run_load "10,000 short processes" $loads fork-storm --count 10000
stop_hello

# overflow_problems THREADS IDS: prints what is wrong with how the overflow was counted.
# The machine's own threads need ids, too, so at least all beyond IDS have none.
overflow_problems() {
	_counted=$(accounts | sed -n 's/.*"ids_overflow": *\([0-9]*\).*/\1/p')
	say "$_counted threads had to live without an id"
	[ "${_counted:-0}" -ge $(($1 - $2)) ] ||
		printf '%s threads without an id were counted, of %s with %s ids; ' "${_counted:-no}" $1 $2
}

start_hello --max-threads 64
run_load "500 threads with 64 ids" $loads many-threads --threads 500 --seconds 4
judge "threads without an id are counted" "$(overflow_problems 500 64)"
run_load "affinity changes with 64 ids" $loads affinity --threads 100 --seconds 4
run_load "threads leave for SCHED_FIFO with 64 ids" $loads class --threads 100 --seconds 4
run_load "1,000 short processes with 64 ids" $loads fork-storm --count 1000 --parallel 30
stop_hello
if grep -q -- 'max-threads' $AGENT_OUT $AGENT_ERR; then
	ok "threads without an id are reported"
else
	not_ok "threads without an id are reported" "the agent has not said a word about --max-threads"
	details
fi
finish
