//! The agreed facts of one election: manifest, rules, schedule, ballot styles, public messages of the key ceremony, joint key, credentials.
