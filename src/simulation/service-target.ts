import type { Clock } from "../domain/clock.ts";
import type { HostileAmountName } from "../domain/hostile-amount.ts";
import type { AnswerReason, Outcome } from "../domain/outcome.ts";
import { type Answer, CLIENT_TIMEOUT, noAnswer } from "../domain/send.ts";
import { errorStatus, RequestError } from "../embedded/envelope.ts";
import { errorResponseOf } from "../embedded/error-response.ts";
import type { LedgerEntry } from "../embedded/ledger/balances.ts";
import type { PayoutRecord, PayoutStatus } from "../embedded/ledger/payout-records.ts";
import { storageFailureOf } from "../embedded/ledger/storage-failure.ts";
import type { Store } from "../embedded/ledger/store.ts";
import type { PayoutAnswer } from "../embedded/payout-answer.ts";
import { readRequestedPayout } from "../embedded/request-validation.ts";
import { hostileIn, RawNumber } from "../service/hostile-amount.ts";
import { payoutApi } from "../service/payout-api.ts";
import { type Entry, type EntryMark, type ListedPayout, type Target, TargetError } from "../service/target.ts";
import type { Abouts } from "./abouts.ts";
import type { Instance } from "./fleet.ts";
import type { Turns } from "./turns.ts";

/** What the caller sees of each answer of the service; the codes are those of the HTTP contract. */
const seenAs = {
  completed: [201, "", "paid", "none"],
  replayed: [200, "", "paid", "none"],
  pending: [202, "", "pending", "none"],
  failed: [502, "PAYMENT_FAILED", "refused", "payment-failed"],
  "timed-out": [504, "PAYMENT_TIMEOUT", "unknown", "payment-timeout"],
  "in-progress": [409, "PAYOUT_IN_PROGRESS", "pending", "in-progress"],
  "key-reused": [422, "IDEMPOTENCY_KEY_REUSED", "refused", "rejected"],
  "no-project": [404, "PROJECT_NOT_FOUND", "refused", "rejected"],
  "insufficient-balance": [402, "INSUFFICIENT_BALANCE", "refused", "funds"],
} as const satisfies Record<PayoutAnswer["kind"], readonly [number, string, Outcome, AnswerReason]>;

/** How a simulated API is reached. */
interface ServiceTargetOptions {
  next(): Instance | undefined;
  readonly clock: Clock;
  readonly take: Turns["take"];
  readonly abouts: Abouts;
  readonly clientTimeoutMs: number;
  /** Where each payout says that its callbacks go. */
  readonly callbackUrl?: string | null;
}

/** A target without HTTP: a payout goes to the process whose turn it is, and reads go to the ledger. */
export function serviceTarget(
  store: Store,
  { next, clock, take, abouts, clientTimeoutMs, callbackUrl = null }: ServiceTargetOptions,
): Target {
  return {
    calls: null,
    poll: null,
    lookUp: {
      everyMs: 100,
      async ask({ projectId, idempotencyKey }) {
        const query = { projectId, idempotencyKey, status: null, after: 0, limit: 1 } as const;
        const [found] = (await store.payouts(query)).rows;
        return found === undefined ? absent : lookedUp(found);
      },
    },
    url: "simulation",
    async send({ gamertag, amountMsat, projectId, idempotencyKey, hostile }, sending) {
      if (hostile !== undefined) return refusalOf(hostile);
      const nothingElse = { internalId: null, description: null, callbackUrl, expiresInSeconds: null };
      const about = abouts.ofName(idempotencyKey);
      const task = `client ${about}`;
      abouts.asked(store.generation(), projectId, idempotencyKey);
      // Otherwise the whole load would be there at once, and the process that is woken first would take all of it.
      await take("send", about, task);
      const instance = next();
      if (instance === undefined) return noAnswer("ECONNREFUSED");
      const { service, life } = instance;
      const request = { gamertag, amountMsat, projectId, idempotencyKey, ...nothingElse };
      // A process that stands still reads what has arrived when it goes on.
      const paying = life.standstill === null ? service.pay(request) : life.standstill.then(() => service.pay(request));
      const answered = async (answer: Promise<Answer>) => {
        await answer;
        await take("answer", about, task);
        return answer;
      };
      const answer = await Promise.race([
        answered(paying.then(answerOf, answerOfError)),
        life.death.then(() => noAnswer("ECONNRESET")),
        clock.sleep(clientTimeoutMs).then(() => noAnswer(CLIENT_TIMEOUT)),
      ]);
      if (sending?.dropAnswer === undefined || answer.status === 0) return answer;
      sending.dropAnswer();
      return noAnswer("ECONNRESET");
    },
    async balance(projectId) {
      const balance = await again(() => store.balance(projectId));
      if (balance === undefined) throw new TargetError("absent", `no project ${projectId}`);
      return { balanceMsat: balance.balanceMsat, heldMsat: balance.heldMsat };
    },
    async markEntries(projectId) {
      const page = await store.entries({ projectId, after: 0, limit: 1_000_000 });
      return { projectId, after: page?.rows.at(-1)?.entryId ?? 0 };
    },
    entriesSince: (mark) => entriesSince(store, mark as EntryMark & { readonly after: number }),
    payouts: (projectId, { pendingOnly = false } = {}) => payoutsOf(store, projectId, pendingOnly),
    fund: async () => {},
    injection: async () => ({ enabled: false, timeoutRate: 0 }),
    inject: async () => {},
    close: async () => {},
  };
}

