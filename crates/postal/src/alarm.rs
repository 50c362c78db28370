//! Many requests from one place: to one address, with one contact, from one network (attacks G01 and G02).
//!
//! Nothing here knows a clear text: what is compared are keyed hashes of addresses, contacts and networks, written so that
//! small differences do not hide what is the same. An alarm refuses nobody. It brings the requests before two officials.

use core::net::IpAddr;
use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use tabella_identity::UnixTime;

use crate::{address::Address, request::Request};

/// What requests have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Common {
    /// Where the papers go.
    Address,
    /// E-mail or telephone.
    Contact,
    /// From where they were filed.
    Network,
}

impl Common {
    /// The word in the database and under which translations stand.
    pub fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Contact => "contact",
            Self::Network => "network",
        }
    }
}

/// A keyed hash of what requests may have in common. Without the key nobody finds out of what by trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cluster(pub [u8; 32]);

/// The key of the hashes. One election, one key: nobody can be followed from one to the next.
pub struct ClusterKey([u8; 32]);

impl ClusterKey {
    /// From 32 secret bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    fn hash(&self, common: Common, text: &str) -> Cluster {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("any length");
        let mac = mac.chain_update(common.name()).chain_update(b"\0").chain_update(text);
        Cluster(mac.finalize().into_bytes().into())
    }

    /// Of an address: letters and digits alone, so that neither spaces nor commas make another one of it.
    pub fn address(&self, address: &Address) -> Cluster {
        let lines = address.lines("").join("\n");
        self.hash(Common::Address, &format!("{}\n{}", address.country(), plain(&lines)))
    }

    /// Of an e-mail address: one mailbox has many, by capitals and by what follows a plus sign.
    pub fn email(&self, email: &str) -> Cluster {
        let email = email.trim().to_lowercase();
        let (local, domain) = email.split_once('@').unwrap_or((&email, ""));
        let local = local.split_once('+').map_or(local, |(mailbox, _)| mailbox);
        self.hash(Common::Contact, &format!("{local}@{domain}"))
    }

    /// Of a telephone number.
    pub fn phone(&self, phone: &str) -> Cluster {
        self.hash(Common::Contact, &plain(phone))
    }

    /// Of a network: an address of version 4, or the 64 bits of one of version 6 that are one connection's.
    pub fn network(&self, from: IpAddr) -> Cluster {
        let network = match from.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}")
            }
        };
        self.hash(Common::Network, &network)
    }

    /// All that a request has. `from` is none for requests that the office enters.
    pub fn trace(&self, request: &Request, from: Option<IpAddr>) -> Vec<(Common, Cluster)> {
        let mut trace = vec![(Common::Address, self.address(request.address()))];
        if !request.expose_email().is_empty() {
            trace.push((Common::Contact, self.email(request.expose_email())));
        }
        if !request.expose_phone().is_empty() {
            trace.push((Common::Contact, self.phone(request.expose_phone())));
        }
        trace.extend(from.map(|from| (Common::Network, self.network(from))));
        trace
    }
}

/// Letters and digits, small.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many people may have something in common before somebody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// People at one address.
    pub address: usize,
    /// People with one contact.
    pub contact: usize,
    /// People of one network within [`Limits::network_seconds`].
    pub network: usize,
    /// See [`Limits::network`]: offices and libraries have one network for many.
    pub network_seconds: i64,
}

impl Default for Limits {
    /// A large household, a family's mailbox, a library's hour.
    fn default() -> Self {
        Self { address: 6, contact: 4, network: 20, network_seconds: 3600 }
    }
}

/// A recent request, as far as alarms see it. `Who` tells people apart: a person who asks twice counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace<Who> {
    /// Whose.
    pub who: Who,
    /// When.
    pub at: UnixTime,
    /// What it may have in common with others.
    pub clusters: Vec<(Common, Cluster)>,
}

/// More people than usual have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm<Who> {
    /// What.
    pub common: Common,
    /// Its hash.
    pub cluster: Cluster,
    /// Who.
    pub people: BTreeSet<Who>,
}

/// The alarms that these requests raise, in order of what they have in common.
pub fn alarms<Who: Ord + Clone>(recent: &[Trace<Who>], limits: &Limits) -> Vec<Alarm<Who>> {
    let mut groups = BTreeMap::<(Common, Cluster), Vec<(UnixTime, &Who)>>::new();
    for trace in recent {
        for cluster in &trace.clusters {
            groups.entry(*cluster).or_default().push((trace.at, &trace.who));
        }
    }
    let mut alarms = Vec::new();
    for ((common, cluster), mut group) in groups {
        let people = match common {
            Common::Address => crowd(&group, limits.address),
            Common::Contact => crowd(&group, limits.contact),
            Common::Network => {
                group.sort();
                rush(&group, limits)
            }
        };
        if !people.is_empty() {
            let people = people.into_iter().cloned().collect();
            alarms.push(Alarm { common, cluster, people });
        }
    }
    alarms
}

/// All of them, if they are more than usual.
fn crowd<'w, Who: Ord>(group: &[(UnixTime, &'w Who)], limit: usize) -> BTreeSet<&'w Who> {
    let people: BTreeSet<&Who> = group.iter().map(|(_, who)| *who).collect();
    if people.len() > limit { people } else { BTreeSet::new() }
}

