/** One question of the ballot. Nothing here is a form: there is nothing that could be posted. */
import { button, h, p, theirs } from "./dom.ts";
import { type Option, kindOf, mayBeBlank, pick } from "./manifest.ts";
import type { Mark, Problem } from "./marks.ts";
import type { Page } from "./shell.ts";
import { count, t } from "./texts.ts";

/** Steps of the buttons of a question with points: about a hundredth of the budget, a round number. */
const step = (max: number): number => 10 ** Math.max(0, Math.floor(Math.log10(max)) - 2);

/** What a question's page needs. */
export interface Asked {
  readonly mark: Mark;
  readonly number: number;
  readonly of: number;
  readonly languages: readonly string[];
  readonly back: () => void;
  readonly next: () => void;
  /** Draws the page again. */
  readonly again: () => void;
}

/** The page of a question. */
export function contestPage(asked: Asked): Page {
  const { mark, languages } = asked;
  const { contest } = mark;
  const kind = kindOf(contest);
  const left = h("p", { role: "status", class: "left" });
  const trouble = h("div", { class: "trouble", tabindex: -1, role: "alert" });
  const inputs: HTMLInputElement[] = [];
  const blank = mayBeBlank(contest) ? blankChoice() : undefined;

  /** A name, for sentences. */
  const nameOf = (option: Option) => pick(option.name, languages).text;

  /** Brings what is shown up to what is filled in. */
  function refresh(): void {
    for (const [at, input] of inputs.entries()) {
      const votes = mark.votes[at] ?? 0;
      if (input.type === "text") {
        const typed = mark.unread.get(at) ?? (votes === 0 ? "" : String(votes));
        if (document.activeElement !== input) input.value = typed;
        input.setAttribute("aria-invalid", String(mark.unread.has(at)));
      } else {
        input.checked = votes > 0;
      }
    }
    if (blank !== undefined) blank.input.checked = mark.blank;
    left.textContent = remaining();
    left.classList.toggle("over", mark.left < 0);
    // what is wrong is said when the person wants to go on, and unsaid when it is mended
    if (trouble.textContent !== "" && mark.problem() === undefined) trouble.replaceChildren();
  }

  function remaining(): string {
    if (kind === "single") return "";
    if (mark.left < 0) return t("too-many", { count: -mark.left });
    const unit = kind === "points" ? "left-points" : kind === "votes" ? "left-votes" : "left-choices";
    return t(unit, { count: mark.left });
  }

  function blankChoice(): { input: HTMLInputElement; label: HTMLElement } {
    const input = h("input", {
      type: kind === "single" ? "radio" : "checkbox",
      name: `contest-${asked.number}`,
      autocomplete: "off",
      onchange: () => {
        mark.leaveBlank(input.checked);
        refresh();
      },
    });
    return { input, label: h("label", { class: "option blank" }, input, h("span", {}, t("blank-option"))) };
  }

  /** A choice that is made or not. */
  function choice(option: Option, at: number): HTMLElement {
    const input = h("input", {
      type: kind === "single" ? "radio" : "checkbox",
      name: `contest-${asked.number}`,
      autocomplete: "off",
      onchange: () => {
        if (kind === "single") mark.only(at);
        else mark.set(at, input.checked ? 1 : 0);
        refresh();
      },
    });
    inputs[at] = input;
    return h("label", { class: "option" }, input, theirs(pick(option.name, languages)));
  }

  /** A choice that gets a number. */
  function number(option: Option, at: number): HTMLElement {
    const name = nameOf(option);
    const by = kind === "points" ? step(contest.rule.total_max) : 1;
    const change = (difference: number) => {
      const votes = Math.min(Math.max((mark.votes[at] ?? 0) + difference, 0), contest.rule.option_max);
      mark.set(at, votes);
      refresh();
    };
    const input = h("input", {
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      size: String(contest.rule.option_max).length + 1,
      "aria-label": t(kind === "points" ? "points-for" : "votes-for", { name }),
      oninput: () => {
        mark.type(at, input.value);
        refresh();
      },
      onblur: refresh,
    });
    inputs[at] = input;
    return h(
      "div",
      { class: "option number" },
      theirs(pick(option.name, languages)),
      h(
        "span",
        { class: "stepper" },
        button("−", () => change(-by), "secondary", t("less-for", { name })),
        input,
        button("+", () => change(by), "secondary", t("more-for", { name })),
      ),
    );
  }

  const make = kind === "single" || kind === "several" ? choice : number;
  const rows = (list: string | undefined) =>
    mark.optionsOf(list).map((at) => make(contest.options[at] as Option, at));

  /** The options, list by list where there are lists. */
  function options(): HTMLElement[] {
    if (contest.lists.length === 0) return rows(undefined);
    const sections = contest.lists.map((list) => {
      const name = pick(list.name, languages);
      const id = `list-${asked.number}-${list.id}`;
      const whole =
        kind === "votes" || (kind === "several" && contest.rule.total_max > 1)
          ? button(t("list-vote"), () => voteList(list.id), "secondary", t("list-vote-for", { name: name.text }))
          : undefined;
      return h("div", { class: "list", role: "group", "aria-labelledby": id }, h("h2", { id }, theirs(name)), whole, ...rows(list.id));
    });
    const free = rows(undefined);
    if (free.length === 0) return sections;
    const id = `list-${asked.number}`;
    return [...sections, h("div", { class: "list", role: "group", "aria-labelledby": id }, h("h2", { id }, t("no-list")), ...free)];
  }

  function voteList(list: string): void {
    if (mark.voteList(list)) {
      refresh();
      return;
    }
    left.textContent = t("list-too-long", { size: mark.optionsOf(list).length, left: Math.max(mark.left, 0) });
  }

  function said(problem: Problem): string {
    switch (problem.kind) {
      case "too-many":
        return t("error-too-many", { count: problem.count });
      case "too-few":
        return t("error-too-few", { min: problem.min });
      case "nothing":
        return t("error-nothing", { blank: t("blank-option") });
      case "one":
        return t("error-one");
      case "number": {
        const option = contest.options[problem.option] as Option;
        return t("error-number", { name: nameOf(option), max: contest.rule.option_max });
      }
    }
  }

  function next(): void {
    const problem = mark.problem();
    if (problem === undefined) {
      asked.next();
      return;
    }
    trouble.replaceChildren(h("h2", {}, t("problem-heading")), p(said(problem)));
    trouble.focus();
  }

  const title = theirs(pick(contest.title, languages));
  title.id = "contest-title";
  const group = h(
    "div",
    { class: "options", role: kind === "single" ? "radiogroup" : "group", "aria-labelledby": "contest-title", "aria-describedby": "contest-rule" },
    ...options(),
    blank?.label,
  );
  refresh();
  return {
    above: h("p", { class: "progress" }, t("contest-progress", { number: asked.number, count: asked.of })),
    heading: title,
    body: [
      p(...rule(mark)),
      trouble,
      group,
      h(
        "div",
        { class: "actions sticky" },
        kind === "single" ? undefined : left,
        h(
          "div",
          { class: "buttons" },
          button(t("continue"), next, "primary"),
          button(t("back"), asked.back),
          button(
            t("clear"),
            () => {
              mark.clear();
              refresh();
            },
            "link",
          ),
        ),
      ),
    ],
  };
}

