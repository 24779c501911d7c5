# Policies that do what a policy must not: forget threads, keep CPUs, run what they may
# not. tests/vm/hostile.sh says what is required.
#
# kernel: 6.18
# cpus: 4
# emulation: steady
# timeout: 1800
# needs: hello flux-hostile flux-loads flux-storm tests/vm/hostile.sh

. /usr/bin/lib.sh
. /usr/bin/hostile.sh

mix_of_hello
for vice in $OBVIOUS_VICES; do
	try_vice $vice
done
finish
