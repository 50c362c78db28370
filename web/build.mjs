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

/** The texts: every language has every message, in the same order as English. */
async function texts() {
  const all = {};
  const keys = (text) => [...text.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map((match) => match[1]);
  for (const language of languages) {
    all[language] = await readFile(join(here, "texts", language, "booth.ftl"), "utf8");
  }
  const expected = keys(all.en);
  for (const language of languages) {
    const found = keys(all[language]);
    const missing = expected.filter((key) => !found.includes(key));
    const extra = found.filter((key) => !expected.includes(key));
    const twice = found.filter((key, at) => found.indexOf(key) !== at);
    if (missing.length + extra.length + twice.length > 0) {
      throw new Error(`texts/${language}/booth.ftl: missing: ${missing}; unknown: ${extra}; twice: ${twice}`);
    }
  }
  return all;
}

const all = await texts();
const wasm = await readFile(join(folder, "module/tabella_bg.wasm"));
const module = await put("tabella.wasm", wasm);

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
  loader: { ".ftl": "text" },
};
const bundle = async (entry, define) => {
  const result = await build({ ...common, entryPoints: [join("src", entry)], define });
  return result.outputFiles[0];
};
// The worker is a part of each page's script: one hash in the page binds both, and the module by its own hash.
const worker = (await bundle("worker.ts", { MODULE: JSON.stringify(module) })).text;
const style = await put("style.css", (await build({ ...common, entryPoints: ["src/style.css"] })).outputFiles[0].contents);

const noscript = languages
  .map((language) => {
    const text = /^without-script = (.*)$/m.exec(all[language])[1];
    return `<p lang="${language}">${text}</p>`;
  })
  .join("");

// Loaded where a demonstration says so.
const reader = await put("reader.js", (await bundle("reader.ts")).contents);

/** A page: its script, and what is shown without it. */
async function page(name) {
  const { contents } = await bundle(`${name}.ts`, { WORKER: JSON.stringify(worker), READER: JSON.stringify(reader.file) });
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
await page("booth");
await page("look");

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

// What a server sends to browsers that take it compressed; the bytes that count are those above.
for (const file of files) {
  const bytes = await readFile(join(dist, file));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await writeFile(join(dist, `${file}.br`), brotliCompressSync(bytes, { params }));
  await writeFile(join(dist, `${file}.gz`), gzipSync(bytes, { level: 9 }));
}