/** What may be filled in, in words. */
function rule({ contest }: Mark): (Node | string)[] {
  const { option_max: max, total_min: min, total_max: total } = contest.rule;
  const kind = kindOf(contest);
  const least = min > 0 ? ` ${t("rule-least", { min })}` : "";
  const words = (): string => {
    switch (kind) {
      case "single":
        return t("rule-single");
      case "several":
        return total >= contest.options.length && min === 0 ? t("rule-approval") : t("rule-some", { min, max: total });
      case "votes":
        return t("rule-votes", { total, max: Math.min(max, total) }) + least;
      case "points":
        return t("rule-points", { total, max: Math.min(max, total) }) + least;
    }
  };
  return [h("span", { id: "contest-rule" }, words())];
}

/** What is filled in, as a list of names with their votes. */
export function chosen(mark: Mark, languages: readonly string[]): HTMLElement {
  return chosenVotes(mark.contest, mark.votes, languages);
}

/** The same for votes from elsewhere. */
export function chosenVotes(contest: Mark["contest"], votes: readonly number[], languages: readonly string[]): HTMLElement {
  const rows = contest.options.flatMap((option, at) => {
    const given = votes[at] ?? 0;
    if (given === 0) return [];
    const name = theirs(pick(option.name, languages));
    return [contest.rule.option_max === 1 ? h("li", {}, name) : h("li", {}, name, h("span", { class: "given" }, count(given)))];
  });
  return rows.length === 0 ? p(t("review-blank")) : h("ul", { class: "chosen" }, ...rows);
}
