import { z } from "zod";
import { listOf, section } from "../../document/field-types.ts";
import { contradict, mustBe } from "../../document/messages.ts";
import type { Step } from "../service-file.ts";
import { callShape, readCall, type WrittenCall } from "./call.ts";
import { serviceLimits as limits } from "./limits.ts";
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

/** Where an answer about a payout says which one it is, and how it stands. */
export const idShape = {
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
