//! Pages as pictures: what a printer puts on paper, and what a scanner reads from it.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "millimetres and pixels of a page"
)]

use std::{fs, path::Path};

use hayro::{InterpreterSettings, Pdf, Pixmap, RenderSettings, render};
use rqrr::PreparedImage;

use crate::samples::{LANGUAGES, PEOPLE, all, batch, pack, packs, record};
use tabella_documents::Order;

/// Pixels of a millimetre, to look at.
const SEEN: f32 = 3.0;
/// The same, to scan.
const SCANNED: f32 = 6.0;

/// A page on white paper.
struct Picture {
    pixels: Pixmap,
    /// Pixels of a millimetre.
    scale: f32,
}

/// A part of a page in millimetres: left, top, right, bottom.
type Part = [f32; 4];

impl Picture {
    fn of(order: &Order, scale: f32) -> Vec<Self> {
        Self::first(usize::MAX, order, scale)
    }

    /// The first pages.
    fn first(most: usize, order: &Order, scale: f32) -> Vec<Self> {
        let file = order.render().unwrap().into_bytes();
        let pdf = Pdf::new(std::sync::Arc::new(file)).unwrap();
        let points = scale * 25.4 / 72.0;
        let settings = RenderSettings { x_scale: points, y_scale: points, width: None, height: None };
        let draw = |page| Self { pixels: render(page, &InterpreterSettings::default(), &settings), scale };
        pdf.pages().iter().take(most).map(draw).collect()
    }

    fn width(&self) -> usize {
        self.pixels.width().into()
    }

    fn height(&self) -> usize {
        self.pixels.height().into()
    }

    /// How light a place is: 255 is paper.
    fn light(&self, x: usize, y: usize) -> u8 {
        let at = 4 * (y * self.width() + x);
        let [red, green, blue, alpha] = self.pixels.data_as_u8_slice()[at..at + 4].try_into().unwrap();
        let paper = 255 - alpha;
        [red, green, blue].into_iter().map(|part: u8| part.saturating_add(paper)).min().unwrap()
    }

    /// Whether anything is printed there.
    fn has_ink(&self, [left, top, right, bottom]: Part) -> bool {
        let pixel = |millimetres: f32| (millimetres * self.scale) as usize;
        let (right, bottom) = (pixel(right).min(self.width()), pixel(bottom).min(self.height()));
        (pixel(top)..bottom).any(|y| (pixel(left)..right).any(|x| self.light(x, y) < 200))
    }

    /// What a scanner reads on it.
    fn scanned(&self) -> Vec<String> {
        let mut image =
            PreparedImage::prepare_from_greyscale(self.width(), self.height(), |x, y| self.light(x, y));
        image.detect_grids().into_iter().map(|grid| grid.decode().unwrap().1).collect()
    }
}

/// Every kind in every language, kept to be looked at; nothing runs off the paper.
#[test]
fn every_page_is_on_its_paper() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    for language in LANGUAGES {
        for (name, order) in all(language) {
            for (number, page) in (1..).zip(Picture::first(2, &order, SEEN)) {
                let [width, height] =
                    [page.pixels.width(), page.pixels.height()].map(|pixels| f32::from(pixels) / SEEN);
                assert!(
                    page.has_ink([0.0, 0.0, width, height]),
                    "{name} in {language}: page {number} is empty"
                );
                // printers do not reach the edge
                let edges = [
                    [0.0, 0.0, width, 4.0],
                    [0.0, height - 4.0, width, height],
                    [0.0, 0.0, 4.0, height],
                    [width - 4.0, 0.0, width, height],
                ];
                assert!(
                    !edges.into_iter().any(|edge| page.has_ink(edge)),
                    "{name} in {language}: page {number}"
                );
                if number == 1 {
                    let file = folder.join(format!("{name}-{language}.png"));
                    fs::write(file, page.pixels.take_png()).unwrap();
                }
            }
        }
    }
    println!("pictures: {}", folder.display());
}

/// The code on every envelope is read by a scanner, and what belongs to the post stays free.
#[test]
fn envelopes_are_read_by_scanners() {
    let packs = packs();
    let pages = Picture::of(&Order::Envelopes(batch("en", packs.clone())), SCANNED);
    assert_eq!(pages.len(), packs.len());
    for (page, pack) in pages.iter().zip(&packs) {
        assert_eq!(page.scanned(), [pack.code.as_str()]);
        assert!(!page.has_ink([229.0 - 74.0, 0.0, 229.0, 40.0]), "where stamps are");
        assert!(!page.has_ink([0.0, 162.0 - 15.0, 229.0, 162.0]), "where the post prints its own codes");
        assert!(page.has_ink([115.0, 72.0, 215.0, 134.0]), "where it goes");
    }
}

/// What binds a record to its board is read by a scanner, too.
#[test]
fn records_are_read_by_scanners() {
    let pages = Picture::of(&Order::Record(record("en")), SCANNED);
    assert_eq!(pages[0].scanned(), [format!("tabella:667:{}", "c3".repeat(32))]);
}

/// Labels stay on their labels, and addresses in the windows of their envelopes, however long they are.
#[test]
fn addresses_are_where_they_are_cut_and_seen() {
    let longest = ["W".repeat(100), "Würtembergische ".repeat(6)].concat();
    let lines: Vec<&str> = [longest.as_str()].into_iter().cycle().take(10).collect();
    let all: Vec<_> = (0..8).map(|number| pack(number, "de", PEOPLE[usize::from(number)])).collect();
    // the office's own address stays above the window, however long it is
    let mut long = vec![pack(1, "en", &lines); 8];
    for pack in &mut long {
        pack.office =
            vec!["Bureau du vote par correspondance et de la Chancellerie du Grand-Duché ".repeat(2); 8];
    }
    for packs in [all, long] {
        let sheet = &Picture::of(&Order::Labels(batch("en", packs.clone())), SEEN)[0];
        // eight of 99.1 × 67.7 mm, 2.5 mm between the columns
        let (left, top, wide, high) = (4.65, 13.1, 99.1, 67.7);
        assert!(!sheet.has_ink([left + wide, 0.0, left + wide + 2.5, 297.0]), "between the columns");
        for row in 0..=4_u8 {
            let cut = top + f32::from(row) * high;
            assert!(!sheet.has_ink([0.0, cut - 1.0, 210.0, cut + 1.0]), "on the cut above row {row}");
        }
        for place in 0..8_u8 {
            let (x, y) = (left + f32::from(place % 2) * (wide + 2.5), top + f32::from(place / 2) * high);
            assert!(sheet.has_ink([x, y, x + wide, y + high]), "label {place}");
        }
        for letter in Picture::of(&Order::Letters(batch("en", packs[..2].to_vec())), SEEN) {
            // DIN 5008, form B: 85 × 45 mm; beside and below it nothing of the address
            assert!(letter.has_ink([20.0, 45.0, 105.0, 90.0]) && !letter.has_ink([20.0, 42.5, 105.0, 46.5]));
            assert!(!letter.has_ink([0.0, 45.0, 20.0, 90.0]) && !letter.has_ink([105.0, 45.0, 210.0, 90.0]));
        }
    }
}
