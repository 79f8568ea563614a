import { z } from "zod";
import { didYouMean } from "../document/did-you-mean.ts";
import { duration, inWords, section, wrongMap } from "../document/field-types.ts";
import { contradict, type Issue, mustBe } from "../document/messages.ts";
import type { EdgeEvent } from "../domain/edge-event.ts";
import { counted } from "../domain/format.ts";
import { type EventName, links, readEventName, type Schedule } from "../domain/schedule.ts";
import { type Crash, isAtMoment, listedCrashes, type RandomCrashes } from "./crashes.ts";
import { limits } from "./limits.ts";

/** An event that is held back in virtual time, and for how long in milliseconds. */
export interface LateEvent {
  readonly event: EventName;
  readonly ms: number;
}

const takes = "an event, the payout or process it is about, and which one of these it is, such as pay 2#1";

/** What is wrong with a name, which is shown after it. */
function wrongEvent({ input }: Issue): string {
  const word = /^[a-z-]*/.exec(String(input))?.[0] ?? "";
  if (links.some((link) => link === word)) return `the name of an event must be ${takes}`;
  const near = didYouMean(word, links);
  return `there is no event "${word}": ${near === undefined ? `choose one of ${links.join(", ")}` : `did you mean "${near}"?`}`;
}

const event = z
  .string({ error: wrongEvent })
  .regex(new RegExp(`^(?:${links.join("|")}) [\\w.-]{1,80}#[1-9]\\d{0,6}$`), { error: wrongEvent })
  .meta(inWords(takes));

const late = z
  .record(
    event,
    duration(limits.lateMs, { isFine: true }).meta({
      title: "How late",
      description: "For how long the event is held back.",
      examples: ["40ms"],
    }),
    { error: wrongMap("a map from event to duration such as { pay 2#1: 40ms }") },
  )
  .superRefine((all, context) => {
    const count = Object.keys(all).length;
    if (count <= limits.lateEvents) return;
    contradict(context, [], `at most ${limits.lateEvents} events can be late (got ${count})`);
  })
  .transform((all): readonly LateEvent[] => Object.entries(all).map(([name, ms]) => ({ event: name, ms })));

/** The order in which the events of a simulated run happen. */
export const simulate = section({
  late: late.prefault({}).meta({
    title: "Late events",
    description:
      "Which events are held back, and for how long; all others happen at once, in the order of their causes. `pay 2#1` is the first payment for payout 2. Both ways between caller and API (send, answer), API and node (pay, paid, look-up, looked-up) and API and ledger (commit, committed), what is told without being asked (webhook, callback), and timers of the API (wake).",
    examples: [{ "pay 2#1": "40ms", "committed api1#4": "1.5s" }],
  }),
  history: z
    .string({ error: mustBe("16 digits and letters from a to f, as explore writes it") })
    .regex(/^[0-9a-f]{16}$/, { error: mustBe("16 digits and letters from a to f, as explore writes it") })
    .optional()
    .meta({
      title: "History",
      description:
        "The hash of everything that happened when the scenario was saved. `explore --replay` says whether it is still the same.",
      examples: ["3f9a1c0b7e5d2a48"],
      ...inWords("16 digits and letters from a to f"),
    }),
})
  .transform(({ late: held, history = null }) => ({ late: held, history }))
  .meta({
    title: "Simulate",
    description:
      "Runs the embedded API in virtual time, in one process, with exactly this order of events, so that each run is the same to the byte. `explore --save` writes it.",
    examples: [{ late: { "pay 1#1": "40ms" } }],
  });

/** The order that a scenario asks for; null where it asks for none. */
export function scheduleOf(scenario: { readonly simulate: { readonly late: readonly LateEvent[] } | null }) {
  const { simulate: asked } = scenario;
  return asked && ({ late: new Map(asked.late.map(({ event: name, ms }) => [name, ms])) } satisfies Schedule);
}

/** What of a scenario an order depends on. Where a part is invalid, it has another shape. */
interface Simulated {
  readonly simulate?: { readonly late?: unknown } | undefined;
  readonly service?: string | undefined;
  readonly order: readonly EdgeEvent[];
  readonly crashes: readonly Crash[] | RandomCrashes;
  readonly load: readonly { readonly payouts?: number }[];
}

/** Reports what cannot happen in virtual time: another service, a real process, and an event of a payout that there is not. */
export function refuseUnsimulated(scenario: Simulated, context: z.core.$RefinementCtx): void {
  const { simulate: asked, service, order, crashes, load } = scenario;
  if (asked === undefined) return;
  if (service !== undefined) {
    const message =
      "simulate cannot be combined with service: only the embedded API can be simulated; leave one of them out";
    contradict(context, ["simulate"], message);
  }
  if (order.length > 0) {
    contradict(context, ["order"], "order is for real processes: leave it out, or leave out simulate");
  }
  const index = listedCrashes(crashes).findIndex(isAtMoment);
  if (index !== -1) {
    const message = "a crash with when needs a real process: write at in its place, or leave simulate out";
    contradict(context, ["crashes", index], message);
  }
  const payouts = load.reduce((sum, phase) => sum + (phase.payouts ?? Number.NaN), 0);
  if (!Array.isArray(asked.late) || Number.isNaN(payouts)) return;
  for (const { event: name } of asked.late as readonly LateEvent[]) {
    const about = readEventName(name)?.about ?? "";
    if (!/^\d+$/.test(about) || (Number(about) >= 1 && Number(about) <= payouts)) continue;
    const got = () => `(got payout ${about}): the scenario has ${counted(payouts, "payout")}`;
    contradict(context, ["simulate", "late", name], "an event must be about a payout of the scenario", got);
  }
}
