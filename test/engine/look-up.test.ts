import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import { type Answer, noAnswer } from "../../src/domain/send.ts";
import { isSaidAbsent } from "../../src/engine/look-up.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { createVirtualClock } from "../../src/simulation/virtual-clock.ts";
import { started } from "../reconcile/facts.ts";

const request = { gamertag: "g", amountMsat: 1_000, projectId: "p", idempotencyKey: "k" };
const answer = (change: Partial<Answer>): Answer => ({ ...noAnswer(""), status: 200, ...change });
const absent = answer({ reason: "absent" });
const error = answer({ reason: "service-error", status: 500 });

/** Whether the caller may retry, when it knows that, and what it has learned. */
async function lookedUp(answers: readonly Answer[] | null) {
  const clock = createVirtualClock();
  const recorder = createRecorder(createFactLog(), clock);
  const learned: Fact[] = [];
  recorder.start();
  recorder.record(started());
  recorder.listen((fact) => learned.push(fact));
  let asked = 0;
  const ask = async () => answers?.[asked++] ?? answers?.at(-1) ?? error;
  const lookUp = answers === null ? null : { everyMs: 20, ask };
  const stop = new AbortController().signal;
  const context = { lookUp, clock, recorder, outcomes: null, stop, keepsIds: false, clientTimeoutMs: 100 };
  let endedMs = -1;
  const mayRetry = isSaidAbsent(context, { payout: 1, attempt: 1, request }, "").finally(() => {
    endedMs = recorder.atMs();
  });
  for (let step = 0; step < 20; step += 1) await clock.advance(10);
  const facts = learned.map((fact) => (fact.kind === "outcome-learned" ? [fact.outcome, fact.reason] : []));
  return [await mayRetry, endedMs, facts];
}

describe("a look-up before a retry", () => {
  it("lets the caller retry only when the service says that there is no such payout", async () => {
    expect(await lookedUp([absent])).toEqual([true, 0, [["unknown", "absent"]]]);
    expect(await lookedUp([answer({ outcome: "paid", reason: "none" })])).toEqual([false, 0, [["paid", "none"]]]);
    expect(await lookedUp([answer({ outcome: "pending", reason: "none" })])).toEqual([false, 0, [["pending", "none"]]]);
    expect(await lookedUp([answer({ outcome: "refused", reason: "payment-failed" })])).toEqual([
      ...[false, 0, [["refused", "payment-failed"]]],
    ]);
  });

  it("is repeated after an error or no answer until there is one", async () => {
    expect(await lookedUp([error, noAnswer("ECONNRESET"), absent])).toEqual([true, 40, [["unknown", "absent"]]]);
  });

  it("gives up when its time is over, and then nothing is sent again", async () => {
    expect(await lookedUp([error])).toEqual([false, 100, [["unknown", "service-error"]]]);
  });

  it("is a fact of its own where there is nobody to ask", async () => {
    expect(await lookedUp(null)).toEqual([false, 0, [["unknown", "not-asked"]]]);
  });
});
