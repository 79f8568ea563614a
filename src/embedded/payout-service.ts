import { type ChargeRule, costMsatOf, payoutApiCharge, reserveMsatOf } from "../domain/fee.ts";
import type { Msat } from "../domain/money.ts";
import type { Chance } from "../domain/random.ts";
import type { StrategyName } from "../domain/strategy.ts";
import { paymentOf } from "../rail/payment-hash.ts";
import type { RailEvent } from "../rail/port.ts";
import { type Checkpoint, InjectedError, noCheckpoint } from "./checkpoint.ts";
import { createLeasing } from "./leasing.ts";
import type { ProjectOpening } from "./ledger/balances.ts";
import type { Decision } from "./ledger/intents.ts";
import type { PayoutRecord } from "./ledger/payout-records.ts";
import { storageFailureOf } from "./ledger/storage-failure.ts";
import { answerOf, type PayoutAnswer, UnknownOutcomeError } from "./payout-answer.ts";
import { ID_DIGITS, idOf, payoutIdOf } from "./payout-id.ts";
import { isSameBody, type RequestedPayout } from "./requested-payout.ts";
import { strategies } from "./strategies/index.ts";
import type { AfterwardsStrategy, FirstStrategy, StrategyPayout, StrategyPorts } from "./strategy.ts";
import { Worker } from "./worker.ts";

/** What the service needs. */
export interface PayoutServiceOptions extends Pick<StrategyPorts, "store" | "rail" | "clock"> {
  /** Draws the ids of payouts without a key, and the name of this process among those that share the ledger. */
  readonly chance: Chance;
  readonly strategy: StrategyName;
  /** What payouts cost; default 2%, rounded up to a whole sat. */
  readonly fee?: ChargeRule | undefined;
  /** True where the rail tells how payments end; default false. */
  readonly hearsRail?: boolean | undefined;
  /** How long after a payment has failed for good the node is asked once more; null, the default, for never. */
  readonly recheckAfterMs?: number | null | undefined;
  /** Called at each crash point; default nothing. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Called with errors of the worker, which no caller waits for, but not with those that the scenario plans. */
  readonly onBug: (error: unknown) => void;
}

/** Idempotency around a strategy: which request pays, which gets the answer of an earlier one, and what is recorded. Knows no HTTP. */
export class PayoutService {
  /** The strategy of new payouts; payouts under way keep theirs. */
  strategy: StrategyName;
  readonly #options: PayoutServiceOptions;
  readonly #ports: StrategyPorts;
  readonly #worker: Worker;
  readonly #chargeOf: ReturnType<typeof chargeOf>;
  /** By payment hash, for strategies that write down no hash; empty where the rail tells nothing. */
  readonly #paid = new Map<string, StrategyPayout>();
  #inFlight = 0;
  #resetting: Promise<void> | undefined;
  #becameIdle: () => void = () => {};

  constructor(options: PayoutServiceOptions) {
    const { store, rail, clock, chance, checkpoint = noCheckpoint, recheckAfterMs = null, onBug } = options;
    const leasing = createLeasing(clock, `api_${randomHex(ID_DIGITS, chance)}`);
    const ports = { store, rail, clock, checkpoint, leasing, recheckAfterMs };
    this.#options = options;
    this.#chargeOf = chargeOf(options.fee ?? payoutApiCharge);
    this.strategy = options.strategy;
    this.#worker = new Worker({ isBusy: () => this.#inFlight > 0, onBug: unplanned(onBug), ...ports });
    this.#ports = { wake: () => this.#worker.wake(), ...ports };
  }

