import { z } from "zod";
import { inWords, oneOf, section } from "../../document/field-types.ts";
import { contradict, mustBe } from "../../document/messages.ts";
import type { Callbacks, Injection, SqlBooks } from "../service-file.ts";
import { units, unitTexts } from "./amounts.ts";
import { wholeCall } from "./call.ts";
import { serviceLimits as limits } from "./limits.ts";
import { type StateMeaning, states } from "./meaning.ts";
import { meaningsOf } from "./poll.ts";
import { effects, payoutStatesOf, unsigned } from "./reads.ts";
import { selector, templateText } from "./text-types.ts";

type Words = Readonly<Record<string, StateMeaning>>;

/** One query that only reads. The session refuses to write as well; this tells it early. */
function query() {
  const takes = "one query that reads, beginning with select or with";
  const error = mustBe(takes, {
    got: (input) => (typeof input === "string" ? input.trim().split(/\s+/)[0]?.slice(0, 40) : undefined),
  });
  return z
    .string({ error })
    .max(limits.queryLength, { error: mustBe(`a query of at most ${limits.queryLength} characters`) })
    .regex(/^\s*(?:select|with)\b/i, { error })
    .refine((text) => !/;\s*\S/.test(text), { error: mustBe("one query", { got: () => "several" }) })
    .meta(inWords(takes));
}

/** Read-only queries in place of calls. */
export const books = section({
  database: templateText("the address of a database").meta({
    title: "Database",
    description:
      "postgres://…, or the path of a SQLite file relative to this one. A password comes from the environment.",
    examples: [`\${env:DATABASE_URL}`, "./wallet.db"],
  }),
  balance: query()
    .optional()
    .meta({
      title: "Balance query",
      description: "One row with the columns available and held. :account is the account.",
      examples: ["select available_msat as available, 0 as held from accounts where id = :account"],
    }),
  entries: query()
    .optional()
    .meta({
      title: "Entries query",
      description:
        "Rows with the columns id, key, payout, amount, type, balance_after and at, as far as there are any. :account is the account, :after the last id that was read.",
      examples: [
        "select id, withdrawal_id as payout, amount_msat as amount from entries where account_id = :account and id > :after",
      ],
    }),
  payouts: query()
    .optional()
    .meta({
      title: "Payouts query",
      description:
        "Rows with the columns id, key, state, amount and payee, as far as there are any. :account is the account.",
      examples: ["select uid as id, idempotency_key as key, state from withdrawals where account_id = :account"],
    }),
  unit: oneOf(units)
    .optional()
    .meta({
      title: "Unit of the books",
      description: "The unit of amounts in these queries, if it is not the unit of the file.",
      examples: ["msat"],
      enumDescriptions: unitTexts,
    }),
  effects: effects().optional(),
  unsigned: unsigned().optional(),
  states: states()
    .optional()
    .meta({
      title: "States in the books",
      description: "Words that mean something else here than in states, or are used only here.",
      examples: [{ done: "paid" }],
    }),
})
  .superRefine((written, context) => {
    if (written.balance === undefined && written.entries === undefined && written.payouts === undefined) {
      contradict(context, [], "books must have balance, entries or payouts");
    }
    if (written.unsigned === true && Object.keys(written.effects ?? {}).length === 0) {
      contradict(
        context,
        ["unsigned"],
        "amounts without a sign need effects, which say by type whether they came or went",
      );
    }
    for (const each of ["balance", "entries", "payouts"] as const) {
      const text = written[each];
      if (text === undefined || /:account\b/.test(text)) continue;
      contradict(context, [each], `${each} must use :account, or it reads the rows of every account`);
    }
  })
  .meta({
    title: "Books",
    description: "Read-only SQL in place of calls, where a service has no such endpoints.",
    examples: [{ database: `\${env:DATABASE_URL}`, balance: "select available from accounts where id = :account" }],
  });

/** The books with the words of the file. */
export function sqlBooks(written: z.output<typeof books>, words: Words): SqlBooks {
  const { database, balance = null, entries = null, payouts = null, unit = null } = written;
  return {
    database,
    balance,
    entries,
    payouts,
    unit,
    effects: written.effects ?? {},
    unsigned: written.unsigned ?? false,
    states: payoutStatesOf({ ...words, ...written.states }),
  };
}

