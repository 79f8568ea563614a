import {
  type Entry,
  type EntryMark,
  type Injection,
  type ListedPayout,
  type Target,
  TargetError,
} from "../../src/service/target.ts";

/** A target in memory whose every answer a test can change. */
export interface FakeTarget extends Omit<Target, "send" | "poll" | "lookUp" | "entriesSince"> {
  send: Target["send"];
  poll: Target["poll"];
  lookUp: Target["lookUp"];
  entriesSince: Target["entriesSince"];
  /** In msat, by project. */
  balances: Map<string, number>;
  held: Map<string, number>;
  /** How many payouts it lists as pending. */
  pending: number;
  /** What else it lists, whoever asks for everything. */
  rows: ListedPayout[];
  entryPages: (readonly Entry[])[];
  switch: Injection | undefined;
  injected: Injection[];
}

/** A target that answers every payout `paid`, and holds 1,000,000 sats in project `p`. */
export function createFakeTarget(): FakeTarget {
  const fake: FakeTarget = {
    url: "http://fake",
    balances: new Map([["p", 1_000_000_000]]),
    held: new Map(),
    pending: 0,
    rows: [],
    entryPages: [],
    calls: null,
    poll: null,
    lookUp: null,
    switch: { enabled: false, timeoutRate: 0, rollbackOnTimeout: false, fate: "timeout" },
    injected: [],
    send: async () => ({ outcome: "paid", reason: "none", status: 201, code: "", payoutId: "po_1" }),
    async balance(projectId) {
      const balanceMsat = fake.balances.get(projectId);
      if (balanceMsat === undefined) throw new TargetError("nonsense", `no balance of ${projectId}`);
      return { balanceMsat, heldMsat: fake.held.get(projectId) ?? 0 };
    },
    markEntries: async (projectId) => ({ projectId }),
    async *entriesSince(_mark: EntryMark) {
      yield* fake.entryPages;
    },
    async *payouts(_projectId, { pendingOnly = false } = {}) {
      const listed = Array.from({ length: fake.pending }, (_, at) => row({ payoutId: String(at), state: "pending" }));
      yield pendingOnly ? listed : [...listed, ...fake.rows];
    },
    async fund(projectId, amountMsat) {
      fake.balances.set(projectId, (fake.balances.get(projectId) ?? 0) + amountMsat);
    },
    async injection() {
      if (fake.switch === undefined) throw new TargetError("absent", "GET switch answered 404");
      return fake.switch;
    },
    async inject(state) {
      fake.injected.push(state);
      // A switch shows what it was set to, and keeps what it was not told.
      if (fake.switch !== undefined) fake.switch = { ...fake.switch, ...state };
    },
    close: async () => {},
  };
  return fake;
}

/** A row of a list, with what a test does not care about. */
export function row(but: Partial<ListedPayout>): ListedPayout {
  return { payoutId: "po_1", key: "", state: "paid", word: but.state ?? "paid", amountMsat: 1_000, ...but };
}