  /** How many payouts are being paid for a caller who waits. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Makes one payout, or says why not. Rejects only when the ledger does, with its error where nothing had been changed.
   * @throws UnknownOutcomeError when the ledger file fails after money may have been moved.
   */
  async pay(request: RequestedPayout): Promise<PayoutAnswer> {
    while (this.#resetting !== undefined) await this.#resetting;
    this.#inFlight += 1;
    try {
      return await this.#carryOut(request);
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#becameIdle();
    }
  }

  async #carryOut(request: RequestedPayout): Promise<PayoutAnswer> {
    const strategy = strategies[this.strategy];
    const payout = this.#payoutOf(request);
    const { checkpoint } = this.#ports;
    if (this.#options.hearsRail && strategy.records === "afterwards")
      this.#paid.set(payout.payment.paymentHash, payout);
    // Before its charge a payout has changed nothing anywhere.
    let isCharged = false;
    const at: Checkpoint["at"] = (point) => {
      isCharged ||= point === "after-charge";
      return checkpoint.at(point);
    };
    const ports = { ...this.#ports, checkpoint: { at } };
    try {
      return await (strategy.records === "first"
        ? this.#recordFirst(strategy, payout, request, ports)
        : this.#recordAfterwards(strategy, payout, request, ports));
    } catch (error) {
      const failure = storageFailureOf(error);
      if (failure === undefined || (failure.isUndone && !isCharged)) throw error;
      throw new UnknownOutcomeError(payout.payoutId, failure);
    }
  }

  /** The rail has told how a payment ended. False where no payout of that payment is recorded, or not yet. Rejects only when the ledger does. */
  async hear(event: RailEvent): Promise<boolean> {
    const strategy = strategies[this.strategy];
    if (strategy.records === "first") {
      await strategy.hear?.(event, this.#ports);
      return true;
    }
    const payout = this.#paid.get(event.paymentHash);
    const record = payout && (await this.#options.store.payout(payout.payoutId));
    if (payout === undefined || record === undefined) return false;
    await strategy.hear?.({ status: event.status, payout, record }, this.#ports);
    return true;
  }

  /** Forgets every payout and reopens the projects, once the payouts under way are through. Payouts that arrive meanwhile wait. */
  async reset(projects: readonly ProjectOpening[]): Promise<void> {
    while (this.#resetting !== undefined) await this.#resetting;
    const reset = this.#whenIdle().then(() => this.#worker.whileIdle(() => this.#options.store.reset(projects)));
    const over = () => {
      this.#resetting = undefined;
    };
    this.#resetting = reset.then(over, over);
    await reset;
  }

  /** Resolves once the background worker has stopped; pending payouts stay pending. */
  close(): Promise<void> {
    return this.#worker.stop();
  }

  /**
   * Looks the key up, pays, then records the payout. A request with the same key in between is not noticed, and a crash in between leaves a
   * charge without a payout. A failed payout is run again under the same payment hash, and charged again: that is how users of lnbits were
   * charged twice for one payment (lnbits #583).
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
    // Recorded by a strategy that claims first: paying it here as well would pay it twice.
    if (earlier?.status === "pending") return { kind: "in-progress", payoutId };
    if (earlier?.failure === null) return { kind: "replayed", payout: earlier };
    const createdEpochMs = earlier?.createdEpochMs ?? clock.epochMs();
    const result = await strategy.pay(payout, ports, async (decision) => {
      const ended = endedRecord(pendingRecord(payout, request, createdEpochMs), decision, clock.epochMs());
      await store.record(ended);
      return ended;
    });
    if (result.kind === "no-project") return result;
    if (result.kind === "insufficient-balance") return refusalOf(result, payout);
    await ports.checkpoint.at("after-confirm");
    return answerOf(result.payout, "completed");
  }

  async #recordFirst(
    strategy: FirstStrategy,
    payout: StrategyPayout,
    request: RequestedPayout,
    ports: StrategyPorts,
  ): Promise<PayoutAnswer> {
    const { payoutId } = payout;
    const record = pendingRecord(payout, request, this.#options.clock.epochMs());
    const result = await strategy.pay({ record, ...payout }, ports);
    switch (result.kind) {
      case "no-project":
        return result;
      case "insufficient-balance":
        return refusalOf(result, payout);
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

  /** The id follows from the key, so that a retry is the same payout with the same payment hash, in another process too. */
  #payoutOf({ projectId, idempotencyKey, gamertag, amountMsat }: RequestedPayout): StrategyPayout {
    const { store, chance } = this.#options;
    const payoutId =
      idempotencyKey === null
        ? idOf(randomHex(ID_DIGITS, chance))
        : payoutIdOf(store.generation(), projectId, idempotencyKey);
    const payment = paymentOf(payoutId, gamertag, amountMsat);
    const { costMsat, reserveMsat, keptMsat } = this.#chargeOf(amountMsat);
    return { payoutId, projectId, idempotencyKey, costMsat, reserveMsat, keptMsat, payment };
  }

  #whenIdle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#becameIdle = resolve;
    });
  }
}

function unplanned(onBug: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof InjectedError)) onBug(error);
  };
}

function randomHex(digits: number, chance: Chance): string {
  return Array.from({ length: digits }, () => Math.floor(chance() * 16).toString(16)).join("");
}

function chargeOf(
  rule: ChargeRule,
): (amountMsat: Msat) => Pick<StrategyPayout, "costMsat" | "reserveMsat" | "keptMsat"> {
  const costOf = costMsatOf(rule);
  return (amountMsat) => {
    const costMsat = costOf(amountMsat);
    const reserveMsat = reserveMsatOf(rule.reserve, amountMsat);
    const keptMsat = rule.onRefund === "kept" ? costMsat - amountMsat : 0;
    return { costMsat: costMsat + reserveMsat, reserveMsat, keptMsat };
  };
}

function refusalOf(
  refusal: { readonly kind: "insufficient-balance"; readonly balanceMsat: Msat },
  { costMsat, reserveMsat }: StrategyPayout,
): PayoutAnswer {
  return { ...refusal, costMsat, reserveMsat };
}

/** One literal, because this is done for each payout: an object that is put together from others costs several times as much. */
function pendingRecord(payout: StrategyPayout, request: RequestedPayout, createdEpochMs: number): PayoutRecord {
  const { payoutId, costMsat, reserveMsat, keptMsat } = payout;
  const { projectId, idempotencyKey, gamertag, amountMsat } = request;
  const { internalId, description, callbackUrl, expiresInSeconds } = request;
  return {
    payoutId,
    projectId,
    idempotencyKey,
    status: "pending",
    gamertag,
    amountMsat,
    feeMsat: costMsat - reserveMsat - amountMsat,
    reserveMsat,
    keptMsat,
    internalId,
    description,
    callbackUrl,
    expiresInSeconds,
    createdEpochMs,
    updatedEpochMs: createdEpochMs,
    failure: null,
  };
}

function endedRecord(payout: PayoutRecord, decision: Decision, updatedEpochMs: number): PayoutRecord {
  const isPaid = decision.kind === "completed";
  return { ...payout, status: isPaid ? "completed" : "error", failure: isPaid ? null : decision, updatedEpochMs };
}
