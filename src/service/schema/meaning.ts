import { z } from "zod";
import { listOf, oneOf, section, wrongMap } from "../../document/field-types.ts";
import { contradict, mustBe } from "../../document/messages.ts";
import { isRecord } from "../../document/tree.ts";
import type { PayoutState } from "../../domain/books.ts";
import { type AnswerReason, answerReasons, type Outcome } from "../../domain/outcome.ts";
import type { Condition, Meaning, OutcomeRule } from "../service-file.ts";
import { condition, findsSomething } from "./condition.ts";
import { serviceLimits as limits } from "./limits.ts";

/** What a word of a service for the state of a payout means. */
const stateMeanings = ["paid", "pending", "refused", "failed", "unknown"] as const satisfies readonly PayoutState[];

const stateTexts = [
  "the payout is complete: the money has arrived",
  "it was accepted, and is not decided yet",
  "it was not paid and never will be",
  "it ended in an error, and the service does not say whether money left",
  "anything may have happened",
];

const outcomeMeanings = ["paid", "pending", "refused", "unknown"] as const satisfies readonly Outcome[];
const outcomeTexts = stateTexts.filter((_, index) => stateMeanings[index] !== "failed");

/** The reasons that go with each outcome, the default first. */
const reasonsOf: Readonly<Record<Outcome, readonly AnswerReason[]>> = {
  paid: ["none"],
  pending: ["none", "in-progress"],
  refused: ["rejected", "funds", "payment-failed"],
  unknown: ["service-error", "payment-timeout", "unreadable"],
};

const declaredReasons = answerReasons.filter(
  (each) => each !== "none" && Object.values(reasonsOf).flat().includes(each),
);

const because = oneOf(declaredReasons)
  .optional()
  .meta({
    title: "Because",
    description:
      "Why: funds, rejected or payment-failed for refused; in-progress for pending; payment-timeout for unknown.",
    examples: ["funds"],
    enumDescriptions: [
      "pending: an earlier attempt with the same key is still being carried out",
      "refused before any payment, because the balance is too low",
      "refused before any payment, for any other reason",
      "refused after the payment definitely failed; a refund may follow a little later",
      "unknown: the service says that its payment timed out",
      "unknown: an error of the service",
      "unknown: a success that does not say what became of the payout",
    ],
  });

/** A word of a service: what it means in an answer, and in a list. */
export interface StateMeaning extends Meaning {
  readonly state: PayoutState;
}

function withReason(means: Outcome, reason: AnswerReason | undefined, context: z.core.$RefinementCtx): AnswerReason {
  const possible = reasonsOf[means];
  const [usual = "none"] = possible;
  if (reason === undefined) return usual;
  if (!possible.includes(reason)) {
    const named = possible.filter((each) => each !== "none");
    const way = named.length === 0 ? "leave because out" : `because must be ${named.join(" or ")}`;
    contradict(context, ["because"], `${means} cannot be because of ${reason}: ${way}`);
  }
  return reason;
}

const MEANS = `one of ${stateMeanings.join(", ")}`;

const stateMeaning = z
  .union(
    [
      oneOf(stateMeanings, { label: "a state" }).transform((state) => ofState(state, undefined)),
      section({
        means: oneOf(stateMeanings).meta({
          title: "Means",
          description: "What the word means.",
          examples: ["refused"],
          enumDescriptions: stateTexts,
        }),
        because,
      }).transform(({ means, because: reason }, context) => {
        const { means: outcome } = ofState(means, undefined);
        return ofState(means, reason && withReason(outcome, reason, context));
      }),
    ],
    { error: mustBe(`${MEANS}, or { means, because }`) },
  )
  .meta({
    title: "Meaning of a word",
    description: "What the word means: paid, pending, refused, failed or unknown; refused may say because.",
    examples: ["paid", { means: "refused", because: "payment-failed" }],
    enumDescriptions: stateTexts,
  });

/** A payout that was accepted and then refused has usually failed at the rail, and its refund may follow. */
function ofState(state: PayoutState, reason: AnswerReason | undefined): StateMeaning {
  const means: Outcome = state === "failed" ? "unknown" : state;
  const [usual = "none"] = reasonsOf[means];
  return { state, means, because: reason ?? (means === "refused" ? "payment-failed" : usual) };
}

/** What the words for the state of a payout mean. */
export function states() {
  return z
    .record(z.string().max(limits.pathLength), stateMeaning, {
      error: wrongMap("a map from word to meaning such as { succeeded: paid, processing: pending }"),
    })
    .meta({
      title: "States",
      description: "What the service's words for the state of a payout mean. A word that is not listed is unknown.",
      examples: [{ succeeded: "paid", processing: "pending", failed: "refused" }],
    });
}

const statusKey = z.string().regex(/^[45]\d\d$/, {
  error: "a key of errors must be one status from 400 to 599, each on its own",
});

