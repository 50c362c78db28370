/** Texts are bundled as they are. */
declare module "*.ftl" {
  const text: string;
  export default text;
}

/** The module's file and its hash: written in by build.mjs. */
declare const READER: string;
declare const MODULE: { readonly file: string; readonly integrity: string };

/** The worker's program: written in by build.mjs. */
declare const WORKER: string;
