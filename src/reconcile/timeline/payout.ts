import type { AttemptAnswered, EntryRead, Fact } from "../../domain/fact.ts";
import { formatInteger, formatSats } from "../../domain/format.ts";
import { isHeard } from "../../domain/outcome.ts";
import { isReversal, type PayoutLine } from "../payout-line.ts";
import type { Evidence } from "../statement.ts";
import { type TimelineEntry, timelineEntry } from "./event.ts";

/**
 * The timeline of one payout: what was asked, charged, settled and answered, as short phrases in the order in which it happened, and at
 * the end what never did. Facts are written down as they are seen, and the entries of the ledger only after everything came to rest,
 * so they are put back to the moment at which the ledger made them.
 */
export function payoutTimeline(hit: Evidence, line: PayoutLine, facts: readonly Fact[]): readonly TimelineEntry[] {
  const sends = facts.filter(({ kind }) => kind === "attempt-sent").map(({ atMs }) => atMs);
  const events = facts.flatMap((fact, index) => eventOf(fact, { hit, line, facts, index, sends }) ?? []);
  inCausalOrder(events, sends);
  events.sort((left, right) => Math.floor(left.atMs) - Math.floor(right.atMs) || rank(left) - rank(right));
  const news = events.filter(({ told }) => told.phrase !== "");
  return shortened([...withoutNoise(news), ...ending(hit, line, facts)]);
}

/** In a long story the attempts that nobody answered are only counted: what moved money must not be lost among them. */
function withoutNoise(events: readonly Event[]): readonly TimelineEntry[] {
  const all = events.map(({ told }) => told);
  const unanswered = events.filter(({ isNoise, kind }) => isNoise && kind === "attempt-answered").length;
  if (events.length < LONGEST || unanswered < FEW) return all;
  const first = events.findIndex(({ isNoise }) => isNoise);
  const count = timelineEntry("client", `… ${formatInteger(unanswered)} attempts without an answer`);
  const kept = all.map((told, at) => (at === first ? count : told));
  return kept.filter((_, at) => at === first || events[at]?.isNoise !== true);
}

/** So many attempts without an answer are worth telling one by one no more. */
const FEW = 4;

/** The longest story, in phrases: that of a retried payout in full. */
const LONGEST = 9;

/** A longer one keeps its beginning and its end. */
function shortened(all: readonly TimelineEntry[]): readonly TimelineEntry[] {
  if (all.length <= LONGEST) return all;
  const kept = (LONGEST - 1) / 2;
  return [
    ...all.slice(0, kept),
    timelineEntry(null, `… ${formatInteger(all.length - 2 * kept)} more`),
    ...all.slice(-kept),
  ];
}

interface Event {
  /** Where it is told; never before what caused it. */
  atMs: number;
  /** Without a phrase for one that is only there to put the others in order. */
  readonly told: TimelineEntry;
  readonly kind: Fact["kind"];
  readonly givesBack: boolean;
  /** True for a fault on the way to the API, which belongs to the sending. */
  readonly isOnTheWay: boolean;
  /** True for an answer that tells of the end of a payment, and not only that one is under way or that the caller gave up. */
  readonly isResult: boolean;
  /** True for a second or later attempt that nobody answered, its sending and its end. */
  readonly isNoise: boolean;
}

/**
 * Puts what belongs to one attempt into the order of cause and effect. The three observers have clocks of their own, a few milliseconds
 * apart, and what follows from a hang-up (the API gives back and answers, the node comes to an end) follows at once; told by the
 * clock alone, the same run would tell another story each time.
 */
function inCausalOrder(events: readonly Event[], sends: readonly number[]): void {
  for (const [index, from] of sends.entries()) {
    const until = sends[index + 1] ?? Number.POSITIVE_INFINITY;
    const own = events.filter(({ atMs }) => atMs >= from && atMs < until);
    const answer = own.find(({ isResult }) => isResult);
    const hangUp = own.find(({ kind }) => kind === "payment-abandoned");
    if (answer === undefined) continue;
    if (hangUp !== undefined) answer.atMs = Math.max(answer.atMs, hangUp.atMs);
    const firstEffectMs = Math.min(...own.filter(isEffect).map(({ atMs }) => atMs));
    for (const event of own) {
      const isEntry = event.kind === "entry-read";
      const ends = event.kind === "payment-failed" || event.kind === "payment-settled";
      if (isEntry && !event.givesBack && event.atMs <= firstEffectMs + STAMP_MS)
        event.atMs = Math.min(event.atMs, firstEffectMs);
      if (isEntry && event.givesBack && event.atMs <= answer.atMs + STAMP_MS) {
        event.atMs = Math.min(Math.max(event.atMs, firstEffectMs), answer.atMs);
      }
      if (ends && hangUp !== undefined && event.atMs >= hangUp.atMs) event.atMs = Math.max(event.atMs, answer.atMs);
    }
  }
}

