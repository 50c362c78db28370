/** The page that shows the whole ballot before anything is done with it. */
import { chosen } from "./contest.ts";
import { button, h, p, theirs } from "./dom.ts";
import { pick } from "./manifest.ts";
import type { Mark } from "./marks.ts";
import type { Page } from "./shell.ts";
import { t } from "./texts.ts";

/** What the page needs. */
export interface Review {
  readonly marks: readonly Mark[];
  readonly languages: readonly string[];
  /** What is said below the questions. */
  readonly more: readonly (Node | false)[];
  /** Back to a question. */
  readonly change: (at: number) => void;
  /** The button that goes on. */
  readonly next: Node;
}

/** The page of a whole ballot. */
export function reviewPage({ marks, languages, more, change, next }: Review): Page {
  return {
    heading: t("review-heading"),
    body: [
      p(t("review-lead")),
      ...marks.map((mark, at) => {
        const title = pick(mark.contest.title, languages);
        const unused = mark.contest.rule.total_max > 1 && mark.left > 0 && mark.total > 0;
        return h(
          "section",
          { class: "card" },
          h("h2", {}, theirs(title)),
          chosen(mark, languages),
          unused && p(h("span", { class: "unused" }, t("review-unused-votes", { used: mark.total, total: mark.contest.rule.total_max }))),
          button(t("review-change"), () => change(at), "link", t("review-change-of", { title: title.text })),
        );
      }),
      ...more,
      h(
        "div",
        { class: "buttons" },
        next,
        button(t("back"), () => change(marks.length - 1)),
      ),
    ],
  };
}
