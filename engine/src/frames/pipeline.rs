//! Reading, working and writing at the same time, in bounded memory, with the input's order in the output.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;
use super::error::TableError;
use super::reject::{Reject, RejectsWriter};
use super::{Encoded, Encoder, TableReader, TableWriter};

/// What went through a [`pipeline`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows written.
    pub rows: u64,
    /// Records and values rejected.
    pub rejects: u64,
    /// Batches.
    pub batches: u64,
}

/// Batches that may wait for their turn, for each thread; more would be memory without use.
const WAITING_PER_THREAD: u64 = 2;

/// Streams a table through `step` on `threads` threads and completes the output.
///
/// Each thread takes the next piece of the file, decodes it, calls `step`, encodes the result and hands it in; a batch
/// is written when all before it are. At most three batches a thread are in memory. The output is the same for every
/// number of threads. `rejects_to` names the input file in its lines.
///
/// # Errors
/// The first error of the reader, of `step` or of the writer, by the order of batches; the output file is not made then.
pub fn pipeline<F>(
    reader: &mut dyn TableReader,
    writer: &mut dyn TableWriter,
    rejects_to: Option<(&mut RejectsWriter, &str)>,
    threads: NonZeroUsize,
    step: F,
) -> Result<Totals, TableError>
where
    F: Fn(Batch) -> Result<Batch, TableError> + Sync,
{
    let encode = writer.encoder();
    let threads_u64 = u64::try_from(threads.get()).unwrap_or(1);
    let queue = Queue {
        source: Mutex::new(Source { reader, next: 0, ended: false }),
        sink: Mutex::new(Sink {
            writer,
            rejects_to,
            waiting: BTreeMap::new(),
            next: 0,
            totals: Totals::default(),
            failed: None,
        }),
        turned: Condvar::new(),
        waiting_max: WAITING_PER_THREAD * threads_u64,
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.get() {
            scope.spawn(|| queue.work(&encode, &step));
        }
        queue.work(&encode, &step);
    });
    let sink = queue.sink.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, error)) = sink.failed {
        return Err(error);
    }
    sink.writer.finish()?;
    if let Some((rejects, _)) = sink.rejects_to {
        rejects.finish()?;
    }
    Ok(sink.totals)
}

struct Source<'a> {
    reader: &'a mut dyn TableReader,
    next: u64,
    ended: bool,
}

struct Sink<'a> {
    writer: &'a mut dyn TableWriter,
    rejects_to: Option<(&'a mut RejectsWriter, &'a str)>,
    waiting: BTreeMap<u64, Done>,
    next: u64,
    totals: Totals,
    /// The error of the earliest batch that failed, so that the message does not depend on the threads.
    failed: Option<(u64, TableError)>,
}

struct Done {
    encoded: Encoded,
    rows: u64,
    rejects: Vec<Reject>,
}

struct Queue<'a> {
    source: Mutex<Source<'a>>,
    sink: Mutex<Sink<'a>>,
    turned: Condvar,
    waiting_max: u64,
}

impl Queue<'_> {
    fn work<F>(&self, encode: &Encoder, step: &F)
    where
        F: Fn(Batch) -> Result<Batch, TableError> + Sync,
    {
        loop {
            let (number, pending) = {
                let mut source = lock(&self.source);
                if source.ended {
                    return;
                }
                let number = source.next;
                source.next += 1;
                match source.reader.next_pending() {
                    Ok(Some(pending)) => (number, pending),
                    Ok(None) => {
                        source.ended = true;
                        return;
                    }
                    Err(error) => {
                        source.ended = true;
                        drop(source);
                        return self.fail(number, error);
                    }
                }
            };
            let guard = PanicGuard { queue: self, number };
            let done = pending().and_then(step).and_then(|mut batch| {
                let rejects = std::mem::take(&mut batch.rejects);
                let rows = u64::try_from(batch.len()).unwrap_or(u64::MAX);
                Ok(Done { encoded: encode(batch)?, rows, rejects })
            });
            drop(guard);
            match done {
                Ok(done) => self.hand_in(number, done),
                Err(error) => self.fail(number, error),
            }
        }
    }

    /// Stops the reading; batches before the failed one still run, so that the earliest error is the one reported.
    fn fail(&self, number: u64, error: TableError) {
        lock(&self.source).ended = true;
        let mut sink = lock(&self.sink);
        if sink.failed.as_ref().is_none_or(|(earlier, _)| number < *earlier) {
            sink.failed = Some((number, error));
        }
        drop(sink);
        self.turned.notify_all();
    }

    fn hand_in(&self, number: u64, done: Done) {
        let mut sink = lock(&self.sink);
        while number >= sink.next + self.waiting_max && sink.failed.is_none() {
            sink = self.turned.wait(sink).unwrap_or_else(PoisonError::into_inner);
        }
        sink.waiting.insert(number, done);
        let mut failure = None;
        while sink.failed.is_none() {
            let next = sink.next;
            let Some(done) = sink.waiting.remove(&next) else { break };
            sink.next += 1;
            if let Err(error) = sink.write(done) {
                failure = Some((next, error));
                break;
            }
        }
        drop(sink);
        self.turned.notify_all();
        if let Some((number, error)) = failure {
            self.fail(number, error);
        }
    }
}

/// A thread that panics must not leave the others waiting for its batch.
struct PanicGuard<'a, 'b> {
    queue: &'a Queue<'b>,
    number: u64,
}

impl Drop for PanicGuard<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.queue.fail(self.number, TableError::Step("the step panicked".into()));
        }
    }
}

impl Sink<'_> {
    fn write(&mut self, done: Done) -> Result<(), TableError> {
        self.writer.write(done.encoded)?;
        self.totals.rows += done.rows;
        self.totals.batches += 1;
        self.totals.rejects += u64::try_from(done.rejects.len()).unwrap_or(0);
        if let Some((rejects, file)) = &mut self.rejects_to {
            for reject in &done.rejects {
                rejects.write(file, reject)?;
            }
        }
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
