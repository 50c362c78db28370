/** The sentences, in the language that the person chose. */
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

import de from "../texts/de/booth.ftl";
import en from "../texts/en/booth.ftl";
import et from "../texts/et/booth.ftl";
import fr from "../texts/fr/booth.ftl";
import lb from "../texts/lb/booth.ftl";

const files = { en, fr, de, lb, et };

/** A language that the pages speak. */
export type Language = keyof typeof files;

/** All of them, in the order of the list. */
export const LANGUAGES = Object.keys(files) as Language[];

/** Rules for plurals and dates where a browser has none for the language. */
const LOCALES: Record<Language, string[]> = { en: ["en-GB"], fr: ["fr"], de: ["de"], lb: ["lb", "de"], et: ["et"] };

const bundles = new Map<Language, FluentBundle>();

function bundle(language: Language): FluentBundle {
  let found = bundles.get(language);
  if (found === undefined) {
    // names are isolated: a name cannot turn the sentence around it
    found = new FluentBundle(LOCALES[language]);
    const errors = found.addResource(new FluentResource(files[language]));
    if (errors.length > 0) throw errors[0];
    bundles.set(language, found);
  }
  return found;
}

let current: Language = preferred();

/** The first language of the browser that we speak. */
function preferred(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  for (const tag of [asked, ...navigator.languages]) {
    const language = LANGUAGES.find((language) => language === tag?.split("-")[0]);
    if (language !== undefined) return language;
  }
  return "en";
}

/** The language of the page. */
export const language = (): Language => current;

/** Chooses another. */
export function speak(language: Language): void {
  current = language;
}

/** A sentence. */
export function t(id: string, given?: Record<string, FluentVariable>): string {
  return inLanguage(current, id, given);
}

/** Whether there is such a sentence. */
export const has = (id: string): boolean => bundle(current).hasMessage(id);

/** A sentence in a given language. */
export function inLanguage(language: Language, id: string, given: Record<string, FluentVariable> = {}): string {
  const pattern = bundle(language).getMessage(id)?.value;
  if (pattern == null) throw new Error(`no text ${id}`);
  const errors: Error[] = [];
  const text = bundle(language).formatPattern(pattern, given, errors);
  if (errors[0] !== undefined) throw errors[0];
  return text;
}

/** A moment, seconds since 1970, in the election's time zone. */
export function moment(seconds: number, timeZone: string): string {
  const style = { dateStyle: "long", timeStyle: "short" } as const;
  try {
    return new Intl.DateTimeFormat(LOCALES[current], { ...style, timeZone }).format(seconds * 1000);
  } catch {
    return new Intl.DateTimeFormat(LOCALES[current], { ...style, timeZone: "UTC" }).format(seconds * 1000);
  }
}

/** A time span in words is not needed: numbers in the person's way of writing. */
export const count = (number: number): string => new Intl.NumberFormat(LOCALES[current]).format(number);
