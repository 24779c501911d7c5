//! Threads, `Option`s of them, lists, and what ops decide.

#[sched]
pub struct Cases {
    input: u64,
    log: u64,
    #[locked] waiting: List<Thread, link>,
    #[locked] late: List<Thread, other>,
    #[locked] count: u32,
}

#[thread]
pub struct CasesThread { link: Link, other: Link, runs: u32, since: Nanos, late: bool }

#[cpu]
pub struct CasesCpu { last: u32, started: Nanos }

#[tunable]
pub static SLICE: Nanos = Nanos::from_millis(5);
#[tunable]
pub static MOST: u32 = 3;
#[tunable]
pub static STRICT: bool = true;
#[tunable]
pub static SHIFT: i8 = -3;

const SHORT: Nanos = Nanos::from_micros(7);

fn note(cases: &Sched<Cases>, what: u64) { cases.log.set(cases.log.get() * 11 + what); }
fn odd(thread: &Thread<Cases>) -> Option<&Thread<Cases>> { if thread.pid() % 2 == 1 { Some(thread) } else { None } }
fn next(cases: &Sched<Cases>) -> Option<&Thread<Cases>> { let mut locked = cases.lock(); locked.count += 1; locked.waiting.pop_front() }
fn first_of_both(cases: &Sched<Cases>) -> Option<&Thread<Cases>> {
    let mut locked = cases.lock();
    match locked.waiting.pop_front() { Some(thread) => Some(thread), None => locked.late.pop_back() }
}
fn slice(long: bool) -> Nanos { if long { SLICE.get() } else { SHORT } }

impl ThreadScheduler for Cases {
    fn thread_runnable(cases: &Sched<Self>, thread: &Thread<Self>) {
        thread.runs.set(thread.runs.get() + cases.input.get() as u32);
        thread.since.set(now());
        cases.lock().waiting.push_back(thread);
        if cases.input.get() == 4 { cases.lock().waiting.push_back(thread); }
        if cases.input.get() > 5 { cases.lock().late.push_front(thread); }
        cases.request_cpus(MOST.get());
        note(cases, cases.id() as u64 + cases.nr_cpus() as u64);
    }
    fn thread_wakeup(cases: &Sched<Self>, thread: &Thread<Self>) {
        let Some(thread) = odd(thread) else { note(cases, 1); return; };
        cases.lock().late.push_back(thread);
        let taken = first_of_both(cases);
        note(cases, if taken.is_some() { 3 } else { 4 });
        let taken = taken.unwrap();
        taken.late.set(cases.input.get() & 1 == 1);
        let none = next(cases);
        if none.is_none() { note(cases, 5); }
        match odd(taken) { Some(t) => t.runs.set(t.weight()), None => note(cases, 6) }
    }
    fn thread_yielded(cases: &Sched<Self>, thread: &Thread<Self>) {
        if let Some(thread) = (if cases.input.get() > 2 { let thread = odd(thread); thread } else { Some(thread) }) {
            note(cases, thread.tgid() as u64);
        } else {
            note(cases, 9);
        }
        let Some(thread) = (if cases.input.get() > 3 { let thread = odd(thread); thread } else { None }) else {
            note(cases, 10);
            return;
        };
        note(cases, thread.pid() as u64);
        let found = match odd(thread) { Some(thread) => { let found = thread; Some(found) } None => None };
        note(cases, found.expect("it is odd").pid() as u64);
    }
    fn thread_blocked(cases: &Sched<Self>, thread: &Thread<Self>) {
        let mut locked = cases.lock();
        locked.waiting.push_back(thread);
        let is_there = locked.waiting.contains(thread);
        locked.waiting.remove(thread);
        let is_gone = !locked.waiting.contains(thread) && locked.waiting.is_empty();
        locked.late.push_front(thread);
        if cases.input.get() == 5 { locked.waiting.remove(thread); }
        let next = locked.late.next(thread);
        if let Some(next) = next { if locked.late.prev(next).is_some() { locked.count += 8; } }
        if locked.late.back().is_some() { locked.waiting.push_front(thread); }
        let front = locked.late.front();
        locked.count = is_there as u32 + is_gone as u32 * 2 + front.is_some() as u32 * 4;
        assert!(cases.input.get() != 7, "seven");
    }
    fn thread_departed(cases: &Sched<Self>, thread: &Thread<Self>) {
        note(cases, thread.nice() as u64);
        note(cases, thread.cpu_time().as_nanos() + thread.weight() as u64);
        note(cases, thread.hierarchical_weight() as u64);
        note(cases, thread.hint().as_nanos());
        let late = odd(thread);
        let mut last = late;
        for i in 0..3u32 {
            if i as u64 == cases.input.get() { last = Some(thread); break; }
            if thread.is_kernel_thread() { last = None; continue; }
            note(cases, i as u64);
        }
        let Some(last) = last else { return note(cases, 77) };
        note(cases, last.pid() as u64);
    }
    fn cpu_ticked(cases: &Sched<Self>, cpu: &Cpu<Self>, thread: &Thread<Self>) {
        let ran = now() - thread.since.get();
        cpu.started.set(cpu.started.get() + ran + now());
        cpu.last.set(thread.pid() << (SHIFT.get() & 7));
        if STRICT.get() && !thread.may_run_on(cpu) || ran > SLICE.get() { cpu.preempt(); }
        if ran < SHORT.max(Nanos::from_nanos(cases.input.get())) { note(cases, ran.as_nanos()); }
    }
    fn pick_next_task(cases: &Sched<Self>, cpu: &Cpu<Self>) {
        let next = { let mut locked = cases.lock(); match locked.waiting.pop_front() { Some(thread) => Some(thread), None => locked.late.pop_front() } };
        if let Some(thread) = next { cpu.run_thread(thread, slice(true)); return; }
        let Some(thread) = cpu.current() else { cpu.yield_to_parent(); return };
        let wait = if thread.nice() < -(1 as i32) { now() - thread.since.get() } else { Nanos::from_secs(1) };
        if cases.input.get() == 3 { cpu.run_idle(); return; }
        if cases.input.get() == 7 { return cpu.restart_pick(); }
        cpu.run_thread(thread, wait.min(slice(cases.input.get() > 100)));
        cpu.run_current(slice(false));
    }
}