/// Those of every time that was busier than usual. The group is in order of time.
fn rush<'w, Who: Ord>(group: &[(UnixTime, &'w Who)], limits: &Limits) -> BTreeSet<&'w Who> {
    let mut rushed = BTreeSet::new();
    let mut within = BTreeMap::<&Who, usize>::new();
    let mut oldest = group.iter();
    let mut begin = oldest.next();
    let mut first = 0;
    for (position, (at, who)) in group.iter().enumerate() {
        *within.entry(who).or_default() += 1;
        while let Some((from, gone)) = begin
            && at.0.saturating_sub(from.0) >= limits.network_seconds
        {
            if let Some(count) = within.get_mut(gone) {
                *count -= 1;
                if *count == 0 {
                    within.remove(gone);
                }
            }
            (begin, first) = (oldest.next(), first + 1);
        }
        if within.len() > limits.network {
            rushed.extend(group.get(first..=position).unwrap_or_default().iter().map(|(_, who)| *who));
        }
    }
    rushed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::address::AddressForm;

    fn key() -> ClusterKey {
        ClusterKey::new([3; 32])
    }

    fn address(street: &str, city: &str) -> Cluster {
        let form = AddressForm {
            country: "LU".into(),
            street: street.into(),
            city: city.into(),
            postal_code: "1234".into(),
            ..AddressForm::default()
        };
        key().address(&Address::check(&form).unwrap())
    }

    fn traces(people: std::ops::Range<u64>, common: Common, cluster: Cluster, every: i64) -> Vec<Trace<u64>> {
        let trace = |who: u64| Trace {
            who,
            at: UnixTime(who.cast_signed() * every),
            clusters: vec![(common, cluster)],
        };
        people.map(trace).collect()
    }

    #[test]
    fn small_differences_hide_nothing() {
        assert_eq!(address("12, rue de l'Été", "Luxembourg"), address("12 RUE DE L’ÉTÉ", "luxembourg"));
        assert_ne!(address("12, rue de l'Été", "Luxembourg"), address("13, rue de l'Été", "Luxembourg"));
        let key = key();
        assert_eq!(key.email("Ann.Lee+1@Example.org"), key.email("ann.lee@example.org "));
        assert_ne!(key.email("ann.lee@example.org"), key.email("ann.lee@example.com"));
        assert_eq!(key.phone("+352 621-123 456"), key.phone("+352621123456"));
        let network = |text: &str| key.network(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
        // without the key nothing is found by trying
        assert_ne!(ClusterKey::new([4; 32]).email("a@b.lu"), key.email("a@b.lu"));
        assert_ne!(key.phone("1").0, key.hash(Common::Network, "1").0);
    }

    /// Attack G01: 2,500 requests from 5 addresses on the network, and 200 papers to one address.
    #[test]
    fn bulk_requests_are_seen_whole() {
        let key = key();
        let networks: Vec<_> = (0..5_u8).map(|host| key.network(IpAddr::from([192, 0, 2, host]))).collect();
        let scripted: Vec<_> = (0..2500_u64)
            .map(|who| {
                let network = networks[usize::try_from(who % 5).unwrap()];
                Trace { who, at: UnixTime(who.cast_signed()), clusters: vec![(Common::Network, network)] }
            })
            .collect();
        let raised = alarms(&scripted, &Limits::default());
        assert_eq!(raised.len(), 5);
        let named: BTreeSet<u64> = raised.iter().flat_map(|alarm| alarm.people.iter().copied()).collect();
        assert_eq!(named.len(), 2500);

        let harvested = traces(0..200, Common::Address, address("1 rue X", "Esch"), 86_400);
        let raised = alarms(&harvested, &Limits::default());
        assert_eq!((raised.len(), raised[0].people.len(), raised[0].common), (1, 200, Common::Address));
    }

    #[test]
    fn a_household_and_a_library_are_nothing_unusual() {
        let limits = Limits::default();
        let home = address("1 rue X", "Esch");
        assert_eq!(alarms(&traces(0..6, Common::Address, home, 1), &limits), []);
        assert_eq!(alarms(&traces(0..7, Common::Address, home, 1), &limits).len(), 1);
        let mailbox = key().email("family@example.org");
        assert_eq!(alarms(&traces(0..4, Common::Contact, mailbox, 1), &limits), []);
        assert_eq!(alarms(&traces(0..5, Common::Contact, mailbox, 1), &limits).len(), 1);
        // twenty in an hour, all day long
        let library = key().network(IpAddr::from([192, 0, 2, 1]));
        assert_eq!(alarms(&traces(0..200, Common::Network, library, 180), &limits), []);
        assert_eq!(alarms(&traces(0..200, Common::Network, library, 171), &limits).len(), 1);
        // one person who tries again and again
        let mut again = traces(0..50, Common::Network, library, 1);
        for trace in &mut again {
            trace.who = 7;
        }
        assert_eq!(alarms(&again, &limits), []);
    }

    proptest! {
        /// A rush is what a slow count finds, in whatever order the requests come.
        #[test]
        fn rushes_as_counted_slowly(mut times in proptest::collection::vec((0..8_u64, 0..100_i64), 0..40)) {
            let library = key().network(IpAddr::from([192, 0, 2, 1]));
            let limits = Limits { network: 3, network_seconds: 10, ..Limits::default() };
            let traces: Vec<_> = times
                .iter()
                .map(|(who, at)| Trace { who: *who, at: UnixTime(*at), clusters: vec![(Common::Network, library)] })
                .collect();
            times.sort_by_key(|(who, at)| (*at, *who));
            let mut expected = BTreeSet::new();
            for (_, end) in &times {
                let within: BTreeSet<u64> =
                    times.iter().filter(|(_, at)| at <= end && end - at < 10).map(|(who, _)| *who).collect();
                if within.len() > 3 {
                    expected.extend(within);
                }
            }
            let found = alarms(&traces, &limits).into_iter().flat_map(|alarm| alarm.people).collect();
            prop_assert_eq!(expected, found);
        }
    }
}
