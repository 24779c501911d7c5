# Types of two libraries that have the same name, and the deepest hierarchy that there may be.
#
# kernel: 6.18
# cpus: 2
# timeout: 600
# needs: composed deep flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads

# A tunable that both types have: each is found in the object by its own name.
start_agent composed --set left::biff.SLICE=1ms --set right::biff.SLICE=3ms
run_load "20 threads sleep, yield, sleep" $loads sleep-yield --threads 20
run_load "100 threads spin 10 ms" $loads spin --threads 100 --millis 10
check_balanced "at the end"
stop_agent

start_agent deep
run_load "20 threads sleep, yield, sleep, eight tiers down" $loads sleep-yield --threads 20
run_load "100 threads spin 10 ms, eight tiers down" $loads spin --threads 100 --millis 10
run_load "affinity changes" $loads affinity --seconds 2
check_balanced "at the end"
stop_agent
finish
