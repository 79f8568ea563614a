import { createHash } from "node:crypto";
import type { Msat } from "../domain/money.ts";
import type { PayoutRequest } from "../domain/send.ts";
import { numberIn } from "./amount.ts";
import { type Destinations, destinationNames } from "./destinations.ts";
import { hostileIn } from "./hostile-amount.ts";
import type { ServiceFile, Unit } from "./service-file.ts";
import { type Injection, TargetError } from "./target.ts";
import { compileTemplate, type Fill, type Resolve } from "./template.ts";

/** What the names in templates stand for during one call. */
export interface Scope {
  readonly account: string;
  readonly payout?: PayoutRequest | undefined;
  /** The service's id of the payout; "" for none. */
  readonly payoutId?: string;
  /** What earlier calls have brought. */
  readonly captured?: Readonly<Record<string, unknown>> | undefined;
  /** What is given to the account. */
  readonly amountMsat?: Msat;
  readonly page?: { readonly cursor: string; readonly limit: number };
  readonly injection?: Injection;
}

/** What does not change from call to call. */
export interface Surroundings {
  readonly service: ServiceFile;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names that others give: `service.port`, `rails.lnd.url`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly destinationsOf: ((payout: PayoutRequest) => Destinations) | undefined;
  /** Told of every value from the environment: it is a secret. */
  secret(value: string): void;
}

/** Finds what a name in a template stands for. @throws TargetError for a name that stands for nothing. */
export function resolverOf(around: Surroundings): Resolve<Scope> {
  const { unit } = around.service;
  const accounts = new Map(around.service.accounts.map(({ id, variables }) => [id, variables]));
  const captured = capturedNames(around.service);
  const resolve: Resolve<Scope> = (name) => {
    if (name.startsWith("env:")) return constant(environmentOf(around, name.slice(4)));
    if (name.startsWith("account.")) return accountVariable(name.slice(8));
    const fixed = around.variables[name];
    if (fixed !== undefined) return constant(fixed);
    const own = fromCall(name, unit) ?? fromPayout(name, around);
    if (own !== undefined) return own;
    if (captured.has(name)) return ({ captured: found }) => found?.[name];
    throw new TargetError("nonsense", `nothing is called \${${name}} here`);
  };
  const accountVariable = (name: string): Fill<Scope> => {
    const fills = new Map<string, Fill<Scope>>();
    return (scope) => {
      let fill = fills.get(scope.account);
      if (fill === undefined) {
        const text = accounts.get(scope.account)?.[name];
        if (text === undefined)
          throw new TargetError("nonsense", `the account ${scope.account} has no variable "${name}"`);
        fill = compileTemplate(text, resolve);
        fills.set(scope.account, fill);
      }
      return fill(scope);
    };
  };
  return resolve;
}

function constant(value: string): Fill<Scope> {
  return () => value;
}

function environmentOf({ environment, secret, service }: Surroundings, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new TargetError(
      "nonsense",
      `the environment variable ${name} is not set, and the file of ${service.name} needs it`,
    );
  }
  secret(value);
  return value;
}

/** Every name under which something is kept of an answer. */
function capturedNames({ login, payout }: ServiceFile): ReadonlySet<string> {
  const steps = login === null ? payout.steps : [login, ...payout.steps];
  return new Set(steps.flatMap(({ capture }) => Object.keys(capture)));
}

function fromCall(name: string, unit: Unit): Fill<Scope> | undefined {
  switch (name) {
    case "account":
      return ({ account }) => account;
    case "cursor":
    case "page":
    case "offset":
      return ({ page }) => page?.cursor || undefined;
    case "limit":
      return ({ page }) => page?.limit;
    case "enabled":
    case "rollbackOnTimeout":
    case "strategy":
      return ({ injection }) => injection?.[name];
    case "rate":
      return ({ injection }) => injection?.timeoutRate;
    case "fault":
      return ({ injection }) => injection?.fate;
    default:
      return amountIn("amount", name, unit, ({ amountMsat = 0 }) => amountMsat);
  }
}

function fromPayout(name: string, { service, destinationsOf }: Surroundings): Fill<Scope> | undefined {
  switch (name) {
    case "payout.key":
      return ({ payout }) => payout?.idempotencyKey;
    case "payout.key.uuid":
      return ({ payout }) => uuidOf(payout?.idempotencyKey ?? "");
    case "payout.id":
      return ({ payoutId }) => payoutId;
    case "payout.gamertag":
      if (destinationsOf === undefined) return ({ payout }) => payout?.gamertag;
      break;
  }
  const field = destinationNames[name];
  if (field === undefined) return payoutAmount(name, service.unit);
  return ({ payout }) => (payout === undefined ? undefined : destinationsOf?.(payout)[field]);
}

/** The amount of a payout; of a hostile one, what is asked for instead. */
function payoutAmount(name: string, fileUnit: Unit): Fill<Scope> | undefined {
  const plain = amountIn("payout.amount", name, fileUnit, ({ payout }) => payout?.amountMsat ?? 0);
  if (plain === undefined) return undefined;
  const unit = units.find((each) => name === `payout.amount.${each}`) ?? fileUnit;
  return (scope) => (scope.payout?.hostile === undefined ? plain(scope) : hostileIn(unit, scope.payout.hostile));
}

const units = ["msat", "sat", "btc"] as const;

/** An amount by its name: in the unit of the file, or in the one that follows the name: `payout.amount.btc`. */
function amountIn(base: string, name: string, fileUnit: Unit, msatOf: (scope: Scope) => Msat): Fill<Scope> | undefined {
  for (const unit of units) {
    const isMeant = name === `${base}.${unit}` || (name === base && unit === fileUnit);
    if (isMeant) return (scope) => numberIn(unit, msatOf(scope));
  }
  return undefined;
}

/** The same UUID for the same key: some services take nothing else. */
function uuidOf(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
