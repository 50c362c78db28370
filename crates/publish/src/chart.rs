//! Charts: bars in SVG that need no script, show what stands in a table beside them, and say it in words to those who do not see them.

use crate::{numbers::Votes, texts::Texts};

/// Bars in one chart: more are a wall, and the table has them all.
const BARS_MAX: usize = 20;
/// Characters of a name above its bar, on the smallest phone.
const NAME_MAX: usize = 34;
/// Height of a line with its bar; where in it the bar begins, the name stands, and the value beside the bar: in hundredths of a
/// text's height.
const LINE: usize = 300;
const BAR_AT: usize = 155;
const BASE: usize = 115;
const BESIDE: usize = 225;

/// Of what the bars are parts.
#[derive(Clone, Copy)]
pub(crate) struct Measure {
    /// What shares are shares of; nothing: there are none.
    pub(crate) whole: u64,
    /// Whether there are votes of two kinds.
    pub(crate) by_post: bool,
}

/// Bars with what they say.
pub(crate) struct Chart {
    /// For those who do not see it.
    pub(crate) label: String,
    /// What the kinds of bars mean, and which are shown.
    pub(crate) notes: Vec<String>,
    /// In the height of a text.
    pub(crate) height: String,
    pub(crate) bars: Vec<Bar>,
}

/// A bar. Lengths are in the height of a text, or in per cent of the width.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Where the name stands, the bar begins, and the value beside it stands.
    pub(crate) base: String,
    pub(crate) top: String,
    pub(crate) beside: String,
    pub(crate) online: String,
    pub(crate) by_post: Option<String>,
}

impl Chart {
    /// The first bars, in the order in which they come.
    pub(crate) fn new(of: &str, bars: Vec<(String, Votes)>, measure: Measure, texts: &Texts) -> Self {
        let longest = bars.iter().map(|(_, votes)| votes.total()).max().unwrap_or(0).max(1);
        let shown = bars.len().min(BARS_MAX);
        let mut notes = Vec::new();
        if shown < bars.len() {
            notes.push(texts.with("chart-first", &[("number", shown.to_string().into())]));
        }
        if measure.by_post {
            notes.push(texts.get("chart-channels"));
        }
        let value = |votes: Votes| {
            let share = texts.share(votes.total(), measure.whole);
            let number = Texts::number(votes.total());
            if share.is_empty() { number } else { format!("{number} ({share})") }
        };
        let said = bars.iter().take(shown).map(|(name, votes)| format!("{name} {}", value(*votes)));
        let said = said.collect::<Vec<_>>().join("; ");
        Self {
            label: texts.with("chart", &[("of", of.into()), ("numbers", said.into())]),
            notes,
            height: em(shown * LINE),
            bars: bars
                .into_iter()
                .take(shown)
                .enumerate()
                .map(|(position, (name, votes))| Bar {
                    name: cut(&name),
                    value: Texts::number(votes.total()),
                    base: em(position * LINE + BASE),
                    top: em(position * LINE + BAR_AT),
                    beside: em(position * LINE + BESIDE),
                    online: per_cent(votes.online, longest),
                    by_post: (votes.by_post > 0).then(|| per_cent(votes.by_post, longest)),
                })
                .collect(),
        }
    }
}

/// Hundredths of a text's height.
fn em(hundredths: usize) -> String {
    format!("{}.{:02}em", hundredths / 100, hundredths % 100)
}

fn per_cent(part: u64, whole: u64) -> String {
    let hundredths = u128::from(part) * 10_000 / u128::from(whole.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// As much of a name as has room.
fn cut(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let start: String = name.chars().take(NAME_MAX - 1).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_parts_of_the_longest() {
        let votes = |online, by_post| Votes { online, by_post };
        let texts = Texts::of("en");
        let measure = Measure { whole: 150, by_post: true };
        let bars = vec![("Ann".to_owned(), votes(60, 40)), ("Bo".to_owned(), votes(50, 0))];
        let chart = Chart::new("Mayor", bars, measure, &texts);
        let [ann, bo] = chart.bars.as_slice() else { panic!("two bars") };
        assert_eq!((ann.online.as_str(), ann.by_post.as_deref()), ("60.00%", Some("40.00%")));
        assert_eq!((bo.online.as_str(), bo.by_post.as_deref()), ("50.00%", None));
        assert_eq!(
            (bo.base.as_str(), bo.top.as_str(), chart.height.as_str()),
            ("4.15em", "4.55em", "6.00em")
        );
        assert!(chart.label.contains("Ann 100 (66.7\u{a0}%); Bo 50 (33.3\u{a0}%)"), "{}", chart.label);
        assert_eq!(chart.notes.len(), 1);
    }

    #[test]
    fn nothing_is_no_bar_and_many_are_not_all_shown() {
        let texts = Texts::of("en");
        let none = Chart::new(
            "",
            vec![(String::new(), Votes::default())],
            Measure { whole: 0, by_post: false },
            &texts,
        );
        assert_eq!(none.bars.first().map(|bar| bar.online.as_str()), Some("0.00%"));
        let long = "An extraordinarily long name of a list";
        let many =
            (0..=BARS_MAX).map(|_| (long.to_owned(), Votes { online: u64::MAX, by_post: 0 })).collect();
        let chart = Chart::new("", many, Measure { whole: 0, by_post: false }, &texts);
        assert_eq!((chart.bars.len(), chart.notes.len()), (BARS_MAX, 1));
        let name = &chart.bars.first().unwrap().name;
        assert!(name.ends_with('…') && name.chars().count() <= NAME_MAX, "{name}");
    }
}
