/** The manifest as the page needs it. It was checked before: the worker gives none other. */
import { language } from "./texts.ts";

/** A text by language, or the same in all under `und`. */
export type Text = Readonly<Record<string, string>>;

/** A contest's rule. */
export interface Rule {
  readonly option_max: number;
  readonly total_min: number;
  readonly total_max: number;
}

/** Something that can be voted for. */
export interface Option {
  readonly id: string;
  readonly name: Text;
  readonly list?: string;
  readonly blank?: boolean;
}

/** A question. */
export interface Contest {
  readonly id: string;
  readonly title: Text;
  readonly rule: Rule;
  readonly lists: readonly { readonly id: string; readonly name: Text }[];
  readonly options: readonly Option[];
}

/** The manifest. */
export interface Manifest {
  readonly title: Text;
  readonly languages: readonly string[];
  readonly schedule: { readonly opens: string; readonly closes: string; readonly time_zone: string };
  readonly contests: readonly Contest[];
  readonly styles: readonly { readonly id: string; readonly contests: readonly string[] }[];
  readonly rules: { readonly revoting: boolean };
  readonly limits: { readonly second_device_checks: number };
}

/** The contests of a style, in the manifest's order; nothing if there is no such style. */
export function contestsOf(manifest: Manifest, style: string): readonly Contest[] | undefined {
  const ids = manifest.styles.find(({ id }) => id === style)?.contests;
  return ids && manifest.contests.filter(({ id }) => ids.includes(id));
}

/** How a contest is filled in. */
export type Kind = "single" | "several" | "votes" | "points";

/** Contests whose options may get more than this are shared out in points. */
const POINTS_ABOVE = 255;

/** How a contest is filled in, from its numbers. */
export function kindOf({ rule }: Contest): Kind {
  if (rule.option_max > POINTS_ABOVE) return "points";
  if (rule.option_max > 1) return "votes";
  return rule.total_max === 1 ? "single" : "several";
}

/** Whether the contest may be left blank without an option that says so. */
export const mayBeBlank = ({ rule, options }: Contest): boolean =>
  rule.total_min === 0 && !options.some((option) => option.blank);

/** A text in the person's language, or in the election's first one; with the language that it is in, if that is known. */
export function pick(text: Text, languages: readonly string[]): { text: string; lang: string | undefined } {
  for (const lang of [language() as string, ...languages]) {
    const found = text[lang];
    if (found !== undefined) return { text: found, lang };
  }
  return { text: text["und"] ?? Object.values(text)[0] ?? "", lang: undefined };
}
