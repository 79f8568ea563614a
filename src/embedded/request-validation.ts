import { formatInteger } from "../domain/format.ts";
import type { Sats } from "../domain/money.ts";
import { RequestError } from "./envelope.ts";
import { type EntryQuery, MAX_BALANCE_SATS } from "./ledger/balances.ts";
import { type PayoutQuery, type PayoutStatus, payoutStatuses } from "./ledger/payout-records.ts";
import { MAX_AMOUNT_SATS, MIN_AMOUNT_SATS, type RequestedPayout } from "./requested-payout.ts";

/** Every function throws a `RequestError` that names the field and what it must be. */
type Fields = Readonly<Record<string, unknown>>;

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
  if (missing.length > 0) throw new RequestError("VALIDATION_ERROR", `Missing required fields: ${missing.join(", ")}`);
  return {
    gamertag: requiredText(fields, "gamertag", MAX_GAMERTAG),
    amountSats: readAmount(fields["amount"]),
    projectId: requiredText(fields, "projectId", MAX_TEXT),
    idempotencyKey: optionalText(fields, "idempotencyKey", MAX_TEXT),
    internalId: optionalText(fields, "internalId", MAX_TEXT),
    description: optionalText(fields, "description", MAX_DESCRIPTION),
    callbackUrl: readCallbackUrl(fields),
    expiresInSeconds: readExpiresIn(fields["expiresIn"]),
  };
}

/** Checks that a body or query is an object. */
export function readObject(body: unknown): Fields {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Fields;
  throw new RequestError("VALIDATION_ERROR", "The body must be a JSON object");
}

/** Reads the amount of a deposit. */
export function readDeposit(body: unknown): Sats {
  const amount = readObject(body)["amount"];
  if (typeof amount === "number" && Number.isInteger(amount) && amount >= 1 && amount <= MAX_BALANCE_SATS)
    return amount;
  throw new RequestError(
    "INVALID_AMOUNT",
    `amount must be a whole number of sats from 1 to ${formatInteger(MAX_BALANCE_SATS)}`,
  );
}

function readPage(query: unknown): { readonly after: number; readonly limit: number } {
  const fields = readObject(query);
  return {
    after: readNumber(fields, "after", 0, Number.MAX_SAFE_INTEGER) ?? 0,
    limit: readNumber(fields, "limit", 1, MAX_PAGE) ?? DEFAULT_PAGE,
  };
}

/** Reads the query of a list of entries. */
export function readEntryQuery(query: unknown): Omit<EntryQuery, "projectId"> {
  const { order } = readObject(query);
  if (order === undefined || order === "oldest" || order === "newest")
    return { ...readPage(query), newestFirst: order === "newest" };
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
  return { projectId: optionalText(fields, "projectId", MAX_TEXT), status, ...readPage(query) };
}

/** Reads the status in a body or query. */
export function readStatus(body: unknown): PayoutStatus {
  const given = readObject(body)["status"];
  const status = payoutStatuses.find((each) => each === given);
  if (status !== undefined) return status;
  throw new RequestError("INVALID_STATUS", `status must be one of ${payoutStatuses.join(", ")}`);
}

function readAmount(amount: unknown): Sats {
  const isValid =
    typeof amount === "number" && Number.isInteger(amount) && amount >= MIN_AMOUNT_SATS && amount <= MAX_AMOUNT_SATS;
  if (isValid) return amount;
  throw new RequestError(
    "INVALID_AMOUNT",
    `amount must be a whole number of sats from ${MIN_AMOUNT_SATS} to ${formatInteger(MAX_AMOUNT_SATS)}`,
  );
}

function readExpiresIn(seconds: unknown): number | null {
  if (isMissing(seconds)) return null;
  const isValid =
    typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_EXPIRES_IN_SECONDS;
  if (isValid) return seconds;
  const most = formatInteger(MAX_EXPIRES_IN_SECONDS);
  throw new RequestError("VALIDATION_ERROR", `expiresIn must be a whole number of seconds from 1 to ${most}`);
}

function readCallbackUrl(fields: Fields): string | null {
  const url = fields["callbackUrl"];
  if (isMissing(url)) return null;
  const isValid = isText(url, MAX_URL) && URL.canParse(url) && /^https?:/i.test(url);
  if (isValid) return url;
  const most = formatInteger(MAX_URL);
  throw new RequestError(
    "INVALID_CALLBACK_URL",
    `callbackUrl must be an http or https URL of at most ${most} characters`,
  );
}

function requiredText(fields: Fields, name: string, longest: number): string {
  const text = optionalText(fields, name, longest);
  if (text !== null) return text;
  throw new RequestError("VALIDATION_ERROR", `Missing required fields: ${name}`);
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
