/** Parts of the observer's pages. */
import { h, p, theirs } from "./dom.ts";
import { type Manifest, pick } from "./manifest.ts";
import type { Check, Outcome, Tree } from "./observe-worker.ts";
import { count, moment, t } from "./texts.ts";

/** A long number that people compare, four digits at a time. */
export const asCode = (digits: string) => h("p", { class: "code digits", translate: "no" }, digits.replace(/(.{4})(?=.)/g, "$1 "));

/** A signed tree, and who saw it when. */
export function treeList(tree: Tree, zone: string): HTMLElement {
  return h(
    "section",
    { class: "card" },
    h("h2", {}, t("tree-heading", { size: count(tree.size) })),
    p(t("tree-root")),
    asCode(tree.root),
    h(
      "ul",
      { class: "proved" },
      h("li", {}, t("tree-signed", { name: tree.origin })),
      ...tree.witnesses.map(({ name, time }) => h("li", {}, t("tree-witness", { name, time: moment(time, zone) }))),
    ),
  );
}

/** Every named check with its verdict; the verifier's own words, which are English, stand behind. */
export function checksList(checks: readonly Check[]): HTMLElement {
  return h(
    "ol",
    { class: "checks" },
    ...checks.map(({ name, verdict, words }) =>
      h(
        "li",
        { class: verdict, "data-check": name },
        h("strong", {}, t(`check-${name}`)),
        h("span", { class: "verdict" }, t(`verdict-${verdict}`)),
        p(t(`check-${name}-text`)),
        h("details", { class: "technical" }, h("summary", {}, t("technical")), h("p", { lang: "en" }, words)),
      ),
    ),
  );
}

/** The verified counts, a table for each contest; votes by post as the authority says. */
export function resultTables(manifest: Manifest, outcomes: readonly Outcome[]): HTMLElement[] {
  const { languages } = manifest;
  return outcomes.map((outcome) => {
    const contest = manifest.contests.find(({ id }) => id === outcome.contest);
    const title = h("h2", {}, contest === undefined ? outcome.contest : theirs(pick(contest.title, languages)));
    if (outcome.groups.length === 0) return h("section", { class: "card" }, title, p(t("result-too-few")));
    const postal = new Map(outcome.postal);
    const head = ["result-option", "result-online", "result-postal", "result-total"].map((key, at) => h("th", { scope: "col", class: at > 0 ? "number" : undefined }, t(key)));
    const rows = outcome.totals.map(([id, online]) => {
      const option = contest?.options.find((each) => each.id === id);
      const post = postal.get(id) ?? 0;
      const numbers = [online, post, online + post].map((number) => h("td", { class: "number" }, count(number)));
      return h("tr", {}, h("th", { scope: "row" }, option === undefined ? id : theirs(pick(option.name, languages))), ...numbers);
    });
    return h("section", { class: "card" }, title, h("div", { class: "wide", tabindex: 0, role: "group", "aria-label": title.textContent ?? "" }, h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows))));
  });
}

