import type { Lane, ToldState } from "../../domain/trace.ts";
import type { Rail, RailAnswer } from "../../rail/port.ts";
import type { Life } from "../mortal.ts";
import { type Teller, whenDone } from "./teller.ts";

/** A rail as a process has it, which tells what the process hears. What reaches the rail, the facts of the rail tell. */
export function tracedRail(
  rail: Rail,
  { life, host }: { readonly life: Life; readonly host: string },
  { abouts, askers, tell }: Teller,
): Rail {
  return {
    duplicates: rail.duplicates,
    send(payment, hooks = {}) {
      const payout = abouts.payoutOf(payment.payee);
      if (payout === undefined) return rail.send(payment, hooks);
      askers.byHash.set(payment.paymentHash, payout);
      let to: Lane | null = null;
      const sent = () => {
        to = askers.sends(payout, host);
        hooks.sent?.();
      };
      const answered = rail.send(payment, { ...hooks, sent });
      whenDone(answered, (answer) => {
        // What was never sent has no answer, and the dead hear of none.
        if (to === null || life.isOver) return;
        const [state, text] = heard(answer);
        tell({ lane: "rail", to, payout, what: "told", text, state, instance: host }, "paid");
      });
      return answered;
    },
    track(paymentHash) {
      const tracked = rail.track(paymentHash);
      const payout = askers.byHash.get(paymentHash);
      whenDone(tracked, (state) => {
        if (payout === undefined || life.isOver) return;
        const to = askers.looker(payout);
        const text = `look-up: ${words[state]}`;
        tell({ lane: "rail", to, payout, what: "looked-up", text, state, instance: host }, "looked-up");
      });
      return tracked;
    },
    close: () => rail.close(),
  };
}

const words = {
  settled: "settled",
  failed: "failed",
  "in-flight": "in flight",
  absent: "not found",
  unknown: "no answer",
} as const satisfies Record<ToldState, string>;

/** What the process hears, in a word and as it is shown. */
function heard(answer: RailAnswer): readonly [state: ToldState, text: string] {
  switch (answer.kind) {
    case "settled":
      // Whoever reads the reason takes it for a failure.
      return answer.failureReason === undefined
        ? ["settled", "settled"]
        : ["failed", `settled, with ${answer.failureReason}`];
    case "failed":
      return ["failed", "failed"];
    case "already-paid":
      return ["settled", "already paid"];
    case "in-transition":
      return ["in-flight", "in transition"];
    case "timeout":
      return ["unknown", "no answer in time"];
    case "broken":
      return ["unknown", `no answer (${answer.reason})`];
  }
}
