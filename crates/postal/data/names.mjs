#!/usr/bin/env node
// Writes names/*.csv: the countries of countries.csv by their names in each language of the pages, in that language's order.
//
//     npm install --no-save cldr-localenames-full@48.2.0 && node crates/postal/data/names.mjs
//
// Needs Node.js 20 with its full ICU, and gives the same bytes each time.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const LANGUAGES = ["en", "fr", "de", "lb", "et"];
// What CLDR 48 has not: a country that changed its name in 2018, and a territory without one.
const OWN = { lb: { SZ: "Eswatini", IO: "Britescht Territorium am Indeschen Ozean" } };
const SHORT = ["HK", "MO", "PS"];

const at = (path) => new URL(path, import.meta.url);
const rows = readFileSync(at("countries.csv"), "utf8").split("\n").slice(1).filter(Boolean);
const codes = rows.map((row) => row.slice(0, 2));
mkdirSync(at("names/"), { recursive: true });
for (const language of LANGUAGES) {
  const file = require(`cldr-localenames-full/main/${language}/territories.json`);
  const { territories } = file.main[language].localeDisplayNames;
  const short = (code) => (SHORT.includes(code) ? territories[`${code}-alt-short`] : undefined);
  const name = (code) => OWN[language]?.[code] ?? short(code) ?? territories[code];
  const named = codes.map((code) => [code, name(code)]);
  const order = new Intl.Collator(language);
  named.sort(([, one], [, other]) => order.compare(one, other));
  const lines = named.map(([code, name]) => {
    if (!name || /[",\n]/.test(name)) throw new Error(`${language} ${code}: ${name}`);
    return `${code},${name}\n`;
  });
  writeFileSync(at(`names/${language}.csv`), `country,name\n${lines.join("")}`);
}
