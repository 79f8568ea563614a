import { formatInteger, formatSats } from "../domain/format.ts";
import { type Msat, msatOf, satsOf } from "../domain/money.ts";
import type { RailEvent } from "../rail/port.ts";
import { type ErrorCode, RequestError } from "./envelope.ts";
import { type EntryQuery, MAX_BALANCE_MSAT } from "./ledger/balances.ts";
import { type PayoutQuery, type PayoutStatus, payoutStatuses } from "./ledger/payout-records.ts";
import { MAX_AMOUNT_MSAT, type RequestedPayout } from "./requested-payout.ts";

/** The fields of a body or query. Every function here throws a `RequestError` that names the field and what it must be. */
export type Fields = Readonly<Record<string, unknown>>;

const MAX_GAMERTAG = 100;
const MAX_TEXT = 255;
/** As in the original demo. */
const MAX_DESCRIPTION = 144;
const MAX_URL = 2_048;
/** One year. */
const MAX_EXPIRES_IN_SECONDS = 31_536_000;
const MAX_PAGE = 5_000;
const DEFAULT_PAGE = 100;

/** Reads a payout from the body of its request. */
export function readRequestedPayout(body: unknown): RequestedPayout {
  const fields = readObject(body);
  const missing = ["gamertag", "amount", "projectId"].filter((name) => isMissing(fields[name]));
  if (missing.length > 0) throw missingFields(missing);
  return {
    gamertag: requiredText(fields, "gamertag", MAX_GAMERTAG),
    amountMsat: readAmount(fields, MAX_AMOUNT_MSAT),
    projectId: requiredText(fields, "projectId", MAX_TEXT),
    idempotencyKey: optionalText(fields, "idempotencyKey", MAX_TEXT),
    internalId: optionalText(fields, "internalId", MAX_TEXT),
    description: optionalText(fields, "description", MAX_DESCRIPTION),
    callbackUrl: readCallbackUrl(fields),
    expiresInSeconds: isMissing(fields["expiresIn"]) ? null : readSeconds(fields, "expiresIn", MAX_EXPIRES_IN_SECONDS),
  };
}

/** Reads what the rail tells of a payment. */
export function readRailEvent(body: unknown): RailEvent {
  const { paymentHash, status } = readObject(body);
  if (typeof paymentHash !== "string" || !/^[0-9a-f]{64}$/.test(paymentHash))
    throw new RequestError("VALIDATION_ERROR", "paymentHash must be 64 hex digits");
  if (status !== "settled" && status !== "failed")
    throw new RequestError("VALIDATION_ERROR", "status must be settled or failed");
  return { paymentHash, status };
}

/** Checks that a body or query is an object. */
export function readObject(body: unknown): Fields {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Fields;
  throw new RequestError("VALIDATION_ERROR", "The body must be a JSON object");
}

/** Reads the amount of a deposit, in msat. */
export function readDeposit(body: unknown): Msat {
  return readAmount(readObject(body), MAX_BALANCE_MSAT);
}

function readPage(fields: Fields): { readonly after: number; readonly limit: number } {
  return {
    after: readNumber(fields, "after", 0, Number.MAX_SAFE_INTEGER) ?? 0,
    limit: readNumber(fields, "limit", 1, MAX_PAGE) ?? DEFAULT_PAGE,
  };
}

/** Reads the query of a list of entries. */
export function readEntryQuery(query: unknown): Omit<EntryQuery, "projectId"> {
  const fields = readObject(query);
  const { order } = fields;
  if (order === undefined || order === "oldest" || order === "newest")
    return { ...readPage(fields), newestFirst: order === "newest" };
  throw new RequestError("VALIDATION_ERROR", "order must be oldest or newest");
}

/** Reads the project id in a path. */
export function readProjectId(params: { readonly id: string }): string {
  return requiredText(params, "id", MAX_TEXT);
}

/** Reads the query of a list of payouts. */
export function readPayoutQuery(query: unknown): PayoutQuery {
  const fields = readObject(query);
  const status = fields["status"] === undefined ? null : readStatus(fields);
  return {
    projectId: optionalText(fields, "projectId", MAX_TEXT),
    status,
    idempotencyKey: optionalText(fields, "idempotencyKey", MAX_TEXT),
    ...readPage(fields),
  };
}

/** Reads the status in a body or query. */
export function readStatus(body: unknown): PayoutStatus {
  return readOneOf("status", readObject(body)["status"], payoutStatuses, "INVALID_STATUS");
}

/** Reads one of these words. */
export function readOneOf<T extends string>(
  name: string,
  value: unknown,
  words: readonly T[],
  code: ErrorCode = "VALIDATION_ERROR",
): T {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new RequestError(code, `${name} must be one of ${words.join(", ")}`);
}

/** The contract is in sats, and the only place that turns them into msat is here. */
function readAmount({ amount }: Fields, most: Msat): Msat {
  const msat = typeof amount === "number" ? msatOf(amount) : Number.NaN;
  if (msat >= 1 && msat <= most && satsOf(msat) === amount) return msat;
  const range = `from 0.001 to ${formatSats(most)}`;
  throw new RequestError("INVALID_AMOUNT", `amount must be a number of sats ${range}, with at most three decimals`);
}

function readSeconds(fields: Fields, name: string, most: number): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new RequestError(
    "VALIDATION_ERROR",
    `${name} must be a whole number of seconds from 1 to ${formatInteger(most)}`,
  );
}

function readCallbackUrl(fields: Fields): string | null {
  const url = fields["callbackUrl"];
  if (isMissing(url)) return null;
  if (isText(url, MAX_URL) && URL.canParse(url) && /^https?:/i.test(url)) return url;
  const most = formatInteger(MAX_URL);
  throw new RequestError(
    "INVALID_CALLBACK_URL",
    `callbackUrl must be an http or https URL of at most ${most} characters`,
  );
}

function requiredText(fields: Fields, name: string, longest: number): string {
  const text = optionalText(fields, name, longest);
  if (text !== null) return text;
  throw missingFields([name]);
}

function missingFields(names: readonly string[]): RequestError {
  return new RequestError("VALIDATION_ERROR", `Missing required fields: ${names.join(", ")}`);
}

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** The database does not return half of a surrogate pair or NUL unchanged. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

function optionalText(fields: Fields, name: string, longest: number): string | null {
  const value = fields[name];
  if (isMissing(value)) return null;
  if (isText(value, longest)) return value;
  throw new RequestError("VALIDATION_ERROR", `${name} must be a string of 1 to ${formatInteger(longest)} characters`);
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= longest && !UNSTORABLE.test(value);
}

function readNumber(fields: Fields, name: string, least: number, most: number): number | undefined {
  const text = fields[name];
  if (text === undefined || text === "") return undefined;
  const number = typeof text === "string" && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new RequestError("VALIDATION_ERROR", `${name} must be a whole number from ${least} to ${formatInteger(most)}`);
}
