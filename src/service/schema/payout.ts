import { z } from "zod";
import { duration, listOf, section } from "../../document/field-types.ts";
import { contradict, mustBe } from "../../document/messages.ts";
import type { PollCall, Step } from "../service-file.ts";
import { callShape, readCall, type WrittenCall } from "./call.ts";
import { serviceLimits as limits } from "./limits.ts";
import { errors, outcomes, own, type StateMeaning, states } from "./meaning.ts";
import { selector } from "./text-types.ts";

/** The first part of names that stand for something else. */
const reservedNames = [
  "account",
  "amount",
  "callbacks",
  "cursor",
  "enabled",
  "env",
  "fault",
  "limit",
  "offset",
  "page",
  "payout",
  "rails",
  "rate",
  "service",
] as const;

const captureName = z
  .string()
  .regex(/^[A-Za-z_]\w{0,59}$/, { error: "the name of a capture must be up to 60 letters, digits and underscores" })
  .refine((name) => !reservedNames.some((each) => each === name), {
    error: "a capture must not have the name of something else that templates know",
  });

const stepShape = {
  ...callShape,
  capture: z
    .record(
      captureName,
      selector({ label: "a capture" }).meta({
        title: "Captured value",
        description: "The selector of a value in the answer.",
        examples: ["data.quote.id"],
      }),
      { error: mustBe("a map from name to selector such as { quote: data.id }") },
    )
    .optional()
    .meta({
      title: "Capture",
      description: "Values to keep from the answer for later calls, by name.",
      examples: [{ quote: "data.quote.id" }],
    }),
};

/** A call whose answer is kept for others. */
export const login = section(stepShape)
  .transform((written, context): Step => {
    const capture = written.capture ?? {};
    if (Object.keys(capture).length === 0) {
      contradict(
        context,
        [],
        'missing key "capture": a login keeps something of its answer, as in capture: { token: access_token }',
      );
    }
    return { call: readCall(written, context), capture, moves: false };
  })
  .meta({
    title: "Login",
    description:
      "A call made before the first payout, and again after a 401. What it captures can be used in the headers of every call.",
    examples: [
      {
        call: "POST /login",
        body: { user: "shop", password: `\${env:WALLET_PASSWORD}` },
        capture: { token: "access_token" },
      },
    ],
  });

const step = section({
  ...stepShape,
  moves: z
    .boolean({ error: mustBe("true or false") })
    .optional()
    .meta({
      title: "Moves the money",
      description: "Whether this call moves the money. By default the last one does.",
      examples: [true],
      errorMessage: "This is true or false.",
    }),
})
  .transform((written, context): Step => {
    return { call: readCall(written, context), capture: written.capture ?? {}, moves: written.moves ?? false };
  })
  .meta({
    title: "Step",
    description: "One of the calls of a payout.",
    examples: [{ call: "POST /quotes", body: { amount: `\${payout.amount}` }, capture: { quote: "id" } }],
  });

const idShape = {
  id: selector()
    .optional()
    .meta({
      title: "Payout id",
      description: `The service's id of the payout in the answer. \${payout.id} stands for it in poll.`,
      examples: ["withdrawal.uid"],
    }),
  state: selector()
    .optional()
    .meta({
      title: "State",
      description: "The word for the state of the payout in the answer; states says what it means.",
      examples: ["withdrawal.state"],
    }),
  code: selector()
    .optional()
    .meta({
      title: "Error code",
      description: "The error code in the answer, for reports.",
      examples: ["error.code"],
    }),
};

/** What makes a payout: one call, or up to three steps. */
export const payout = section(
  {
    ...callShape,
    call: callShape.call.optional(),
    ...idShape,
    steps: listOf(step, "steps", limits.steps)
      .optional()
      .meta({
        title: "Steps",
        description:
          "The calls of a payout in order, where it takes more than one: a quote, then its execution. The last one moves the money.",
        examples: [
          [
            { call: "POST /quotes", body: { amount: `\${payout.amount}` }, capture: { quote: "id" } },
            { call: `POST /quotes/\${quote}/execute` },
          ],
        ],
      }),
  },
  { takes: "a call such as { call: POST /v1/payouts, body, state }, or { steps: [...] }" },
)
  .transform((written, context) => {
    const { id = null, state = null, code = null } = written;
    return { steps: stepsOf(written, context), id, state, code };
  })
  .meta({
    title: "Payout",
    description: "The call that makes a payout, or its steps, and where its answer says what became of it.",
    examples: [
      {
        call: "POST /v1/withdrawals",
        headers: { "idempotency-key": `\${payout.key}` },
        body: { account: `\${account}`, destination: `\${payout.address}`, amount_msat: `\${payout.amount}` },
        id: "withdrawal.uid",
        state: "withdrawal.state",
      },
    ],
  });

