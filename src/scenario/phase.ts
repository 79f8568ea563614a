import { z } from "zod";
import {
  duration,
  durationText,
  kebabName,
  listOf,
  mapOf,
  oneOf,
  perSecond,
  section,
  wholeNumber,
} from "../document/field-types.ts";
import { contradict } from "../document/messages.ts";
import { faultSettings } from "../domain/fault.ts";
import { formatInteger } from "../domain/format.ts";
import { declaredFault } from "./declared-fault.ts";
import { type FaultName, faultNames, settingsOf } from "./fault-names.ts";
import { limits } from "./limits.ts";
import { allShares, type DeclaredFault, type PhaseFaults, sharesIn, totalFaultCount } from "./phase-faults.ts";

/** A part of the load: closed, with so many payouts in flight, or open, with so many a second. */
export interface Phase {
  readonly name: string;
  readonly payouts: number;
  readonly arrival:
    | { readonly kind: "closed"; readonly concurrency: number }
    | { readonly kind: "open"; readonly perSecond: number };
  readonly faults: PhaseFaults;
}

const written = section(
  {
    name: kebabName().meta({
      title: "Name of the phase",
      description: "The name of the phase in reports. It must be unique.",
      examples: ["spike"],
    }),
    payouts: wholeNumber(limits.payouts)
      .optional()
      .meta({
        title: "Payouts of the phase",
        description: "Closed phase: how many payouts it sends. Needs concurrency.",
        examples: [600, "10_000"],
      }),
    concurrency: wholeNumber(limits.concurrency)
      .optional()
      .meta({
        title: "Concurrency",
        description:
          "Closed phase: how many payouts are in flight at once; the next one is sent when one is answered. Needs payouts.",
        examples: [60],
      }),
    rate: perSecond(limits.perSecond)
      .optional()
      .meta({
        title: "Rate",
        description:
          "Open phase: how many payouts are sent per second, whether or not earlier ones are answered. Needs for.",
        examples: ["200/s"],
      }),
    for: duration(limits.waitMs)
      .optional()
      .meta({
        title: "Length of the phase",
        description: "Open phase: how long payouts are sent. Needs rate.",
        examples: ["3s"],
      }),
    faults: mapOf(oneOf(faultNames), declaredFault, "a map from fault to rate such as { timeout: 5% }")
      .prefault({})
      .meta({
        title: "Faults",
        description:
          "What goes wrong at the Lightning node, in look-ups, on the wire or in callbacks, for how many payouts: an exact rate (5%) or a count (3).",
        examples: [{ timeout: "5%" }, { "late-settle": 3, "lookup-lag": { rate: "2%", for: "300ms" } }],
      }),
  },
  { label: "a phase" },
);

const phase = written.transform(readPhase).meta({
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

/** The load as written: a list of phases with unique names. */
export const load = listOf(phase, "phases", limits.phases)
  .superRefine((phases, context) => {
    for (const [index, { name }] of phases.entries()) {
      if (phases.findIndex((other) => other.name === name) === index) continue;
      contradict(context, [index, "name"], "the name of a phase must be unique", () => `(got "${name}" twice)`);
    }
    const payouts = phases.reduce((sum, each) => sum + each.payouts, 0);
    if (payouts > limits.payouts.to) {
      const message = `a scenario must have at most ${formatInteger(limits.payouts.to)} payouts`;
      contradict(context, [], message, () => `(got ${formatInteger(payouts)})`);
    }
    refuseEndless(phases, context);
  })
  .meta({
    title: "Load",
    description: "The phases of the load, one after the other. Those with a rate take less than 30 minutes in all.",
    examples: [[{ name: "spike", payouts: 600, concurrency: 60, faults: { timeout: "5%" } }]],
  });

/** Refuses the first open phase that would outlast the time limit of a load. Invalid phases have no arrival here. */
function refuseEndless(phases: readonly Partial<Phase>[], context: z.core.$RefinementCtx): void {
  let allMs = 0;
  for (const [index, { arrival, payouts = 0 }] of phases.entries()) {
    if (arrival?.kind !== "open") continue;
    allMs += Math.round((payouts / arrival.perSecond) * 1000);
    if (allMs < limits.loadMs) continue;
    const message = `open phases must take less than ${durationText(limits.loadMs)} in all`;
    const got = () => `(got ${durationText(allMs)} up to this one): shorten them, or split the scenario`;
    contradict(context, [index, "for"], message, got);
    return;
  }
}

/** Each of these keys needs the other one of its pair. */
const partners = { payouts: "concurrency", concurrency: "payouts", rate: "for", for: "rate" } as const;

function readPhase(phase: z.output<typeof written>, context: z.core.$RefinementCtx): Phase {
  const { name, payouts, concurrency, rate, for: forMs, faults } = phase;
  const closed = payouts !== undefined || concurrency !== undefined;
  const open = rate !== undefined || forMs !== undefined;
  if (closed === open) {
    const got = open ? "both" : "neither";
    contradict(context, [], `a phase must have payouts and concurrency, or rate and for (got ${got})`);
    return z.NEVER;
  }
  if (payouts !== undefined && concurrency !== undefined) {
    return checked({ name, payouts, arrival: { kind: "closed", concurrency }, faults }, context);
  }
  if (rate !== undefined && forMs !== undefined) {
    const sent = Math.round((rate * forMs) / 1000);
    if (sent >= 1) return checked({ name, payouts: sent, arrival: { kind: "open", perSecond: rate }, faults }, context);
    contradict(context, ["for"], "a phase must send at least one payout", () => `(got ${rate}/s for ${forMs}ms)`);
    return z.NEVER;
  }
  const keys = ["payouts", "concurrency", "rate", "for"] as const;
  const given = keys.find((key) => phase[key] !== undefined) ?? "payouts";
  const missing = partners[given];
  contradict(context, [missing], `missing key "${missing}": a phase with ${given} needs it`);
  return z.NEVER;
}

/** A payout meets at most one fault of each kind, so each kind has to fit into the phase. */
function checked(phase: Phase, context: z.core.$RefinementCtx): Phase {
  const { payouts, faults } = phase;
  for (const { fault, share } of allShares(faults)) refuseSettings(fault, share, context);
  for (const [kind, sharesOf] of Object.entries(sharesIn)) {
    const needed = totalFaultCount(sharesOf(faults), payouts);
    if (needed <= payouts) continue;
    const got = () => `(got ${formatInteger(needed)} of ${formatInteger(payouts)}): lower their rates`;
    contradict(context, ["faults"], `${kind} faults cannot hit more payouts than the phase has`, got);
  }
  return phase;
}

/** Reports a setting that the fault does not have. */
function refuseSettings(fault: FaultName, share: DeclaredFault, context: z.core.$RefinementCtx): void {
  const given = { attempts: share.attempts, for: share.forMs, to: share.to };
  const known = settingsOf(fault);
  for (const name of faultSettings) {
    if (given[name] === null || known.includes(name)) continue;
    contradict(context, ["faults", fault, name], `${fault} has no setting "${name}"`, () =>
      known.length === 0 ? "(it has none)" : `(it has ${known.join(", ")})`,
    );
  }
}
