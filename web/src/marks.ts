/** What the voter filled in, in this page's memory and nowhere else. */
import { type Contest, kindOf, mayBeBlank } from "./manifest.ts";

/** Why a contest cannot be left as it is. */
export type Problem =
  | { readonly kind: "too-many"; readonly count: number }
  | { readonly kind: "too-few"; readonly min: number }
  | { readonly kind: "nothing" }
  | { readonly kind: "one" }
  | { readonly kind: "number"; readonly option: number };

/** One contest. */
export class Mark {
  /** Votes per option. */
  readonly votes: number[];
  /** Options whose number cannot be read, as it was typed. */
  readonly unread = new Map<number, string>();
  /** Whether it is to be blank. */
  blank = false;

  constructor(readonly contest: Contest) {
    this.votes = contest.options.map(() => 0);
  }

  /** All votes given. */
  get total(): number {
    return this.votes.reduce((sum, votes) => sum + votes, 0);
  }

  /** Votes left; below zero if there are too many. */
  get left(): number {
    return this.contest.rule.total_max - this.total;
  }

  /** Gives an option votes. */
  set(option: number, votes: number): void {
    this.unread.delete(option);
    this.votes[option] = votes;
    if (votes > 0) this.blank = false;
  }

  /** Takes what a person typed. */
  type(option: number, text: string): void {
    const bare = text.trim();
    const votes = bare === "" ? 0 : /^\d{1,10}$/.test(bare) ? Number(bare) : Number.NaN;
    if (votes <= this.contest.rule.option_max) {
      this.set(option, votes);
    } else {
      this.votes[option] = 0;
      this.unread.set(option, text);
    }
  }

  /** One choice in place of any other. */
  only(option: number): void {
    this.clear();
    this.set(option, 1);
  }

  /** Leaves it blank, or not. */
  leaveBlank(blank: boolean): void {
    if (blank) this.clear();
    this.blank = blank;
  }

  /** Nothing filled in. */
  clear(): void {
    this.votes.fill(0);
    this.unread.clear();
    this.blank = false;
  }

  /** One vote for each option of a list, if there are votes enough; whether it was done. */
  voteList(list: string): boolean {
    const options = this.optionsOf(list).filter((option) => (this.votes[option] ?? 0) < this.contest.rule.option_max);
    if (options.length === 0 || options.length > this.left) return false;
    for (const option of options) this.set(option, (this.votes[option] ?? 0) + 1);
    return true;
  }

  /** Positions of the options of a list. */
  optionsOf(list: string | undefined): number[] {
    return this.contest.options.flatMap((option, at) => (option.list === list ? [at] : []));
  }

  /** What is wrong with it; nothing if it may stay. */
  problem(): Problem | undefined {
    const { rule } = this.contest;
    const [unread] = this.unread.keys();
    if (unread !== undefined) return { kind: "number", option: unread };
    if (this.left < 0) return { kind: "too-many", count: -this.left };
    if (this.total === 0 && mayBeBlank(this.contest)) return this.blank ? undefined : { kind: "nothing" };
    if (this.total < rule.total_min) {
      return kindOf(this.contest) === "single" ? { kind: "one" } : { kind: "too-few", min: rule.total_min };
    }
    // an election whose own blank choice was left as empty as the others
    return this.total === 0 ? { kind: "one" } : undefined;
  }
}

/** A whole ballot. */
export class Marks {
  readonly marks: readonly Mark[];

  constructor(contests: readonly Contest[]) {
    this.marks = contests.map((contest) => new Mark(contest));
  }

  /** Position of the first contest that cannot stay as it is; −1 if all may. */
  firstProblem(): number {
    return this.marks.findIndex((mark) => mark.problem() !== undefined);
  }

  /** Whether anything is filled in. */
  get any(): boolean {
    return this.marks.some((mark) => mark.blank || mark.total > 0);
  }

  /** Contest by contest, for the worker. */
  numbers(): Uint32Array {
    const numbers = new Uint32Array(this.marks.reduce((sum, mark) => sum + mark.votes.length, 0));
    let at = 0;
    for (const { votes } of this.marks) {
      numbers.set(votes, at);
      at += votes.length;
    }
    return numbers;
  }

  /** Clears all of it. */
  clear(): void {
    for (const mark of this.marks) mark.clear();
  }
}
