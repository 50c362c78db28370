//! Connections: so many at once and of one address, each given so long for its headers and for taking its answers, all ended
//! in order.

mod patient;

use std::{
    collections::BTreeMap,
    convert::Infallible,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore, time::sleep};
use tower::{ServiceExt as _, service_fn};

use self::patient::Patient;
use crate::address::network;

/// Longest time for a request's headers; also for an idle connection to send its next request.
const HEADER_TIME: Duration = Duration::from_secs(15);

/// Most bytes of headers.
const HEADER_BYTES: usize = 16 * 1024;

/// Most headers of a request.
const HEADERS: usize = 64;

/// Longest time for requests to finish once the server stops.
const STOP_TIME: Duration = Duration::from_secs(60);

/// Pause after a connection could not be taken, such as with too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Who is at the other end of the connection; every request bears it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// How many connections there may be at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    /// In all; further ones wait.
    pub(crate) all: usize,
    /// Of one network; further ones are closed. None behind a proxy, from where all of them come.
    pub(crate) of_address: Option<usize>,
}

impl From<usize> for Places {
    fn from(all: usize) -> Self {
        Self { all, of_address: None }
    }
}

/// Serves at most so many connections at once until `stop` is done, then until every request that has begun is answered.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    places: impl Into<Places> + Send,
    stop: impl Future<Output = ()> + Send,
) {
    let Places { all, of_address } = places.into();
    let graceful = GracefulShutdown::new();
    let (places, addresses) = (Arc::new(Semaphore::new(all)), Addresses::new(of_address));
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES)
        .max_headers(HEADERS);
    tokio::pin!(stop);
    loop {
        // who must stop does not wait for a place
        let place = tokio::select! {
            biased;
            () = &mut stop => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let Ok(place) = place else { break };
        let (stream, peer) = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    pause(&error).await;
                    continue;
                }
            },
        };
        let Some(entered) = addresses.enter(peer.ip()) else { continue };
        // small answers must not wait for more
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(with_peer(router.clone(), peer));
        let connection = http.serve_connection(TokioIo::new(Patient::new(stream)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // a client that breaks off is no event
            let _ = connection.await;
            drop((entered, place));
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = sleep(STOP_TIME) => tracing::warn!("requests were still open after the time to stop"),
    }
}

async fn pause(error: &io::Error) {
    tracing::warn!(%error, "a connection cannot be taken");
    sleep(PAUSE).await;
}

fn with_peer(
    router: Router,
    peer: SocketAddr,
) -> impl tower::Service<
    axum::http::Request<hyper::body::Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future: Send,
> + Clone {
    service_fn(move |request: axum::http::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    })
}

type Counts = Arc<Mutex<BTreeMap<IpAddr, usize>>>;

/// How many connections each network has, as long as it has any.
struct Addresses {
    most: Option<usize>,
    counts: Counts,
}

impl Addresses {
    fn new(most: Option<usize>) -> Self {
        Self { most, counts: Counts::default() }
    }

    /// A connection more, unless there are too many of its network.
    fn enter(&self, address: IpAddr) -> Option<Entered> {
        let address = network(address);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if self.most.is_some_and(|most| *count >= most) {
            return None;
        }
        *count += 1;
        Some(Entered { address, counts: Arc::clone(&self.counts) })
    }
}

/// A connection of a network, counted until it is dropped.
struct Entered {
    address: IpAddr,
    counts: Counts,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpStream,
        time::Instant,
    };

    use axum::routing::get;
    use tokio::{runtime::Runtime, sync::oneshot, task::JoinHandle};

    use super::*;

    struct Served {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        task: JoinHandle<()>,
    }

    fn served(runtime: &Runtime, places: Places) -> Served {
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let (stop, stopped) = oneshot::channel();
            let router = Router::new().route("/", get(|| async { "here" }));
            let stopped = async move { drop(stopped.await) };
            Served { address, stop, task: tokio::spawn(serve(listener, router, places, stopped)) }
        })
    }

    /// Whether the connection answers; otherwise it was closed.
    fn answers(mut stream: &TcpStream) -> bool {
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n");
        let mut bytes = [0; 512];
        stream.read(&mut bytes).is_ok_and(|count| count > 0)
    }

    #[test]
    fn one_address_does_not_take_every_place() {
        let runtime = Runtime::new().unwrap();
        let served = served(&runtime, Places { all: 64, of_address: Some(2) });
        let connect = || TcpStream::connect(served.address).unwrap();
        let (first, second) = (connect(), connect());
        assert!(answers(&first) && answers(&second));
        assert!(!answers(&connect()), "the third of one address");
        drop(first);
        let started = Instant::now();
        while !answers(&connect()) {
            assert!(started.elapsed() < Duration::from_secs(30), "the place of a connection that ended");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn stops_while_every_place_is_taken() {
        let runtime = Runtime::new().unwrap();
        let Served { address, stop, task } = served(&runtime, 1.into());
        let only = TcpStream::connect(address).unwrap();
        assert!(answers(&only));
        let started = Instant::now();
        stop.send(()).unwrap();
        runtime.block_on(task).unwrap();
        // sooner than the idle connection would have ended by itself
        assert!(started.elapsed() < HEADER_TIME / 2, "{:?}", started.elapsed());
    }
}
