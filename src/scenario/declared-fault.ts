import { z } from "zod";
import { duration, durationText, oneOf, section, wholeNumber } from "../document/field-types.ts";
import { type CallbackReceiver, callbackReceivers } from "../domain/callback-fault.ts";
import { faultShare, wrongShare } from "./fault-share.ts";
import { limits } from "./limits.ts";
import type { DeclaredFault, FaultShare } from "./phase-faults.ts";

const share = () =>
  faultShare().meta({
    title: "Share of the payouts",
    description: "For how many payouts of the phase: an exact rate such as 5%, or a count such as 3.",
    examples: ["5%", 3],
  });

const withSettings = section(
  {
    rate: share(),
    attempts: wholeNumber(limits.attempts)
      .optional()
      .meta({
        title: "Attempts",
        description:
          "How many attempts of the payout in a row meet the fault: 2 is fail twice, then succeed. For lookup-error, how many look-ups fail. Default: 1.",
        examples: [2],
      }),
    for: duration(limits.waitMs)
      .optional()
      .meta({
        title: "How long",
        description: "How long look-ups are wrong (default: 300ms), or how late a callback is (default: 500ms).",
        examples: ["300ms"],
      }),
    to: oneOf(callbackReceivers)
      .optional()
      .meta({
        title: "To whom",
        description: "Whose callbacks it concerns. Default: client.",
        examples: ["service"],
        enumDescriptions: [
          "what the rail tells the service: the webhook of the provider",
          "what the service tells its client: the callback of the payout API",
        ],
      }),
  },
  { label: "a fault" },
).meta({
  title: "Settings of a fault",
  description: "How many payouts meet the fault, and its settings. No fault takes all of them.",
  examples: [{ rate: "5%", attempts: 2 }],
});

/** A fault of a phase: how many payouts meet it and, in a map, its settings. */
export const declaredFault = z
  .union([share(), withSettings], { error: wrongShare })
  .transform((read): DeclaredFault => {
    if ("kind" in read) return { ...read, ...noSettings };
    const { rate, attempts = null, for: forMs = null, to = null } = read;
    return { ...rate, declared: declaredAs(rate, { attempts, forMs, to }), attempts, forMs, to };
  })
  .meta({
    title: "Fault",
    description:
      "How many payouts of the phase meet the fault: an exact rate, a count, or a map with rate and settings.",
    examples: ["5%", 3, { rate: "5%", attempts: 2 }],
  });

const noSettings = { attempts: null, forMs: null, to: null } as const;

interface Settings {
  readonly attempts: number | null;
  readonly forMs: number | null;
  readonly to: CallbackReceiver | null;
}

function declaredAs({ declared }: FaultShare, { attempts, forMs, to }: Settings): string {
  const settings = [
    ...(attempts === null || attempts === 1 ? [] : [`${attempts} attempts`]),
    ...(forMs === null ? [] : [`for ${durationText(forMs)}`]),
    ...(to === null ? [] : [`to ${to}`]),
  ];
  return [declared, ...settings].join(", ");
}
