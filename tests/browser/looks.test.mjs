// Every page in every language, on a phone and on a desk, light and dark: nothing cut, nothing unreadable, nothing that a
// screen reader or a finger cannot reach. Pictures of all of them lie in target/client/pictures.
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Person, launch, pictures } from "./people.mjs";
import { House, Stand } from "./stage.mjs";

let browser;
let stand;
let house;

before(async () => {
  [browser, stand] = await Promise.all([launch(), Stand.open()]);
  house = await House.open(stand);
});
after(async () => {
  await browser?.close();
  await house?.close();
  await stand?.close();
});

const DESK = { width: 1280, height: 900 };

const LOOKS = [
  { name: "en-phone", language: "en" },
  { name: "en-phone-dark", language: "en", colorScheme: "dark" },
  { name: "en-desk", language: "en", viewport: DESK },
  { name: "en-desk-dark", language: "en", viewport: DESK, colorScheme: "dark" },
  // 1280 pixels at 400 %, without motion, in the system's own colours
  { name: "en-zoomed", language: "en", viewport: { width: 320, height: 256 }, reducedMotion: "reduce", forcedColors: "active" },
  { name: "fr-phone", language: "fr" },
  { name: "de-phone", language: "de", colorScheme: "dark" },
  { name: "lb-phone", language: "lb" },
  { name: "et-desk", language: "et", viewport: DESK },
];

for (const { name, ...look } of LOOKS) {
  test(`every page: ${name}`, async () => {
    const person = await Person.arrive(browser, house, look);
    const { page } = person;
    const see = (what) => person.inspect(`${name}-${what}`);
    await person.heading("start-heading");
    assert.equal(await page.evaluate(() => document.documentElement.lang), look.language);
    await see("01-start");
    await page.evaluate(() => (globalThis.card.error = "ERR_WEBEID_USER_CANCELLED"));
    await person.press("start-button");
    await person.heading("problem-heading");
    await see("02-fault");
    // the card is asked, and takes its time
    await page.evaluate(() => {
      globalThis.card.error = undefined;
      globalThis.later = setTimeout;
      globalThis.setTimeout = (run, time, ...rest) => globalThis.later(run, time === 20 ? 1500 : time, ...rest);
    });
    await person.press("try-again");
    await person.heading("card-heading");
    await see("03-card");
    await person.heading("elections-heading");
    await page.evaluate(() => (globalThis.setTimeout = globalThis.later));
    await see("04-elections");
    await person.enter();
    for (const [at, contest] of person.contests().entries()) {
      if (at === 0) {
        await person.press("continue");
        await see("05-question-problem");
      }
      const [first, second] = contest.options;
      const kind = contest.rule.option_max;
      await person.mark(contest, kind === 1 ? { [first.id]: 1 } : kind < 256 ? { [first.id]: 2, [second.id]: 1 } : { [first.id]: 250, [second.id]: 700 });
      await see(`06-question-${at + 1}-${contest.id}`);
      await person.press("continue");
    }
    await person.heading("review-heading");
    await see("07-review");
    await person.encrypt();
    await see("08-tracker");
    await person.press("check-button");
    await see("09-open");
    await person.press("open-confirm");
    await person.heading("checked-heading");
    await see("10-checked");
    const code = { name: "code.txt", mimeType: "text/plain", buffer: Buffer.from(await person.saved("checked-save")) };
    await person.press("checked-new");
    await person.heading("review-heading");
    await person.encrypt();
    await person.cast();
    await see("11-done");
    await person.press("second-show");
    await page.locator(".secret svg.qr").waitFor();
    await see("12-second");
    // another language in the middle of it: the same page, other words
    const other = look.language === "fr" ? "en" : "fr";
    await page.locator("#language").selectOption(other);
    await page.waitForFunction((other) => document.documentElement.lang === other, other);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "language");
    await page.locator("#language").selectOption(look.language);
    await person.press("finish");
    await person.heading("finished-heading");
    await see("13-finished");
    await page.goto(`${house.origin}/vote/look.html`);
    await person.heading("look-heading");
    await see("14-look");
    await page.locator("#file").setInputFiles(code);
    await person.heading("look-found");
    await see("15-found");
    assert.deepEqual((await person.traces()).broken, []);
    assert.deepEqual(person.console, []);
    await person.leave();
  });
}

test("larger spacing of letters, words and lines cuts nothing", async () => {
  const person = await Person.arrive(browser, house, { viewport: { width: 320, height: 640 } });
  await person.signIn();
  await person.enter();
  await person.page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets.push(sheet);
  });
  for (const contest of person.contests()) {
    const cut = await person.page.evaluate(() =>
      [...document.querySelectorAll("main *, header *")].filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow !== "visible").map((element) => element.textContent),
    );
    assert.deepEqual(cut, []);
    const wide = await person.page.evaluate(() => {
      if (document.documentElement.scrollWidth <= innerWidth) return [];
      return [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth).map((element) => `${element.tagName} ${element.className}: ${element.textContent}`);
    });
    assert.deepEqual(wide, [], contest.id);
    await person.mark(contest, { [contest.options[0].id]: 1 });
    await person.press("continue");
  }
  await person.leave();
});

test("a screen reader hears where it is", async () => {
  const person = await Person.arrive(browser, house, { style: "only-council" });
  const focused = () => person.page.evaluate(() => document.activeElement?.tagName);
  await person.heading("start-heading");
  assert.equal(await focused(), "H1");
  await person.signIn();
  assert.equal(await focused(), "H1");
  await person.enter();
  assert.equal(await focused(), "H1");
  assert.match(await person.page.title(), /Town council – Vote online/);
  const group = person.page.locator(".options");
  assert.equal(await group.getAttribute("role"), "group");
  assert.ok(await person.page.getByRole("group", { name: "Town council" }).count());
  assert.equal(await person.page.locator(".left").getAttribute("role"), "status");
  await person.press("continue");
  assert.match(await person.page.evaluate(() => document.activeElement?.className), /trouble/);
  assert.equal(await person.page.getByRole("alert").count(), 1);
  await person.leave();
});

test("pictures for the README", () => {
  for (const [from, to] of [["en-phone-06-question-5-council", "ballot"], ["en-phone-08-tracker", "tracker"], ["en-phone-11-done", "done"]]) {
    copyFileSync(join(pictures, `${from}.png`), join(pictures, `${to}.png`));
  }
});
