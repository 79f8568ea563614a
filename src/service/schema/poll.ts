import { z } from "zod";
import { duration, listOf, section } from "../../document/field-types.ts";
import { contradict, mustBe } from "../../document/messages.ts";
import type { PollCall } from "../service-file.ts";
import { callShape, readCall } from "./call.ts";
import { condition } from "./condition.ts";
import { serviceLimits as limits } from "./limits.ts";
import { errors, outcomes, own, type StateMeaning, states } from "./meaning.ts";
import { idShape } from "./payout.ts";
import { selector } from "./text-types.ts";

const pollShape = {
  ...callShape,
  key: selector()
    .optional()
    .meta({
      title: "Key",
      description:
        "Where the answer has the idempotency key of the payout. An answer with another key, or without one, then says nothing: a service that ignores the key in a query answers with any payout.",
      examples: ["items[0].idempotency_key"],
    }),
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
  absent: z
    .union([condition().transform((each) => [each]), listOf(condition(), "conditions", limits.rules)], {
      error: mustBe("a condition such as { body: { found: false } }, or a list of them"),
    })
    .superRefine((rules, context) => {
      for (const [index, { status, body }] of rules.entries()) {
        if (Object.keys(body).length > 0 || (status?.every(({ from, to }) => from === 404 && to === 404) ?? false))
          continue;
        const message =
          "only a 404 or a test on the body says that there is no payout: a look-up that fails says nothing";
        contradict(context, [index], message);
      }
    })
    .optional()
    .meta({
      title: "No such payout",
      description:
        "Which answers of the service itself say that there is no such payout. A caller may then send it again, where the scenario says when: lookup-says-absent. Default: any 404.",
      examples: [{ status: 200, body: { "length(items)": 0 } }],
    }),
};

/** How a payout is asked for later, before the words of the file are filled in. */
export const poll = section(pollShape)
  .transform((written, context) => ({ ...written, call: readCall(written, context) }))
  .meta({
    title: "Poll",
    description:
      "The call that asks how a payout stands, until its state is final. Without a state of its own it has that of the payout.",
    examples: [{ call: `GET /v1/withdrawals/\${payout.id}`, state: "withdrawal.state", every: "50ms" }],
  });

/** How a payout is found by its key, before the words of the file are filled in. */
export const lookup = section(pollShape)
  .transform((written, context) => ({ ...written, call: readCall(written, context) }))
  .meta({
    title: "Look-up",
    description:
      "The call that finds a payout by its key, for a caller that looks it up before it sends it again. By default the poll, which cannot be asked where it names the payout by an id that no answer has brought.",
    examples: [
      {
        call: `GET /v1/withdrawals?key=\${payout.key}`,
        key: "items[0].key",
        state: "items[0].state",
        absent: { body: { "length(items)": 0 } },
      },
    ],
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
    key: written.key ?? null,
    absent: written.absent ?? [{ status: [{ from: 404, to: 404 }], headers: {}, body: {} }],
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
