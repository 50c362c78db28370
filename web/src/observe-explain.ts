/** For people who are not cryptographers: what is checked, what is not, what would have to go wrong. */
import { h, p } from "./dom.ts";
import { t } from "./texts.ts";

/** The sections, each with how many paragraphs it has. */
const SECTIONS = [
  ["explain-board", 2],
  ["explain-secret", 3],
  ["explain-checked", 6],
  ["explain-not-checked", 4],
  ["explain-wrong", 4],
  ["explain-you", 3],
] as const;

/** The explanation. */
export const explained = (): HTMLElement[] =>
  SECTIONS.flatMap(([name, paragraphs]) => [h("h2", {}, t(name)), ...Array.from({ length: paragraphs }, (_, at) => p(t(`${name}-${at + 1}`)))]);
