import { builtInAlerts } from "../../src/domain/alert.ts";
import type {
  AttemptAnswered,
  AttemptSent,
  BalanceRead,
  Deposited,
  EntryRead,
  Fact,
  PayoutRead,
  ReadFailed,
  RunStarted,
} from "../../src/domain/fact.ts";

/** Small builders, so that a test names what matters to it and nothing else. Amounts are 1,000 sats, which cost 1,020. */

type But<T> = Partial<Omit<T, "kind">>;

/** The project of every fact that names none. */
const PROJECT = "shop";

export function started(but: But<RunStarted> = {}): RunStarted {
  return {
    kind: "run-started",
    atMs: 0,
    format: 1,
    scenario: "small",
    description: "",
    seed: 1,
    strategy: "naive",
    target: null,
    oracle: "node",
    openMeansUnpaid: true,
    keyPrefix: "k",
    retryKey: "same",
    payouts: 0,
    concurrency: null,
    projectIds: [PROJECT],
    faults: [],
    thresholds: {},
    alerts: builtInAlerts,
    expect: { verdict: "balanced" },
    doubts: [],
    notes: [],
    again: "chaos-payout run small --seed 1",
    ...but,
  };
}

export function sent(payout: number, but: But<AttemptSent> = {}): AttemptSent {
  return { kind: "attempt-sent", atMs: 10, payout, attempt: 1, projectId: PROJECT, amountSats: 1000, ...but };
}

export function answered(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  const good = { outcome: "paid", status: 201, code: "", payoutId: "" } as const;
  return { kind: "attempt-answered", atMs: 20, payout, attempt: 1, ...good, ...but };
}

/** The API answered that the payment timed out. */
export function timedOut(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  return answered(payout, { outcome: "unknown", status: 504, code: "PAYMENT_TIMEOUT", ...but });
}

/** The API answered that the payment failed for certain. */
export function failed(payout: number, but: But<AttemptAnswered> = {}): AttemptAnswered {
  return answered(payout, { outcome: "refused", status: 502, code: "PAYMENT_FAILED", ...but });
}

export function received(payout: number | null, fate = "settle", atMs = 12): Fact {
  return { kind: "payment-received", atMs, payout, amountSats: 1000, fate };
}

export function settled(payout: number | null, amountSats = 1000, atMs = 15): Fact {
  return { kind: "payment-settled", atMs, payout, amountSats };
}

export function entry(payout: number | null, cause: string, deltaSats: number, but: But<EntryRead> = {}): EntryRead {
  const rest = { entryId: "e", balanceAfterSats: null, enteredAtMs: null };
  return { kind: "entry-read", atMs: 900, projectId: PROJECT, payout, cause, deltaSats, ...rest, ...but };
}

export function charge(payout: number, sats = 1020, but: But<EntryRead> = {}): EntryRead {
  return entry(payout, "charge", -sats, but);
}

export function refund(payout: number, sats = 1020, but: But<EntryRead> = {}): EntryRead {
  return entry(payout, "refund", sats, but);
}

export function listed(payout: number, but: But<PayoutRead> = {}): PayoutRead {
  const row = { payoutId: `p${payout}`, key: `k_${payout}`, status: "completed", amountSats: 1000 };
  return { kind: "payout-read", atMs: 890, projectId: PROJECT, payout, ...row, ...but };
}

export function balance(when: BalanceRead["when"], balanceSats: number, but: But<BalanceRead> = {}): BalanceRead {
  const atMs = but.atMs ?? (when === "opening" ? 1 : 910);
  return {
    kind: "balance-read",
    atMs,
    askedAtMs: atMs,
    projectId: PROJECT,
    when,
    balanceSats,
    heldSats: 0,
    ...but,
  };
}

/** A balance that was read while the load ran: asked at one moment, answered at another. */
export function seen(balanceSats: number, askedAtMs: number, atMs: number, but: But<BalanceRead> = {}): BalanceRead {
  return balance("during", balanceSats, { askedAtMs, atMs, ...but });
}

export function deposited(amountSats: number, but: But<Deposited> = {}): Deposited {
  return { kind: "deposited", atMs: 2, projectId: PROJECT, amountSats, ...but };
}

export function unread(what: ReadFailed["what"], but: But<ReadFailed> = {}): ReadFailed {
  return { kind: "read-failed", atMs: 905, what, projectId: PROJECT, reason: "no such call", absent: true, ...but };
}

/** A payout that went well, and its charge. */
export function good(payout: number, but: But<AttemptSent> = {}): Fact[] {
  const { projectId = PROJECT } = but;
  return [sent(payout, but), received(payout), settled(payout), answered(payout), charge(payout, 1020, { projectId })];
}

/** A whole run in one project: what happened, between its opening and its final balance. */
export function run(finalSats: number, happened: readonly Fact[], but: But<RunStarted> = {}): Fact[] {
  return [
    started({
      payouts: new Set(happened.flatMap((fact) => (fact.kind === "attempt-sent" ? fact.payout : []))).size,
      ...but,
    }),
    balance("opening", 100_000),
    ...happened,
    balance("final", finalSats),
    ...rested(),
  ];
}

/** Everything came to rest, and the run ended. */
export function rested(): Fact[] {
  return [
    { kind: "drained", atMs: 920, ok: true, reason: "" },
    { kind: "run-ended", atMs: 1000 },
  ];
}
