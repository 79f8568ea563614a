import { expect, it } from "vitest";
import { type CallbackFaultName, callbackFaultNames } from "../../../src/domain/callback-fault.ts";
import { createNode } from "../../../src/rail/core/node.ts";
import type { Tried } from "../../../src/rail/core/post.ts";
import { paymentOf } from "../../../src/rail/payment-hash.ts";
import { createVirtualClock } from "../../../src/simulation/virtual-clock.ts";

/** A payment whose news meets a fault: what its caller and the receiver of its webhook see, in order. */
async function seen(
  fault: CallbackFaultName | null,
  { isHealed = false, taken = true, there = true, payments = 1 } = {},
) {
  const clock = createVirtualClock();
  const log: string[] = [];
  const node = createNode({
    clock,
    faultOf: () => "settle",
    callbackFaultOf: () => (fault === null ? undefined : { fault, to: "service", forMs: 300 }),
    observe: (event) => {
      if (event.kind === "fired") log.push(`${event.fault} fired`);
    },
  });
  if (isHealed) node.heal();
  const news =
    () =>
    async (tried: Tried = () => {}) => {
      log.push(`told at ${clock.now()}`);
      await clock.sleep(5);
      tried(there);
      return taken;
    };
  for (let nth = 1; nth <= payments; nth += 1) {
    node.pay(paymentOf(`po_${nth}`, "run_1", 1_000), () => log.push(`answered at ${clock.now()}`), { news });
    await clock.advance(10);
  }
  const underWay = [node.inFlight];
  await clock.advance(3_000);
  return { log, underWay: [...underWay, node.inFlight] };
}

it("tells after the answer where nothing goes wrong", async () => {
  expect((await seen(null)).log).toEqual(["answered at 1", "told at 1"]);
});

it.each([
  ["event-lost", ["answered at 1", "event-lost fired"]],
  ["event-duplicated", ["answered at 1", "told at 1", "told at 6", "event-duplicated fired"]],
  ["event-delayed", ["answered at 1", "told at 301", "event-delayed fired"]],
  ["event-early", ["told at 1", "event-early fired", "answered at 6"]],
] as const)("%s does with the news what it says", async (fault, log) => {
  expect((await seen(fault)).log).toEqual(log);
});

it("knows of every fault, and has nothing under way in the end", async () => {
  for (const fault of callbackFaultNames) expect((await seen(fault)).underWay[1]).toBe(0);
});

it("counts news that is held back as in flight until it is told", async () => {
  expect((await seen("event-delayed")).underWay).toEqual([1, 0]);
});

it.each([
  ["event-delayed", ["answered at 1", "told at 301"]],
  ["event-early", ["told at 1", "answered at 6"]],
] as const)("%s has not happened where nobody was there to hear the news", async (fault, log) => {
  expect((await seen(fault, { taken: false, there: false })).log).toEqual(log);
});

it("tells nothing twice that was never taken", async () => {
  expect((await seen("event-duplicated", { taken: false })).log).toEqual(["answered at 1", "told at 1"]);
});

it("lets only the first news of a payout meet its fault", async () => {
  const { log } = await seen("event-lost", { payments: 2 });
  expect(log).toEqual(["answered at 1", "event-lost fired", "answered at 11", "told at 11"]);
});

it("lets all news pass once it is healed", async () => {
  expect((await seen("event-lost", { isHealed: true })).log).toEqual(["answered at 1", "told at 1"]);
});
