/** What is around every page: the head with the language, the foot with help, the main part that changes. */
import { h, p } from "./dom.ts";
import { type Language, language, speak, t } from "./texts.ts";

/** A page: its heading and what follows. It is made anew when the language changes. */
export interface Page {
  readonly heading: string | Node;
  readonly body: readonly (Node | string | undefined | false)[];
  /** Above the heading. */
  readonly above?: Node | undefined;
}

/** The file of this program; its name has a part of its hash. */
const program = new URL(import.meta.url).pathname.split("/").at(-1) ?? "";

/** A help desk's words by language, as the operator gives them. */
export type Help = Readonly<Record<string, string>>;

/** The frame, and the page in it. */
export class Shell {
  #page: () => Page = () => ({ heading: "", body: [] });
  #main = h("main", { id: "main" });
  #head = h("header");
  #foot = h("footer");
  #notice = h("div", { class: "notice", role: "status" });
  /** For those who hear the page: what changes while it stays. */
  #said = h("p", { class: "heard", role: "status" });
  /** Shown on every page. */
  demo = false;
  help: Help | undefined;
  /** The election that the page is about, for the foot. */
  election: { readonly id: string; readonly title: () => Node } | undefined;

  constructor() {
    const skip = h("a", { href: "#main", class: "skip" });
    document.body.append(skip, this.#head, this.#main, this.#foot);
    this.#frame();
  }

  /** Shows a page, from its top; the heading is read out. */
  show(page: () => Page): void {
    this.#page = page;
    this.say("");
    this.#frame();
    this.#draw();
    this.#main.querySelector("h1")?.focus();
    scrollTo(0, 0);
  }

  /** Draws the page again, where the person is. */
  again(): void {
    this.#draw();
  }

  /** A notice above the page; none takes it away. */
  notice(...content: Node[]): void {
    this.#notice.replaceChildren(...content);
  }

  /** Has something read out. */
  say(text: string): void {
    this.#said.textContent = text;
  }

  #draw(): void {
    const { heading, body, above } = this.#page();
    const title = h("h1", { tabindex: -1 }, heading);
    this.#main.replaceChildren(...(above === undefined ? [] : [above]), title, ...body.filter((part) => part !== undefined && part !== false));
    document.title = `${title.textContent} – ${t("service-name")}`;
  }

  #frame(): void {
    document.documentElement.lang = language();
    const skip = document.querySelector("a.skip");
    if (skip !== null) skip.textContent = t("skip-link");
    const choose = h(
      "select",
      {
        id: "language",
        autocomplete: "off",
        onchange: (event) => {
          const again = () => {
            this.#frame();
            this.#draw();
            document.getElementById("language")?.focus();
          };
          // without its words the page stays in the language that it speaks
          speak((event.target as HTMLSelectElement).value as Language).then(again, again);
        },
      },
      ...Object.entries(LANGUAGES).map(([each, name]) => {
        const option = h("option", { value: each, lang: each, selected: each === language() });
        option.textContent = name;
        return option;
      }),
    );
    const name = this.election === undefined ? t("service-name") : this.election.title();
    this.#head.replaceChildren(
      h("div", { class: "bar" }, h("span", { class: "brand" }, name), h("span", { class: "language" }, h("label", { for: "language" }, t("language-label")), choose)),
    );
    if (this.demo) this.#head.append(p(h("strong", { class: "demo" }, t("demo-banner"))));
    this.#head.append(this.#notice);
    const help = this.help?.[language()] ?? this.help?.["en"];
    this.#foot.replaceChildren(
      ...(help === undefined ? [] : [h("h2", {}, t("help-heading")), p(help)]),
      this.#said,
      technical(
        this.election === undefined ? undefined : t("technical-election", { id: this.election.id }),
        t("technical-program", { file: program }),
      ),
    );
  }
}

/** Details for those who help. */
export function technical(...lines: (string | undefined)[]): HTMLElement {
  const shown = lines.filter((line) => line !== undefined).map((line) => p(line));
  return h("details", { class: "technical" }, h("summary", {}, t("technical")), ...shown);
}
