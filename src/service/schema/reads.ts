import { z } from "zod";
import { inWords, oneOf, section, wholeNumber, wrongMap } from "../../document/field-types.ts";
import { contradict, mustBe } from "../../document/messages.ts";
import { entryEffects, type PayoutState } from "../../domain/books.ts";
import type { BalanceCall, EntriesCall, Paging, PayoutsCall } from "../service-file.ts";
import { amountAt } from "./amounts.ts";
import { callShape, readCall, wholeCall } from "./call.ts";
import { serviceLimits as limits } from "./limits.ts";
import { type StateMeaning, states } from "./meaning.ts";
import { selector } from "./text-types.ts";

const heldExamples = "account.reserved_msat";

/** How a balance is read. */
export const balance = section({
  ...callShape,
  available: amountAt("Available balance", "What the account can spend.", "account.available_msat"),
  held: amountAt(
    "Held",
    "What is reserved for payouts in progress, if the available balance does not include it.",
    heldExamples,
  ).optional(),
})
  .transform((written, context): BalanceCall => {
    const { available, held = null } = written;
    return { call: readCall(written, context), available, held };
  })
  .meta({
    title: "Balance",
    description: "The call that reads the balance of an account.",
    examples: [{ call: `GET /v1/accounts/\${account}`, available: "account.available_msat", held: heldExamples }],
  });

const listShape = {
  ...callShape,
  list: selector().meta({ title: "List", description: "Where the rows are in the answer.", examples: ["entries"] }),
  next: selector()
    .optional()
    .meta({
      title: "Next",
      description: `Where the answer has the cursor of the next page; \${cursor} stands for it, and is empty at first. Without it, \${cursor} is the id of the last row.`,
      examples: ["next_cursor"],
    }),
  firstPage: wholeNumber(limits.firstPage)
    .optional()
    .meta({ title: "First page", description: `The number of the first \${page}; the default is 1.`, examples: [0] }),
  limit: wholeNumber(limits.limit)
    .prefault(100)
    .meta({ title: "Limit", description: `The rows of a page, for \${limit}.`, examples: [100] }),
};

type WrittenList = {
  readonly [Key in "next" | "firstPage" | "limit"]?: unknown;
} & Parameters<typeof readCall>[0];

/** How the call of a list is repeated, by the template that it uses. */
function pagingOf(
  written: WrittenList & { readonly next?: string | undefined; readonly firstPage?: number | undefined },
): Paging {
  if (usesName(written, "cursor")) return { kind: "cursor", next: written.next ?? null };
  if (usesName(written, "page")) return { kind: "page", from: written.firstPage ?? 1 };
  return { kind: usesName(written, "offset") ? "offset" : "none" };
}

/** Whether any text in a value has a template with this name. */
export function usesName(value: unknown, name: string): boolean {
  const text = JSON.stringify(value) ?? "";
  return text.includes(`\${${name}}`) || text.includes(`\${${name}:text}`);
}

/** The words of entries, and what each did. */
export function effects() {
  return z
    .record(
      z.string().max(limits.pathLength),
      oneOf(entryEffects, { label: "an effect" }).meta({
        title: "Effect",
        description: "What an entry of this type did.",
        examples: ["charge"],
        enumDescriptions: [
          "took money for a payout",
          "gave a charge back",
          "set money aside for a payout",
          "gave a hold back",
          "a hold became a charge, which moves nothing",
          "money came in",
          "anything else",
        ],
      }),
      { error: wrongMap("a map from word to effect such as { debit: charge, reversal: refund }") },
    )
    .meta({
      title: "Effects",
      description: "What each type of entry did. A type that is not listed is other, and only its sign counts.",
      examples: [{ debit: "charge", reversal: "refund", topup: "deposit" }],
    });
}

/** Whether amounts have no sign of their own. */
export function unsigned() {
  return z.boolean({ error: mustBe("true or false") }).meta({
    title: "Unsigned",
    description:
      "True if amounts have no sign and the type says whether money came in or went out. Needs type and effects.",
    examples: [true],
    ...inWords("true or false"),
  });
}

const at = (title: string, description: string, example: string) =>
  selector()
    .optional()
    .meta({ title, description, examples: [example] });

