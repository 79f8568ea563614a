import { describe, expect, it } from "vitest";
import type { Moment } from "../../src/domain/moment.ts";
import type { Answer, PayoutRequest, Sending } from "../../src/domain/send.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { createWireSends } from "../../src/engine/wire-sends.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import type { WireFaultName } from "../../src/wire/index.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { createFakeTarget } from "./fake-target.ts";
import { planOf } from "./small-plan.ts";

const request: PayoutRequest = { gamertag: "g", amountMsat: 1_000, projectId: "p", idempotencyKey: "k" };
const paid: Answer = { outcome: "paid", reason: "none", status: 201, code: "", payoutId: "po_1" };

/** What is reported while one payout is sent, and how the target was asked to send it. */
async function reported(moments: readonly Moment[] | null, fault?: WireFaultName) {
  const clock = createVirtualClock();
  const target = createFakeTarget();
  const seen: Moment[] = [];
  const sendings: (Sending | undefined)[] = [];
  target.send = async (_, sending) => {
    sendings.push(sending);
    sending?.written?.();
    sending?.answering?.();
    return paid;
  };
  const processes =
    moments === null ? null : { moments: new Set(moments), seen: (moment: Moment) => seen.push(moment) };
  const plan = planOf({ wireFaults: new Map(fault === undefined ? [] : [[1, [fault]]]) });
  const recorder = createRecorder(createFactLog(), clock);
  const wire = createWireSends({ plan, target, processes, clientTimeoutMs: 100, clock, recorder });
  void wire.sendOf(1)(request);
  await clock.advance(1_000);
  return { seen, sendings };
}

describe("the wire", () => {
  it("reports what reaches the service, and its answers, to whoever waits for these moments", async () => {
    expect((await reported(["payout-received"])).seen).toEqual(["payout-received", "answer-sent"]);
    expect((await reported(["answer-sent", "payment-received"])).seen).toEqual(["payout-received", "answer-sent"]);
  });

  it("reports nothing to anybody else", async () => {
    const { seen, sendings } = await reported(["payment-received"]);
    expect([seen, sendings]).toEqual([[], [undefined]]);
    expect((await reported(null)).sendings).toEqual([undefined]);
  });

  it.each([
    ["request-lost", []],
    ["request-duplicated", ["payout-received", "answer-sent", "payout-received", "answer-sent"]],
    ["request-delayed", ["payout-received", "answer-sent"]],
    ["answer-lost", ["payout-received", "answer-sent"]],
  ] as const)("reports of %s what the service saw of it", async (fault, moments) => {
    expect((await reported(["payout-received"], fault)).seen).toEqual(moments);
  });
});
