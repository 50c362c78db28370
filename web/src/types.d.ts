/** Written in by build.mjs. A file lies beside the page, under a name with a part of its hash. */
interface Built {
  readonly file: string;
  readonly integrity: string;
}

/** The card reader of demonstrations. */
declare const READER: string;

/** The WebAssembly module. */
declare const MODULE: Built;

/** The worker's program. */
declare const WORKER: string;

/** The languages' own names, in the order of the list. */
declare const LANGUAGES: Readonly<Record<"en" | "fr" | "de" | "lb" | "et", string>>;

/** The page's sentences. */
declare const ENGLISH: string;
declare const TEXTS: Readonly<Record<"fr" | "de" | "lb" | "et", Built>>;

/** In workers only, which the types of pages do not know. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
