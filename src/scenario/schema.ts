import { z } from "zod";
import {
  duration,
  inWords,
  kebabName,
  oneOf,
  section,
  sentence,
  wholeNumber,
  wrongMap,
} from "../document/field-types.ts";
import { contradict, mustBe } from "../document/messages.ts";
import { satsAmount } from "../document/money-types.ts";
import { formatInteger } from "../domain/format.ts";
import { retryConditions } from "../domain/payout.ts";
import { alerts } from "./alerts.ts";
import { amount } from "./amount.ts";
import { api, instances, rail } from "./api.ts";
import { baseName } from "./base-files.ts";
import { crashes, refuseMissingInstance } from "./crashes.ts";
import { expectation } from "./expectation.ts";
import { limits } from "./limits.ts";
import { order, refuseUnknownEvents } from "./order.ts";
import { load } from "./phase.ts";
import { refuseUnsimulated, simulate } from "./simulate.ts";
import { thresholds } from "./thresholds.ts";
import { refuseUnmadeAttempts } from "./wire-attempts.ts";

const project = section(
  {
    balance: satsAmount(limits.balanceSats).meta({
      title: "Opening balance",
      description:
        "The opening balance in sats. Unless api.fee says otherwise, a payout costs its amount and 2% of it, rounded up: 1,000 sats cost 1,020. Set it above the total cost of all payouts unless you want refusals.",
      examples: [300_000, "5_000_000"],
    }),
  },
  { label: "a project" },
).meta({
  title: "Project",
  description: "A project of the payout API, with its own balance.",
  examples: [{ balance: 300_000 }],
});

const projectId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
  error: "the id of a project must be up to 64 letters, digits, hyphens, dots and underscores",
});

const projects = z
  .record(projectId, project, {
    error: wrongMap("a map from project to { balance }"),
  })
  .superRefine((all, context) => {
    const count = Object.keys(all).length;
    if (count >= 1 && count <= limits.projects) return;
    const hint = count === 0 ? ": write { project_test_001: { balance: 300_000 } }" : "";
    contradict(context, [], `a scenario must have 1 to ${limits.projects} projects (got ${count})${hint}`);
  })
  .transform((all) => Object.entries(all).map(([id, { balance }]) => ({ projectId: id, balanceSats: balance })))
  .meta({
    title: "Projects",
    description: "The projects that pay, by id. Payouts take turns among them.",
    examples: [
      { project_test_001: { balance: 300_000 } },
      { project_a: { balance: "1_000_000" }, project_b: { balance: 0 } },
    ],
    minProperties: 1,
    maxProperties: limits.projects,
  });

const retry = section({
  attempts: wholeNumber(limits.attempts)
    .prefault(1)
    .meta({
      title: "Attempts",
      description: "The total number of attempts of a payout; 1 means no retry.",
      examples: [3],
    }),
  backoff: duration(limits.backoffMs)
    .prefault("20ms")
    .meta({
      title: "Backoff",
      description:
        "The wait before the second attempt; it doubles each time. All waits of a payout together are at most 10 minutes.",
      examples: ["20ms", "1s"],
    }),
  key: oneOf(["same", "fresh"])
    .default("same")
    .meta({
      title: "Key of a retry",
      description: "Whether a retry carries the same idempotency key or a fresh one.",
      examples: ["same", "fresh"],
      enumDescriptions: [
        "the API can tell that it is the same payout, and pay it only once",
        "the API sees a new payout: what a caller does after being told that the first one failed",
      ],
    }),
  when: oneOf(retryConditions)
    .default("outcome-unknown")
    .meta({
      title: "When to retry",
      description: "What has to be true before the caller sends a payout again.",
      examples: ["lookup-says-absent"],
      enumDescriptions: [
        "the caller does not know what became of it",
        "the caller does not know, asks the service, and is told that there is no such payout; whatever else it is told, it does not retry",
      ],
    }),
}).superRefine(({ attempts, backoff }, context) => {
  const allMs = backoff * (2 ** (attempts - 1) - 1);
  if (allMs <= limits.waitMs.to) return;
  const got = () => `(got ${formatInteger(Math.round(allMs / 1000))}s): lower attempts or backoff`;
  contradict(context, ["backoff"], "the waits between attempts must add up to at most 600s", got);
});

const client = section({
  timeout: duration(limits.waitMs)
    .optional()
    .meta({
      title: "Client timeout",
      description:
        "How long the caller waits for an answer. Default: 2s for the embedded API, 30s for an external target.",
      examples: ["2s", "400ms"],
    }),
  retry: retry.prefault({}).meta({
    title: "Retry",
    description: "How the caller retries while it has no definite answer.",
    examples: [{ attempts: 3, backoff: "20ms", key: "same" }],
  }),
}).transform(({ timeout, retry: { attempts, backoff, key, when } }) => {
  return { timeoutMs: timeout ?? null, attempts, backoffMs: backoff, retryKey: key, retryWhen: when };
});

const takesService = mustBe("the path of a service file, relative to this one, such as ./wallet.service.yaml", {
  hint: (input) =>
    typeof input === "string" && /^[a-z]+:\/\//i.test(input)
      ? "an address belongs into url of a service file"
      : undefined,
});