/** What can only happen after the charge: the node did something, or the API answered. */
function isEffect({ kind }: Event): boolean {
  return kind.startsWith("payment-") || kind === "attempt-answered";
}

/** How far the ledger's stamps, whole milliseconds of another process, may be off. */
const STAMP_MS = 5;

/** Where a fact stands in its story. */
interface Place {
  readonly hit: Evidence;
  readonly line: PayoutLine;
  readonly facts: readonly Fact[];
  readonly index: number;
  readonly sends: readonly number[];
}

/** Within one millisecond, the finest the ledger tells, causes come before their effects. */
const order: readonly Fact["kind"][] = ["attempt-sent", "entry-read", "payment-abandoned"];

function rank({ kind, givesBack, isOnTheWay }: Event): number {
  if (givesBack) return order.length;
  if (isOnTheWay) return 0;
  const place = order.indexOf(kind);
  if (place >= 0) return place;
  return (
    order.length + (kind === "attempt-answered" ? 2 : kind === "payment-failed" || kind === "payment-settled" ? 3 : 1)
  );
}

function eventOf(fact: Fact, place: Place): Event | undefined {
  const told = toldOf(fact, place);
  if (told === undefined) return undefined;
  const entry = fact.kind === "entry-read" ? fact : undefined;
  const atMs = entry === undefined ? fact.atMs : enteredAt(entry, place);
  const givesBack = entry !== undefined && isReversal(entry.effect, entry.deltaMsat);
  const isResult = fact.kind === "attempt-answered" && isHeard(fact.reason) && fact.outcome !== "pending";
  const isOnTheWay = fact.kind === "fault-fired" && fact.delivered !== "once";
  const isNoise = "attempt" in fact && fact.attempt > 1 && isSilent(fact.attempt, place.facts);
  return { atMs, told, kind: fact.kind, givesBack, isOnTheWay, isResult, isNoise };
}

function isSilent(attempt: number, facts: readonly Fact[]): boolean {
  return facts.some((fact) => fact.kind === "attempt-answered" && fact.attempt === attempt && !isHeard(fact.reason));
}

/**
 * When an entry was made, for sorting. The ledger's stamps are whole milliseconds of another process, so an entry that seems to
 * precede its attempt by less than two of them belongs after it. One without a stamp goes to the beginning, a give-back to the end.
 */
function enteredAt(entry: EntryRead, { line, sends }: Place): number {
  const { enteredAtMs } = entry;
  if (enteredAtMs === null) return isReversal(entry.effect, entry.deltaMsat) ? entry.atMs : line.firstSentMs;
  return (
    sends.find((sentMs) => sentMs > enteredAtMs && sentMs - enteredAtMs <= 2) ?? Math.max(enteredAtMs, line.firstSentMs)
  );
}

function toldOf(fact: Fact, place: Place): TimelineEntry | undefined {
  const { atMs } = fact;
  switch (fact.kind) {
    case "attempt-sent":
      return timelineEntry("client", fact.attempt === 1 ? "sent" : "sent again", atMs);
    case "attempt-answered":
      return timelineEntry("client", answered(fact, place.hit), atMs);
    case "payment-rejected":
      return timelineEntry("node", `node refused it (${fact.reason})`, atMs);
    case "payment-abandoned":
      // Where the node then gives up, that is the news.
      return givesUpNext(place)
        ? timelineEntry("node", "")
        : timelineEntry("node", "API disconnected from the node", atMs);
    case "payment-failed":
      return timelineEntry("node", "node gave up", atMs);
    case "payment-settled":
      return timelineEntry("node", `node settled ${formatSats(fact.amountMsat)}`, atMs);
    case "fault-fired":
      if (fact.delivered === null) return undefined;
      return timelineEntry("client", `${fact.fault.replaceAll("-", " ")} on the wire`, atMs);
    case "entry-read":
      return entered(fact, place.line);
    case "payout-read":
      if (place.hit.kind !== "key-breach") return undefined;
      return timelineEntry(
        "ledger",
        `listed as ${fact.payoutId}: ${fact.word}, ${formatSats(fact.amountMsat)} in ${fact.projectId}`,
      );
    default:
      return undefined;
  }
}

