import { describe, expect, it } from "vitest";
import { spread } from "../../src/target/spread.ts";
import { type Target, TargetError } from "../../src/target/target.ts";
import { createFakeTarget, type FakeTarget } from "../engine/fake-target.ts";

/** Three instances that note what each is asked. */
function three() {
  const seen: string[] = [];
  const instanceOf = (name: string): FakeTarget => {
    const fake = createFakeTarget();
    fake.balances.set("p", name.length);
    const { balance } = fake;
    fake.balance = (projectId) => {
      seen.push(`${name} balance`);
      return balance(projectId);
    };
    fake.send = async (_request, sending) => {
      seen.push(`${name} send${sending === undefined ? "" : " with more"}`);
      return { outcome: "paid", status: 201, code: "", payoutId: name };
    };
    fake.fund = async () => void seen.push(`${name} fund`);
    fake.entries = async function* () {
      seen.push(`${name} entries`);
      yield [];
    };
    return fake;
  };
  const instances = [instanceOf("a"), instanceOf("bb"), instanceOf("ccc")] as const;
  return { seen, instances, target: spread(instances) };
}

const payout = { gamertag: "s_player_1", amountSats: 1000, projectId: "p", idempotencyKey: "s_1" };

async function listed(target: Target): Promise<number> {
  let pages = 0;
  for await (const page of target.entries("p", "")) pages += page.length + 1;
  return pages;
}

const silent = () => Promise.reject(new TargetError("unreachable", "nobody listens"));

describe("several instances as one target", () => {
  it("take payouts in turn, so that two at once meet two of them", async () => {
    const { seen, target } = three();
    await Promise.all([target.send(payout), target.send(payout, {}), target.send(payout), target.send(payout)]);
    expect(seen).toEqual(["a send", "bb send with more", "ccc send", "a send"]);
  });

  it("tell their balances in turn, whatever payouts went where, so that a stale one is seen", async () => {
    const { target } = three();
    const balances: number[] = [];
    for (let read = 0; read < 4; read += 1) {
      await target.send(payout);
      balances.push((await target.balance("p")).balanceSats);
    }
    expect(balances).toEqual([1, 2, 3, 1]);
  });

  it("leave what is done or listed once to the first that answers", async () => {
    const { seen, instances, target } = three();
    await target.fund("p", 1);
    expect(await listed(target)).toBe(1);
    instances[0].fund = silent;
    instances[0].entries = async function* () {
      yield await silent();
    };
    await target.fund("p", 1);
    expect(await listed(target)).toBe(1);
    expect(seen).toEqual(["a fund", "a entries", "bb fund", "bb entries"]);
  });

  it("do not pass over an instance that answers nonsense, or that falls silent in the middle of a list", async () => {
    const { seen, instances, target } = three();
    instances[0].fund = () => Promise.reject(new TargetError("nonsense", "hello"));
    await expect(target.fund("p", 1)).rejects.toThrow("hello");
    instances[0].entries = async function* () {
      yield [];
      await silent();
    };
    await expect(listed(target)).rejects.toThrow("nobody listens");
    expect(seen).toEqual([]);
  });

  it("are silent when all of them are", async () => {
    const { instances, target } = three();
    for (const instance of instances) instance.fund = silent;
    await expect(target.fund("p", 1)).rejects.toMatchObject({ kind: "unreachable" });
  });
});
