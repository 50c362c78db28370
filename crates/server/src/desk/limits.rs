//! How much one address and one official may ask. Addresses are held in memory, apart from anything else, and forgotten as
//! soon as they count for nothing.

use std::net::IpAddr;

use axum::http::HeaderMap;
use governor::{
    DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use tabella_desk_store::PersonKey;

use super::{config::LimitsConfig, problem::Problem};
use crate::{
    address::{self, network},
    listen::Peer,
};

/// The limits in force.
pub(super) struct Limits {
    requests: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
    looks: DefaultKeyedRateLimiter<[u8; 32]>,
    header: Option<String>,
}

impl Limits {
    pub(super) fn new(config: &LimitsConfig, header: Option<&str>) -> Self {
        let requests = Quota::per_second(config.address_per_second).allow_burst(config.address_burst);
        let sign_ins = Quota::per_minute(config.sign_in_per_minute).allow_burst(config.sign_in_burst);
        Self {
            requests: RateLimiter::keyed(requests),
            sign_ins: RateLimiter::keyed(sign_ins),
            looks: RateLimiter::keyed(Quota::per_hour(config.looks_per_hour)),
            header: header.map(str::to_ascii_lowercase),
        }
    }

    /// Counts a request of any kind.
    pub(super) fn take_request(&self, address: IpAddr) -> Result<(), Problem> {
        self.requests.check_key(&network(address)).map_err(|full| too_many(&full))
    }

    /// Counts a request for signing in.
    pub(super) fn take_sign_in(&self, address: IpAddr) -> Result<(), Problem> {
        self.sign_ins.check_key(&network(address)).map_err(|full| too_many(&full))
    }

    /// Counts an official's look at somebody's line.
    pub(super) fn take_look(&self, official: &PersonKey) -> Result<(), Problem> {
        self.looks.check_key(official.as_bytes()).map_err(|full| too_many(&full))
    }

    /// The client's address: of the header that the proxy sets, otherwise of the connection.
    pub(super) fn address(&self, headers: &HeaderMap, peer: Option<Peer>) -> IpAddr {
        address::of_client(headers, self.header.as_deref(), peer)
    }

    /// Forgets who counts for nothing any more.
    pub(super) fn tidy(&self) {
        for addresses in [&self.requests, &self.sign_ins] {
            addresses.retain_recent();
            addresses.shrink_to_fit();
        }
        self.looks.retain_recent();
        self.looks.shrink_to_fit();
    }
}

fn too_many(full: &NotUntil<<DefaultClock as Clock>::Instant>) -> Problem {
    Problem::too_many(address::seconds(full))
}
