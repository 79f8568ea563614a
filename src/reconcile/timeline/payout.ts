import type { EntryRead, Fact } from "../../domain/fact.ts";
import { formatElapsed, formatInteger, formatSats } from "../../domain/format.ts";
import type { Interruption } from "../../domain/interruption.ts";
import { isHeard } from "../../domain/outcome.ts";
import { isReversal, type PayoutLine } from "../payout-line.ts";
import type { Crash } from "../run-events.ts";
import type { Evidence } from "../statement.ts";
import { type TimelineEntry, timelineEntry } from "./entry.ts";
import { answered, entered, isReported, NOT_REPORTED, sentAs, settled, told } from "./phrases.ts";

/**
 * The timeline of one payout in short phrases: what happened, in order, and at the end what never did. Ledger entries are read after the
 * drain, so they are moved back to when the ledger made them.
 */
export function payoutTimeline(
  evidence: Evidence,
  line: PayoutLine,
  facts: readonly Fact[],
  crashes: readonly Crash[] = [],
): readonly TimelineEntry[] {
  const sends = facts.filter(({ kind }) => kind === "attempt-sent").map(({ atMs }) => atMs);
  const events = facts.flatMap((fact, index) => eventOf(fact, { evidence, line, facts, index, sends }) ?? []);
  events.push(...crashes.map(crashEvent));
  inCausalOrder(events, sends);
  events.sort((left, right) => Math.floor(left.atMs) - Math.floor(right.atMs) || rank(left) - rank(right));
  const news = events.filter(({ entry }) => entry.phrase !== "");
  return shortened([...withoutNoise(news), ...ending(evidence, line, facts)]);
}

/** In a long timeline, attempts without an answer are only counted, so that what moved money stands out. */
function withoutNoise(events: readonly Event[]): readonly TimelineEntry[] {
  const all = events.map(({ entry }) => entry);
  const unanswered = events.filter(({ isNoise, kind }) => isNoise && kind === "attempt-answered").length;
  if (events.length < LONGEST || unanswered < FEW) return all;
  const first = events.findIndex(({ isNoise }) => isNoise);
  const count = timelineEntry("client", `… ${formatInteger(unanswered)} attempts without an answer`);
  const kept = all.map((entry, at) => (at === first ? count : entry));
  return kept.filter((_, at) => at === first || events[at]?.isNoise !== true);
}

/** From this many on, attempts without an answer are counted. */
const FEW = 4;

/** The longest timeline in phrases: a retried payout in full. */
const LONGEST = 9;

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
  /** Its place in the timeline; never before its cause. */
  atMs: number;
  /** Without a phrase if it only helps to order the others. */
  readonly entry: TimelineEntry;
  readonly kind: Fact["kind"];
  readonly givesBack: boolean;
  /** True for what precedes a request that is sent in the same millisecond: a fault on its way, or a look-up. */
  readonly comesFirst: boolean;
  /** True for an answer that tells how the payment ended. */
  readonly isResult: boolean;
  /** True for the sending and the end of a retry without an answer. */
  readonly isNoise: boolean;
}

/**
 * Orders the events of one attempt by cause and effect. The clocks of the three observers differ by a few milliseconds, so by time alone
 * the same run would give different timelines.
 */
function inCausalOrder(events: readonly Event[], sends: readonly number[]): void {
  for (const [index, from] of sends.entries()) {
    const until = sends[index + 1] ?? Number.POSITIVE_INFINITY;
    const own = events.filter(({ atMs }) => atMs >= from && atMs < until);
    const answer = own.find(({ isResult }) => isResult);
    const disconnect = own.find(({ kind }) => kind === "payment-abandoned");
    if (answer === undefined) continue;
    if (disconnect !== undefined) answer.atMs = Math.max(answer.atMs, disconnect.atMs);
    const firstEffectMs = Math.min(...own.filter(isEffect).map(({ atMs }) => atMs));
    for (const event of own) {
      const isEntry = event.kind === "entry-read";
      const ends = event.kind === "payment-failed" || event.kind === "payment-settled";
      if (isEntry && !event.givesBack && event.atMs <= firstEffectMs + STAMP_MS)
        event.atMs = Math.min(event.atMs, firstEffectMs);
      if (isEntry && event.givesBack && event.atMs <= answer.atMs + STAMP_MS) {
        event.atMs = Math.min(Math.max(event.atMs, firstEffectMs), answer.atMs);
      }
      if (ends && disconnect !== undefined && event.atMs >= disconnect.atMs)
        event.atMs = Math.max(event.atMs, answer.atMs);
    }
  }
}

function crashEvent({ point, how, atMs, restartedAtMs }: Crash): Event {
  const back = restartedAtMs === null ? "" : ` for ${formatElapsed(restartedAtMs - atMs)}`;
  const done: Readonly<Record<Interruption, string>> = {
    kill: "API killed",
    terminate: "API terminated",
    pause: `API paused${back}`,
    throw: "exception in the API",
    "ledger-locked": `ledger locked${back}`,
    "ledger-read-only": `ledger read-only${back}`,
    "commit-unknown": "result of a commit lost",
  };
  const entry = timelineEntry(null, `${done[how]} (${point})`, atMs);
  return { atMs, entry, kind: "api-crashed", givesBack: false, comesFirst: false, isResult: false, isNoise: false };
}

/** True for what follows the charge: an event at the node, or an answer. */
function isEffect({ kind }: Event): boolean {
  return kind.startsWith("payment-") || kind === "attempt-answered";
}

/** How far the ledger's timestamps may be off: they are whole milliseconds from another process. */
const STAMP_MS = 5;

