import { expect, it } from "vitest";
import { createNode } from "../../../src/rail/core/node.ts";
import { type Exchange, Refusal } from "../../../src/rail/dialects/listener.ts";
import { type Sent, sendAndAnswer, trackedOf } from "../../../src/rail/dialects/paying.ts";
import { createPayeeBook } from "../../../src/rail/payees/book.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";

const exchange: Exchange = {
  ...{ method: "POST", path: "/", query: new URLSearchParams(), headers: {}, body: "" },
  retryAfter() {},
  answer() {},
  answerJson() {},
  reset() {},
  refuse() {},
  whenOver() {},
};

const errors = { busy: () => new Refusal(503, "busy"), broken: () => new Refusal(500, "broken") };

it("knows that a payment has settled although the answer that calls it failed is late", async () => {
  const clock = createVirtualClock();
  const node = createNode({
    clock,
    faultOf: () => "failed-but-settles",
    callbackFaultOf: () => ({ fault: "event-early", to: "service", forMs: 0 }),
  });
  const core = { node, clock, payees: createPayeeBook({ seed: "1", clock }) };
  const payment = paymentOf("po_1", "alice", 1_000);
  const sent: Sent = { latest: trackedOf(core, payment) };
  const answers: string[] = [];
  sendAndAnswer(core, exchange, sent, {
    ...{ payment, errors },
    answer: ({ kind }) => answers.push(kind),
    news: () => async (tried) => {
      await clock.sleep(100);
      tried?.(true);
      return true;
    },
  });
  await clock.advance(300);
  expect([answers, sent.latest.kind]).toEqual([["failed"], "settled"]);
});
