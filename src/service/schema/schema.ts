import { z } from "zod";
import { kebabName, oneOf, section, sentence } from "../../document/field-types.ts";
import { mustBe } from "../../document/messages.ts";
import type { ServiceFile } from "../service-file.ts";
import { units, unitTexts } from "./amounts.ts";
import { headerMap } from "./call.ts";
import { books, callbackRules, callbacks, fund, injection, sqlBooks } from "./extras.ts";
import { fee, mayHold } from "./fee.ts";
import { serviceLimits as limits } from "./limits.ts";
import { errors, outcomes, own, states } from "./meaning.ts";
import { login, payout } from "./payout.ts";
import { lookup, meaningsOf, poll, pollCall } from "./poll.ts";
import { accounts, payees, rails } from "./rails.ts";
import { balance, entries, payouts, payoutsCall } from "./reads.ts";
import { start } from "./start.ts";
import { filePath } from "./text-types.ts";

const OWN_PORT = `http://127.0.0.1:\${service.port}`;

const address = z
  .string({ error: mustBe(`an address such as ${OWN_PORT}`) })
  .regex(/^(?:https?:\/\/\S+|\$\{env:[^}]+\}\S*)$/, { error: mustBe(`an address such as ${OWN_PORT}`) })
  .max(limits.textLength);

const shape = {
  name: kebabName().meta({ title: "Name", description: "The name of the service in reports.", examples: ["wallet"] }),
  description: sentence()
    .default("")
    .meta({
      title: "Description",
      description: "What the service is, in a sentence.",
      examples: ["Our wallet, paying by LND."],
    }),
  unit: oneOf(units).meta({
    title: "Unit",
    description: "The unit of amounts in requests and answers, unless a field says otherwise.",
    examples: ["msat"],
    enumDescriptions: unitTexts,
  }),
  fee,
  mayHold: mayHold.prefault({}),
  accounts,
  rails: rails.prefault({}),
  payees,
  start: start.optional(),
  url: address.optional().meta({
    title: "URL",
    description: `The address of the service. By default ${OWN_PORT} where we start it.`,
    examples: [OWN_PORT, "https://wallet.staging.example.com"],
    errorMessage: "This is an address.",
  }),
  headers: headerMap()
    .prefault({})
    .meta({
      title: "Headers",
      description: "Headers of every call. Secrets come from the environment.",
      examples: [{ authorization: `Bearer \${env:WALLET_TOKEN}` }],
    }),
  login: login.optional(),
  payout,
  states: states().prefault({}),
  errors: errors().prefault({}),
  outcomes: outcomes().optional(),
  own: own().optional(),
  poll: poll.optional(),
  lookup: lookup.optional(),
  balance: balance.optional(),
  entries: entries.optional(),
  payouts: payouts.optional(),
  books: books.optional(),
  fund: fund.optional(),
  callbacks: callbacks.optional(),
  injection: injection.optional(),
  module: filePath("./wallet.service.js")
    .optional()
    .meta({
      title: "Module",
      description:
        "A JavaScript module for what cannot be declared, such as signed requests. The report says that one was used.",
      examples: ["./wallet.service.js"],
    }),
};

const written = section(shape, {
  label: "a service file",
  takes: "a map with at least name, unit, fee, accounts, payees and payout",
});

/**
 * The service file: the single source of its types, checks, defaults and documentation. Its input is what people write, its output what the
 * transport works with, but for the folder.
 */
export const serviceSchema = written.transform(serviceOf).meta({
  title: "chaos-payout service",
  description: "How a payout API is talked to, started and read.",
});

function serviceOf(file: z.output<typeof written>): Omit<ServiceFile, "folder"> {
  const { states: words, errors: statuses, start: begin = null, payees: payee, module = null } = file;
  const { id, state, code, steps } = file.payout;
  const marks = file.own ?? null;
  const answer = {
    id,
    state,
    code,
    own: marks,
    outcomes: file.outcomes ?? [],
    states: meaningsOf(words),
    errors: statuses,
  };
  const defaults = { id, state, code, states: words, own: marks };
  const [firstRail = null] = Object.keys(file.rails);
  return {
    name: file.name,
    description: file.description,
    url: file.url ?? OWN_PORT,
    headers: file.headers,
    unit: file.unit,
    fee: file.fee,
    mayHold: file.mayHold,
    accounts: file.accounts,
    rails: file.rails,
    payees: { pay: payee.pay, at: payee.at ?? firstRail },
    start: begin,
    login: file.login ?? null,
    payout: { steps, answer },
    poll: file.poll === undefined ? null : pollCall(file.poll, defaults),
    lookup: file.lookup === undefined ? null : pollCall(file.lookup, defaults),
    balance: file.balance ?? null,
    entries: file.entries ?? null,
    payouts: file.payouts === undefined ? null : payoutsCall(file.payouts, words),
    books: file.books === undefined ? null : sqlBooks(file.books, words),
    fund: file.fund ?? null,
    callbacks: file.callbacks === undefined ? null : callbackRules(file.callbacks, words),
    injection: file.injection ?? null,
    module,
  };
}
