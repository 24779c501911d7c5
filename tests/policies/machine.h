/*
 * The machine: reads one command a line, and does what it says. Every CPU that was
 * told to picks before the next command.
 *
 *	cpus N LLCS	N CPUs, SMT siblings N / 2 apart, in so many caches
 *	set CHILD NAME VALUE	a tunable, of the root or of a child of it
 *	want CHILD N	the child has N threads; it asks for CPUs if it has more than before
 *	online CPU YES	a CPU comes or goes
 *	tick		the timer ticks on all CPUs that run threads, at once
 *	show		a line for each child, "child held wanted", and one for each CPU, "cpu owner"
 */

static void model_give(struct flux_cpu *cpu, u32 child)
{
	cpu->f.owner = child;
	cpu->f.halted = !flux_sched_at(child)->f.nr_wanted;
	flux_sched_at(child)->f.nr_cpus++;
}

static void model_take(struct flux_cpu *cpu)
{
	if (cpu->f.owner > FLUX_NODE_ROOT)
		flux_sched_at(cpu->f.owner)->f.nr_cpus--;
	cpu->f.owner = FLUX_NODE_ROOT;
	cpu->f.halted = false;
	cpu->f.preempt_to = 0;
}

static void model_pick(struct flux_cpu *cpu)
{
	struct flux_request request = { 1 };
	struct flux_ctx ctx = { 0 };
	u32 before = cpu->f.owner;

	model_take(cpu);
	flux_call_pick_next_task(model_root, cpu, &ctx);
	if (!ctx.granted)
		abort();
	/* Nobody's thread came: the one that ran goes on, unless it was sent away. */
	if (!ctx.leaves && before > FLUX_NODE_ROOT && !flux_sched_at(ctx.granted)->f.nr_wanted &&
	    flux_child_wants_cpu(before, cpu))
		ctx.granted = before;
	model_give(cpu, ctx.granted);
	/* The thread that ran is runnable, and its scheduler asks. */
	if (before > FLUX_NODE_ROOT && before != ctx.granted && flux_child_wants_cpu(before, cpu))
		flux_call_request_for_cpus(model_root, before, &request, &ctx);
}

/* Children give back what they do not want; CPUs that were told to pick. */
static bool model_round(void)
{
	bool picked = false;

	for (u32 nr = 0; nr < model_nr_cpus; nr++) {
		struct flux_cpu *cpu = &flux_cpus[nr];
		struct flux_sched *owner = flux_sched_at(cpu->f.owner);

		if (cpu->f.state != FLUX_CPU_ONLINE)
			continue;
		if (cpu->f.preempt_to || cpu->f.owner == FLUX_NODE_ROOT ||
		    (!cpu->f.halted && owner->f.nr_cpus > owner->f.nr_wanted)) {
			model_pick(cpu);
			picked = true;
		}
	}
	return picked;
}

static void model_settle(void)
{
	/* Who loses a CPU may ask for another: for ever, in a policy that is wrong. */
	for (int rounds = 0; model_round(); rounds++) {
		if (rounds == 1000)
			abort();
	}
}

static void model_ticks(void)
{
	model_clock += 4000000;
	for (u32 nr = 0; nr < model_nr_cpus; nr++) {
		struct flux_ctx ctx = { 0 };
		struct flux_cpu *cpu = &flux_cpus[nr];

		if (cpu->f.state == FLUX_CPU_ONLINE && !cpu->f.halted)
			flux_call_cpu_ticked(model_root, cpu, NULL, &ctx);
	}
}

static void model_online(u32 nr, bool online)
{
	struct flux_cpu *cpu = &flux_cpus[nr];
	struct flux_request request = { 1 };
	struct flux_ctx ctx = { 0 };
	u32 before;

	if (online == (cpu->f.state == FLUX_CPU_ONLINE))
		return;
	before = cpu->f.owner;
	model_take(cpu);
	model_root->f.nr_cpus += online ? 1 : -1;
	cpu->f.state = online ? FLUX_CPU_ONLINE : FLUX_CPU_OFFLINE;
	cpu->f.owner = online ? FLUX_NODE_ROOT : FLUX_NODE_NONE;
	/* The thread that ran there waits for another CPU. */
	if (before > FLUX_NODE_ROOT && flux_child_wants_cpu(before, cpu))
		flux_call_request_for_cpus(model_root, before, &request, &ctx);
}

static void model_boot(u32 cpus, u32 llcs)
{
	model_nr_cpus = cpus;
	model_nr_llcs = llcs;
	for (u32 nr = 0; nr < cpus; nr++) {
		struct flux_cpu *cpu = &flux_cpus[nr];

		cpu->f.cpu = nr;
		cpu->f.core = nr % (cpus / 2);
		cpu->f.llc = cpu->f.core / (cpus / 2 / llcs);
		model_online(nr, true);
	}
}

static void model_want(u32 child, s32 threads)
{
	struct flux_sched *sched = flux_sched_at(child);
	s32 before = sched->f.nr_wanted;
	struct flux_request request = { 1 };

	for (sched->f.nr_wanted = threads < before ? threads : before; sched->f.nr_wanted < threads;) {
		struct flux_ctx ctx = { 0 };

		sched->f.nr_wanted++;
		flux_call_request_for_cpus(model_root, child, &request, &ctx);
		model_settle();
	}
}

static void model_show(void)
{
	for (u32 id = FLUX_NODE_ROOT + 1; id <= FLUX_NR_NODES; id++)
		printf("child %u %d %d %u\n", id, flux_scheds[id].f.nr_cpus, flux_scheds[id].f.nr_wanted, model_share(id));
	for (u32 nr = 0; nr < model_nr_cpus; nr++)
		printf("cpu %u %u %u %u\n", nr, flux_cpus[nr].f.owner, flux_cpus[nr].f.llc, model_home(&flux_cpus[nr]));
	printf("end\n");
	fflush(stdout);
}

int main(void)
{
	char word[16], name[32];
	unsigned long long a, b;

	while (scanf("%15s", word) == 1) {
		if (!strcmp(word, "cpus") && scanf("%llu %llu", &a, &b) == 2)
			model_boot(a, b);
		else if (!strcmp(word, "set") && scanf("%llu %31s %llu", &a, name, &b) == 3)
			model_set(a, name, b);
		else if (!strcmp(word, "want") && scanf("%llu %llu", &a, &b) == 2)
			model_want(a, b);
		else if (!strcmp(word, "online") && scanf("%llu %llu", &a, &b) == 2)
			model_online(a, b);
		else if (!strcmp(word, "tick"))
			model_ticks();
		else if (!strcmp(word, "show"))
			model_show();
		else
			return 1;
		model_settle();
	}
	return 0;
}