const servicePath = z
  .string({ error: takesService })
  .regex(/^(?!\w+:\/\/)[\s\S]*\S/, { error: takesService })
  .max(limits.pathLength, { error: takesService })
  .meta({
    title: "Service",
    description:
      "The service file of the payout API that is tested, by its path relative to this file. --service wins. Default: the embedded API.",
    examples: ["./wallet.service.yaml"],
    ...inWords("the path of a service file"),
  });

/**
 * The scenario file: the single source of its types, checks, defaults and documentation. Its input is what people write (`drain: 2s`),
 * its output has every default filled in and units in its names (`drainMs: 2000`).
 */
export const scenarioSchema = section(
  {
    name: kebabName().meta({
      title: "Name",
      description: "The name of the scenario in reports and commands: the file's name without .yaml.",
      examples: ["spike-timeout"],
    }),
    extends: baseName()
      .optional()
      .meta({
        title: "Extends",
        description:
          "Another file, by its path relative to this one, whose keys apply where this file has none. Maps are merged, lists and values replaced.",
        examples: ["shared/base.yaml"],
      }),
    description: sentence()
      .default("")
      .meta({
        title: "Description",
        description: "What the scenario tests, in a sentence or two.",
        examples: ["The node times out for 5% of payouts after they were charged. Not a single sat may be lost."],
      }),
    priority: oneOf(["P1", "P2", "P3"])
      .optional()
      .meta({
        title: "Priority",
        description: "Importance of this scenario.",
        examples: ["P1"],
        enumDescriptions: [
          "what every payout API must survive",
          "one fault in detail",
          "informational, e.g. a third-party incident",
        ],
      }),
    seed: wholeNumber(limits.seed)
      .optional()
      .meta({
        title: "Seed",
        description:
          "Chooses which payouts meet the faults; the same seed, the same run. Without one, each run draws a seed and prints it.",
        examples: [42],
      }),
    service: servicePath.optional(),
    projects,
    payouts: section({
      amount: amount.prefault(1_000),
      invoice: oneOf(["own", "shared"])
        .default("own")
        .meta({
          title: "Invoice",
          description: "Whether each payout pays an invoice of its own, where the service pays invoices.",
          examples: ["shared"],
          enumDescriptions: [
            "each payout pays an invoice of its own",
            "two payouts in a row are given the same invoice, for the same amount and project, and it may be paid once",
          ],
        }),
    })
      .superRefine(({ amount: { kind }, invoice }, context) => {
        if (kind !== "hostile" || invoice === "own") return;
        contradict(
          context,
          ["invoice"],
          "hostile amounts cannot be paid by a shared invoice, which has an amount of its own",
        );
      })
      .prefault({})
      .meta({
        title: "Payouts",
        description: "What every payout has in common.",
        examples: [{ amount: 1_000 }, { amount: { min: 10, max: 500 } }],
      }),
    load,
    client: client.prefault({}).meta({
      title: "Client",
      description: "How the caller of the payout API behaves.",
      examples: [{ timeout: "2s", retry: { attempts: 3, backoff: "20ms", key: "same" } }],
    }),
    refusals: oneOf(["unexpected", "expected"])
      .default("unexpected")
      .meta({
        title: "Refusals",
        description:
          "Whether refusals for lack of balance are part of the scenario. If not, a run in which most payouts are refused is inconclusive.",
        examples: ["expected"],
        enumDescriptions: [
          "the balance covers all payouts; if most are refused, the run is inconclusive",
          "the balance runs out on purpose, as in a race for the last sats",
        ],
      }),
    api: api.prefault({}).meta({
      title: "API",
      description: "The embedded payout API. A target of your own (--target) replaces it.",
      examples: [{ railTimeout: "100ms" }],
    }),
    rail: rail.prefault({}).meta({
      title: "Rail",
      description: "The Lightning node that pays.",
      examples: [{ duplicates: "pay-again" }],
    }),
    instances,
    crashes,
    simulate: simulate.optional(),
    order,
    drain: duration(limits.waitMs)
      .prefault("5s")
      .meta({
        title: "Drain",
        description:
          "How long to wait, after faults are cleared, for all payouts to reach a terminal state. The run continues as soon as all have. A payout that is still pending at the end, and has not changed for half of this time or 2s, whichever is less, is stuck.",
        examples: ["5s", "1m"],
      }),
    thresholds: thresholds.prefault({}),
    alerts: alerts.prefault({}),
    expect: expectation.prefault("balanced"),
  },
  { label: "a scenario", takes: "a map with at least name, projects and load" },
)
  .superRefine(refuseMissingInstance)
  .superRefine(refuseUnmadeAttempts)
  .superRefine(refuseUnknownEvents)
  .superRefine(refuseUnsimulated)
  .transform(({ drain, extends: _, service = null, simulate: late = null, ...rest }) => {
    return { ...rest, service, simulate: late, drainMs: drain };
  })
  .meta({
    title: "chaos-payout scenario",
    description: "A chaos-payout scenario: which payouts are asked for, and what goes wrong with them.",
  });

/** A scenario as written in a file or in code: `{ name, projects, load, … }`. */
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** A scenario with its defaults filled in. Money is in sats, times are in milliseconds. */
export type Scenario = Immutable<z.output<typeof scenarioSchema>>;

type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;