/** How entries are read. */
export const entries = section({
  ...listShape,
  id: at("Entry id", "The id of an entry.", "id"),
  key: at(
    "Key of the payout",
    "The idempotency key of the payout that an entry belongs to.",
    "metadata.idempotency_key",
  ),
  payout: at("Payout of an entry", "The service's id of the payout that an entry belongs to.", "withdrawal_id"),
  amount: amountAt("Amount of an entry", "By how much the balance changed: negative for a charge.", "amount_msat"),
  type: at("Type of an entry", "The word for what an entry did; effects says what it means.", "kind"),
  effects: effects().optional(),
  unsigned: unsigned().optional(),
  balanceAfter: amountAt("Balance after", "The balance after an entry.", "balance_msat").optional(),
  at: at("Time of an entry", "When it was made: a date, or seconds or milliseconds since 1970.", "created_at"),
  order: oneOf(["newest-first", "oldest-first"])
    .optional()
    .meta({
      title: "Order",
      description: "The order of the list. Newest first makes it quick to find what is new.",
      examples: ["newest-first"],
      enumDescriptions: ["the newest entry is on the first page", "the newest entry is on the last page"],
    }),
  newest: wholeCall(`GET /v1/accounts/\${account}/entries?order=desc`)
    .optional()
    .meta({
      title: "Newest entries",
      description: "A call that lists the newest entries first, if another one does.",
      examples: [`GET /v1/accounts/\${account}/entries?order=desc`],
    }),
})
  .transform((written, context): EntriesCall => {
    const { list, limit, id, key, payout, amount, type, effects: words = {}, unsigned: isUnsigned = false } = written;
    if (isUnsigned && (type === undefined || Object.keys(words).length === 0)) {
      const message = "amounts without a sign need type and effects, which say whether they came or went";
      contradict(context, ["unsigned"], message);
    } else if (written.effects !== undefined && type === undefined) {
      contradict(context, ["effects"], "effects needs type: the selector of the word for what an entry did");
    }
    return {
      call: readCall(written, context),
      list,
      paging: pagingOf(written),
      limit,
      order: written.order ?? null,
      newest: written.newest ?? null,
      row: {
        id: id ?? null,
        key: key ?? null,
        payout: payout ?? null,
        amount,
        type: type ?? null,
        effects: words,
        unsigned: isUnsigned,
        balanceAfter: written.balanceAfter ?? null,
        at: written.at ?? null,
      },
    };
  })
  .meta({
    title: "Entries",
    description: "The call that lists the changes of a balance. With them, each charge is compared with its payout.",
    examples: [
      {
        call: `GET /v1/accounts/\${account}/entries?after=\${cursor}`,
        list: "entries",
        id: "id",
        payout: "withdrawal",
        amount: "amount_msat",
        next: "next",
      },
    ],
  });

/** How payouts are listed, before the words of the file are filled in. */
export const payouts = section({
  ...listShape,
  id: at("Id of a payout", "The service's id of a payout.", "uid"),
  key: at("Key of a payout", "The idempotency key of a payout.", "idempotency_key"),
  account: at("Account of a payout", "The account that pays.", "account_id"),
  payee: at("Payee of a payout", "Who is paid.", "destination"),
  amount: amountAt("Amount of a payout", "How much is paid.", "amount_msat").optional(),
  state: selector().meta({
    title: "State of a payout",
    description: "The word for the state of a payout; states says what it means.",
    examples: ["state"],
  }),
  states: states()
    .optional()
    .meta({
      title: "States in the list",
      description: "Words that mean something else here than in states, or are used only here.",
      examples: [{ error: "failed" }],
    }),
  pending: wholeCall(`GET /v1/withdrawals?account=\${account}&state=pending`)
    .optional()
    .meta({
      title: "Pending payouts",
      description: "A call that lists only the payouts that are pending, if there is one.",
      examples: [`GET /v1/withdrawals?account=\${account}&state=pending`],
    }),
})
  .transform((written, context) => ({ ...written, call: readCall(written, context), paging: pagingOf(written) }))
  .meta({
    title: "Payouts",
    description:
      "The call that lists the payouts of an account. With it, a payout without an answer is found by its key.",
    examples: [
      {
        call: `GET /v1/withdrawals?account=\${account}&after=\${cursor}`,
        list: "withdrawals",
        key: "idempotency_key",
        state: "state",
        next: "next",
      },
    ],
  });

/** The list of payouts with the words of the file. */
export function payoutsCall(
  written: z.output<typeof payouts>,
  words: Readonly<Record<string, StateMeaning>>,
): PayoutsCall {
  const { call, list, paging, limit, pending = null, id, key, account, payee, amount = null, state } = written;
  return {
    call,
    list,
    paging,
    limit,
    pending,
    row: {
      id: id ?? null,
      key: key ?? null,
      account: account ?? null,
      payee: payee ?? null,
      amount,
      state,
      states: payoutStatesOf({ ...words, ...written.states }),
    },
  };
}

/** Words as they are read in lists. */
export function payoutStatesOf(all: Readonly<Record<string, StateMeaning>>): Readonly<Record<string, PayoutState>> {
  return Object.fromEntries(Object.entries(all).map(([word, { state }]) => [word, state]));
}
