import type { IncidentName } from "./incidents.ts";

/**
 * What one name means. The help, `explain`, the README and whatever else has to say it take it from here, so that no two of them
 * can say different things. All of it is plain text.
 */
export interface Explanation {
  /** What it is: one sentence without a capital and without a full stop, of at most 140 characters. */
  readonly is: string;
  /** How it comes about: of a strategy, how it moves money; of a duplicate handling, where you meet it. */
  readonly comesAbout: string;
  /** What fixes it: of trouble, what survives it; of a strategy, what it survives; of a duplicate handling, what is safe with it. */
  readonly fix: string;
  /** What it can be, kind by kind, where it has kinds: the heading above the list, and a line for each. */
  readonly kinds?: { readonly heading: string; readonly all: readonly (readonly [kind: string, is: string])[] };
  /** Where it was seen in public; left out where that is not known. */
  readonly seenIn?: readonly IncidentName[];
}
