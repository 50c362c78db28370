//! How much one address and one credential may ask. Addresses are held in memory, apart from anything else, and forgotten as
//! soon as they count for nothing.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{extract::Request, http::HeaderMap};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::{config::LimitsConfig, problem::Problem, shared::Shared};
use crate::{
    address::{self, network, seconds},
    listen::Peer,
};

/// The limits in force.
pub(super) struct Limits {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    credentials: DefaultKeyedRateLimiter<[u8; 32]>,
    header: Option<String>,
    listeners: AtomicU32,
    listeners_max: u32,
}

impl Limits {
    pub(super) fn new(config: &LimitsConfig, header: Option<&str>) -> Self {
        let addresses = Quota::per_second(config.address_per_second).allow_burst(config.address_burst);
        let credentials =
            Quota::per_minute(config.credential_per_minute).allow_burst(config.credential_burst);
        Self {
            addresses: RateLimiter::keyed(addresses),
            credentials: RateLimiter::keyed(credentials),
            header: header.map(str::to_ascii_lowercase),
            listeners: AtomicU32::new(0),
            listeners_max: config.listeners,
        }
    }

    /// Counts a ballot of a credential whose holder made it: nobody else can use up its share. If that is used up, the seconds until
    /// it is not.
    pub(super) fn take_credential(&self, credential: &[u8; 32]) -> Result<(), u32> {
        self.credentials.check_key(credential).map_err(|full| seconds(&full))
    }

    /// Counts a request against its address before anything of its body is read.
    pub(super) fn take(&self, request: &Request) -> Result<(), Problem> {
        let peer = request.extensions().get::<Peer>().copied();
        self.take_address(self.address(request.headers(), peer))
    }

    fn take_address(&self, address: IpAddr) -> Result<(), Problem> {
        self.addresses
            .check_key(&network(address))
            .map_err(|full| Problem::TooManyOfAddress { seconds: seconds(&full) })
    }

    /// The client's address: of the header that the proxy sets, otherwise of the connection.
    fn address(&self, headers: &HeaderMap, peer: Option<Peer>) -> IpAddr {
        address::of_client(headers, self.header.as_deref(), peer)
    }

    /// A place among those who listen; it is free again when it is dropped.
    pub(super) fn listen(&self, shared: &Arc<Shared>) -> Result<Listening, Problem> {
        let count = self.listeners.fetch_add(1, Ordering::Relaxed);
        let place = Listening(Arc::clone(shared));
        if count >= self.listeners_max { Err(Problem::TooManyListeners) } else { Ok(place) }
    }

    /// Forgets addresses and credentials that count for nothing any more.
    pub(super) fn tidy(&self) {
        self.addresses.retain_recent();
        self.addresses.shrink_to_fit();
        self.credentials.retain_recent();
        self.credentials.shrink_to_fit();
    }
}

/// A place among those who listen for events.
pub(super) struct Listening(Arc<Shared>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.limits.listeners.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    const ONE: NonZeroU32 = NonZeroU32::MIN;

    fn limits(header: Option<&str>) -> Limits {
        let config = LimitsConfig {
            address_per_second: ONE,
            address_burst: NonZeroU32::new(2).unwrap(),
            credential_burst: ONE,
            ..LimitsConfig::default()
        };
        Limits::new(&config, header)
    }

    #[test]
    fn one_network_counts_once() {
        let limits = limits(None);
        let take = |address: &str| limits.take_address(address.parse().unwrap()).is_ok();
        assert!(take("2001:db8:1:2::1") && take("2001:db8:1:2:ffff::2"));
        assert!(!take("2001:db8:1:2::3"), "the third of one /64 network");
        assert!(take("2001:db8:1:3::1"));
        assert!(take("192.0.2.1") && take("::ffff:192.0.2.1") && !take("192.0.2.1"), "IPv4 in IPv6 is IPv4");
        assert!(take("192.0.2.2"));
    }

    #[test]
    fn credentials_have_their_own_share() {
        let limits = limits(None);
        assert!(limits.take_credential(&[1; 32]).is_ok());
        let seconds = limits.take_credential(&[1; 32]).expect_err("a second ballot at once");
        assert!((1..=11).contains(&seconds), "{seconds}");
        assert!(limits.take_credential(&[2; 32]).is_ok());
    }

    #[test]
    fn header_counts_only_where_it_is_expected() {
        let mut headers = HeaderMap::new();
        headers.insert("x-real-ip", "192.0.2.7".parse().unwrap());
        let peer = Some(Peer("198.51.100.1:80".parse().unwrap()));
        assert_eq!(limits(None).address(&headers, peer).to_string(), "198.51.100.1");
        assert_eq!(limits(Some("X-Real-IP")).address(&headers, peer).to_string(), "192.0.2.7");
        headers.insert("x-real-ip", "nonsense".parse().unwrap());
        assert_eq!(limits(Some("x-real-ip")).address(&headers, peer).to_string(), "198.51.100.1");
    }
}
