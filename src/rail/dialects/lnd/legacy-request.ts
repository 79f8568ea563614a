import type { Msat } from "../../../domain/money.ts";
import { base64Of, type Fields, isRecord, isSet, limitOf, numberOrZero, textOf } from "./fields.ts";
import { type Payees, readSendRequest, type SendRequest } from "./send-request.ts";

/** Up to this amount the default limit of the fee is all of it, and 5 % beyond (lnd `lnwallet/parameters.go`, `DefaultRoutingFeeLimitForAmount`). */
const FULL_FEE_UP_TO_MSAT = 1_000_000;
const DEFAULT_FEE_PERCENT = 5;

/** Reads `lnrpc.SendRequest`, the request of the retired `SendPaymentSync`. @throws LndError that names the first invalid field */
export function readLegacyRequest(body: Fields, known: Payees): SendRequest {
  const { fee_limit: limit, timeout_seconds: _newer, fee_limit_sat: _sat, fee_limit_msat: _msat, ...rest } = body;
  // Both are also taken in hex, because bytes were once hard to send over REST.
  const hash = textOf(body.payment_hash_string, "payment_hash_string");
  const dest = textOf(body.dest_string, "dest_string");
  const request = readSendRequest(
    {
      ...rest,
      payment_hash: hash === "" ? rest.payment_hash : base64Of(hash),
      dest: dest === "" ? rest.dest : base64Of(dest),
    },
    known,
  );
  return { ...request, feeLimitMsat: feeLimitOf(isRecord(limit) ? limit : {}, request.payment.amountMsat) };
}

/** The limit is a `oneof`, so a limit of 0 that was sent can be told from none. */
function feeLimitOf(limit: Fields, amountMsat: Msat): Msat {
  if (isSet(limit.percent)) return Math.floor((amountMsat * numberOrZero(limit.percent, "percent", "percent")) / 100);
  const fixedMsat = limitOf(limit, "fixed", "fixed_msat");
  if (fixedMsat !== null) return fixedMsat;
  if (["fixed", "fixed_msat", "percent"].some((field) => limit[field] !== undefined && limit[field] !== null)) return 0;
  return amountMsat <= FULL_FEE_UP_TO_MSAT ? amountMsat : Math.floor((amountMsat * DEFAULT_FEE_PERCENT) / 100);
}
