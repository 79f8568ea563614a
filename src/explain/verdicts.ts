import type { Verdict } from "../domain/verdict.ts";
import { doubtKinds } from "./doubts.ts";
import type { Explanation } from "./explanation.ts";

/** Every verdict explained. */
export const verdictTexts = {
  violated: {
    summary: "money went missing or appeared from nowhere, or the API broke a promise about it",
    cause:
      "At least one check found something. Doubts do not change that, because the worst verdict wins. The exit code is 1.",
    remedy:
      "Read the findings. Each says how much of the drift it explains and shows the first, the worst and the last payout. " +
      "chaos-payout explain NAME says how to fix it. To repeat the run, use the command on the `reproduce` line.",
  },
  stuck: {
    summary: "a payout never reached a final state, although the node is done",
    cause:
      "The faults were cleared and the node has decided, but the API still reports a payout as pending, because nothing finishes it. " +
      "The exit code is 3.",
    remedy:
      "Let a sweeper ask the node about every pending payout (chaos-payout explain stuck-pending). If the API only needs more time, " +
      "raise the drain of the scenario.",
  },
  inconclusive: {
    summary: "the run proves nothing, and a doubt never counts as a pass",
    cause:
      "Something that the verdict depends on is unknown: a declared fault never fired, a read failed, nobody could tell whether a " +
      "payout was paid, or the run was cut short. The exit code is 2.",
    remedy:
      "Read the lines with a question mark. Each is one reason, followed by the flag or the key that would settle it.",
    kinds: { heading: "Every reason", all: doubtKinds },
  },
  balanced: {
    summary: "every sat is accounted for",
    cause:
      "The balance is what the settled payments say it must be, no check found anything, and every declared fault fired. The exit " +
      "code is 0, or 4 if a threshold was crossed.",
    remedy:
      "Nothing, as far as these faults go. If your fix handles payments that time out and fail, test it with payments that settle " +
      "late: chaos-payout run late-settle.",
  },
} as const satisfies Record<Verdict, Explanation>;
