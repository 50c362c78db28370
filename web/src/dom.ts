/** Building pages: elements and texts only, never markup. What others wrote (names of candidates) can only ever be text. */

type Child = Node | string | undefined | false;
type Value = string | number | boolean | undefined | ((event: Event) => void);

/** An element. Names that begin with `on` are listeners; `true` is an attribute without a value. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** A paragraph. */
export const p = (...children: readonly Child[]) => h("p", {}, ...children);

/** A button. */
export function button(text: string, press: () => void, look: "primary" | "secondary" | "link" = "secondary", label?: string): HTMLButtonElement {
  return h("button", { type: "button", class: look, "aria-label": label, onclick: press }, text);
}

/** A text that others wrote, in its own language and direction. */
export function theirs(text: { readonly text: string; readonly lang: string | undefined }): HTMLElement {
  return h("bdi", { lang: text.lang ?? "", dir: "auto" }, text.text);
}

/** Lets the person save bytes as a file. */
export function save(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
