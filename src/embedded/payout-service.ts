import { hash } from "node:crypto";
import type { Clock } from "../domain/clock.ts";
import { costSats, feeSats, type Sats } from "../domain/money.ts";
import type { Chance } from "../domain/random.ts";
import type { StrategyName } from "../domain/strategy.ts";
import { paymentOf } from "../rail/payment-hash.ts";
import type { Rail } from "../rail/port.ts";
import { type Checkpoint, noCheckpoint } from "./checkpoint.ts";
import { createLeasing } from "./leasing.ts";
import type { ProjectOpening } from "./ledger/balances.ts";
import type { PayoutFailure, PayoutRecord } from "./ledger/payout-records.ts";
import { storageFailureOf } from "./ledger/storage-failure.ts";
import type { Store } from "./ledger/store.ts";
import { bodyFingerprint, type RequestedPayout } from "./requested-payout.ts";
import { strategies } from "./strategies/index.ts";
import type { AfterwardsStrategy, FirstStrategy, PaidAfterwards, StrategyPayout, StrategyPorts } from "./strategy.ts";
import { UnknownOutcomeError } from "./unknown-outcome.ts";
import { startWorker, type Worker } from "./worker.ts";

/** What became of a payout that was asked for. */
export type PayoutAnswer =
  | { readonly kind: "completed" | "replayed" | "pending"; readonly payout: PayoutRecord }
  | {
      readonly kind: "failed" | "timed-out";
      readonly payout: PayoutRecord;
      readonly reason: string;
      /** True when this is how an earlier payout under the same key ended. */
      readonly isReplay: boolean;
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
  /** Draws the ids of payouts that come without a key, and the name of this process among those that share the ledger. */
  readonly chance: Chance;
  readonly strategy: StrategyName;
  /** Called at each crash point; nothing happens there unless told otherwise. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Is told of errors of the worker, which nobody waits for. */
  readonly onBug: (error: unknown) => void;
}

/** Idempotency around a strategy: who may pay, who is told what was paid before, and what is remembered. There is no HTTP in it. */
export class PayoutService {
  /** How money is moved from now on; payouts under way keep the strategy they began with. */
  strategy: StrategyName;
  readonly #options: PayoutServiceOptions;
  readonly #ports: StrategyPorts;
  readonly #worker: Worker;
  #inFlight = 0;
  #resetting: Promise<void> | undefined;
  #lastOneLeft: () => void = () => {};

  constructor(options: PayoutServiceOptions) {
    const { store, rail, clock, chance, checkpoint = noCheckpoint, onBug } = options;
    const leasing = createLeasing(clock, `api_${randomHex(ID_DIGITS, chance)}`);
    const ports = { store, rail, clock, checkpoint, leasing };
    this.#options = options;
    this.strategy = options.strategy;
    this.#worker = startWorker({ ...ports, isBusy: () => this.#inFlight > 0, onBug });
    this.#ports = { ...ports, wake: () => this.#worker.wake() };
  }

