import type { Finding } from "../../domain/finding.ts";
import { formatSats } from "../../domain/format.ts";
import type { HistoryEvent } from "../../domain/history.ts";
import type { Msat } from "../../domain/money.ts";
import type { PayoutNumber } from "../../domain/payout.ts";
import type { ToldState, TraceKind } from "../../domain/trace.ts";
import { type Said, say } from "./say.ts";

/** What a contradiction is told from. */
export interface Story {
  readonly finding: Finding;
  /** Null where no payout explains the finding. */
  readonly payout: PayoutNumber | null;
  readonly events: readonly HistoryEvent[];
  /** The events of the payout alone. */
  readonly own: readonly HistoryEvent[];
}

/** What is wrong, by a kind of finding; undefined where the events do not show it. */
export type Contradiction = (story: Story) => Said | undefined;

/** The events of the payout that are of these kinds. */
export function ownOf({ own }: Pick<Story, "own">, ...kinds: readonly TraceKind[]): readonly HistoryEvent[] {
  return own.filter(({ what }) => kinds.includes(what));
}

/** An amount, whatever its sign: `1,020 sats`. */
export function inSats(msat: Msat | null): string {
  return `${formatSats(msat === null ? null : Math.abs(msat))} ${msat !== null && Math.abs(msat) === 1_000 ? "sat" : "sats"}`;
}

/** A charge or a hold, and what reversed it. */
export interface Charge {
  readonly event: HistoryEvent;
  readonly reversal: HistoryEvent | undefined;
}

/** The charges and holds of the payout, each with its reversal. A reversal belongs to the latest charge before it that has none. */
export function chargesOf({ own }: Pick<Story, "own">): readonly Charge[] {
  const charges: { event: HistoryEvent; reversal: HistoryEvent | undefined }[] = [];
  for (const event of own) {
    if (event.what === "charged" || event.what === "held") charges.push({ event, reversal: undefined });
    const isReversal = event.what === "refunded" || event.what === "released" || event.what === "restored";
    if (!isReversal || (event.deltaMsat ?? 0) <= 0) continue;
    const charge = charges.findLast(({ reversal }) => reversal === undefined);
    if (charge !== undefined) charge.reversal = event;
  }
  return charges;
}

/** What was done: `1,020 sats were charged at 2`. */
export function charged(event: HistoryEvent): Said {
  return say`${inSats(event.deltaMsat)} were ${event.what === "held" ? "held" : "charged"} ${event}`;
}

/** The word for undoing a charge or a hold. */
export function undone({ what }: HistoryEvent): string {
  return what === "held" ? "released" : "refunded";
}

/**
 * Why an event happened, or in spite of what, as far as the event right before it in the same payout supports it: `because the look-up at 6 found
 * nothing`.
 */
export function becauseOf({ events, payout }: Story, event: HistoryEvent): Said | undefined {
  // What happens to a process is about no payout, so it is the cause only where there is no other payout.
  const isAlone = events.every((each) => each.payout === payout || each.payout === null);
  const before = events.findLast(
    ({ number, what, payout: of }) =>
      number < event.number && what !== "recorded" && (of === payout || (of === null && isAlone)),
  );
  return before && reasonFrom(before);
}

function reasonFrom(event: HistoryEvent): Said | undefined {
  switch (event.what) {
    case "looked-up":
      return event.state === undefined ? undefined : reasonFromLookUp(event, event.state);
    case "payment-abandoned":
      return say`because the service gave up waiting ${event}`;
    case "payment-failed":
      return say`because the payment failed ${event}`;
    case "payment-rejected":
      return say`because the rail turned the payment away ${event}${wordsOf(event)}`;
    case "told":
      return event.state === undefined ? undefined : reasonFromAnswer(event, event.state);
    case "crashed":
      return event.text.startsWith("exception") ? say`because of the exception ${event}` : undefined;
    default:
      return undefined;
  }
}

/** What the rail called it: ` (already paid)`. */
function wordsOf({ text }: HistoryEvent): string {
  const reason = /: (.+)$/.exec(text)?.[1];
  return reason === undefined ? "" : ` (${reason.replaceAll("-", " ")})`;
}

function reasonFromLookUp(event: HistoryEvent, state: ToldState): Said | undefined {
  switch (state) {
    case "failed":
      return say`because the look-up ${event} said that the payment had failed`;
    case "absent":
      return say`because the look-up ${event} found nothing`;
    case "unknown":
      return say`because the look-up ${event} was not answered`;
    case "settled":
      return say`although the look-up ${event} said that the payment had settled`;
    case "in-flight":
      return say`although the look-up ${event} said that the payment was in flight`;
  }
}

function reasonFromAnswer(event: HistoryEvent, state: ToldState): Said | undefined {
  switch (state) {
    case "failed":
      return say`because the service was told ${event} that the payment had failed`;
    case "unknown":
      return say`because the service got no answer from the rail ${event}`;
    case "settled":
      return say`although the service was told ${event} that the payment had settled`;
    case "in-flight":
      return say`although the service was told ${event} that the payment was in flight`;
    case "absent":
      return undefined;
  }
}

/** What the rail says of a payout that did not settle: `although the payment failed at 5`. */
export function unsettled(story: Story): Said {
  const failed = ownOf(story, "payment-failed").at(-1);
  if (failed !== undefined) return say`although the payment failed ${failed}`;
  if (ownOf(story, "payment-received").length > 0) return say`although the rail settled nothing`;
  return say`although the rail was never asked to pay`;
}

/** The first interruption of a process after an event: `the service was killed at 3`. */
export function interruptedAfter({ events }: Pick<Story, "events">, event: HistoryEvent): Said | undefined {
  const crash = events.find(({ what, number }) => what === "crashed" && number > event.number);
  const how = crash && /^(?:killed|terminated|paused)/.exec(crash.text)?.[0];
  return crash === undefined || how === undefined ? undefined : say`the service was ${how} ${crash}`;
}
