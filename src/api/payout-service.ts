import { hash } from "node:crypto";
import type { Clock } from "../domain/clock.ts";
import { costSats, feeSats, type Sats } from "../domain/money.ts";
import type { Chance } from "../domain/random.ts";
import type { ProjectOpening } from "../ledger/ledger.ts";
import type { PayoutRecord, PayoutStatus, Store } from "../ledger/payout-records.ts";
import { paymentOf } from "../lightning/payment-hash.ts";
import type { Rail } from "../lightning/rail.ts";
import { bodyFingerprint, type PayoutRequest } from "./payout-request.ts";
import { strategies } from "./strategies/index.ts";
import type { StrategyName } from "./strategies/names.ts";
import type { StrategyResult } from "./strategies/strategy.ts";

/** What became of a payout that was asked for. */
export type PayoutAnswer =
  | { readonly kind: "completed" | "replayed"; readonly payout: PayoutRecord }
  | {
      readonly kind: "failed" | "timed-out";
      readonly payout: PayoutRecord;
      readonly reason: string;
      /** True when the strategy gave something back. */
      readonly gaveBack: boolean;
    }
  /** The same key is being paid at this moment. */
  | { readonly kind: "in-progress"; readonly payoutId: string }
  /** The key belongs to a payout with another body. */
  | { readonly kind: "key-reused"; readonly payoutId: string }
  | { readonly kind: "no-project" }
  | { readonly kind: "insufficient-balance"; readonly balanceSats: Sats; readonly costSats: Sats };

/** What the service is built on. */
export interface PayoutServiceOptions {
  readonly store: Store;
  readonly rail: Rail;
  readonly clock: Clock;
  /** Draws the ids of payouts that come without a key. */
  readonly chance: Chance;
  readonly strategy: StrategyName;
}

/** Idempotency around a strategy: who may pay, who is told what was paid before, and what is remembered. There is no HTTP in it. */
export class PayoutService {
  /** How money is moved from now on; payouts under way keep the strategy they began with. */
  strategy: StrategyName;
  readonly #options: PayoutServiceOptions;
  readonly #inFlight = new Map<string, PayoutRequest>();
  #resetting: Promise<void> | undefined;
  #lastOneLeft: () => void = () => {};

  constructor(options: PayoutServiceOptions) {
    this.#options = options;
    this.strategy = options.strategy;
  }

  /** How many payouts are being paid at this moment. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Makes one payout, or says why not. Rejects only when the ledger does. */
  async pay(request: PayoutRequest): Promise<PayoutAnswer> {
    while (this.#resetting !== undefined) await this.#resetting;
    const payoutId = this.#idOf(request);
    const running = this.#inFlight.get(payoutId);
    if (running !== undefined) {
      return { kind: isSameBody(running, request) ? "in-progress" : "key-reused", payoutId };
    }
    this.#inFlight.set(payoutId, request);
    try {
      return await this.#payOnce(payoutId, request);
    } finally {
      this.#inFlight.delete(payoutId);
      if (this.#inFlight.size === 0) this.#lastOneLeft();
    }
  }

  /** Forgets every payout and opens the projects anew, once the payouts under way are through. Those that arrive meanwhile wait. */
  async reset(projects: readonly ProjectOpening[]): Promise<void> {
    while (this.#resetting !== undefined) await this.#resetting;
    const reset = this.#whenIdle().then(() => this.#options.store.reset(projects));
    const over = () => {
      this.#resetting = undefined;
    };
    this.#resetting = reset.then(over, over);
    await reset;
  }

  async #payOnce(payoutId: string, request: PayoutRequest): Promise<PayoutAnswer> {
    const { store, clock } = this.#options;
    const earlier = request.idempotencyKey === null ? undefined : await store.payout(payoutId);
    if (earlier !== undefined && !isSameBody(earlier, request)) return { kind: "key-reused", payoutId };
    if (earlier?.status === "completed") return { kind: "replayed", payout: earlier };
    // A payout that ended in an error is run again under the same payment hash, and so it is charged again. That is how users of
    // lnbits were charged twice for one payment (lnbits #583), and how the naive family does it.
    const createdEpochMs = earlier?.createdEpochMs ?? clock.epochMs();
    const result = await this.#move(payoutId, request);
    // Nothing is written before the payment is over: a crash in between leaves a charge that no payout explains.
    const remember = async (status: PayoutStatus) => {
      const payout = recordOf(payoutId, request, status, { createdEpochMs, updatedEpochMs: clock.epochMs() });
      await store.record(payout);
      return payout;
    };
    switch (result.kind) {
      case "completed":
        return { kind: "completed", payout: await remember("completed") };
      case "failed":
      case "timed-out":
        return { ...result, payout: await remember("error") };
      case "insufficient-balance":
        return { ...result, costSats: costSats(request.amountSats) };
      case "no-project":
        return result;
    }
  }

  #move(payoutId: string, { projectId, idempotencyKey, gamertag, amountSats }: PayoutRequest): Promise<StrategyResult> {
    const { store, rail, clock } = this.#options;
    const payment = paymentOf(payoutId, gamertag, amountSats);
    const payout = { payoutId, projectId, idempotencyKey, costSats: costSats(amountSats), payment };
    return strategies[this.strategy].pay(payout, { ledger: store, rail, clock });
  }

  /** With a key the id follows from it, so that a retry is the same payout, with the same payment hash, in another process too. */
  #idOf({ projectId, idempotencyKey }: PayoutRequest): string {
    if (idempotencyKey === null) return `po_${randomHex(ID_DIGITS, this.#options.chance)}`;
    const name = JSON.stringify([this.#options.store.generation, projectId, idempotencyKey]);
    return `po_${hash("sha256", name).slice(0, ID_DIGITS)}`;
  }

  #whenIdle(): Promise<void> {
    if (this.#inFlight.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#lastOneLeft = resolve;
    });
  }
}

const ID_DIGITS = 20;

function randomHex(digits: number, chance: Chance): string {
  return Array.from({ length: digits }, () => Math.floor(chance() * 16).toString(16)).join("");
}

type Body = Parameters<typeof bodyFingerprint>[0];

function isSameBody(left: Body, right: Body): boolean {
  return bodyFingerprint(left) === bodyFingerprint(right);
}

function recordOf(
  payoutId: string,
  request: PayoutRequest,
  status: PayoutStatus,
  times: { readonly createdEpochMs: number; readonly updatedEpochMs: number },
): PayoutRecord {
  return { payoutId, ...request, status, feeSats: feeSats(request.amountSats), ...times };
}
