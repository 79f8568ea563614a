import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Barrier, createBarrier, noBarrier } from "../../src/domain/barrier.ts";
import { type EdgeEvent, edgeEventName, edges, readEdgeEvent } from "../../src/domain/edge-event.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

interface Scene {
  readonly clock: VirtualClock;
  readonly barrier: Barrier;
  /** `<ms> <event>`, and `<ms> <event> lost its turn to <event>`. */
  readonly log: string[];
  arrive(...names: readonly string[]): void;
}

function eventOf(name: string): EdgeEvent {
  const event = readEdgeEvent(name);
  if (event === undefined) throw new RangeError(`${name} is no event`);
  return event;
}

function scene(...order: readonly string[]): Scene {
  const clock = createVirtualClock();
  const log: string[] = [];
  const barrier = createBarrier({
    order: order.map(eventOf),
    clock,
    limitMs: ({ edge }) => (edge === "pay" ? 0 : 100),
    lost: ({ event, before, waitedMs }) => log.push(`${clock.now()} ${event} lost its turn to ${before} (${waitedMs})`),
  });
  return {
    ...{ clock, barrier, log },
    arrive(...names) {
      for (const name of names) barrier.pass(eventOf(name), () => log.push(`${clock.now()} ${name}`));
    },
  };
}

describe("a barrier", () => {
  it("lets events happen in the order of the list, whoever comes first", async () => {
    const { arrive, clock, log } = scene("send 1", "send 2", "paid 2", "paid 1");
    arrive("paid 1", "send 2");
    expect(log).toEqual([]);
    await clock.advance(5);
    arrive("send 1");
    expect(log).toEqual(["5 send 1", "5 send 2"]);
    await clock.advance(5);
    arrive("paid 2");
    expect(log).toEqual(["5 send 1", "5 send 2", "10 paid 2", "10 paid 1"]);
    await clock.advance(1_000);
    expect(log).toHaveLength(4);
  });

  it("never holds what is not listed, or has happened", () => {
    const { arrive, log } = scene("send 2", "send 1");
    arrive("send 3", "paid 1", "send 1#2", "send 2", "send 2", "send 1");
    expect(log).toEqual(["0 send 3", "0 paid 1", "0 send 1#2", "0 send 2", "0 send 2", "0 send 1"]);
  });

  it("gives up on what does not come, and says so", async () => {
    const { arrive, clock, log } = scene("paid 1", "paid 2", "send 3");
    arrive("paid 2");
    await clock.advance(99);
    arrive("send 3");
    expect(log).toEqual([]);
    await clock.advance(1_000);
    // The third waits for the second no longer, and for the first no longer than it may.
    expect(log).toEqual([
      "100 paid 2 lost its turn to paid 1 (100)",
      "100 paid 2",
      "199 send 3 lost its turn to paid 1 (100)",
      "199 send 3",
    ]);
  });

  it("cannot hold a payment back that the rail is asked for", () => {
    const { arrive, log } = scene("send 2", "pay 1");
    arrive("pay 1");
    expect(log).toEqual(["0 pay 1 lost its turn to send 2 (0)", "0 pay 1"]);
  });

  it("lets nothing happen once it is closed", async () => {
    const { arrive, barrier, clock, log } = scene("send 1", "send 2");
    arrive("send 2");
    barrier.close();
    await clock.advance(1_000);
    expect(log).toEqual([]);
  });

  it("knows what has not happened", () => {
    const { arrive, barrier } = scene("send 1", "pay 1", "pay 2#2");
    expect(barrier.missing()).toEqual(["send 1", "pay 1", "pay 2#2"]);
    arrive("send 1", "pay 1");
    barrier.close();
    expect(barrier.missing()).toEqual(["pay 2#2"]);
    expect(noBarrier.missing()).toEqual([]);
  });

  it("without an order is no barrier", () => {
    const none = createBarrier({ order: [], clock: createVirtualClock(), limitMs: () => 100, lost: () => {} });
    expect(none).toBe(noBarrier);
  });

  it("lets everything that comes happen once, and in order where all of it comes in time", async () => {
    const names = fc.uniqueArray(
      fc.record({ edge: fc.constantFrom(...edges), payout: fc.integer({ min: 1, max: 3 }), number: fc.constant(1) }),
      { selector: edgeEventName, minLength: 1, maxLength: 8 },
    );
    const cases = names.chain((order) => fc.tuple(fc.constant(order), fc.shuffledSubarray(order)));
    await fc.assert(
      fc.asyncProperty(cases, async ([order, arriving]) => {
        const happened: string[] = [];
        const clock = createVirtualClock();
        const lost: string[] = [];
        const barrier = createBarrier({ order, clock, limitMs: () => 100, lost: ({ event }) => lost.push(event) });
        for (const event of arriving) {
          barrier.pass(event, () => happened.push(edgeEventName(event)));
          await clock.advance(1);
        }
        await clock.advance(200);
        expect([...happened].sort()).toEqual(arriving.map(edgeEventName).sort());
        if (arriving.length === order.length) expect([happened, lost]).toEqual([order.map(edgeEventName), []]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the name of an event", () => {
  it.each([
    ["send 1", { edge: "send", payout: 1, number: 1 }],
    ["paid 12#3", { edge: "paid", payout: 12, number: 3 }],
    ["send 0", undefined],
    ["send  1", undefined],
    ["answers 1", undefined],
    ["pay 1#0", undefined],
  ] as const)("%s", (name, event) => {
    expect(readEdgeEvent(name)).toEqual(event);
  });

  it("leaves out the number of the first", () => {
    expect(edgeEventName(eventOf("settle 2#1"))).toBe("settle 2");
  });
});
