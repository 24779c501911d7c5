# Policies that do what a policy must not: forget threads, keep CPUs, run what they may
# not. tests/vm/hostile.sh says what is required.
#
# kernel: 6.18
# cpus: 4
# emulation: steady
# timeout: 1800
# needs: hello flux-hostile flux-loads tests/vm/hostile.sh

. /usr/bin/lib.sh
. /usr/bin/hostile.sh

# The same under a good policy: what is late there is nobody's vice.
start_hello
mix hello
judge "hello: no vice" "$_problems$(attached_problems)$(kernel_problems)"
stop_hello

for vice in $OBVIOUS_VICES; do
	try_vice $vice
done
finish
