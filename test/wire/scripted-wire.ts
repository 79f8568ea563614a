import type { Answer, PayoutRequest, Send, Sending } from "../../src/domain/send.ts";
import { noAnswer } from "../../src/domain/send.ts";
import type { WireFault } from "../../src/wire/wire-fault.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";

/** A payout as every test of a wire fault sends it. */
const payout: PayoutRequest = {
  gamertag: "s_player_1",
  amountMsat: 1_000_000,
  projectId: "p",
  idempotencyKey: "s_1",
};

/** The answer of an API that has paid. */
export const paid: Answer = { outcome: "paid", reason: "none", status: 201, code: "", payoutId: "po_1" };

/** What an API answers and how long it takes; one of these for each request, in order, the last one again and again. */
export interface Scripted {
  readonly answer: Answer;
  readonly afterMs: number;
}

/** A wire fault in front of a scripted API, with a record, by the virtual clock, of what happened on either side of it. */
export function scriptedWire(fault: WireFault, script: readonly Scripted[] = [{ answer: paid, afterMs: 10 }]) {
  const clock = createVirtualClock();
  const seen: string[] = [];
  const note = (what: string) => void seen.push(`${clock.now()} ${what}`);
  let asked = 0;
  const send: Send = async (request: PayoutRequest, sending?: Sending) => {
    const { answer, afterMs } = script[Math.min(asked, script.length - 1)] ?? { answer: paid, afterMs: 0 };
    asked += 1;
    const { idempotencyKey, amountMsat } = request;
    note(request === payout ? "arrives" : `arrives with ${idempotencyKey} for ${amountMsat} msat`);
    await clock.sleep(afterMs);
    note("done");
    if (sending?.dropAnswer === undefined || answer.status === 0) return answer;
    sending.dropAnswer();
    return noAnswer("ECONNRESET");
  };
  const wire = {
    clock,
    clientTimeoutMs: 2_000,
    fired: () => note("fired"),
    underWay: (sending: Promise<unknown>) => void sending.then(() => note("nothing under way")),
  };
  const faulty = fault.inFrontOf(send, wire);
  const sent = async () => {
    const answer = await faulty(payout);
    note(`caller: ${answer.outcome} ${answer.status} ${answer.code}`.trimEnd());
  };
  return { clock, seen, sent };
}
