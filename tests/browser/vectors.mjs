// Runs a test program that wasm-bindgen bound for the web: its tests run when it starts, and a failure traps.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [glue, module] = process.argv.slice(2).map((path) => resolve(path));
const { initSync } = await import(glue);
try {
  initSync({ module: readFileSync(module) });
} catch (error) {
  console.error(error.stack);
  process.exit(1);
}
