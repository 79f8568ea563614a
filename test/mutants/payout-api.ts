import { type Clock, stampOf } from "../../src/domain/clock.ts";
import { costMsat } from "../../src/domain/fee.ts";
import { msatOf, type Sats, satsOf } from "../../src/domain/money.ts";
import { paymentOf } from "../../src/rail/payment-hash.ts";
import type { Rail, RailAnswer, RailEvent } from "../../src/rail/port.ts";

/**
 * An honest payout API in one class, with the ledger in memory and each step a method of its own, so that a wrong API is this one with
 * one step done otherwise. It claims the key and charges in one go, pays under a hash that follows from the payout, answers a timeout with
 * "pending", follows the payment to its end, and gives back only what the node has failed for certain.
 */
export class PayoutApi {
  readonly rail: Rail;
  readonly clock: Clock;
  readonly balances: Map<string, Sats>;
  readonly entries: Entry[] = [];
  readonly payouts: Payout[] = [];
  /** How many rows a page of a list has. */
  readonly pageRows: number = 500;
  isClosed = false;
  /** Where callbacks go; the answer is false where the connection was reset before it was known whether one was taken. */
  called: (key: string, outcome: Called) => boolean = () => true;

  constructor({ rail, clock, projects }: ApiParts) {
    this.rail = rail;
    this.clock = clock;
    this.balances = new Map(projects.map(({ projectId, balanceSats }) => [projectId, balanceSats]));
  }

  /** What stands in front of the API may answer instead of it; undefined lets the request through. */
  async front(_call: Call): Promise<Reply | undefined> {
    return undefined;
  }

  async post(asked: Asked): Promise<Reply> {
    const known = this.find(asked);
    if (known !== undefined) return this.again(known);
    if (!this.isAmount(asked.amount)) return refusal(422, "INVALID_AMOUNT");
    if (!this.affords(asked)) return refusal(402, "INSUFFICIENT_BALANCE");
    const payout = this.take(asked);
    this.charge(payout);
    return this.carryOut(payout);
  }

  find({ idempotencyKey, projectId }: Asked): Payout | undefined {
    return this.payouts.find((payout) => payout.key === idempotencyKey && payout.projectId === projectId);
  }

  async again(payout: Payout): Promise<Reply> {
    if (payout.status === "pending") return refusal(409, "PAYOUT_IN_PROGRESS", { id: payout.id });
    if (payout.status === "completed") return this.reply(200, payout);
    return refusal(502, "PAYMENT_FAILED", { id: payout.id });
  }

  isAmount(amount: unknown): boolean {
    return typeof amount === "number" && Number.isInteger(amount) && amount >= 1 && amount <= 1_000_000;
  }

  affords({ projectId, amount }: Asked): boolean {
    return (this.balances.get(projectId) ?? 0) >= this.costOf(amount);
  }

  costOf(amountSats: Sats): Sats {
    return satsOf(costMsat(msatOf(amountSats)));
  }

  take({ idempotencyKey: key, gamertag, projectId, amount: amountSats }: Asked): Payout {
    const number = this.payouts.length + 1;
    const costSats = this.costOf(amountSats);
    const payout: Payout = {
      ...{ id: `payout-${number}`, number, key, gamertag, projectId, amountSats, costSats },
      ...{ status: "pending", sendings: 0 },
    };
    this.payouts.push(payout);
    return payout;
  }

  charge(payout: Payout): void {
    this.book(payout, "charge", -payout.costSats);
  }

  refund(payout: Payout): void {
    this.book(payout, "refund", payout.costSats);
  }

  async carryOut(payout: Payout): Promise<Reply> {
    return this.conclude(payout, await this.send(payout));
  }

  async conclude(payout: Payout, { kind }: RailAnswer): Promise<Reply> {
    switch (kind) {
      case "settled":
      case "already-paid":
        return this.complete(payout);
      case "failed":
        return this.fail(payout);
      case "in-transition":
      case "timeout":
      case "broken":
        return this.wait(payout);
    }
  }

  send(payout: Payout): Promise<RailAnswer> {
    payout.sendings += 1;
    return this.rail.send(paymentOf(this.paymentName(payout), payout.gamertag, msatOf(this.paidSats(payout))));
  }

  /** Of its last attempt. */
  hashOf(payout: Payout): string {
    return paymentOf(this.paymentName(payout), payout.gamertag, msatOf(payout.amountSats)).paymentHash;
  }

  /** What the payment hash follows from. */
  paymentName({ id }: Payout): string {
    return id;
  }

  paidSats({ amountSats }: Payout): Sats {
    return amountSats;
  }

