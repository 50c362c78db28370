// A vote by post from both sides, in the pages of the demonstration: on a phone, without scripts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, pictures } from "./people.mjs";
import { Town } from "./town.mjs";

const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const EMMA = "PNOEE-60405060014";
const MARI = "PNOEE-47101010033";
const LIIS = "PNOEE-48807070018";
const OFFICER = "PNOEE-47707070013";
const AUDITOR = "PNOEE-36806060011";

let browser;
let town;

before(async () => {
  [browser, town] = await Promise.all([launch(), Town.open()]);
});
after(async () => {
  await browser?.close();
  await town?.close();
});

/** Somebody who has signed in with a demo card. */
async function arrive(card, { locale = "en", javaScriptEnabled = false } = {}) {
  const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 }, javaScriptEnabled });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${town.origin}/sign-in`);
  await page.locator("#f-person").fill(card);
  await page.locator("form[action='/sign-in/demo'] button").click();
  await page.waitForURL(/\/elections$/);
  return page;
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Fills a request in, page by page; `see` is called on each. How many pages there were. */
async function ask(page, see = async () => {}) {
  let pages = 0;
  const next = async (deed) => {
    await see(page, ++pages);
    await deed();
  };
  await page.locator("main a[href^='/postal/']").first().click();
  await next(() => page.locator("main button.primary").click());
  await next(async () => {
    await page.locator("[name=place-of-birth]").fill("Tartu, Estonia");
    await page.locator("main button.primary").click();
  });
  await next(async () => {
    await page.locator("[name=deliver-to][value=registered]").check();
    await page.locator("main button.primary").click();
  });
  await next(async () => {
    await page.locator("[name=duration][value=election]").check();
    await page.locator("main button.primary").click();
  });
  await next(async () => {
    await page.locator("[name=language][value=en]").check();
    await page.locator("main button.primary").click();
  });
  await next(async () => {
    await page.locator("[name=declaration]").check();
    await page.locator("main button.primary").click();
  });
  await next(() => page.locator("form[action$='/sign/demo'] button").click());
  await page.waitForURL(/\/requests\//);
  await see(page, ++pages);
  return pages;
}

test("a request without scripts, decided by the office, seen by the person", async () => {
  const emma = await arrive(EMMA);
  assert.ok((await ask(emma)) <= 8);
  const [, reference] = /requests\/([0-9A-Z-]{14})/.exec(emma.url());
  assert.match(await emma.locator("h1").innerText(), /received by the office/);
  await emma.screenshot({ path: join(pictures, "postal-request.png"), fullPage: true });

  const [, election] = /postal\/([0-9a-f]{64})/.exec(emma.url());
  const officer = await arrive(OFFICER);
  await officer.goto(`${town.origin}/office/${election}`);
  assert.match(await officer.locator("main table").innerText(), new RegExp(reference));
  // a list has no names
  assert.doesNotMatch(await officer.locator("main").innerText(), /Weber/);
  await officer.screenshot({ path: join(pictures, "postal-work.png"), fullPage: true });
  await officer.locator("main table a", { hasText: reference }).click();
  assert.match(await officer.locator("main").innerText(), /Weber/);
  await press(officer, "Begin to check");
  await press(officer, "Approve");
  await emma.reload();
  assert.match(await emma.locator("h1").innerText(), /approved/);
  // who looked is told
  await emma.goto(`${town.origin}/usage`);
  assert.match(await emma.locator("main").innerText(), /official for votes by post/);
});

test("every page of a request is right for people: axe, nothing cut, in every language", async () => {
  const see = async (page, number) => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    const lang = await page.evaluate(() => document.documentElement.lang);
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`), [], `${lang} ${number} ${page.url()}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${lang} ${number}: ${wide} pixels too wide`);
    await page.screenshot({ path: join(pictures, `postal-${lang}-${number}.png`), fullPage: true });
  };
  const mari = await arrive(MARI, { javaScriptEnabled: true });
  await see(mari, 0);
  await ask(mari, see);
  for (const locale of ["fr", "de", "lb", "et"]) {
    const page = await arrive(MARI, { locale, javaScriptEnabled: true });
    assert.equal(await page.evaluate(() => document.documentElement.lang), locale);
    await see(page, 0);
    await page.locator("main a[href*='/requests/']").first().click();
    await see(page, 9);
    await page.goto(`${town.origin}/usage`);
    await see(page, 10);
    await page.context().close();
  }
});

test("whoever may not ask is told why, and somebody else's request is not there", async () => {
  const liis = await arrive(LIIS);
  assert.match(await liis.locator("main").innerText(), /not on the electoral roll/);
  const mari = await arrive(MARI);
  const href = await mari.locator("main a[href*='/requests/']").first().getAttribute("href");
  const answer = await liis.goto(town.origin + href);
  assert.equal(answer.status(), 404);
  assert.doesNotMatch(await liis.locator("main").innerText(), /Maasikas/);
  const auditor = await arrive(AUDITOR);
  const [, election] = /postal\/([0-9a-f]{64})/.exec(href);
  await auditor.goto(`${town.origin}/office/${election}`);
  assert.equal(await auditor.getByRole("button", { name: "Approve", exact: true }).count(), 0);
});