/** The context of a fact. */
interface Place {
  readonly evidence: Evidence;
  readonly line: PayoutLine;
  readonly facts: readonly Fact[];
  readonly index: number;
  readonly sends: readonly number[];
}

/** Within one millisecond, causes come before their effects. */
const order: readonly Fact["kind"][] = ["attempt-sent", "entry-read", "payment-abandoned"];

function rank({ kind, givesBack, comesFirst }: Event): number {
  if (givesBack) return order.length;
  if (comesFirst) return 0;
  const place = order.indexOf(kind);
  if (place >= 0) return place;
  return (
    order.length +
    (kind === "attempt-answered" || kind === "outcome-learned"
      ? 2
      : kind === "payment-failed" || kind === "payment-settled"
        ? 3
        : 1)
  );
}

function eventOf(fact: Fact, place: Place): Event | undefined {
  const entry = entryOf(fact, place);
  if (entry === undefined) return undefined;
  const ledgerEntry = fact.kind === "entry-read" ? fact : undefined;
  const atMs = ledgerEntry === undefined ? fact.atMs : enteredAt(ledgerEntry, place);
  const givesBack = ledgerEntry !== undefined && isReversal(ledgerEntry.effect, ledgerEntry.deltaMsat);
  const isResult = fact.kind === "attempt-answered" && isHeard(fact.reason) && fact.outcome !== "pending";
  const isOnTheWay = fact.kind === "fault-fired" && fact.delivered !== "once" && fact.delivered !== "again";
  const comesFirst = isOnTheWay || (fact.kind === "outcome-learned" && fact.reason === "absent");
  const isNoise = "attempt" in fact && fact.attempt > 1 && isSilent(fact.attempt, place.facts);
  return { atMs, entry, kind: fact.kind, givesBack, comesFirst, isResult, isNoise };
}

function isSilent(attempt: number, facts: readonly Fact[]): boolean {
  return facts.some((fact) => fact.kind === "attempt-answered" && fact.attempt === attempt && !isHeard(fact.reason));
}

/**
 * When an entry was made, for sorting. An entry up to two milliseconds before an attempt belongs after it. Without a timestamp, charges go
 * to the beginning and reversals to the end.
 */
function enteredAt(entry: EntryRead, { line, sends }: Place): number {
  const { enteredAtMs } = entry;
  if (enteredAtMs === null) return isReversal(entry.effect, entry.deltaMsat) ? entry.atMs : line.firstSentMs;
  return (
    sends.find((sentMs) => sentMs > enteredAtMs && sentMs - enteredAtMs <= 2) ?? Math.max(enteredAtMs, line.firstSentMs)
  );
}

function entryOf(fact: Fact, place: Place): TimelineEntry | undefined {
  const { atMs } = fact;
  switch (fact.kind) {
    case "attempt-sent":
      if (!isReported(fact.attempt, place.facts)) return timelineEntry("client", NOT_REPORTED);
      return timelineEntry("client", sentAs(fact.attempt, place.line), atMs);
    case "attempt-answered":
      if (fact.reason === "not-reported") return undefined;
      return timelineEntry("client", answered(fact, place.evidence), atMs);
    case "outcome-learned":
      return timelineEntry("client", told(fact), atMs);
    case "payment-rejected":
      return timelineEntry("node", `node refused it (${fact.reason})`, atMs);
    case "payment-abandoned":
      // If the node then gives up, that phrase is enough.
      return givesUpNext(place)
        ? timelineEntry("node", "")
        : timelineEntry("node", "API disconnected from the node", atMs);
    case "payment-failed":
      return timelineEntry("node", "node gave up", atMs);
    case "payment-settled":
      return timelineEntry("node", settled(fact), atMs);
    case "fault-fired":
      if (fact.delivered === null) return undefined;
      return timelineEntry("client", `${fact.fault.replaceAll("-", " ")} on the wire`, atMs);
    case "entry-read":
      return entered(fact, place.line);
    case "payout-read":
      if (place.evidence.kind !== "key-breach") return undefined;
      return timelineEntry(
        "ledger",
        `listed as ${fact.payoutId}: ${fact.word}, ${formatSats(fact.amountMsat)} in ${fact.projectId}`,
      );
    default:
      return undefined;
  }
}

/** True if the node's next result for the payout is a failure. */
function givesUpNext({ facts, index }: Place): boolean {
  const next = facts.slice(index + 1).find(({ kind }) => kind === "payment-failed" || kind === "payment-settled");
  return next?.kind === "payment-failed";
}

/** What never happened, as far as the entries tell. */
function ending(evidence: Evidence, line: PayoutLine, facts: readonly Fact[]): readonly TimelineEntry[] {
  const unanswered = line.answers < line.attempts ? [timelineEntry("client", "never answered")] : [];
  if (evidence.among !== undefined) return [...unanswered, timelineEntry(null, candidacy(evidence, evidence.among))];
  const left = [...undone(line, facts), ...misjudged(evidence, line)];
  return [...unanswered, ...left.map((what) => timelineEntry("ledger", what))];
}

/** What it costs by the fee rule, where it was charged otherwise: a kept reserve shows in nothing else. */
function misjudged({ kind }: Evidence, { openCharges, costMsat, keptDueMsat }: PayoutLine): readonly string[] {
  if (kind !== "wrong-amount") return [];
  if (openCharges.some((charge) => charge !== costMsat)) return [`the cost is ${formatSats(costMsat)}`];
  return keptDueMsat > 0 ? [`by its rule the service keeps ${formatSats(keptDueMsat)} of it`] : [];
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
  const [which, what] = kind === "paid-not-charged" ? ["that were paid ", "not charged"] : ["", "charged"];
  return `one of ${formatInteger(among)} payouts ${which}without a definite answer; which ones were ${what} cannot be known without the entries`;
}
