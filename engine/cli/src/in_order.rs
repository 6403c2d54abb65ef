//! Work on many threads with its results in the order of what it came from, in bounded memory.

use std::sync::mpsc::sync_channel;

use crate::failure::Failure;

/// Works on each thing that `next` gives, on so many threads, and hands the results to `take` in the order of the things.
///
/// The threads are served in turn, so that at most two things and a result a thread are in memory, and nothing depends on which
/// thread is the quicker one. What comes after the first failure is dropped.
pub fn in_order<J: Send, T: Send>(
    threads: usize,
    mut next: impl FnMut() -> Result<Option<J>, Failure> + Send,
    work: impl Fn(J) -> Result<T, Failure> + Sync,
    mut take: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let work = &work;
    std::thread::scope(|scope| {
        let (mut into, mut out_of) = (Vec::new(), Vec::new());
        for _ in 0..threads.max(1) {
            let (to_worker, from_reader) = sync_channel::<Result<J, Failure>>(1);
            let (to_taker, from_worker) = sync_channel::<Result<T, Failure>>(0);
            into.push(to_worker);
            out_of.push(from_worker);
            scope.spawn(move || {
                for thing in from_reader {
                    if to_taker.send(thing.and_then(work)).is_err() {
                        return;
                    }
                }
            });
        }
        scope.spawn(move || {
            for worker in into.iter().cycle() {
                let Some(thing) = next().transpose() else { return };
                let failed = thing.is_err();
                if worker.send(thing).is_err() || failed {
                    return;
                }
            }
        });
        // A worker that gives nothing more when it is its turn was given nothing more.
        out_of.iter().cycle().map_while(|worker| worker.recv().ok()).try_for_each(|result| take(result?))
    })
}

#[cfg(test)]
#[path = "in_order_tests.rs"]
mod tests;
