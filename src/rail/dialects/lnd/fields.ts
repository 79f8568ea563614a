import type { Msat } from "../../../domain/money.ts";
import { BadRequest, grpc, LndError } from "./errors.ts";

/** A message in protobuf's JSON: 64-bit numbers as strings, bytes as base64, enums by name. REST and gRPC are both read as this. */
export type Fields = Readonly<Record<string, unknown>>;

const BASE64 = /^[\w+/-]+={0,2}$/;

/** More sats than that are more millisatoshis than a number holds exactly. */
const MAX_SATS = Math.floor(Number.MAX_SAFE_INTEGER / 1_000);

/** Our own objection to a request. @throws BadRequest with this message. */
export function check(isValid: boolean, message: string): asserts isValid {
  if (!isValid) throw new BadRequest(message);
}

/** LND's own objection to a request, in its words. @throws LndError with the code that a plain error of Go has. */
export function demand(isFulfilled: boolean, message: string): asserts isFulfilled {
  if (!isFulfilled) throw new LndError(grpc.unknown, message);
}

/** True for an object. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The body of a request. @throws BadRequest */
export function parsedFields(text: string): Fields {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new BadRequest("the body must be JSON");
  }
  check(isRecord(body), "the body must be an object");
  return body;
}

/** In protobuf a field that is 0 or empty counts as not sent. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 0 && value !== "0" && value !== "";
}

/** "" where it was not sent. @throws BadRequest */
export function textOf(value: unknown, field: string): string {
  if (!isSet(value)) return "";
  check(typeof value === "string", `${field} must be text`);
  return value;
}

/** In a query, and so from REST, a flag is text. */
export function flagOf(value: unknown): boolean {
  return value === true || value === "true";
}

/** LND writes 64-bit numbers as strings, and reads them as strings or numbers. @throws BadRequest */
export function wholeNumberOf(value: unknown, field: string, unit: string, most: number): number {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  check(
    typeof number === "number" && Number.isSafeInteger(number) && number >= 1 && number <= most,
    `${field} must be a whole number of ${unit}, at least 1`,
  );
  return number;
}

/** The same where 0 is the default. @throws BadRequest */
export function numberOrZero(value: unknown, field: string, unit: string): number {
  return isSet(value) ? wholeNumberOf(value, field, unit, Number.MAX_SAFE_INTEGER) : 0;
}

/**
 * An amount in sats or in msat, of which LND refuses both at once (lnd `lnrpc/marshall_utils.go`, `UnmarshallAmt`). Null where neither was sent.
 * @throws BadRequest
 */
export function amountOf(fields: Fields, satField: string, msatField: string): Msat | null {
  const sats = fields[satField];
  const msat = fields[msatField];
  if (!isSet(msat)) return isSet(sats) ? 1_000 * wholeNumberOf(sats, satField, "sats", MAX_SATS) : null;
  check(!isSet(sats), `${satField} and ${msatField} exclude each other: send one of them`);
  return wholeNumberOf(msat, msatField, "msat", Number.MAX_SAFE_INTEGER);
}

/**
 * The most that something may cost, in sats or in msat; null where neither was sent. Clients that set no limit send one that nothing reaches.
 * @throws BadRequest
 */
export function limitOf(fields: Fields, satField: string, msatField: string): Msat | null {
  if (!isSet(fields[satField]) && !isSet(fields[msatField])) return null;
  const capped = (field: string, most: number) => {
    const value = fields[field];
    const number = typeof value === "string" && /^\d{1,19}$/.test(value) ? Number(value) : value;
    return typeof number === "number" && number > most ? most : value;
  };
  const both = { [satField]: capped(satField, MAX_SATS), [msatField]: capped(msatField, Number.MAX_SAFE_INTEGER) };
  return amountOf(both, satField, msatField);
}

/** Bytes, which are sent as base64 or base64url. @throws BadRequest */
export function bytesOf(value: unknown, field: string): Buffer {
  check(typeof value === "string" && BASE64.test(value), `${field} must be base64`);
  return Buffer.from(value, "base64");
}

/** A hash or a preimage. @throws BadRequest */
export function bytes32(value: unknown, field: string): Buffer {
  const decoded = bytesOf(value, field);
  check(decoded.length === 32, `${field} must be 32 bytes in base64 (got ${decoded.length})`);
  return decoded;
}

/** Bytes that we hold in hex, as protobuf's JSON has them. */
export function base64Of(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}

/** The sats of an amount in msat, rounded down, as LND reports them. */
export function wholeSats(msat: Msat): string {
  return String(Math.floor(msat / 1_000));
}
