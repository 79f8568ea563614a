import type { Clock } from "../domain/clock.ts";
import type { Msat } from "../domain/money.ts";
import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import { type Answer, CLIENT_TIMEOUT, noAnswer } from "../domain/send.ts";
import { type Entry, type EntryMark, type ListedPayout, type Target, TargetError } from "../service/target.ts";
import type { Abouts } from "../simulation/abouts.ts";
import type { Instance } from "../simulation/fleet.ts";
import type { Turns } from "../simulation/turns.ts";
import type { BookEntry } from "./books.ts";
import type { OwnLedger } from "./ledger.ts";
import type { PayoutStatus, Transaction } from "./ports.ts";
import type { OwnProcess } from "./process.ts";

/** Reads how the payout with this key stands from the ledger, whichever process has made it. */
export type ReadStatus = (key: string, tx: Transaction) => Promise<PayoutStatus>;

/** How a service of your own is reached. */
export interface OwnTargetOptions {
  readonly ledger: OwnLedger;
  next(): Instance<OwnProcess> | undefined;
  readonly clock: Clock;
  readonly take: Turns["take"];
  readonly abouts: Abouts;
  readonly clientTimeoutMs: number;
  readonly costMsat: (amountMsat: Msat) => Msat;
  /** Null where the service does not tell. */
  readonly status: ReadStatus | null;
}

/** What the caller sees of each answer, with the code and the status that an API would answer with. */
const seenAs = {
  paid: [201, "", "paid", "none"],
  pending: [202, "", "pending", "none"],
  running: [409, "RUNNING", "pending", "in-progress"],
  failed: [502, "FAILED", "refused", "payment-failed"],
  "insufficient-funds": [402, "INSUFFICIENT_FUNDS", "refused", "funds"],
  rejected: [422, "REJECTED", "refused", "rejected"],
  unknown: [504, "UNKNOWN", "unknown", "payment-timeout"],
  absent: [404, "ABSENT", "unknown", "absent"],
} as const satisfies Record<PayoutStatus, readonly [number, string, Outcome, AnswerReason]>;

/** What a list of payouts says about one that stands so; null where it is not listed. */
const listedAs = {
  paid: "paid",
  pending: "pending",
  running: "pending",
  failed: "refused",
  "insufficient-funds": null,
  rejected: null,
  unknown: "unknown",
  absent: null,
} as const satisfies Record<PayoutStatus, ListedPayout["state"] | null>;

/** A target without HTTP: a payout goes to the process whose turn it is, and reads go to the ledger. */
export function ownTarget(options: OwnTargetOptions): Target {
  const { ledger, status } = options;
  const { books } = ledger;
  const asked = new Map<string, string>();
  return {
    url: "simulation",
    calls: null,
    poll: null,
    lookUp: status && {
      everyMs: 100,
      ask: async ({ idempotencyKey: key }) => answerOf(await ledger.read((tx) => status(key, tx))),
    },
    async send(request, sending) {
      asked.set(request.idempotencyKey, request.projectId);
      const answer = await send(options, request);
      if (sending?.dropAnswer === undefined || answer.status === 0) return answer;
      sending.dropAnswer();
      return noAnswer("ECONNRESET");
    },
    async balance(projectId) {
      const balance = books.accounts.get(projectId);
      if (balance === undefined) throw new TargetError("absent", `no account ${projectId}`);
      return { balanceMsat: balance.availableMsat, heldMsat: balance.heldMsat };
    },
    markEntries: async (projectId) => ({ projectId, after: books.entries.length }) satisfies Marked,
    async *entriesSince(mark) {
      const { projectId, after } = mark as Marked;
      yield books.entries.slice(after).flatMap((entry) => (entry.account === projectId ? [entryOf(entry)] : []));
    },
    async *payouts(account, { pendingOnly = false } = {}) {
      if (status === null) throw new TargetError("absent", "there is no status");
      const rows: ListedPayout[] = [];
      for (const [key, projectId] of asked) {
        if (projectId !== account) continue;
        const word = await ledger.read((tx) => status(key, tx));
        const state = listedAs[word];
        if (state === null || (pendingOnly && state !== "pending")) continue;
        rows.push({ payoutId: key, key, state, word, amountMsat: null });
      }
      yield rows;
    },
    fund: async () => {},
    injection: async () => ({ enabled: false, timeoutRate: 0 }),
    inject: async () => {},
    close: async () => {},
  };
}

interface Marked extends EntryMark {
  readonly after: number;
}

async function send(
  { next, clock, take, abouts, clientTimeoutMs, costMsat }: OwnTargetOptions,
  { gamertag: payee, amountMsat, projectId: account, idempotencyKey: key }: Parameters<Target["send"]>[0],
): Promise<Answer> {
  const about = abouts.ofName(key);
  const task = `client ${about}`;
  await take("send", about, task);
  const instance = next();
  if (instance === undefined) return noAnswer("ECONNREFUSED");
  const { service, life } = instance;
  const pay = async () => {
    // A process that stands still reads what has arrived when it goes on.
    while (life.standstill !== null) await life.standstill;
    const answer = await service.pay({ key, account, payee, amountMsat, costMsat: costMsat(amountMsat) }, about);
    await take("answer", about, task);
    return answer === null ? broken : answerOf(answer);
  };
  return Promise.race([
    pay(),
    life.death.then(() => noAnswer("ECONNRESET")),
    clock.sleep(clientTimeoutMs).then(() => noAnswer(CLIENT_TIMEOUT)),
  ]);
}

/** The service has thrown. */
const broken: Answer = { outcome: "unknown", reason: "service-error", status: 500, code: "ERROR", payoutId: "" };

function answerOf(answer: PayoutStatus): Answer {
  const seen = seenAs[answer];
  if (seen === undefined)
    throw new TypeError(`status must answer one of ${Object.keys(seenAs).join(", ")} (got ${JSON.stringify(answer)})`);
  const [status, code, outcome, reason] = seen;
  return { outcome, reason, status, code, payoutId: "" };
}

function entryOf({ entryId, key, effect, deltaMsat, balanceAfterMsat, enteredEpochMs }: BookEntry): Entry {
  return {
    entryId: String(entryId),
    key,
    payoutId: key,
    effect,
    word: effect,
    deltaMsat,
    balanceAfterMsat,
    enteredEpochMs,
  };
}