type WrittenPayout = Omit<WrittenCall, "call"> & {
  readonly call?: string | undefined;
  readonly steps?: readonly Step[] | undefined;
};

function stepsOf({ call, steps, ...rest }: WrittenPayout, context: z.core.$RefinementCtx): readonly [Step, ...Step[]] {
  if (call !== undefined && steps !== undefined) {
    contradict(context, ["steps"], "a payout has a call or steps, and not both: make the call one of the steps");
  }
  if (call !== undefined) return [{ call: readCall({ ...rest, call }, context), capture: {}, moves: true }];
  const [first, ...others] = steps ?? [];
  if (first === undefined) {
    contradict(context, [], 'missing key "call": it must be a method and a path such as POST /v1/payouts');
    return z.NEVER;
  }
  const stray = (["query", "headers", "body", "form", "graphql"] as const).find((key) => rest[key] !== undefined);
  if (stray !== undefined) contradict(context, [stray], `${stray} belongs into one of the steps`);
  return oneMoves([first, ...others], context);
}

function oneMoves(steps: readonly [Step, ...Step[]], context: z.core.$RefinementCtx): readonly [Step, ...Step[]] {
  const moving = steps.flatMap(({ moves }, index) => (moves ? [index] : []));
  const [chosen = steps.length - 1, second] = moving;
  if (second !== undefined) contradict(context, ["steps", second, "moves"], "only one step moves the money");
  const [first, ...rest] = steps.map((each, index): Step => ({ ...each, moves: index === chosen }));
  return first === undefined ? steps : [first, ...rest];
}

/** How a payout is asked for later, before the words of the file are filled in. */
export const poll = section({
  ...callShape,
  ...idShape,
  every: duration(limits.pollMs)
    .prefault("100ms")
    .meta({ title: "Every", description: "How long to wait between two polls.", examples: ["50ms", "1s"] }),
  states: states()
    .optional()
    .meta({
      title: "States of a look-up",
      description: "Words that mean something else here than in states, or are used only here.",
      examples: [{ not_found: "unknown" }],
    }),
  errors: errors()
    .superRefine((all, context) => {
      for (const [status, { means }] of Object.entries(all)) {
        if (means !== "refused") continue;
        const message = `a look-up that answers ${status} says nothing about the payout, which may still be paid: write unknown, or test the body in poll.outcomes`;
        contradict(context, [status], message);
      }
    })
    .optional()
    .meta({
      title: "Errors of a look-up",
      description:
        "What errors of this call mean: pending or unknown. A 404 is unknown, because the payout may not be visible yet.",
      examples: [{ 404: "unknown" }],
    }),
  outcomes: outcomes()
    .superRefine((rules, context) => {
      for (const [index, { when, means }] of rules.entries()) {
        if (means !== "refused" || Object.keys(when.body).length > 0) continue;
        const message = "a look-up that fails says nothing about the payout: refused needs a test on the body here";
        contradict(context, [index, "when"], message);
      }
    })
    .optional()
    .meta({
      title: "Outcomes of a look-up",
      description: "Conditions on the answers of this call, in order. Those of the payout do not apply here.",
      examples: [[{ when: { body: { paid: true } }, means: "paid" }]],
    }),
  own: own()
    .optional()
    .meta({
      title: "Own answers of a look-up",
      description: "How an answer of the service itself to this call is recognized; by default as for a payout.",
      examples: [{ body: { payment: { type: "object" } } }],
    }),
})
  .transform((written, context) => ({ ...written, call: readCall(written, context) }))
  .meta({
    title: "Poll",
    description:
      "The call that asks how a payout stands, until its state is final. Without a state of its own it has that of the payout.",
    examples: [{ call: `GET /v1/withdrawals/\${payout.id}`, state: "withdrawal.state", every: "50ms" }],
  });

/** What the file says beside the poll. */
export interface PollDefaults {
  readonly state: string | null;
  readonly id: string | null;
  readonly code: string | null;
  readonly states: Readonly<Record<string, StateMeaning>>;
  readonly own: PollCall["answer"]["own"];
}

/** The poll with what it takes over from the payout: selectors, words and marks, and neither errors nor outcomes. */
export function pollCall(written: z.output<typeof poll>, defaults: PollDefaults): PollCall {
  const { call, every, id, state, code } = written;
  return {
    call,
    everyMs: every,
    answer: {
      id: id ?? null,
      state: state ?? defaults.state,
      code: code ?? defaults.code,
      own: written.own ?? defaults.own,
      outcomes: written.outcomes ?? [],
      states: meaningsOf({ ...defaults.states, ...written.states }),
      errors: written.errors ?? {},
    },
  };
}

/** Words as they are read in answers. */
export function meaningsOf(all: Readonly<Record<string, StateMeaning>>): PollCall["answer"]["states"] {
  return Object.fromEntries(Object.entries(all).map(([word, { means, because }]) => [word, { means, because }]));
}
