//! Whose request it is, by network address: for limits only.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;
use governor::{
    NotUntil,
    clock::{Clock, DefaultClock},
};

use crate::listen::Peer;

/// The client's address: the last one of the header that the proxy sets, otherwise that of the connection.
pub(crate) fn of_client(headers: &HeaderMap, header: Option<&str>, peer: Option<Peer>) -> IpAddr {
    let named = header.and_then(|name| named(headers, name));
    named.or(peer.map(|Peer(peer)| peer.ip())).unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
}

/// The last address that the header names, with or without a port: it is the one that the proxy itself has seen. What stands
/// before it the client may have sent.
fn named(headers: &HeaderMap, name: &str) -> Option<IpAddr> {
    let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let last = line.rsplit(',').next()?.trim();
    let bare = last.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(last);
    bare.parse().ok().or_else(|| Some(last.parse::<SocketAddr>().ok()?.ip()))
}

/// What counts as one address: one house has a /64 network of IPv6 addresses.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

/// After how many whole seconds the next one may come.
pub(crate) fn seconds(full: &NotUntil<<DefaultClock as Clock>::Instant>) -> u32 {
    let wait = full.wait_time_from(DefaultClock::default().now()).as_secs();
    u32::try_from(wait).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_counts_once() {
        let same = |one: &str, other: &str| network(one.parse().unwrap()) == network(other.parse().unwrap());
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::2") && same("192.0.2.1", "::ffff:192.0.2.1"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1") && !same("192.0.2.1", "192.0.2.2"));
    }

    #[test]
    fn the_last_address_of_the_expected_header_counts() {
        let peer = Some(Peer("198.51.100.1:80".parse().unwrap()));
        let address = |header: Option<&str>, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            of_client(&headers, header, peer).to_string()
        };
        let proxy = Some("x-forwarded-for");
        assert_eq!(address(None, &["192.0.2.1"]), "198.51.100.1");
        for (lines, expected) in [
            (&["192.0.2.1, 192.0.2.2"][..], "192.0.2.2"),
            (&["192.0.2.1", "192.0.2.3,192.0.2.4"], "192.0.2.4"),
            (&["192.0.2.1", "nonsense"], "198.51.100.1"),
            (&["192.0.2.5:4711"], "192.0.2.5"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            (&["[2001:db8::2]"], "2001:db8::2"),
            (&["2001:db8::3"], "2001:db8::3"),
            (&[], "198.51.100.1"),
        ] {
            assert_eq!(address(proxy, lines), expected);
        }
    }
}
