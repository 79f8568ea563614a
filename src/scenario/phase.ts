import { z } from "zod";
import { formatInteger } from "../domain/format.ts";
import { type Contradiction, contradict } from "./contradiction.ts";
import {
  duration,
  durationText,
  faultShare,
  kebabName,
  listOf,
  mapOf,
  oneOf,
  perSecond,
  section,
  wholeNumber,
} from "./fields.ts";
import { limits } from "./limits.ts";
import {
  fateShares,
  faultNames,
  type NamedShare,
  type PhaseFaults,
  payoutsWithFault,
  wireShares,
} from "./phase-faults.ts";

/** A stretch of load. Closed: so many at once. Open: so many a second, whether or not earlier ones are answered. */
export interface Phase {
  readonly name: string;
  readonly payouts: number;
  readonly arrival:
    | { readonly kind: "closed"; readonly concurrency: number }
    | { readonly kind: "open"; readonly perSecond: number };
  readonly faults: PhaseFaults;
}

interface WrittenPhase {
  readonly name: string;
  readonly payouts?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly rate?: number | undefined;
  readonly for?: number | undefined;
  readonly faults: Phase["faults"];
}

const share = faultShare().meta({
  title: "Share of the payouts",
  description: "For how many payouts of the phase: an exact rate such as 5%, or a count such as 3.",
  examples: ["5%", 3],
});

const phase = section(
  {
    name: kebabName().meta({
      title: "Name of the phase",
      description: "The name of the phase in reports. No two phases share one.",
      examples: ["spike"],
    }),
    payouts: wholeNumber(limits.payouts)
      .optional()
      .meta({
        title: "Payouts of the phase",
        description: "Closed phase: how many payouts it sends. It goes with concurrency.",
        examples: [600, "10_000"],
      }),
    concurrency: wholeNumber(limits.concurrency)
      .optional()
      .meta({
        title: "Concurrency",
        description:
          "Closed phase: how many payouts are under way at once; the next is sent when one is answered. It goes with payouts.",
        examples: [60],
      }),
    rate: perSecond(limits.perSecond)
      .optional()
      .meta({
        title: "Rate",
        description:
          "Open phase: how many payouts are sent a second, whether or not earlier ones are answered. It goes with for.",
        examples: ["200/s"],
      }),
    for: duration(limits.waitMs)
      .optional()
      .meta({
        title: "Length of the phase",
        description: "Open phase: how long payouts are sent. It goes with rate.",
        examples: ["3s"],
      }),
    faults: mapOf(oneOf(faultNames), share, "a map from fault to rate such as { timeout: 5% }")
      .prefault({})
      .meta({
        title: "Faults",
        description:
          "What goes wrong at the Lightning node or on the wire, for how many payouts: an exact rate (5%) or a count (3).",
        examples: [{ timeout: "5%" }, { "late-settle": 3, "answer-lost": "1%" }],
      }),
  },
  { label: "a phase" },
)
  .transform(readPhase)
  .meta({
    title: "Phase",
    description: "A stretch of load: so many payouts at once (payouts, concurrency), or so many a second (rate, for).",
    examples: [
      { name: "spike", payouts: 600, concurrency: 60, faults: { timeout: "5%" } },
      { name: "steady", rate: "200/s", for: "3s" },
    ],
    dependencies: {
      payouts: { required: ["concurrency"], properties: { rate: false, for: false } },
      concurrency: ["payouts"],
      rate: ["for"],
      for: ["rate"],
    },
    anyOf: [{ required: ["payouts"] }, { required: ["rate"] }],
  });

/** The load as written: a list of phases with names of their own. */
export const load = listOf(phase, "phases", limits.phases)
  .superRefine((phases, context) => {
    for (const [index, { name }] of phases.entries()) {
      if (phases.findIndex((other) => other.name === name) === index) continue;
      contradict(context, {
        path: [index, "name"],
        plain: "another phase has the name of this one already: name it otherwise",
        shown: () => `another phase is called "${name}" already: name this one otherwise`,
      });
    }
    const payouts = phases.reduce((sum, each) => sum + each.payouts, 0);
    if (payouts > limits.payouts.to) {
      const most = `a scenario has up to ${formatInteger(limits.payouts.to)} payouts, and this one has`;
      contradict(context, { path: [], plain: `${most} more`, shown: () => `${most} ${formatInteger(payouts)}` });
    }
    refuseEndless(phases, context);
  })
  .meta({
    title: "Load",
    description: "The phases of the load, one after the other. Those with a rate take less than 30 minutes in all.",
    examples: [[{ name: "spike", payouts: 600, concurrency: 60, faults: { timeout: "5%" } }]],
  });

