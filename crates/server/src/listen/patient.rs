//! A stream whose other end has to take what is written, and at a certain pace: whoever asks and does not read would hold
//! memory and a place for ever.

use std::{
    future::Future as _,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// Longest time that writes may wait, in all.
const WAIT: Duration = Duration::from_secs(20);

/// So many bytes that were taken give back a second of it.
const BYTES_PER_SECOND: f64 = 8_192.0;

/// A stream with a limit on waiting for its other end.
pub(super) struct Patient<S> {
    stream: S,
    most: Duration,
    left: Duration,
    waiting: Option<Waiting>,
}

struct Waiting {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    pub(super) fn new(stream: S) -> Self {
        Self::with(stream, WAIT)
    }

    fn with(stream: S, most: Duration) -> Self {
        Self { stream, most, left: most, waiting: None }
    }

    /// What became of a write, or the end of patience.
    fn written(
        &mut self,
        written: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let Poll::Ready(result) = written else {
            let left = self.left;
            let begin = || Waiting { since: Instant::now(), end: Box::pin(sleep(left)) };
            let waiting = self.waiting.get_or_insert_with(begin);
            return waiting.end.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()));
        };
        if let Some(waiting) = self.waiting.take() {
            self.left = self.left.saturating_sub(waiting.since.elapsed());
        }
        if let Ok(bytes) = &result {
            let bytes = f64::from(u32::try_from(*bytes).unwrap_or(u32::MAX));
            let earned = Duration::from_secs_f64(bytes / BYTES_PER_SECOND);
            self.left = self.left.saturating_add(earned).min(self.most);
        }
        Poll::Ready(result)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::{net::TcpListener, time::timeout};

    use super::*;

    /// A stream over loopback with little patience, and its other end.
    async fn pair() -> (Patient<tokio::net::TcpStream>, tokio::net::TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        (Patient::with(stream, Duration::from_millis(300)), other)
    }

    /// Writes so many bytes, or until it fails.
    async fn write(stream: &mut Patient<tokio::net::TcpStream>, mut bytes: usize) -> io::Result<()> {
        while bytes > 0 {
            let part = vec![0; bytes.min(64 * 1024)];
            let written = poll_fn(|context| Pin::new(&mut *stream).poll_write(context, &part));
            bytes -= timeout(Duration::from_secs(30), written).await.expect("it waits for ever")?;
        }
        Ok(())
    }

    const MANY: usize = 64 << 20;

    #[tokio::test]
    async fn who_takes_nothing_is_let_go() {
        let (mut stream, _other) = pair().await;
        let error = write(&mut stream, MANY).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn who_takes_little_is_let_go() {
        let (mut stream, other) = pair().await;
        // so little that each piece is taken in time, and the whole would last for hours
        let reading = tokio::spawn(async move {
            let mut bytes = [0; 64];
            while other.readable().await.is_ok() && !matches!(other.try_read(&mut bytes), Ok(0)) {
                sleep(Duration::from_millis(20)).await;
            }
        });
        let error = write(&mut stream, MANY).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        reading.abort();
    }

    #[tokio::test]
    async fn who_takes_much_with_pauses_stays() {
        let (mut stream, other) = pair().await;
        let reading = tokio::spawn(async move {
            let (mut bytes, mut count) = (vec![0; 1 << 20], 0);
            while count < MANY {
                other.readable().await.unwrap();
                count += other.try_read(&mut bytes).unwrap_or(0);
                sleep(Duration::from_millis(10)).await;
            }
        });
        write(&mut stream, MANY).await.unwrap();
        reading.await.unwrap();
    }
}
