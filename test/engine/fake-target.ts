import { type Entry, type Injection, type Target, TargetError } from "../../src/target/target.ts";

/** A target in memory whose every answer a test can change. */
export interface FakeTarget extends Omit<Target, "send" | "entries"> {
  send: Target["send"];
  entries: Target["entries"];
  balances: Map<string, number>;
  pending: number;
  entryPages: (readonly Entry[])[];
  switch: Injection | undefined;
  injected: Injection[];
}

/** A target that answers every payout `paid` and holds 1,000,000 sats in project `p`. */
export function createFakeTarget(): FakeTarget {
  const fake: FakeTarget = {
    url: "http://fake",
    balances: new Map([["p", 1_000_000]]),
    pending: 0,
    entryPages: [],
    switch: { enabled: false, timeoutRate: 0, rollbackOnTimeout: false, fate: "timeout" },
    injected: [],
    send: async () => ({ outcome: "paid", status: 201, code: "", payoutId: "po_1" }),
    async balance(projectId) {
      const balanceSats = fake.balances.get(projectId);
      if (balanceSats === undefined) throw new TargetError("nonsense", `no balance of ${projectId}`);
      return { balanceSats, heldSats: 0 };
    },
    async *entries() {
      yield* fake.entryPages;
    },
    async *payouts(_projectId, status) {
      const listed = Array.from({ length: status === "pending" ? fake.pending : 0 }, (_, at) => String(at));
      yield listed.map((payoutId) => ({ payoutId, key: "", status: "pending", amountSats: 1 }));
    },
    async fund(projectId, amountSats) {
      fake.balances.set(projectId, (fake.balances.get(projectId) ?? 0) + amountSats);
    },
    async injection() {
      if (fake.switch === undefined) throw new TargetError("absent", "GET switch answered 404");
      return fake.switch;
    },
    async inject(state) {
      fake.injected.push(state);
    },
    close: async () => {},
  };
  return fake;
}
