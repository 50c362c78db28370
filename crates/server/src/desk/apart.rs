//! What keeps a processor busy happens apart from the threads that answer everyone else.

use tokio::{runtime::Handle, sync::Semaphore, task::block_in_place};

/// A card's answer is verified: a millisecond or two, for each of many.
pub(super) fn apart<T>(deed: impl FnOnce() -> T) -> T {
    block_in_place(deed)
}

/// Deeds with a whole roll in memory: one at a time, whoever asks.
pub(super) struct OneByOne(Semaphore);

impl OneByOne {
    pub(super) fn new() -> Self {
        Self(Semaphore::new(1))
    }

    /// Waits for the others, then does it to its end.
    pub(super) async fn run<T>(&self, deed: impl Future<Output = T>) -> T {
        // never closed
        let _turn = self.0.acquire().await;
        block_in_place(|| Handle::current().block_on(deed))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    };

    use super::*;

    /// With one thread for everyone: while somebody's roll is compared, others are answered, but no second roll is begun.
    #[test]
    fn others_are_answered_meanwhile() {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let (one_by_one, running) = (Arc::new(OneByOne::new()), Arc::new(AtomicU32::new(0)));
            let mut waiting = Vec::new();
            for _ in 0..3 {
                let (one_by_one, running) = (Arc::clone(&one_by_one), Arc::clone(&running));
                let (answer, answered) = mpsc::channel();
                let busy = tokio::spawn(async move {
                    let deed = async move {
                        assert_eq!(running.fetch_add(1, Ordering::SeqCst), 0, "two at once");
                        answered.recv().unwrap();
                        running.fetch_sub(1, Ordering::SeqCst);
                    };
                    one_by_one.run(deed).await;
                    apart(|| ());
                });
                waiting.push((busy, answer));
            }
            let mut all_busy = Vec::new();
            for (busy, answer) in waiting {
                // without another thread this would never run
                tokio::spawn(async move { answer.send(()).unwrap() }).await.unwrap();
                all_busy.push(busy);
            }
            for busy in all_busy {
                busy.await.unwrap();
            }
        });
    }
}
