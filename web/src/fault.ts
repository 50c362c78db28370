/** What went wrong, by a code for which there is a sentence in every language (`fault-<code>`). */
export class Fault extends Error {
  constructor(
    readonly code: string,
    readonly detail = "",
    /** Seconds after which asking again may help. */
    readonly retryAfter?: number,
  ) {
    super(code);
  }
}

/** Any error as a fault. What is not one of ours is a defect. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault("defect", error instanceof Error ? error.name : "");
}
