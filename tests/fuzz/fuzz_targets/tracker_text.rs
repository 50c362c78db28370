//! Trackers as people type them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_ballot::parse_tracker;

fuzz_target!(|text: &str| {
    if let Ok(tracker) = parse_tracker(text) {
        assert_eq!(tracker.len(), 32);
        assert_eq!(parse_tracker(&tracker).as_deref(), Ok(tracker.as_str()));
        let plain = |text: &str| {
            let kept = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
            kept.map(|c| match c.to_ascii_uppercase() { 'I' | 'L' => '1', 'O' => '0', c => c }).collect::<String>()
        };
        assert_eq!(plain(text), plain(&tracker));
    }
});