function answered({ reason, status, code, payoutId }: AttemptAnswered, { kind }: Evidence): string {
  if (reason === "client-timeout") return "caller gave up";
  if (reason === "no-answer") return `no answer (${code || "none"})`;
  if (reason === "gateway") return `a gateway answered ${status}`;
  const as = kind === "key-breach" && payoutId !== "" ? ` as ${payoutId}` : "";
  return `answered ${status}${code === "" ? "" : ` ${code}`}${as}`;
}

function entered(entry: EntryRead, line: PayoutLine): TimelineEntry | undefined {
  const { enteredAtMs, balanceAfterMsat, projectId } = entry;
  const what = movement(entry);
  if (what === undefined) return undefined;
  const where = projectId === line.project.projectId ? "" : ` in ${projectId}`;
  const leaving = balanceAfterMsat !== null && balanceAfterMsat < 0 ? `, leaving ${formatSats(balanceAfterMsat)}` : "";
  return timelineEntry("ledger", `${what}${where}`, enteredAtMs, leaving);
}

function movement({ effect, word, deltaMsat }: EntryRead): string | undefined {
  // The word stands beside what it comes to, unless it says the same.
  const as = word === "" || word === effect ? "" : ` (${word})`;
  if (effect === "refund") return `refunded ${formatSats(deltaMsat)}${as}`;
  if (effect === "hold" && deltaMsat <= 0) return `held ${formatSats(0 - deltaMsat)}${as}`;
  if (effect === "release" && deltaMsat >= 0) return `hold released: ${formatSats(deltaMsat)}${as}`;
  if (effect === "charge" && deltaMsat <= 0) return `charged ${formatSats(0 - deltaMsat)}${as}`;
  if (deltaMsat === 0) return undefined;
  const named = word === "" ? "" : ` (${word})`;
  return deltaMsat > 0 ? `credited ${formatSats(deltaMsat)}${named}` : `charged ${formatSats(0 - deltaMsat)}${named}`;
}

/** True when the next that the node did with the payout was to give it up. */
function givesUpNext({ facts, index }: Place): boolean {
  const next = facts.slice(index + 1).find(({ kind }) => kind === "payment-failed" || kind === "payment-settled");
  return next?.kind === "payment-failed";
}

/** What never happened, as far as the entries tell; or that they do not. */
function ending(hit: Evidence, line: PayoutLine, facts: readonly Fact[]): readonly TimelineEntry[] {
  const silence = line.answers < line.attempts ? [timelineEntry("client", "never answered")] : [];
  if (hit.among !== undefined) return [...silence, timelineEntry(null, candidacy(hit, hit.among))];
  return [...silence, ...undone(line, facts).map((what) => timelineEntry("ledger", what))];
}

function undone(line: PayoutLine, facts: readonly Fact[]): readonly string[] {
  const undecided = line.stuck ? ["never resolved"] : [];
  if (!line.project.entriesKnown) return undecided;
  const isKept = line.openCharges.length > line.settlements;
  if (isKept) return [line.stuck ? "held and never resolved" : "never refunded"];
  if (line.settlements === 0 || line.openCharges.length > 0) return undecided;
  return [...undecided, facts.some((fact) => isOwnCharge(fact, line)) ? "never charged again" : "never charged"];
}

function isOwnCharge(fact: Fact, { project }: PayoutLine): boolean {
  return fact.kind === "entry-read" && fact.projectId === project.projectId && !isReversal(fact.effect, fact.deltaMsat);
}

function candidacy({ kind }: Evidence, among: number): string {
  return kind === "paid-not-charged"
    ? `one of ${formatInteger(among)} payouts that were paid without a definite answer; which ones were not charged cannot be known without the entries`
    : `one of ${formatInteger(among)} payouts without a definite answer; which ones were charged cannot be known without the entries`;
}
