import type { Clock } from "../domain/clock.ts";
import { AUTHORIZATION_VARIABLE } from "../domain/send.ts";
import { payoutApi, payoutApiCalling } from "./payout-api.ts";
import type { ReadLimits } from "./read-budget.ts";
import { serviceTargetAt } from "./service-target.ts";
import type { Target } from "./target.ts";

/** How to reach a payout API that speaks the embedded contract. */
export interface HttpTargetOptions {
  /** Where the API is, with an optional path in front of `/api/v1`. */
  readonly url: string;
  readonly clock: Clock;
  /** When the caller gives up waiting for the answer to a payout, in milliseconds. */
  readonly clientTimeoutMs: number;
  /** The value of the `authorization` header; never written anywhere. */
  readonly authorization?: string | undefined;
  /** Where the API is to call back about each payout; nowhere where undefined. */
  readonly callbackUrl?: string | undefined;
  /** Limits of reads that differ from the defaults. */
  readonly reads?: Partial<ReadLimits> | undefined;
}

/** A payout API of the embedded contract behind a URL: sends payouts and reads balances, entries and payouts. */
export function createHttpTarget({ authorization, url, callbackUrl, ...options }: HttpTargetOptions): Target {
  const headers = { authorization: `\${env:${AUTHORIZATION_VARIABLE}}` };
  const contract = callbackUrl === undefined ? payoutApi : payoutApiCalling(callbackUrl);
  const service = authorization === undefined ? contract : { ...contract, headers };
  const wayOutOf401 = `put the value of its authorization header into ${AUTHORIZATION_VARIABLE}`;
  const environment = { [AUTHORIZATION_VARIABLE]: authorization };
  return serviceTargetAt(url, service, { ...options, environment, wayOutOf401 });
}