  /** How many payouts are being paid at this moment for a caller who waits. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Makes one payout, or says why not. Rejects only when the ledger does, with its error where nothing was changed by then.
   * @throws UnknownOutcomeError when the ledger's file fails once money may have been moved.
   */
  async pay(request: RequestedPayout): Promise<PayoutAnswer> {
    while (this.#resetting !== undefined) await this.#resetting;
    this.#inFlight += 1;
    try {
      return await this.#carryOut(request);
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#lastOneLeft();
    }
  }

  async #carryOut(request: RequestedPayout): Promise<PayoutAnswer> {
    const strategy = strategies[this.strategy];
    const payout = this.#payoutOf(request);
    const { ports, isCharged } = this.#watchedPorts();
    try {
      return await (strategy.records === "first"
        ? this.#recordFirst(strategy, payout, request, ports)
        : this.#recordAfterwards(strategy, payout, request, ports));
    } catch (error) {
      const trouble = storageFailureOf(error);
      if (trouble === undefined || (trouble.isUndone && !isCharged())) throw error;
      throw new UnknownOutcomeError(payout.payoutId, trouble);
    }
  }

  /** The ports of one payout, which tell whether it has passed its charge: before it nothing has been changed anywhere. */
  #watchedPorts(): { readonly ports: StrategyPorts; readonly isCharged: () => boolean } {
    const { checkpoint } = this.#ports;
    let isCharged = false;
    const at: Checkpoint["at"] = (point) => {
      if (point === "after-charge") isCharged = true;
      return checkpoint.at(point);
    };
    return { ports: { ...this.#ports, checkpoint: { at } }, isCharged: () => isCharged };
  }

  /** Forgets every payout and opens the projects anew, once the payouts under way are through. Those that arrive meanwhile wait. */
  async reset(projects: readonly ProjectOpening[]): Promise<void> {
    while (this.#resetting !== undefined) await this.#resetting;
    const reset = this.#whenIdle().then(() => this.#worker.whileIdle(() => this.#options.store.reset(projects)));
    const over = () => {
      this.#resetting = undefined;
    };
    this.#resetting = reset.then(over, over);
    await reset;
  }

  /** Resolves once nothing is being resolved in the background any more; pending payouts stay pending. */
  close(): Promise<void> {
    return this.#worker.stop();
  }

  /**
   * The key is looked up, then the strategy pays, then the payout is written down: whoever sends the same key in between is not
   * noticed, and a crash in between leaves a charge that no payout explains. A payout that ended in an error is run again under the
   * same payment hash, and so it is charged again. That is how users of lnbits were charged twice for one payment (lnbits #583).
   * A payout that was labelled by hand has no failure any more, and is not run again: a label moves no money, now or later.
   */
  async #recordAfterwards(
    strategy: AfterwardsStrategy,
    payout: StrategyPayout,
    request: RequestedPayout,
    ports: StrategyPorts,
  ): Promise<PayoutAnswer> {
    const { store, clock } = this.#options;
    const { payoutId } = payout;
    const earlier = request.idempotencyKey === null ? undefined : await store.payout(payoutId);
    if (earlier !== undefined && !isSameBody(earlier, request)) return { kind: "key-reused", payoutId };
    // Written by a strategy that claims first: whatever becomes of it, to pay it here as well would be to pay it twice.
    if (earlier?.status === "pending") return { kind: "in-progress", payoutId };
    if (earlier?.failure === null) return { kind: "replayed", payout: earlier };
    const createdEpochMs = earlier?.createdEpochMs ?? clock.epochMs();
    const result = await strategy.pay(payout, ports);
    if (result.kind === "no-project") return result;
    if (result.kind === "insufficient-balance") return { ...result, costSats: payout.costSats };
    const ended = {
      ...pendingRecord(payoutId, request, createdEpochMs),
      ...endOf(result),
      updatedEpochMs: clock.epochMs(),
    };
    await store.record(ended);
    await ports.checkpoint.at("after-confirm");
    if (result.kind === "completed") return { kind: "completed", payout: ended };
    return { kind: result.kind, reason: result.reason, payout: ended, isReplay: false };
  }

  async #recordFirst(
    strategy: FirstStrategy,
    payout: StrategyPayout,
    request: RequestedPayout,
    ports: StrategyPorts,
  ): Promise<PayoutAnswer> {
    const { payoutId, costSats } = payout;
    const record = pendingRecord(payoutId, request, this.#options.clock.epochMs());
    const result = await strategy.pay({ ...payout, record }, ports);
    switch (result.kind) {
      case "no-project":
        return result;
      case "insufficient-balance":
        return { ...result, costSats };
      case "pending":
        return { kind: "pending", payout: record };
      case "decided":
        await ports.checkpoint.at("after-confirm");
        return answerOf(result.payout, "completed");
      case "taken":
        if (!isSameBody(result.payout, request)) return { kind: "key-reused", payoutId };
        return result.isRunning ? { kind: "in-progress", payoutId } : answerOf(result.payout, "replayed");
    }
  }

  #payoutOf(request: RequestedPayout): StrategyPayout {
    const { projectId, idempotencyKey, gamertag, amountSats } = request;
    const payoutId = this.#idOf(request);
    const payment = paymentOf(payoutId, gamertag, amountSats);
    return { payoutId, projectId, idempotencyKey, costSats: costSats(amountSats), payment };
  }

  /** With a key the id follows from it, so that a retry is the same payout, with the same payment hash, in another process too. */
  #idOf({ projectId, idempotencyKey }: RequestedPayout): string {
    if (idempotencyKey === null) return `po_${randomHex(ID_DIGITS, this.#options.chance)}`;
    const name = JSON.stringify([this.#options.store.generation, projectId, idempotencyKey]);
    return `po_${hash("sha256", name).slice(0, ID_DIGITS)}`;
  }

  #whenIdle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
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

function pendingRecord(payoutId: string, request: RequestedPayout, createdEpochMs: number): PayoutRecord {
  const times = { createdEpochMs, updatedEpochMs: createdEpochMs };
  return { payoutId, ...request, status: "pending", feeSats: feeSats(request.amountSats), failure: null, ...times };
}

function endOf(result: Extract<PaidAfterwards, PayoutFailure | { kind: "completed" }>) {
  if (result.kind === "completed") return { status: "completed", failure: null } as const;
  return { status: "error", failure: { kind: result.kind, reason: result.reason } } as const;
}

/** What the caller is told of a payout that was written down first; the same ever after. */
function answerOf(payout: PayoutRecord, paid: "completed" | "replayed"): PayoutAnswer {
  const { status, failure } = payout;
  if (status === "pending") return { kind: "pending", payout };
  return failure === null ? { kind: paid, payout } : { ...failure, payout, isReplay: paid === "replayed" };
}