/**
 * Tells of the first open phase that would go on when the load is stopped. How long a closed phase takes is a matter of the API; and a
 * phase that is wrong in itself, of which zod hands over what was written, is told of already.
 */
function refuseEndless(phases: readonly Partial<Phase>[], context: z.core.$RefinementCtx): void {
  let allMs = 0;
  for (const [index, { arrival, payouts = 0 }] of phases.entries()) {
    if (arrival?.kind !== "open") continue;
    allMs += Math.round((payouts / arrival.perSecond) * 1000);
    if (allMs < limits.loadMs) continue;
    const most = `a load has to end before ${durationText(limits.loadMs)}`;
    const way = "shorten them, or make several scenarios of it";
    contradict(context, {
      path: [index, "for"],
      plain: `${most}, and the open phases up to this one take longer: ${way}`,
      shown: () => `${most}, and the open phases up to this one take ${durationText(allMs)}: ${way}`,
    });
    return;
  }
}

function readPhase(written: WrittenPhase, context: z.core.$RefinementCtx): Phase {
  const { name, payouts, concurrency, rate, for: forMs, faults } = written;
  const closed = payouts !== undefined || concurrency !== undefined;
  const open = rate !== undefined || forMs !== undefined;
  if (closed === open) {
    const wrong = open ? "mixes them" : "has neither";
    contradict(context, {
      path: [],
      plain: `a phase has payouts and concurrency, or rate and for, and this one ${wrong}`,
    });
    return z.NEVER;
  }
  if (payouts !== undefined && concurrency !== undefined) {
    return checked({ name, payouts, arrival: { kind: "closed", concurrency }, faults }, context);
  }
  if (rate !== undefined && forMs !== undefined) {
    const sent = Math.round((rate * forMs) / 1000);
    if (sent >= 1) return checked({ name, payouts: sent, arrival: { kind: "open", perSecond: rate }, faults }, context);
    contradict(context, {
      path: ["for"],
      plain: "the rate for this long is less than one payout",
      shown: () => `${rate}/s for ${forMs}ms is less than one payout`,
    });
    return z.NEVER;
  }
  contradict(context, halfPhase(written));
  return z.NEVER;
}

/** Names the key that a phase with only one of its pair lacks. */
function halfPhase({ payouts, concurrency, rate }: WrittenPhase): Contradiction {
  const lacks = (key: string, why: string) => ({ path: [key], plain: `missing key "${key}": ${why}` });
  if (payouts !== undefined) return lacks("concurrency", "a phase with payouts says how many are under way at once");
  if (concurrency !== undefined) return lacks("payouts", "a phase with concurrency says how many payouts it sends");
  return rate === undefined
    ? lacks("rate", "a phase with for says how many payouts it sends a second, such as 200/s")
    : lacks("for", "a phase with rate says how long it sends, such as 3s");
}

/** A payout meets one fault of the node and one on the wire at most, so each kind has to fit into the phase for itself. */
function checked(phase: Phase, context: z.core.$RefinementCtx): Phase {
  const check = (what: string, shares: readonly NamedShare[]) => {
    const hit = payoutsWithFault(shares, phase.payouts);
    if (hit <= phase.payouts) return;
    contradict(context, {
      path: ["faults"],
      plain: `${what} meet more payouts than the phase has: lower their shares`,
      shown: () =>
        `${what} meet ${formatInteger(hit)} payouts in all, and the phase has only ${formatInteger(phase.payouts)}: lower their shares`,
    });
  };
  check("the faults of the node", fateShares(phase.faults));
  check("the faults on the wire", wireShares(phase.faults));
  return phase;
}
