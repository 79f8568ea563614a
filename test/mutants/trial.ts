import type { FindingKind } from "../../src/domain/finding.ts";
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

type Faults = Readonly<Record<string, number>>;

/** A load of 20 payouts, 4 at once, of which so many meet each fault. */
export function load(faults: Faults = {}) {
  return { load: [{ name: "all", payouts: 20, concurrency: 4, faults }] };
}

/** A caller who asks again, once, under the same key. */
export const retrying = { client: { retry: { attempts: 2, backoff: "20ms" } } };
