import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { TargetError } from "../../src/service/target.ts";
import { topUpProjects } from "../../src/systems/top-up.ts";
import { createFakeTarget, type FakeTarget } from "../engine/fake-target.ts";
import { planOf } from "../engine/small-plan.ts";

const plan = planOf({ projects: [{ projectId: "p", balanceMsat: 10_000_000 }] });
const provided = (target: FakeTarget) =>
  topUpProjects(target, plan, { clock: systemClock, stop: new AbortController().signal });
const absent = (call: string) => async () => {
  throw new TargetError("absent", `${call} answered 404`);
};

describe("before anything is sent, a project", () => {
  it("that holds enough is not funded", async () => {
    const target = createFakeTarget();
    expect([await provided(target), target.balances.get("p")]).toEqual([[], 1_000_000_000]);
  });

  it("that holds too little is topped up, with a note", async () => {
    const target = createFakeTarget();
    target.balances.set("p", 2_500_500);
    expect(await provided(target)).toEqual([
      "p had 2,500.5 sats before the run; 7,499.5 sats were deposited to make it 10,000 sats",
    ]);
    expect(target.balances.get("p")).toBe(10_000_000);
  });

  it("that books its deposit later is waited for, because the opening balance comes next", async () => {
    const target = createFakeTarget();
    target.balances.set("p", 2_500_000);
    const { fund, balance } = target;
    let reads = 0;
    let deposit: (() => Promise<void>) | undefined;
    target.fund = async (projectId, amountMsat) => {
      deposit = () => fund(projectId, amountMsat);
    };
    target.balance = async (...asked) => {
      reads += 1;
      if (reads === 3) await deposit?.();
      return balance(...asked);
    };
    await provided(target);
    expect(target.balances.get("p")).toBe(10_000_000);
  });

  it("that cannot be funded is left to the judge", async () => {
    const target = createFakeTarget();
    target.balances.set("p", 2_500_000);
    target.fund = absent("POST fund");
    expect(await provided(target)).toEqual([
      "p had 2,500 sats before the run and could not be topped up: POST fund answered 404",
    ]);
  });

  it("that does not exist is created by its deposit", async () => {
    const target = createFakeTarget();
    target.balances.clear();
    const { balance } = target;
    target.balance = async (projectId) =>
      target.balances.has(projectId) ? balance(projectId) : absent("GET balance")();
    expect(await provided(target)).toEqual(["p did not exist before the run; 10,000 sats were deposited"]);
  });

  it("without a balance ends the run in one line that names the call", async () => {
    const target = createFakeTarget();
    target.balance = absent("GET /api/v1/projects/p/balance");
    await expect(provided(target)).rejects.toThrow(
      new TargetError(
        "absent",
        "the balance of p is missing, so no payout was sent: GET /api/v1/projects/p/balance answered 404; a payout API must tell its balances",
      ),
    );
  });
});

describe("before anything is sent, the lists of a target", () => {
  it("that it does not have are named", async () => {
    const target = createFakeTarget();
    target.markEntries = absent("GET entries");
    target.payouts = () => {
      throw new TargetError("absent", "GET payouts answered 404");
    };
    expect(await provided(target)).toEqual([
      "the target does not list payouts, which is optional: GET payouts answered 404",
      "the target does not list entries, which is optional: GET entries answered 404",
    ]);
  });
});
