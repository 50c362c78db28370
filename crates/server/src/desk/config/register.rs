//! What the config says of the population register.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use serde::Deserialize;

use super::ConfigError;

/// The population register, as a service of X-Road (REST message protocol, version 1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterConfig {
    /// The address of the own security server, to which `/r1/` and the service are added.
    pub url: String,
    /// The register's service: instance, class, member, subsystem and service, separated by `/`.
    pub service: String,
    /// As whom the desk asks (`X-Road-Client`): instance, class, member and subsystem, separated by `/`.
    pub client: String,
    /// Whose action it is where no person asks for their own data (`X-Road-UserId`): country and code.
    pub user: String,
    /// Roots of the security server's certificate (PEM), where no public authority issued it.
    #[serde(default)]
    pub roots: Option<PathBuf>,
    /// Longest time for an answer, in seconds.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u16,
    /// So long a person waits at most for a form that is filled in, in milliseconds; 0: forms are filled in from the roll.
    #[serde(default = "prefill_milliseconds")]
    pub prefill_milliseconds: u16,
}

fn timeout_seconds() -> u16 {
    10
}

fn prefill_milliseconds() -> u16 {
    2_000
}

/// Most seconds for an answer.
const TIMEOUT_MAX: u16 = 120;
/// Most milliseconds for a form.
const PREFILL_MAX: u16 = 10_000;

impl RegisterConfig {
    pub(in crate::desk) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds.into())
    }

    pub(in crate::desk) fn prefill(&self) -> Duration {
        Duration::from_millis(self.prefill_milliseconds.into())
    }

    /// # Errors
    /// [`ConfigError::Setting`].
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |words| Err(ConfigError::Setting(words));
        if !self.url.starts_with("https://") && !is_this_machine(&self.url) {
            return wrong("register: url begins with https, or is this machine's, by its number");
        }
        if !is_identifier(&self.service, 5) {
            return wrong("register: service is five names separated by /");
        }
        if !is_identifier(&self.client, 4) && !is_identifier(&self.client, 3) {
            return wrong("register: client is three or four names separated by /");
        }
        if !is_identifier(&self.user, 1) {
            return wrong("register: user is a country and a code, such as EE77000387");
        }
        if !(1..=TIMEOUT_MAX).contains(&self.timeout_seconds) || self.prefill_milliseconds > PREFILL_MAX {
            return wrong("register: 1 <= timeout_seconds <= 120, prefill_milliseconds <= 10000");
        }
        Ok(())
    }
}

/// Without TLS a person's data stays on this machine.
fn is_this_machine(url: &str) -> bool {
    let Some(authority) = url.strip_prefix("http://").and_then(|rest| rest.split('/').next()) else {
        return false;
    };
    let host = authority.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
    let host = host.map_or(authority, |(host, _)| host);
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.parse().is_ok_and(|host: IpAddr| host.is_loopback())
}

/// So many names as X-Road has them, in the characters that need no escape in an address or a header.
fn is_identifier(text: &str, names: usize) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name != "."
            && name != ".."
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    text.split('/').count() == names && text.split('/').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_connections_stay_here() {
        for here in ["http://127.0.0.1:8080", "http://[::1]:80", "http://127.0.0.9/x"] {
            assert!(is_this_machine(here), "{here}");
        }
        for away in
            ["http://register.example", "http://127.0.0.1@evil.example", "http://10.0.0.1", "ftp://127.0.0.1"]
        {
            assert!(!is_this_machine(away), "{away}");
        }
    }

    #[test]
    fn names_as_x_road_has_them() {
        assert!(is_identifier("EE/GOV/70008440/rr/person", 5));
        for wrong in [
            "EE/GOV/70008440/rr",
            "EE/GOV/70008440/rr/",
            "EE/GOV/7/rr/a b",
            "EE/GOV/7/../x",
            "EE/GOV/7/r/x?y",
        ] {
            assert!(!is_identifier(wrong, 5), "{wrong}");
        }
    }
}
