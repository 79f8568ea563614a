import { z } from "zod";
import { duration, inWords, oneOf, section, wholeNumber, wrongMap } from "../../document/field-types.ts";
import { contradict } from "../../document/messages.ts";
import { type DialectName, dialectNames } from "../../domain/dialect.ts";
import { payeeKinds } from "../../domain/payee.ts";
import type { RailOptions } from "../service-file.ts";
import { routingFee } from "./fee.ts";
import { serviceLimits as limits } from "./limits.ts";
import { moneyAmount } from "./money-types.ts";
import { templateValue } from "./text-types.ts";

/** Real nodes of these dialects are reached over TLS. */
const overTls: readonly DialectName[] = ["lnd-rest", "lnd-grpc", "cln-rest"];

const rail = section(
  {
    dialect: oneOf(dialectNames).meta({
      title: "Dialect",
      description: "The API through which the service pays.",
      examples: ["lnd-rest"],
      enumDescriptions: [
        "LND's REST API",
        "LND's gRPC API, as ln-service and lightning use it",
        "Core Lightning's REST API (clnrest)",
        "the API of LNbits",
        "the API of ZBD, which also pays gamertags",
        "the API of phoenixd",
      ],
    }),
    tls: oneOf(["self-signed", "none"])
      .optional()
      .meta({
        title: "TLS",
        description:
          "Whether it listens with a self-signed certificate. By default as real ones do: self-signed for LND and Core Lightning, none for the others.",
        examples: ["self-signed"],
        enumDescriptions: [`HTTPS, with a certificate made for the run: \${rails.NAME.certFile}`, "plain HTTP"],
      }),
    port: wholeNumber(limits.port)
      .optional()
      .meta({ title: "Port", description: "The port it listens on; by default any free one.", examples: [8080] }),
    routingFee: routingFee.optional(),
    pendingAfter: duration(limits.pendingAfterMs)
      .optional()
      .meta({
        title: "Pending after",
        description:
          "After how long a payment that has not ended is answered as pending, where the dialect does that: by default 5s for LNbits and 10s for ZBD.",
        examples: ["500ms"],
      }),
  },
  { label: "a rail" },
)
  .transform(({ dialect, tls, port = null, routingFee: fee, pendingAfter }): RailOptions => {
    const isTls = tls === undefined ? overTls.includes(dialect) : tls === "self-signed";
    return {
      dialect,
      tls: isTls,
      port,
      routingFee: fee ?? { ppm: 0, baseMsat: 0 },
      pendingAfterMs: pendingAfter ?? null,
    };
  })
  .meta({
    title: "Rail",
    description: "A Lightning provider that we play.",
    examples: [{ dialect: "lnd-rest", tls: "self-signed", routingFee: "0.1%" }],
  });

const railName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/, {
  error: "the name of a rail must be up to 60 letters, digits, hyphens and underscores, beginning with a letter",
});

/** The rails by name. */
export const rails = z
  .record(railName, rail, { error: wrongMap("a map from name to rail such as { lnd: { dialect: lnd-rest } }") })
  .superRefine((all, context) => {
    const { length } = Object.keys(all);
    if (length > limits.rails) contradict(context, [], `a service has at most ${limits.rails} rails (got ${length})`);
  })
  .meta({
    title: "Rails",
    description: `The Lightning providers that the service pays through, by name. We play them; their addresses and credentials are variables: \${rails.lnd.url}.`,
    examples: [{ lnd: { dialect: "lnd-rest", routingFee: "0.1%" } }],
  });

/** How payouts name who is paid. */
export const payees = section({
  pay: oneOf(payeeKinds).meta({
    title: "Pay",
    description: "How a payout names who is paid.",
    examples: ["lightning-address"],
    enumDescriptions: [
      `a player's name at the provider: \${payout.gamertag}`,
      `name@host, which the service looks up: \${payout.address}`,
      `an invoice that the payee has made: \${payout.invoice}`,
      `a bech32 LNURL: \${payout.lnurl}`,
      `the public key of the payee's node: \${payout.nodeKey}`,
    ],
  }),
  at: z
    .string()
    .optional()
    .meta({
      title: "At",
      description: "The rail whose host answers for the payees; by default the first one.",
      examples: ["lnd"],
      ...inWords("the name of a rail"),
    }),
}).meta({
  title: "Payees",
  description: "Who is paid, and how a payout names them. The payees are ours, so we know what arrived.",
  examples: [{ pay: "lightning-address", at: "lnd" }],
});

/** Keys that an account has beside its variables. */
const account = z
  .object(
    {
      balance: moneyAmount()
        .optional()
        .meta({
          title: "Balance of an account",
          description: "The balance to begin a run with; fund tops it up. Default: whatever it has.",
          examples: ["300_000 sat"],
        }),
    },
    { error: wrongMap("a map such as { balance: 300_000 sat }; {} for an account as found") },
  )
  .catchall(
    templateValue().meta({
      title: "Variable",
      description: `A variable of the account: \${account.wallet} stands for wallet.`,
      examples: [`\${env:WALLET_1_KEY}`],
    }),
  )
  .transform(({ balance = null, ...variables }) => ({ balanceMsat: balance, variables }))
  .meta({
    title: "Account",
    description: `An account, with its balance and any variables of its own: \${account.token} stands for token.`,
    examples: [{}, { balance: "300_000 sat", token: `\${env:WALLET_TOKEN}` }],
  });

/** The accounts whose balances pay. */
export const accounts = z
  .record(z.string().min(1).max(limits.pathLength), account, {
    error: wrongMap("a map from account to its settings such as { acc_1: {} }"),
  })
  .superRefine((all, context) => {
    const { length } = Object.keys(all);
    if (length >= 1 && length <= limits.accounts) return;
    const hint = length === 0 ? ": write { acc_1: {} }" : "";
    contradict(context, [], `a service must have 1 to ${limits.accounts} accounts (got ${length})${hint}`);
  })
  .transform((all) => Object.entries(all).map(([id, { balanceMsat, variables }]) => ({ id, variables, balanceMsat })))
  .meta({
    title: "Accounts",
    description: "The accounts whose balances pay, by id. Payouts take turns among them.",
    examples: [{ acc_1: {} }, { acc_1: { balance: "300_000 sat" }, acc_2: { balance: "300_000 sat" } }],
    minProperties: 1,
    maxProperties: limits.accounts,
  });