/** What the caller sees of an error that was to be expected. */
function answerOfError(error: Error): Answer {
  const { code, isBug } = errorResponseOf(error, false);
  if (isBug === true) throw error;
  return { outcome: "unknown", reason: "service-error", status: errorStatus[code], code, payoutId: "" };
}

function answerOf(answer: PayoutAnswer): Answer {
  const [status, code, outcome, reason] = seenAs[answer.kind];
  const payoutId = "payout" in answer ? answer.payout.payoutId : "payoutId" in answer ? answer.payoutId : "";
  return { outcome, reason, status, code, payoutId };
}

/** What the routes of the API answer to an amount that nobody can pay, before its service hears of it. */
function refusalOf(hostile: HostileAmountName): Answer {
  const amount = hostileIn("sat", hostile);
  const value: unknown = JSON.parse(amount instanceof RawNumber ? amount.text : JSON.stringify(amount));
  try {
    readRequestedPayout({ gamertag: "payee", amount: value, projectId: "project" });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { outcome: "refused", reason: "rejected", status: 400, code: error.code, payoutId: "" };
  }
  throw new Error(`the API takes an amount that nobody can pay: ${hostile}`);
}

const absent: Answer = { outcome: "unknown", reason: "absent", status: 200, code: "", payoutId: "" };

/** A payout that ended in an error may still have been paid. */
const foundAs = {
  completed: ["paid", "none"],
  pending: ["pending", "none"],
  expired: ["refused", "rejected"],
  error: ["unknown", "unreadable"],
} as const satisfies Record<PayoutStatus, readonly [Outcome, AnswerReason]>;

function lookedUp({ payoutId, status }: PayoutRecord): Answer {
  const [outcome, reason] = foundAs[status];
  return { outcome, reason, status: 200, code: "", payoutId };
}

async function* entriesSince(
  store: Store,
  { projectId, after }: EntryMark & { readonly after: number },
): AsyncIterable<readonly Entry[]> {
  const page = await store.entries({ projectId, after, limit: 1_000_000 });
  yield (page?.rows ?? []).map(entryOf);
}

async function* payoutsOf(
  store: Store,
  projectId: string,
  pendingOnly: boolean,
): AsyncIterable<readonly ListedPayout[]> {
  const status = pendingOnly ? "pending" : null;
  const { rows } = await store.payouts({ projectId, status, idempotencyKey: null, after: 0, limit: 1_000_000 });
  yield rows.map(listedOf);
}

function listedOf({ payoutId, idempotencyKey, amountMsat, status }: PayoutRecord): ListedPayout {
  const state = payoutApi.payouts?.row.states[status] ?? "unknown";
  return { payoutId, key: idempotencyKey ?? "", state, word: status, amountMsat };
}

function entryOf(entry: LedgerEntry): Entry {
  return {
    entryId: String(entry.entryId),
    key: entry.idempotencyKey ?? "",
    payoutId: entry.payoutId ?? "",
    effect: payoutApi.entries?.row.effects[entry.cause] ?? "other",
    word: entry.cause,
    deltaMsat: entry.amountMsat,
    balanceAfterMsat: entry.balanceAfterMsat,
    enteredEpochMs: entry.createdEpochMs,
  };
}

/** Reads once more where a fault of the storage spoils the commit that the first read has waited for. */
async function again<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (storageFailureOf(error) === undefined) throw error;
    return read();
  }
}
