/** The sentences, in the language that the person chose. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

import { Fault } from "./fault.ts";

/** A language that the pages speak. */
export type Language = keyof typeof LANGUAGES;

/** Rules for plurals and dates where a browser has none for the language. */
const LOCALES: Record<Language, string[]> = { en: ["en-GB"], fr: ["fr"], de: ["de"], lb: ["lb", "de"], et: ["et"] };

/** English is a part of this script; other languages are fetched when somebody wants them. */
const bundles = new Map<Language, FluentBundle>([["en", bundle("en", ENGLISH)]]);

function bundle(language: Language, text: string): FluentBundle {
  // names are isolated: a name cannot turn the sentence around it
  const made = new FluentBundle(LOCALES[language]);
  const errors = made.addResource(new FluentResource(text));
  if (errors.length > 0) throw errors[0];
  return made;
}

let current: Language = "en";

/** The first language of the browser that we speak. */
function preferred(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  for (const tag of [asked, ...navigator.languages]) {
    const language = tag?.split("-")[0];
    if (language !== undefined && language in LANGUAGES) return language as Language;
  }
  return "en";
}

/** The language of the page. */
export const language = (): Language => current;

/** Chooses another, once its words are there. */
export async function speak(language: Language): Promise<void> {
  const text = language === "en" ? undefined : TEXTS[language];
  if (text !== undefined && !bundles.has(language)) {
    // its bytes are those that the page was built with
    const asked = fetch(new URL(text.file, location.href), { integrity: text.integrity, credentials: "omit" });
    const words = await asked.then((answer) => answer.text(), () => undefined);
    if (words === undefined) throw new Fault("network");
    bundles.set(language, bundle(language, words));
  }
  current = language;
}

/** A sentence. */
export function t(id: string, given: Record<string, FluentVariable> = {}): string {
  const words = bundles.get(current);
  const pattern = words?.getMessage(id)?.value;
  if (words === undefined || pattern == null) throw new Error(`no text ${id}`);
  const errors: Error[] = [];
  const text = words.formatPattern(pattern, given, errors);
  if (errors[0] !== undefined) throw errors[0];
  return text;
}

/** Whether there is such a sentence. */
export const has = (id: string): boolean => bundles.get(current)?.hasMessage(id) ?? false;

/** A moment, seconds since 1970, in the election's time zone, which is named. */
export function moment(seconds: number, timeZone: string): string {
  const style = { year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" } as const;
  const format = (zone: string) => `${new Intl.DateTimeFormat(LOCALES[current], { ...style, timeZone: zone }).format(seconds * 1000)} (${zone})`;
  try {
    return format(timeZone);
  } catch {
    return format("UTC");
  }
}

/** A number in the person's way of writing. */
export const count = (number: number): string => new Intl.NumberFormat(LOCALES[current]).format(number);

// before anything is shown; where the words cannot be had, the page speaks English
await speak(preferred()).catch(() => {});
