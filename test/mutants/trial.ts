import type { DoubtKind } from "../../src/domain/doubt.ts";
import type { FindingKind } from "../../src/domain/finding.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import type { ExternalTarget } from "../../src/systems/external-target.ts";
import type { ApiParts, PayoutApi } from "./payout-api.ts";

/** An API, and the load that is to show what it does. */
export interface Trial {
  /** What the API does, as a claim about it. */
  readonly claim: string;
  readonly api: new (parts: ApiParts) => PayoutApi;
  /** What its scenario has different from the usual one. */
  readonly scenario?: object;
  /** True when the load is not to wait for balances to be read, because its caller has no patience for that. */
  readonly inHaste?: boolean;
  /** True for an API that sends callbacks: its caller waits for them. */
  readonly callsBack?: boolean;
  /** True for an API to which its node tells by webhook how a payment ended. */
  readonly hears?: boolean;
  /** What the API declares about itself. */
  readonly declares?: Pick<ExternalTarget, "mayHold" | "staleReadsMs">;
  /**
   * True where the faults of the scenario are declared to its switch when its answers are believed. Otherwise its node has them all the
   * same, and nobody has declared them: so it is with services of somebody else's.
   */
  readonly hasSwitch?: boolean;
}

/** The APIs that one check is tried with. */
export interface Cases {
  /** Wrong ones, which have to be caught, each with exactly this finding and those it names. */
  readonly wrong: readonly WrongApi[];
  /** Right ones that look strange to this check, which must not be accused of anything. */
  readonly odd: readonly Trial[];
}

/** A wrong API. */
export interface WrongApi extends Trial {
  /** What else is found, because the same mistake shows in other places as well. */
  readonly also?: readonly FindingKind[];
}

/** An API that is judged both ways: with our rail behind it, and by nothing but what it answers and lists. */
export interface BothWays extends Trial {
  /** True where no money is lost and no promise broken, however strange it looks. */
  readonly isHonest: boolean;
  readonly rail: Judged;
  readonly answers: Judged;
}

/** What the judge has to say of an API: exactly these findings, and among its doubts all of these. */
export interface Judged {
  readonly verdict: Verdict;
  readonly findings: readonly FindingKind[];
  readonly doubts: readonly DoubtKind[];
  /** Why a wrong API cannot be seen this way; "" where it can. */
  readonly unseen: string;
}

/** Nothing is missing, and nothing stands in the way of the proof. */
export const balanced: Judged = { verdict: "balanced", findings: [], doubts: [], unseen: "" };

/** Caught, with exactly these findings. */
export function violated(...findings: readonly FindingKind[]): Judged {
  return { ...balanced, verdict: "violated", findings };
}

/** Payouts that were never resolved, and nothing else. */
export const stuck: Judged = { ...balanced, verdict: "stuck", findings: ["stuck-pending"] };

/** Nobody is accused, and nothing is proved, for these reasons among others. */
export function inconclusive(...doubts: readonly DoubtKind[]): Judged {
  return { ...balanced, verdict: "inconclusive", doubts };
}

/** Balanced although something is wrong, and why that is all that can be said. */
export function unseen(why: string): Judged {
  return { ...balanced, unseen: why };
}

type Faults = Readonly<Record<string, number | object>>;

/** A load of 20 payouts, 4 at once, of which so many meet each fault. */
export function load(faults: Faults = {}) {
  return { load: [{ name: "all", payouts: 20, concurrency: 4, faults }] };
}

/** A caller who asks again, once, under the same key. */
export const retrying = { client: { retry: { attempts: 2, backoff: "20ms" } } };
