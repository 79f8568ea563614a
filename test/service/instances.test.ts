import { describe, expect, it } from "vitest";
import { type Answer, noAnswer } from "../../src/domain/send.ts";
import { acrossInstances } from "../../src/service/instances.ts";
import { type Target, TargetError } from "../../src/service/target.ts";

type Instance = { -readonly [Name in keyof Target]: Target[Name] };

/** Three instances that note what each is asked. */
function three() {
  const seen: string[] = [];
  const instanceOf = (name: string): Instance => ({
    url: `http://${name}`,
    calls: null,
    poll: null,
    lookUp: null,
    async send(_request, sending) {
      seen.push(`${name} send${sending === undefined ? "" : " with more"}`);
      return { outcome: "paid", reason: "none", status: 201, code: "", payoutId: name };
    },
    async balance(_projectId, reading) {
      seen.push(`${name} balance${reading === undefined ? "" : " with more"}`);
      return { balanceMsat: name.length, heldMsat: 0 };
    },
    async markEntries(projectId) {
      seen.push(`${name} mark`);
      return { projectId };
    },
    async *entriesSince() {
      seen.push(`${name} entries`);
      yield [];
    },
    async *payouts(_projectId, reading) {
      seen.push(`${name} ${reading?.pendingOnly ? "pending" : "all"} payouts`);
      yield [];
    },
    fund: async () => void seen.push(`${name} fund`),
    injection: async () => ({ enabled: false, timeoutRate: 0 }),
    inject: async () => {},
    close: async () => {},
  });
  const instances = [instanceOf("a"), instanceOf("bb"), instanceOf("ccc")] as const;
  return { seen, instances, target: acrossInstances(instances) };
}

const payout = { gamertag: "s_player_1", amountMsat: 1_000_000, projectId: "p", idempotencyKey: "s_1" };

async function listed(target: Target): Promise<number> {
  let pages = 0;
  for await (const page of target.entriesSince({ projectId: "p" })) pages += page.length + 1;
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
      balances.push((await target.balance("p")).balanceMsat);
    }
    expect(balances).toEqual([1, 2, 3, 1]);
  });

  it("leave what is done or listed once to the first that answers", async () => {
    const { seen, instances, target } = three();
    await target.fund("p", 1);
    expect(await listed(target)).toBe(1);
    instances[0].fund = silent;
    instances[0].entriesSince = async function* () {
      yield await silent();
    };
    await target.fund("p", 1);
    expect(await listed(target)).toBe(1);
    expect(seen).toEqual(["a fund", "a entries", "bb fund", "bb entries"]);
  });

  it("hand on how a read is to be made, and read the mark of one instance at another", async () => {
    const { seen, instances, target } = three();
    const reading = { signal: new AbortController().signal };
    await target.balance("p", reading);
    for await (const page of target.payouts("p", { ...reading, pendingOnly: true })) expect(page).toEqual([]);
    instances[0].markEntries = silent;
    for await (const page of target.entriesSince(await target.markEntries("p", reading))) expect(page).toEqual([]);
    expect(seen).toEqual(["a balance with more", "a pending payouts", "bb mark", "a entries"]);
  });

  it("do not pass over an instance that answers nonsense, or that falls silent in the middle of a list", async () => {
    const { seen, instances, target } = three();
    instances[0].fund = () => Promise.reject(new TargetError("nonsense", "hello"));
    await expect(target.fund("p", 1)).rejects.toThrow("hello");
    instances[0].entriesSince = async function* () {
      yield [];
      await silent();
    };
    await expect(listed(target)).rejects.toThrow("nobody listens");
    expect(seen).toEqual([]);
  });

  it("are asked how a payout stands until one of them answers", async () => {
    const { seen, instances, target } = three();
    expect(target.poll).toBeNull();
    const none = noAnswer("ECONNREFUSED");
    const paid: Answer = { outcome: "paid", reason: "none", status: 200, code: "", payoutId: "po_1" };
    const answers = [none, paid, paid];
    for (const [index, instance] of instances.entries()) {
      instance.poll = {
        everyMs: 50,
        async ask(_request, payoutId) {
          seen.push(`${index} ${payoutId}`);
          return answers[index] ?? none;
        },
      };
    }
    const { poll } = acrossInstances(instances);
    expect(await poll?.ask(payout, "po_1")).toEqual(paid);
    expect(seen).toEqual(["0 po_1", "1 po_1"]);
    answers.fill(none);
    expect(await poll?.ask(payout, "po_1")).toEqual(none);
  });

  it("are silent when all of them are", async () => {
    const { instances, target } = three();
    for (const instance of instances) instance.fund = silent;
    await expect(target.fund("p", 1)).rejects.toMatchObject({ kind: "unreachable" });
  });
});
