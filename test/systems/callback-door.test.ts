import { expect, it } from "vitest";
import type { CallbackFaultName } from "../../src/domain/callback-fault.ts";
import type { Fact } from "../../src/domain/fact.ts";
import type { CallbackSays } from "../../src/service/callback.ts";
import { createVirtualClock } from "../../src/simulation/virtual-clock.ts";
import { createCallbackDoor } from "../../src/systems/callback-door.ts";

const paid: CallbackSays = { means: "paid", because: "none", key: "run_1", payoutId: "po_1", word: "paid" };
const pending: CallbackSays = { ...paid, means: "pending", word: "pending" };
const byId: CallbackSays = { ...paid, key: "" };

const answered: Fact = {
  kind: "attempt-answered",
  atMs: 0,
  payout: 1,
  attempt: 1,
  outcome: "pending",
  reason: "none",
  status: 202,
  code: "",
  payoutId: "po_1",
};

function doorWith(fault: CallbackFaultName) {
  const clock = createVirtualClock();
  const log: string[] = [];
  const door = createCallbackDoor({
    keyPrefix: "run",
    clock,
    faults: new Map([[1, { fault, to: "client", forMs: 200 }]]),
    fired: () => log.push("fired"),
  });
  door.listen((payout, _attempt, { outcome }) => log.push(`${payout} ${outcome}`));
  const arrive = (says: CallbackSays) => log.push(door.arrive(says));
  return { clock, log, door, arrive };
}

it("resets every try of a callback that is lost, and lets the others pass", () => {
  const { log, arrive } = doorWith("event-lost");
  for (const says of [pending, paid, paid, { ...paid, key: "run_2" }]) arrive(says);
  expect(log).toEqual(["1 pending", "taken", "fired", "reset", "reset", "2 paid", "taken"]);
});

it("lets a lost callback arrive once it is healed", () => {
  const { log, door, arrive } = doorWith("event-lost");
  arrive(paid);
  door.heal();
  arrive(paid);
  expect(log).toEqual(["fired", "reset", "1 paid", "taken"]);
});

it("has the answer to a callback get lost, so that a service that tries again tells twice", () => {
  const { log, arrive } = doorWith("event-duplicated");
  arrive(paid);
  arrive(paid);
  expect(log).toEqual(["1 paid", "reset", "1 paid", "fired", "taken"]);
});

it("counts a callback as duplicated once, and only if its answer got lost", () => {
  const { log, door, arrive } = doorWith("event-duplicated");
  arrive(byId);
  door.enter(answered);
  arrive(paid);
  expect(log).toEqual(["taken", "1 paid", "1 paid", "taken"]);
  const another = doorWith("event-duplicated");
  for (const says of [paid, paid, paid]) another.arrive(says);
  expect(another.log).toEqual(["1 paid", "reset", "1 paid", "fired", "taken", "1 paid", "taken"]);
});

it("never shows what is held back once it is closed", async () => {
  const { clock, log, door, arrive } = doorWith("event-delayed");
  arrive(paid);
  door.close();
  await clock.advance(200);
  expect([log, door.underWay]).toEqual([["fired", "taken"], 0]);
});

it("shows a delayed callback later, although it is healed meanwhile", async () => {
  const { clock, log, door, arrive } = doorWith("event-delayed");
  arrive(paid);
  door.heal();
  expect([log.splice(0), door.underWay]).toEqual([["fired", "taken"], 1]);
  await clock.advance(200);
  expect([log, door.underWay]).toEqual([["1 paid"], 0]);
});

it("never shows a lost callback that named a payout before any answer did", () => {
  const { log, door, arrive } = doorWith("event-lost");
  arrive(byId);
  door.enter(answered);
  expect(log).toEqual(["taken", "fired"]);
});
