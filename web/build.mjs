// Bundles the pages: `node build.mjs <folder>`, where <folder>/module is what wasm-bindgen wrote; writes <folder>/dist.
// The same sources give the same bytes.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const folder = resolve(process.argv[2] ?? "../target/client");
const dist = join(folder, "dist");
const here = dirname(fileURLToPath(import.meta.url));

/** Languages in the order in which people choose them; each has a folder of texts. */
const languages = ["en", "fr", "de", "lb", "et"];

const digest = (bytes, algorithm) => createHash(algorithm).update(bytes);
const short = (bytes) => digest(bytes, "sha256").digest("hex").slice(0, 12);
const integrity = (bytes) => `sha384-${digest(bytes, "sha384").digest("base64")}`;

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

/** Writes a file under a name that changes with its bytes. */
async function put(name, bytes) {
  const [stem, extension] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  const file = `${stem}-${short(bytes)}${extension}`;
  await writeFile(join(dist, file), bytes);
  return { file, integrity: integrity(bytes) };
}

/** A page's texts, by language: every language has every message. A page that shows another one's parts has its texts, too. */
async function texts(name, others) {
  const all = {};
  const keys = (text) => [...text.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map((match) => match[1]);
  for (const language of languages) {
    const parts = ["frame", ...others, name].map((part) => readFile(join(here, "texts", language, `${part}.ftl`), "utf8"));
    all[language] = (await Promise.all(parts)).join("\n").replace(/^#.*\n+/gm, "");
  }
  const expected = keys(all.en);
  for (const language of languages) {
    const found = keys(all[language]);
    const missing = expected.filter((key) => !found.includes(key));
    const extra = found.filter((key) => !expected.includes(key));
    const twice = found.filter((key, at) => found.indexOf(key) !== at);
    if (missing.length + extra.length + twice.length > 0) {
      throw new Error(`texts/${language}/${name}.ftl: missing: ${missing}; unknown: ${extra}; twice: ${twice}`);
    }
  }
  return all;
}

const module = await put("tabella.wasm", await readFile(join(folder, "module/tabella_bg.wasm")));
const verifier = await put("observer.wasm", await readFile(join(folder, "module/observer_bg.wasm")));

const common = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  write: false,
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: here,
  alias: { module: join(folder, "module") },
};
const bundle = async (entry, define) => {
  const result = await build({ ...common, entryPoints: [join("src", entry)], define });
  return result.outputFiles[0];
};
// The worker is a part of each page's script: one hash in the page binds both, and the module by its own hash.
const worker = (await bundle("worker.ts", { MODULE: JSON.stringify(module) })).text;
const observing = (await bundle("observe-worker.ts", { MODULE: JSON.stringify(verifier) })).text;
const style = await put("style.css", (await build({ ...common, entryPoints: ["src/style.css"] })).outputFiles[0].contents);

/** The languages' names for themselves. */
const names = {};

/** What a page's script is told of its texts: English is a part of it, the others are fetched. And what is shown without script. */
async function words(name, ...others) {
  const all = await texts(name, others);
  const line = (language, key) => new RegExp(`^${key} = (.*)$`, "m").exec(all[language])[1];
  const files = {};
  for (const language of languages) {
    names[language] = line(language, "language-name");
    if (language !== "en") files[language] = await put(`${name}-${language}.ftl`, all[language]);
  }
  const define = { LANGUAGES: JSON.stringify(names), ENGLISH: JSON.stringify(all.en), TEXTS: JSON.stringify(files) };
  const noscript = languages.map((language) => `<p lang="${language}">${line(language, "without-script")}</p>`).join("");
  return { define, noscript };
}

// Loaded where a demonstration says so.
const reader = await put("reader.js", (await bundle("reader.ts")).contents);

/** A page: its script, and what is shown without it. */
async function page(name, worker, { define, noscript }) {
  const { contents } = await bundle(`${name}.ts`, { ...define, WORKER: JSON.stringify(worker), READER: JSON.stringify(reader.file) });
  const script = await put(`${name}.js`, contents);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Tabella</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style.file}" integrity="${style.integrity}">
<script type="module" src="${script.file}" integrity="${script.integrity}"></script>
</head>
<body>
<noscript>${noscript}</noscript>
</body>
</html>
`;
  await writeFile(join(dist, name === "booth" ? "index.html" : `${name}.html`), html);
}
const booth = await words("booth");
await page("booth", worker, booth);
await page("look", worker, booth);
await page("observe", observing, await words("observe"));
// without a worker: it can show a ballot, and nothing else
await page("preview", "", await words("preview", "booth"));

// What a server sends with every file of this folder.
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src data:",
  "connect-src 'self'",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types tabella",
].join("; ");
const headers = {
  "Content-Security-Policy": policy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
};
await writeFile(join(dist, "headers.json"), `${JSON.stringify(headers, null, 2)}\n`);

const files = (await readdir(dist)).sort();
const sums = [];
for (const file of files) {
  sums.push(`${digest(await readFile(join(dist, file)), "sha256").digest("hex")}  ${basename(file)}\n`);
}
await writeFile(join(dist, "SHA256SUMS"), sums.join(""));

/** Most bytes that a voter waits for before the first page works: on a slow phone some seconds. */
const FIRST_LOAD_MAX = 350 * 1024;
const compressed = new Map();

// What a server sends to browsers that take it compressed; the bytes that count are those above.
for (const file of files) {
  const bytes = await readFile(join(dist, file));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  compressed.set(file, brotliCompressSync(bytes, { params }));
  await writeFile(join(dist, `${file}.br`), compressed.get(file));
  await writeFile(join(dist, `${file}.gz`), gzipSync(bytes, { level: 9 }));
}

const size = (of) => Math.max(0, ...files.filter((file) => of.test(file)).map((file) => compressed.get(file).length));
const first = [/^index\.html$/, /^booth-.*\.js$/, /^booth-.*\.ftl$/, /^style-/, /^tabella-/].map(size);
const sum = first.reduce((a, b) => a + b);
console.log(`the booth's first load: ${sum} bytes compressed (page, script, longest text, style, module: ${first.join(", ")})`);
if (sum > FIRST_LOAD_MAX) throw new Error(`the booth's first load is more than ${FIRST_LOAD_MAX} bytes`);
