import { epochMsOf } from "../domain/clock.ts";
import { MAX_ID } from "./classify.ts";
import { amountOf, effectOf, shortened, stateOf } from "./contract-words.ts";
import type { Body } from "./http-call.ts";
import { textOf } from "./json-object.ts";
import type { Redact } from "./secrets.ts";
import type { Balance, Entry, Injection, ListedPayout } from "./target.ts";
import { TargetError } from "./target.ts";

/** A word of a service that is longer is cut. */
const MAX_WORD = 100;

/** What the contract's answers to reads hold. Each throws a `TargetError` where that is not what the contract says, and never makes up a zero. */
export interface ContractRows {
  balance(data: Body, projectId: string): Balance;
  entry(row: Body, projectId: string): Entry;
  payout(row: Body, projectId: string): ListedPayout;
  /** The state of the failure-injection switch. */
  injection(data: Body): Injection;
}

/** Reads what answers hold, and takes what is secret out of what is kept of it. */
export function contractRows(redact: Redact): ContractRows {
  const id = (value: unknown) => shortened(redact(textOf(value)), MAX_ID);
  // What we have sent ourselves and look for is kept as it is; what is not ours is not kept.
  const sent = (value: unknown) => shortened(textOf(value), MAX_ID);
  const word = (value: unknown) => shortened(redact(textOf(value)), MAX_WORD);
  const amount = (value: unknown, what: string) => amountOf(value, what, redact);
  const optionalAmount = (value: unknown, what: string) => (isAbsent(value) ? null : amount(value, what));
  return {
    balance: (data, projectId) => ({
      balanceMsat: amount(data["balance"], `the balance of ${projectId}`),
      heldMsat: optionalAmount(data["held"], `what ${projectId} holds`) ?? 0,
    }),
    entry: (row, projectId) => ({
      entryId: id(row["id"]),
      key: sent(row["idempotencyKey"]),
      payoutId: id(row["payoutId"]),
      effect: effectOf(textOf(row["cause"])),
      word: word(row["cause"]),
      deltaMsat: amount(row["amount"], `the amount of an entry of ${projectId}`),
      balanceAfterMsat: optionalAmount(row["balanceAfter"], `the balance after an entry of ${projectId}`),
      enteredEpochMs: typeof row["createdAt"] === "string" ? epochMsOf(row["createdAt"]) : null,
    }),
    payout(row, projectId) {
      const what = `the amount of a payout of ${projectId}`;
      const amountMsat = amount(row["amount"], what);
      if (amountMsat < 0) throw new TargetError("nonsense", `${what} is negative`);
      return {
        payoutId: id(row["id"]),
        projectId: sent(row["projectId"]) || undefined,
        key: sent(row["idempotencyKey"]),
        gamertag: sent(row["gamertag"]) || undefined,
        state: stateOf(textOf(row["status"])),
        word: word(row["status"]),
        amountMsat,
      };
    },
    injection: ({ enabled, timeoutRate, rollbackOnTimeout, fate, strategy }) => {
      if (typeof enabled !== "boolean") {
        throw new TargetError("nonsense", "the failure-injection switch does not say whether it is enabled");
      }
      return {
        enabled,
        timeoutRate: typeof timeoutRate === "number" ? timeoutRate : 0,
        rollbackOnTimeout: typeof rollbackOnTimeout === "boolean" ? rollbackOnTimeout : undefined,
        fate: typeof fate === "string" ? word(fate) : undefined,
        strategy: typeof strategy === "string" ? word(strategy) : undefined,
      };
    },
  };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
