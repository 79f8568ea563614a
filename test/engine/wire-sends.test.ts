import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/domain/fact.ts";
import type { Moment } from "../../src/domain/moment.ts";
import { type Answer, noAnswer, type PayoutRequest, type Sending } from "../../src/domain/send.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { createWireSends } from "../../src/engine/wire-sends.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import type { WireFaultName } from "../../src/wire/index.ts";
import { createVirtualClock } from "../domain/virtual-clock.ts";
import { started } from "../reconcile/facts.ts";
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

describe("a wire fault that meets several attempts in a row", () => {
  const answers = async (faults: readonly WireFaultName[], given: readonly Answer[], attempts: number) => {
    const clock = createVirtualClock();
    const target = createFakeTarget();
    let arrived = 0;
    target.send = async (_, sending) => {
      const answer = given[arrived] ?? paid;
      arrived += 1;
      if (answer.status === 0 || sending?.dropAnswer === undefined) return answer;
      sending.dropAnswer();
      return noAnswer("ECONNRESET");
    };
    const recorder = createRecorder(createFactLog(), clock);
    const facts: Fact[] = [];
    recorder.record(started());
    recorder.listen((fact) => facts.push(fact));
    const plan = planOf({ wireFaults: new Map([[1, faults]]) });
    const wire = createWireSends({ plan, target, processes: null, clientTimeoutMs: 100, clock, recorder });
    const heard: string[] = [];
    for (let attempt = 1; attempt <= attempts; attempt += 1) heard.push((await wire.sendOf(1)(request)).outcome);
    return { heard, arrived, fired: facts.filter(({ kind }) => kind === "fault-fired").length };
  };

  it("loses two requests, and lets the third through", async () => {
    const twice = ["request-lost", "request-lost"] as const;
    expect(await answers(twice, [], 3)).toEqual({ heard: ["unknown", "unknown", "paid"], arrived: 1, fired: 2 });
  });

  it("loses two answers, and then the caller hears the third", async () => {
    const twice = ["answer-lost", "answer-lost"] as const;
    expect(await answers(twice, [], 3)).toEqual({ heard: ["unknown", "unknown", "paid"], arrived: 3, fired: 2 });
  });

  it("waits for an attempt that is answered where there is no answer to lose", async () => {
    const given = [noAnswer("ECONNREFUSED"), paid, noAnswer("ECONNREFUSED"), paid, paid];
    const { heard, fired } = await answers(["answer-lost", "answer-lost"], given, 5);
    expect([heard, fired]).toEqual([["unknown", "unknown", "unknown", "unknown", "paid"], 2]);
  });

  it("fires as often as the caller tries, and no oftener", async () => {
    expect(await answers(["request-lost", "request-lost"], [], 1)).toEqual({
      heard: ["unknown"],
      arrived: 0,
      fired: 1,
    });
  });
});
