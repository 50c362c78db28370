//! Origins (RFC 6454, 6.2), in the one spelling in which browsers write them.

/// What an origin is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OriginKind {
    /// `https://`: Web eID works with no other.
    Secure,
    /// `http://` on this machine, for a demonstration.
    ThisMachine,
}

/// None for anything that is not an origin exactly as a browser writes it.
pub(crate) fn kind(text: &str) -> Option<OriginKind> {
    let (kind, rest, default_port) = if let Some(rest) = text.strip_prefix("https://") {
        (OriginKind::Secure, rest, 443)
    } else {
        (OriginKind::ThisMachine, text.strip_prefix("http://")?, 80)
    };
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    if kind == OriginKind::ThisMachine && !matches!(host, "localhost" | "127.0.0.1") {
        return None;
    }
    let port_is_lawful = port.is_none_or(|port| {
        let number = port.parse::<u16>().ok().filter(|number| *number != 0 && *number != default_port);
        number.is_some_and(|number| number.to_string() == port)
    });
    let label_is_lawful = |label: &str| {
        let inside = label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_');
        (1..=63).contains(&label.len()) && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    (port_is_lawful && host.len() <= 253 && host.split('.').all(label_is_lawful)).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f02_origins_have_one_spelling() {
        for origin in [
            "https://ria.ee",
            "https://47f0-46-131-86-189.ngrok-free.app",
            "https://xn--hlederla-5za5w.ee",
            "https://a:8443",
        ] {
            assert_eq!(kind(origin), Some(OriginKind::Secure), "{origin}");
        }
        assert_eq!(kind("http://localhost:8080"), Some(OriginKind::ThisMachine));
        for origin in [
            "",
            "ria.ee",
            "https://",
            "https://ria.ee/",
            "https://RIA.ee",
            "HTTPS://ria.ee",
            "https://ria.ee:443",
            "https://ria.ee:0443",
            "https://ria.ee:",
            "https://ria.ee:+1",
            "https://ria.ee.",
            "https://.ria.ee",
            "https://ria.ee?",
            "https://ria.ee#",
            "https://user@ria.ee",
            "https://ria.ee ",
            " https://ria.ee",
            "https://ria.ee\n",
            "https://hääletus.ee",
            "http://ria.ee",
            "http://localhost.evil.example",
            "null",
            "https://ria.ee\0.evil.example",
            "https://ria.ee:65536",
            "file://",
        ] {
            assert_eq!(kind(origin), None, "{origin:?}");
        }
    }
}
