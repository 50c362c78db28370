/**
 * A draft of an election as voters will see it: the booth's own pages of the questions and of the whole ballot. Behind them is nothing:
 * no worker, no keys, no ballot box. What is filled in stays in this page and is gone with it.
 */
import { contestPage } from "./contest.ts";
import { button, h, p, theirs } from "./dom.ts";
import { type Manifest, contestsOf, pick } from "./manifest.ts";
import { Marks } from "./marks.ts";
import { reviewPage } from "./review.ts";
import { type Page, Shell } from "./shell.ts";
import { t } from "./texts.ts";

/** Where the office keeps its drafts. */
const DRAFTS = "/office/prepare/";

const shell = new Shell();

/** The draft, once it is there. */
let manifest: Manifest | undefined;
/** Why there is none, as a key of the texts. */
let trouble: string | undefined;

/** A page with the words that say what it is not. */
function framed(page: Page): Page {
  return { ...page, above: h("div", {}, h("p", { class: "warning" }, h("strong", {}, t("preview-banner"))), page.above) };
}

/** What of a draft the pages need; a draft may lack any of it. */
function read(text: string): Manifest {
  const found = JSON.parse(text) as Partial<Manifest>;
  if (typeof found !== "object" || found === null) throw new TypeError("no object");
  const list = <T>(value: readonly T[] | undefined): readonly T[] => (Array.isArray(value) ? value : []);
  return { ...found, title: found.title ?? {}, languages: list(found.languages), contests: list(found.contests), styles: list(found.styles) } as Manifest;
}

/** Takes a draft; or says that it is none. */
function take(text: string): void {
  try {
    const draft = read(text);
    manifest = draft;
    trouble = undefined;
    shell.election = {
      get id() {
        return t("preview-no-id");
      },
      title: () => theirs(pick(draft.title, draft.languages)),
    };
  } catch {
    manifest = undefined;
    trouble = "preview-no-draft";
  }
  start();
}

function start(): void {
  const file = h("input", {
    type: "file",
    id: "draft",
    accept: ".json,application/json",
    onchange: () => {
      const [chosen] = file.files ?? [];
      chosen?.text().then(take, () => {});
    },
  });
  const draft = manifest;
  shell.show(() =>
    framed({
      heading: t("preview-heading"),
      body: [
        trouble !== undefined && h("div", { role: "alert", class: "fault" }, p(t(trouble))),
        p(t("preview-lead")),
        draft !== undefined && h("h2", {}, t("preview-styles")),
        draft !== undefined && draft.styles.length === 0 && p(t("preview-no-styles")),
        ...(draft?.styles ?? []).map((style) => styleCard(draft as Manifest, style.id)),
        h("h2", {}, t("preview-other")),
        h("p", {}, h("label", { for: "draft" }, t("preview-file"))),
        h("p", {}, file),
      ],
    }),
  );
}

/** A ballot style, with what is on it. */
function styleCard(draft: Manifest, style: string): HTMLElement {
  const contests = contestsOf(draft, style) ?? [];
  const titles = contests.map((contest) => h("li", {}, theirs(pick(contest.title, draft.languages))));
  return h(
    "section",
    { class: "card" },
    h("h3", {}, h("bdi", {}, style)),
    h("ul", {}, ...titles),
    contests.length > 0 && button(t("preview-open"), () => fill(draft, new Marks(contests), 0), "primary", t("preview-open-style", { style })),
  );
}

/** The question at a position; the whole ballot after the last one, as in the booth. */
function fill(draft: Manifest, marks: Marks, at: number): void {
  const mark = marks.marks[at];
  if (mark === undefined) {
    review(draft, marks);
    return;
  }
  shell.show(() =>
    framed(
      contestPage({
        mark,
        number: at + 1,
        of: marks.marks.length,
        languages: draft.languages,
        back: () => (at === 0 ? start() : fill(draft, marks, at - 1)),
        next: () => fill(draft, marks, at + 1),
        again: () => shell.again(),
      }),
    ),
  );
}

function review(draft: Manifest, marks: Marks): void {
  const first = marks.firstProblem();
  if (first >= 0) {
    fill(draft, marks, first);
    return;
  }
  shell.show(() =>
    framed(
      reviewPage({
        marks: marks.marks,
        languages: draft.languages,
        more: [h("p", { class: "warning" }, t("preview-end", { button: t("review-button") }))],
        change: (at) => fill(draft, marks, at),
        next: button(t("preview-again"), start, "primary"),
      }),
    ),
  );
}

/** The draft whose number stands in the address, for officials who are signed in. */
async function fetched(): Promise<void> {
  const number = new URLSearchParams(location.search).get("draft");
  if (number === null || !/^\d{1,9}$/.test(number)) {
    start();
    return;
  }
  const answer = await fetch(new URL(`${DRAFTS}${number}/manifest.json`, location.href).href, { cache: "no-store" });
  if (answer.ok) {
    take(await answer.text());
    return;
  }
  trouble = "preview-not-shown";
  start();
}

fetched().catch(() => {
  trouble = "preview-not-shown";
  start();
});