  complete(payout: Payout): Reply {
    payout.status = "completed";
    return this.reply(201, payout);
  }

  fail(payout: Payout): Reply {
    this.refund(payout);
    payout.status = "expired";
    return refusal(502, "PAYMENT_FAILED", { id: payout.id });
  }

  async wait(payout: Payout): Promise<Reply> {
    void this.follow(payout);
    return this.reply(202, payout);
  }

  async follow(payout: Payout): Promise<void> {
    const end = await this.endOf(payout);
    if (end === "settled") this.complete(payout);
    if (end === "failed") this.fail(payout);
  }

  /** How the payment ended; undefined when the API was closed before it did. */
  async endOf(payout: Payout): Promise<"settled" | "failed" | undefined> {
    const paymentHash = this.hashOf(payout);
    while (!this.isClosed) {
      const state = await this.rail.track(paymentHash);
      if (state === "settled" || state === "failed") return state;
      await this.clock.sleep(5);
    }
    return undefined;
  }

  /** Tells the caller how a payout stands; false where nobody knows whether that was taken. */
  callBack({ key }: Payout, outcome: Called): boolean {
    return this.called(key, outcome);
  }

  /** A webhook of the node has come; whoever needs none ignores it. */
  hear(_event: RailEvent): void {}

  /** The one place where money moves. */
  book(payout: Payout | null, cause: string, sats: Sats, projectId = payout?.projectId ?? ""): void {
    const balanceAfterSats = (this.balances.get(projectId) ?? 0) + sats;
    this.balances.set(projectId, balanceAfterSats);
    this.note(payout, cause, sats, projectId);
  }

  /** Writes an entry down without moving anything. */
  note(payout: Payout | null, cause: string, sats: Sats, projectId: string): void {
    const id = `entry-${this.entries.length + 1}`;
    const createdAt = stampOf(this.clock.epochMs());
    const balanceAfter = this.balances.get(projectId) ?? 0;
    const idempotencyKey = payout?.key ?? null;
    this.entries.push({
      ...{ id, projectId, payoutId: payout?.id ?? null, idempotencyKey, cause, amount: sats, balanceAfter, createdAt },
    });
  }

  async balance(projectId: string): Promise<object> {
    return { projectId, balance: this.balances.get(projectId), currency: "sats" };
  }

  listPayouts(projectId: string, status: string | null): readonly Row[] {
    return this.payouts
      .filter((payout) => payout.projectId === projectId && (status === null || payout.status === status))
      .map((payout) => this.rowOf(payout));
  }

  listEntries(projectId: string): readonly Row[] {
    return this.entries.filter((entry) => entry.projectId === projectId);
  }

  rowOf({ id, status, amountSats, projectId, key }: Payout): Row {
    return { id, status, amount: amountSats, projectId, idempotencyKey: key };
  }

  reply(status: number, payout: Payout): Reply {
    return { status, body: { success: true, message: "", data: this.rowOf(payout) } };
  }
}

/** What a callback says of a payout. */
export type Called = "paid" | "pending" | "refused";

/** What an API is made of. */
export interface ApiParts {
  readonly rail: Rail;
  readonly clock: Clock;
  readonly projects: readonly { readonly projectId: string; readonly balanceSats: Sats }[];
}

/** The body of a payout request. */
export interface Asked {
  readonly gamertag: string;
  readonly amount: Sats;
  readonly projectId: string;
  readonly idempotencyKey: string;
}

/** A request, before anybody knows what it is about. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** "" for none. */
  readonly body: string;
}

/** What an API answers. */
export interface Reply {
  readonly status: number;
  /** An object is sent as JSON, and a text as a page of HTML. */
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** True where the connection breaks in the middle of the body. */
  readonly isCutShort?: boolean;
}

/** A payout in the memory of an API. */
export interface Payout {
  readonly id: string;
  /** In the order of their arrival, from 1. */
  readonly number: number;
  readonly key: string;
  readonly gamertag: string;
  projectId: string;
  readonly amountSats: Sats;
  readonly costSats: Sats;
  status: "pending" | "completed" | "expired" | "error";
  /** How often the node was asked to pay it. */
  sendings: number;
}

/** A row of a list, as it is sent. */
export type Row = { readonly id: string | number } & Readonly<Record<string, unknown>>;

type Entry = Row & { readonly projectId: string; readonly idempotencyKey: string | null };

/** The answer of an error. */
export function refusal(status: number, code: string, data: object = {}): Reply {
  return { status, body: { success: false, message: code, data: { ...data, error: code }, error: { code } } };
}

/** The answer of a success. */
export function found(data: object): Reply {
  return { status: 200, body: { success: true, message: "", data } };
}
