import type { Verdict } from "../domain/verdict.ts";
import { doubtKinds } from "./doubts.ts";
import type { Explanation } from "./explanation.ts";

/** Every verdict explained. */
export const verdictTexts = {
  violated: {
    summary: "money went missing or came out of nothing, or a promise about it was broken",
    cause:
      "At least one check found something, whatever else could not be proved: verdicts merge worst first. The exit code is 1.",
    remedy:
      "Read the findings. Each says how much of the drift is its own and tells the first, the worst and the last payout " +
      "concerned; chaos-payout explain NAME says what fixes it. The line that begins with again repeats the run.",
  },
  stuck: {
    summary: "a payout never came to rest although the node did",
    cause:
      "The faults were healed, the node has decided, and the API still calls a payout pending: nobody finishes what was begun. The " +
      "exit code is 3.",
    remedy:
      "Let a sweeper ask the node about everything that is pending (chaos-payout explain stuck-pending). If it only needs more " +
      "time, give the scenario a longer drain.",
  },
  inconclusive: {
    summary: "the run proves nothing, and a doubt is never a pass",
    cause:
      "Something that the verdict would rest on is not known: a declared fault never fired, a read failed, an answer left open whether " +
      "money moved and nobody else could tell, or the run was cut short. The exit code is 2.",
    remedy:
      "Read the lines with a question mark: each is one reason, and ends with the flag or the key that would settle it, where there is " +
      "one.",
    kinds: { heading: "Every reason", all: doubtKinds },
  },
  balanced: {
    summary: "every sat is accounted for",
    cause:
      "The balance is what the payments that settled say it has to be, no check found anything, and every declared fault fired. " +
      "The exit code is 0, or 4 where a threshold was crossed.",
    remedy:
      "Nothing, as far as these faults go. A fix that is right for payments that time out and fail is put to the test by those " +
      "that settle late: chaos-payout run late-settle.",
  },
} as const satisfies Record<Verdict, Explanation>;
