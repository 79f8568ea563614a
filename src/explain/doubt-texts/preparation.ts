import { counted, formatSats } from "../../domain/format.ts";
import type { DoubtOf, DoubtTexts } from "./doubt-text.ts";
import { notFired, whyNotFired } from "./not-fired.ts";

const OUR_NODE = "run with --rail-port";

/** What a scenario asks for that its target or its size does not allow. */
export const preparation = {
  "fault-rounds-to-zero": {
    summary: "the rate or the phase is too small for even one payout to meet the fault",
    says: ({ fault, declared, phase, payouts }) =>
      `${fault}: ${declared} of the ${counted(payouts, "payout")} of phase "${phase}" rounds to 0`,
    wayOut: "raise the payouts or the rate",
  },
  "fault-not-fired": {
    summary: "a declared fault fired less often than planned, or never",
    says: (doubt) => `${notFired(doubt)}: ${whyNotFired(doubt).because}`,
    wayOut: (doubt) => whyNotFired(doubt).wayOut,
  },
  "fault-impossible": {
    summary: "a declared fault cannot happen on this target",
    says: ({ fault, reason }) => `${fault} cannot happen here: ${reason}`,
    wayOut: "remove the fault, or run the scenario against a target on which it can happen",
  },
  "fault-not-observable": {
    summary: "nothing on this target shows whether the fault happened",
    says: ({ fault }) => `the answers do not show whether ${fault} happened`,
    wayOut: OUR_NODE,
  },
  "fault-ignored": {
    summary: "the target's switch accepted a fault but did not confirm it",
    says: ({ fault }) => `the target's switch was set to ${fault} but did not confirm it`,
    wayOut: `declare timeout instead, or ${OUR_NODE}`,
  },
  "fault-hides-outcome": {
    summary: "after this fault, answers do not show whether the payment settled",
    says: ({ fault }) =>
      `after ${fault} the answers do not show whether the payment settled, and the node that knows is not ours`,
    wayOut: OUR_NODE,
  },
  "wire-fault-hides-outcome": {
    summary: "after this wire fault the caller never learns the outcome",
    says: ({ fault }) =>
      `after ${fault} the caller never learns the outcome, because it does not retry with the same key`,
    wayOut: "set client.retry to 2 attempts or more with key: same",
  },
  "switch-missing": {
    summary: "the target has no failure-injection switch",
    says: ({ reason }) =>
      `the target has no failure-injection switch (${reason}), so it accepts neither faults nor a strategy`,
    wayOut: OUR_NODE,
  },
  "switch-takes-one-fault": {
    summary: "a phase declares several faults, but the target's switch injects only one at a time",
    says: ({ phase }) => `phase "${phase}" declares several faults, but the target's switch injects only one at a time`,
    wayOut: `declare one fault per phase, or ${OUR_NODE}`,
  },
  "not-controllable": {
    summary: "the scenario asks for something that only the embedded API supports",
    says: ({ what, wanted }) => notOurs[what](wanted),
    wayOut: ({ what }) => (what === "duplicates" ? OUR_NODE : "run it without --target"),
  },
  overfunded: {
    summary: "the project had more money than declared, so its payouts never competed for it",
    says: ({ projectId, declaredMsat, openingMsat, costMsat }) =>
      `${projectId} had ${inSats(openingMsat)} instead of the declared ${inSats(declaredMsat)}, so its payouts, which cost ${inSats(costMsat)}, never competed for money`,
    wayOut: "empty the project first, or raise payouts until they cost more than it holds",
  },
  underfunded: {
    summary: "the project had less money than declared and could not be funded",
    says: ({ projectId, declaredMsat, openingMsat }) =>
      `${projectId} had ${inSats(openingMsat)} instead of the declared ${inSats(declaredMsat)}, and could not be funded`,
    wayOut: ({ projectId }) => `fund it before the run, or lower projects.${projectId}.balance`,
  },
} as const satisfies DoubtTexts;

const notOurs = {
  crashes: () => "the scenario kills the API, but an external target cannot be killed",
  duplicates: (wanted) => `the scenario sets rail.duplicates to ${wanted}, but the target uses its own node`,
  instances: (wanted) => `the scenario asks for ${wanted} instances, but an external target runs its own`,
} as const satisfies Record<DoubtOf<"not-controllable">["what"], (wanted: string) => string>;

function inSats(msat: number): string {
  return `${formatSats(msat)} sats`;
}