/** How an account gets its opening balance. */
export const fund = wholeCall(`POST /v1/accounts/\${account}/credits`).meta({
  title: "Fund",
  description: `The call that adds \${amount} to an account that has less than its declared balance. \${amount.sat} is the same in sats.`,
  examples: [{ call: `POST /v1/accounts/\${account}/credits`, body: { amount_msat: `\${amount}` } }],
});

/** What the service tells its caller later. */
export const callbacks = section({
  path: z
    .string({ error: mustBe("a path such as /hooks") })
    .regex(/^\/\S*$/, { error: mustBe("a path such as /hooks") })
    .max(limits.pathLength)
    .meta({
      title: "Path",
      description: `Where we listen for it; \${callbacks.url} is the whole address.`,
      examples: ["/hooks"],
      ...inWords("a path such as /hooks"),
    }),
  id: selector()
    .optional()
    .meta({ title: "Payout id", description: "The service's id of the payout.", examples: ["data.withdrawal.uid"] }),
  key: selector()
    .optional()
    .meta({
      title: "Payout key",
      description: "The idempotency key of the payout.",
      examples: ["data.withdrawal.key"],
    }),
  state: selector().meta({
    title: "State",
    description: "The word for the state of the payout; states says what it means.",
    examples: ["data.withdrawal.state"],
  }),
  states: states()
    .optional()
    .meta({
      title: "States in callbacks",
      description: "Words that mean something else here than in states, or are used only here.",
      examples: [{ "withdrawal.paid": "paid" }],
    }),
})
  .superRefine(({ id, key }, context) => {
    if (id !== undefined || key !== undefined) return;
    contradict(context, [], "a callback must say which payout it is about: write id or key");
  })
  .meta({
    title: "Callbacks",
    description:
      "The POST by which the service tells its caller what became of a payout. It counts as an answer, and is checked against the rail.",
    examples: [{ path: "/hooks", id: "data.withdrawal.uid", state: "data.withdrawal.state" }],
  });

/** The callbacks with the words of the file. */
export function callbackRules(written: z.output<typeof callbacks>, words: Words): Callbacks {
  const { path, id = null, key = null, state } = written;
  return { path, id, key, state, states: meaningsOf({ ...words, ...written.states }) };
}

/** A failure-injection switch of the service's own. */
export const injection = section({
  read: wholeCall("GET /test/failures").meta({
    title: "Read",
    description: "The call that reads the switch.",
    examples: ["GET /test/failures"],
  }),
  set: wholeCall("POST /test/failures").meta({
    title: "Set",
    description: `The call that sets it: \${enabled}, \${rate} from 0 to 1, \${fault}.`,
    examples: [{ call: "POST /test/failures", body: { enabled: `\${enabled}`, rate: `\${rate}` } }],
  }),
  enabled: selector().meta({
    title: "Enabled",
    description: "Whether it is on, in both answers.",
    examples: ["enabled"],
  }),
  rate: selector().meta({ title: "Rate", description: "Its rate from 0 to 1, in both answers.", examples: ["rate"] }),
  fault: selector()
    .optional()
    .meta({ title: "Fault", description: "What it injects, in both answers.", examples: ["fault"] }),
  rollbackOnTimeout: selector()
    .optional()
    .meta({
      title: "Roll back on timeout",
      description: `Whether a payout that times out gets its money back, in both answers; \${rollbackOnTimeout} puts it back as it was.`,
      examples: ["rollbackOnTimeout"],
    }),
  strategy: selector()
    .optional()
    .meta({
      title: "Strategy",
      description: `How the service moves money, in both answers; \${strategy} puts it back as it was.`,
      examples: ["strategy"],
    }),
  timeouts: oneOf(["never-paid", "unknown"])
    .prefault("unknown")
    .meta({
      title: "Timeouts",
      description: "What the timeouts that it injects mean.",
      examples: ["never-paid"],
      enumDescriptions: [
        "its payments were never made, and the verdict says that it rests on this",
        "anything may have happened",
      ],
    }),
})
  .transform(({ fault = null, ...rest }): Injection => ({ ...rest, fault }))
  .meta({
    title: "Injection",
    description: "The service's own switch that makes payments time out, if it does not pay through a rail of ours.",
    examples: [
      {
        read: "GET /test/failures",
        set: { call: "POST /test/failures", body: { rate: `\${rate}` } },
        enabled: "enabled",
        rate: "rate",
      },
    ],
  });
