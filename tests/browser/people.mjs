// People at the booth: a browser, a page, and what somebody does there.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { client, extension } from "./stage.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const require = (name) => readFileSync(join(here, "node_modules", name), "utf8");

/** Where pictures of the pages go. */
export const pictures = join(client, "pictures");
mkdirSync(pictures, { recursive: true });

/** How it is started. */
export const ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Where it may lie. */
export const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser. */
export function launch() {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  return chromium.launch({ executablePath, args: ARGS, headless: true });
}

/** Texts of a language that stand on one line. */
export function texts(language) {
  const read = (name) => readFileSync(join(here, "../../web/texts", language, `${name}.ftl`), "utf8");
  const file = ["frame", "booth", "observe"].map(read).join("\n");
  const lines = new Map([...file.matchAll(/^([a-z][a-z0-9-]*) = (.*)$/gm)].map((match) => [match[1], match[2]]));
  return (key) => {
    const text = lines.get(key);
    assert.ok(text !== undefined, `no text ${key} in ${language}`);
    return text;
  };
}

const PHONE = { width: 390, height: 844 };

/** A text without the marks that keep names apart from sentences. */
export const bare = (text) => text.replace(/[\u2066-\u2069]/g, "");

/** A person with a browser of their own. */
export class Person {
  /** What the page wrote to the console, and policies that it broke. */
  console = [];
  /** `{url, body}` of every request that the page made. */
  requests = [];

  /** Somebody new; `style` is the ballot style that the desk gives. */
  static async arrive(browser, house, { language = "en", style = "all", viewport = PHONE, colorScheme = "light", path = "/vote/", cores, ...more } = {}) {
    const person = new Person();
    Object.assign(person, { house, language, t: texts(language) });
    person.voter = { style, eligible: true, reason: null };
    house.voter = person.voter;
    person.context = await browser.newContext({ locale: language, viewport, colorScheme, acceptDownloads: true, ...more });
    await person.context.addInitScript(extension);
    // on so many cores, whatever this machine has
    if (cores !== undefined) await person.context.addInitScript((cores) => Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => cores }), cores);
    await person.context.addInitScript(() => {
      window.broken = [];
      addEventListener("securitypolicyviolation", (event) => window.broken.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    person.page = await person.context.newPage();
    person.page.setDefaultTimeout(20_000);
    // the browser itself notes that a proof is asked for before witnesses saw the entry, and what it clears at the end
    const own = (message) =>
      (message.text().startsWith("Failed to load resource") && /\/receipts\/\d+\/proof$/.test(message.location().url)) ||
      /^Clear-Site-Data header on '[^']*\/sign-out': Cleared data types/.test(message.text());
    person.page.on("console", (message) => own(message) || person.console.push(message.text()));
    person.page.on("pageerror", (error) => person.console.push(`error: ${error.message}`));
    person.page.on("dialog", (dialog) => {
      person.console.push(`dialog: ${dialog.message()}`);
      dialog.accept().catch(() => {});
    });
    person.context.on("request", (request) => person.requests.push({ method: request.method(), url: request.url(), headers: request.headers(), body: request.postDataBuffer() ?? Buffer.alloc(0) }));
    await person.page.goto(house.origin + path);
    return person;
  }

  /** A button by its text's key. */
  button(key) {
    return this.page.getByRole("button", { name: this.t(key), exact: true });
  }

  press(key) {
    return this.button(key).click();
  }

  heading(key) {
    return this.page.getByRole("heading", { level: 1, name: this.t(key), exact: true }).waitFor();
  }

  async signIn() {
    await this.press("start-button");
    await this.heading("elections-heading");
  }

  /** From the list of elections to the first question. */
  async enter() {
    await this.page.getByRole("button", { name: this.t("elections-vote") }).click();
    await this.page.locator(".progress").waitFor();
  }

  contests() {
    const { contests, styles } = this.house.stand.draft;
    const ids = styles.find(({ id }) => id === this.voter.style).contests;
    return contests.filter(({ id }) => ids.includes(id));
  }

  /** Fills in the question on the page: `{option: votes}`; nothing is a blank vote. */
  async mark(contest, votes) {
    const inputs = this.page.locator(".options input");
    const chosen = Object.entries(votes ?? {});
    if (chosen.length === 0) {
      await this.page.locator(".blank input").check();
      return;
    }
    for (const [id, count] of chosen) {
      const at = contest.options.findIndex((option) => option.id === id);
      assert.ok(at >= 0, id);
      if (contest.rule.option_max === 1) await inputs.nth(at).check();
      else await inputs.nth(at).fill(String(count));
    }
  }

  /** The whole ballot, up to the review. */
  async fill(ballot) {
    for (const contest of this.contests()) {
      const title = contest.title[this.language] ?? contest.title.en;
      await this.page.getByRole("heading", { level: 1, name: title }).waitFor();
      await this.mark(contest, ballot[contest.id]);
      await this.press("continue");
    }
    await this.heading("review-heading");
  }

  /** From the review to the tracker, which is given back. */
  async encrypt() {
    await this.press("review-button");
    await this.heading("tracker-heading");
    return this.page.locator(".code").innerText();
  }

  async cast() {
    await this.press("cast-button");
    await this.heading("done-heading");
  }

  /** All of it. */
  async vote(ballot) {
    await this.signIn();
    await this.enter();
    await this.fill(ballot);
    const tracker = await this.encrypt();
    await this.cast();
    return tracker;
  }

  /** The code of the fault that is shown. */
  async fault() {
    await this.heading("problem-heading");
    const details = this.page.locator("main details.technical");
    await details.locator("summary").click();
    return bare(await details.locator("p").last().innerText()).split(": ")[1];
  }

  /** A file that a button gives. */
  async saved(key) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.press(key)]);
    return readFileSync(await download.path(), "utf8");
  }

  /** Nothing on the page is wrong for people: axe, nothing cut, nothing without words. Takes a picture. */
  async inspect(name) {
    const { page } = this;
    await page.evaluate(require("axe-core/axe.min.js"));
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
    assert.deepEqual(said, [], `${this.language} ${name}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${this.language} ${name}: ${wide} pixels too wide`);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, summary, a, label.option")]
        .filter((element) => element.checkVisibility() && !element.classList.contains("skip"))
        .filter((element) => element.getBoundingClientRect().height < 24)
        .map((element) => element.textContent),
    );
    assert.deepEqual(small, [], `${this.language} ${name}: too small for a finger`);
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  /** What the page left behind in the browser, and whether it kept to its policy. */
  async traces() {
    return this.page.evaluate(async () => ({
      local: JSON.stringify({ ...localStorage }),
      session: JSON.stringify({ ...sessionStorage }),
      databases: JSON.stringify(await indexedDB.databases()),
      caches: JSON.stringify(await globalThis.caches.keys()),
      cookies: document.cookie,
      address: location.href,
      history: history.length,
      state: JSON.stringify(history.state),
      title: document.title,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      broken: window.broken,
    }));
  }

  leave() {
    return this.context.close();
  }
}