const errorMeaning = z
  .union(
    [
      oneOf(outcomeMeanings, { label: "an error" }).transform((means) => ({ means, because: undefined })),
      section({
        means: oneOf(outcomeMeanings).meta({
          title: "Means",
          description: "What the status means.",
          examples: ["refused"],
          enumDescriptions: outcomeTexts,
        }),
        because,
      }),
    ],
    { error: mustBe("pending, refused or unknown, or { means, because }") },
  )
  .transform(({ means, because: reason }, context): Meaning => {
    const usual = means === "pending" ? "in-progress" : undefined;
    return { means, because: withReason(means, reason ?? usual, context) };
  })
  .meta({
    title: "Meaning of a status",
    description: "What an answer with this status means: refused (400 to 499 only), pending or unknown.",
    examples: ["refused", { means: "refused", because: "funds" }],
    enumDescriptions: outcomeTexts,
  });

/** What errors mean by their status alone. */
export function errors() {
  return (
    z
      .record(statusKey, errorMeaning, {
        error: wrongMap(
          "a map from status to meaning such as { 402: { means: refused, because: funds }, 422: refused }",
        ),
      })
      // Also runs when an entry is invalid, so that all mistakes of a file are reported at once.
      .superRefine(
        (all: Readonly<Record<string, Partial<Meaning>>>, context) => {
          for (const [status, { means }] of Object.entries(all)) refuseCatchAll(status, means, context);
        },
        { when: ({ value }) => isRecord(value) },
      )
      .meta({
        title: "Errors",
        description:
          "What each error status means. A status that is not listed is unknown. Gateways send 5xx too, so a 5xx alone cannot mean refused.",
        examples: [{ 402: { means: "refused", because: "funds" }, 409: "pending", 422: "refused" }],
      })
  );
}

function refuseCatchAll(status: string, means: Outcome | undefined, context: z.core.$RefinementCtx): void {
  if (means === "paid") {
    contradict(
      context,
      [status],
      `an error cannot mean paid: write an outcome with a test on the body, if ${status} really does`,
    );
  }
  if (means !== "refused" || status.startsWith("4")) return;
  const instead = `outcomes: [{ when: { status: ${status}, body: { code: PAYMENT_FAILED } }, means: refused }]`;
  contradict(
    context,
    [status],
    `${status} alone cannot mean refused, because gateways send it too: test the body, as in ${instead}`,
  );
}

const outcomeRule = section(
  {
    when: condition(),
    means: oneOf(outcomeMeanings).meta({
      title: "Means",
      description: "What a matching answer means.",
      examples: ["refused"],
      enumDescriptions: outcomeTexts,
    }),
    because,
  },
  { label: "an outcome" },
)
  .transform(({ when, means, because: reason }, context): OutcomeRule => {
    refuseBroad(when, means, context);
    return { when, means, because: withReason(means, reason, context) };
  })
  .meta({
    title: "Outcome",
    description: "A condition on an answer, and what an answer means that matches.",
    examples: [
      { when: { status: 200, body: { "data.status": "failed" } }, means: "refused", because: "payment-failed" },
    ],
  });

/** No catch-all may mean paid or refused: any gateway can answer anything. */
function refuseBroad({ status, body }: Condition, means: Outcome, context: z.core.$RefinementCtx): void {
  if (means !== "paid" && means !== "refused") return;
  const tests = Object.entries(body);
  if (tests.some(([selector, test]) => findsSomething(selector, test))) return;
  if (tests.length > 0 && means === "paid") {
    contradict(
      context,
      ["when", "body"],
      "an empty answer would pass this test and mean paid: test for something that is there",
    );
    return;
  }
  if (means === "paid") {
    contradict(
      context,
      ["when"],
      "paid needs a test on the body, because a status alone proves no payment: add body: { status: completed }",
    );
    return;
  }
  const isNamed = status?.every(({ from, to }) => from === to && from >= 400 && from <= 499) ?? false;
  if (isNamed) return;
  const message =
    "refused needs a test on the body, or single statuses from 400 to 499: anything else may come from a gateway";
  contradict(context, ["when"], message);
}

/** An ordered list of conditions; the first that matches decides. */
export function outcomes() {
  return listOf(outcomeRule, "outcomes", limits.rules).meta({
    title: "Outcomes",
    description:
      "Conditions in order, tried before states and errors; the first that matches decides. For failures at HTTP 200, and whatever states and errors cannot say.",
    examples: [
      [{ when: { status: 200, body: { "data.status": "failed" } }, means: "refused", because: "payment-failed" }],
    ],
  });
}

/** What marks an answer as the service's own. */
export function own() {
  return z
    .union([condition().transform((each) => [each]), listOf(condition(), "conditions", limits.rules)], {
      error: mustBe("a condition such as { body: { success: { exists: true } } }, or a list of them"),
    })
    .meta({
      title: "Own answers",
      description:
        "How an answer of the service itself is recognized: by any of these conditions. Any other answer is a gateway's and means nothing. Default: any JSON object.",
      examples: [{ body: { success: { type: "boolean" } } }],
    });
}
