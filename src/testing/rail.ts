import { systemClock } from "../domain/clock.ts";
import type { DialectName } from "../domain/dialect.ts";
import { type Msat, msatOf, type Sats } from "../domain/money.ts";
import { seededChance } from "../domain/random.ts";
import { noFaults, seededFaults } from "../rail/core/seeded-faults.ts";
import type { AddressVariables, RailVariables } from "../rail/host/rail-host.ts";
import { type HostedDialect, type OwnRail, startRail as startHost } from "../rail/host/start-rail.ts";
import type { Destinations } from "../service/destinations.ts";
import type { TestPaymentFault } from "./lightning-node.ts";
import type { RailSettlement } from "./observed.ts";
import { type PayeeFaults, PlannedPayees } from "./planned-payees.ts";

/** The Lightning provider of a test suite: it speaks the dialects of real ones, fails on demand, and records what it really paid. */
export interface TestRail<Name extends string = string> {
  /** How a service reaches each dialect: `url`, and the credential that this one takes (`macaroon`, `rune`, `key`, `password`). */
  readonly dialects: Readonly<Record<Name, RailVariables>>;
  /** Who answers for the Lightning addresses, and the certificate to trust; null where nobody does. */
  readonly addresses: AddressVariables | null;
  /** What was really paid, in order, since it was started. */
  readonly settlements: readonly RailSettlement[];
  /** How many payments have neither settled nor failed yet. */
  readonly inFlight: number;
  /** A new BOLT11 invoice of this payee. */
  invoice(payee: string, amountSats: Sats): string;
  /** The Lightning address of this payee: `name@127.0.0.1:PORT`, over HTTPS. @throws RangeError when the name fits no address */
  address(payee: string): Promise<string>;
  /** The node of this payee, for a payment without an invoice: 66 hex digits. */
  nodeKey(payee: string): string;
  /** From now on this share of new payments, from 0 to 1, meets the fault (default: timeout); exact in blocks. @throws RangeError */
  fail(share: number, fault?: TestPaymentFault): void;
  /**
   * From now on the payments to this payee, and look-ups of them, meet these faults, whatever `fail` says:
   * `plan("alice", { payments: ["timeout", "timeout"] })` fails twice, and then pays. A payee is planned once.
   * @throws RangeError for a payee that has been planned before, and for a look-up fault without a time or with less than one attempt.
   */
  plan(payee: string, faults: PayeeFaults): void;
  /** From now on every new payment settles, and every look-up is true. */
  heal(): void;
  close(): Promise<void>;
}

/** What a rail for tests is to be. */
export interface TestRailOptions<Name extends DialectName = DialectName> {
  /** `lnd-rest`, `lnd-grpc`, `cln-rest`, `lnbits`, `zbd`, `phoenixd`: several of them share one node. */
  readonly dialects: readonly Name[];
  /** The port of the first dialect; the next ones follow. Default: any free ports. */
  readonly port?: number | undefined;
  /** Chooses which payments meet a fault, and the credentials. Default: 1. */
  readonly seed?: number | undefined;
  /** What a route costs: millionths of the amount, and a base in msat. Default: nothing. */
  readonly routingFee?: { readonly ppm: number; readonly baseMsat: Msat } | undefined;
  /** False for plain connections. Default: as the real provider. */
  readonly tls?: boolean | undefined;
}

/** Starts a rail on this machine. Rejects with the system's error when a port is taken. */
export async function startRail<const Name extends DialectName>(
  options: TestRailOptions<Name>,
): Promise<TestRail<Name>> {
  const { dialects, port, seed, routingFee, tls } = options;
  const hosted = dialects.map((dialect, index): [Name, HostedDialect] => {
    return [dialect, { dialect, tls, routingFee, port: port === undefined ? undefined : port + index }];
  });
  return openRail<Name>(Object.fromEntries(hosted), { seed, hasAddresses: true });
}

/** Opens a rail of the names of its dialects. */
export async function openRail<Name extends string>(
  rails: Readonly<Record<string, HostedDialect>>,
  { seed = 1, hasAddresses }: { readonly seed?: number | undefined; readonly hasAddresses: boolean },
): Promise<HostedRail<Name>> {
  const settlements: RailSettlement[] = [];
  const faults = seededFaults(seededChance(seed));
  const planned = new PlannedPayees();
  const host = await startHost({
    clock: systemClock,
    seed: String(seed),
    rails,
    addresses: hasAddresses ? { tls: true } : null,
    faultOf: (payment, isRepeat) => planned.faultOf(payment) ?? faults.faultOf(payment, isRepeat),
    lookupFaultsOf: (payment) => planned.lookupFaultsOf(payment),
    observe: (event) => {
      const { payee, amountMsat } = event;
      if (event.kind === "settled") settlements.push({ payee, amountMsat, feeMsat: event.feeMsat });
    },
  });
  return new HostedRail<Name>(host, settlements, faults, planned);
}

/** The rail behind the interface, with what a service of ours needs of it. */
export class HostedRail<Name extends string = string> implements TestRail<Name> {
  readonly settlements: readonly RailSettlement[];
  readonly #host: OwnRail;
  readonly #faults: ReturnType<typeof seededFaults>;
  readonly #planned: PlannedPayees;
  /** Every name that somebody was asked to pay. */
  readonly #payees = new Set<string>();

  constructor(
    host: OwnRail,
    settlements: readonly RailSettlement[],
    faults: ReturnType<typeof seededFaults>,
    planned: PlannedPayees,
  ) {
    this.#host = host;
    this.settlements = settlements;
    this.#faults = faults;
    this.#planned = planned;
  }

  get dialects(): Readonly<Record<Name, RailVariables>> {
    return Object.fromEntries(this.#host.rails) as Record<Name, RailVariables>;
  }

  get addresses(): AddressVariables | null {
    return this.#host.addresses;
  }

  get inFlight(): number {
    return this.#host.inFlight;
  }

  invoice(payee: string, amountSats: Sats): string {
    return this.#mint(payee, msatOf(amountSats));
  }

  address(payee: string): Promise<string> {
    this.#payees.add(payee);
    return this.#host.destination("lightning-address", payee, 0);
  }

  nodeKey(payee: string): string {
    this.#payees.add(payee);
    return this.#host.payees.nodeKeyOf(payee);
  }

  fail(share: number, fault: TestPaymentFault = "timeout"): void {
    this.#faults.change({ enabled: true, rate: share, fault });
  }

  plan(payee: string, faults: PayeeFaults): void {
    this.#planned.plan(payee, faults);
  }

  heal(): void {
    this.#planned.heal();
    this.#faults.change(noFaults);
  }

  close(): Promise<void> {
    return this.#host.close();
  }

  /** Everything by which this payee can be paid, where it is wanted; "" else. An invoice is a new one. */
  async destinations(
    payee: string,
    amountMsat: Msat,
    isWanted: (name: keyof Destinations) => boolean,
  ): Promise<Destinations> {
    this.#payees.add(payee);
    const at = (kind: "lightning-address" | "lnurl") => this.#host.destination(kind, payee, amountMsat);
    const needsInvoice = isWanted("invoice") || isWanted("paymentHash");
    const invoice = needsInvoice ? this.#mint(payee, amountMsat) : "";
    return {
      gamertag: payee,
      invoice,
      paymentHash: needsInvoice ? this.#host.payees.decode(invoice).paymentHash : "",
      address: isWanted("address") ? await at("lightning-address") : "",
      lnurl: isWanted("lnurl") ? await at("lnurl") : "",
      nodeKey: isWanted("nodeKey") ? this.#host.payees.nodeKeyOf(payee) : "",
    };
  }

  /** The payee behind an invoice, an address or a node key of ours, or behind a name that was asked for or paid; else undefined. */
  payeeOf(text: string): string | undefined {
    const { payees, addresses } = this.#host;
    const [name = "", host] = text.split("@");
    if (host !== undefined && host === addresses?.hostPort) return name;
    if (/^(?:lightning:)?lnbcrt/i.test(text)) return payeeOfInvoice(this.#host, text);
    if (this.#payees.has(text) || this.settlements.some(({ payee }) => payee === text)) return text;
    return payees.payeeOfNodeKey(text);
  }

  #mint(payee: string, amountMsat: Msat): string {
    this.#payees.add(payee);
    return this.#host.payees.mint({ payee, amountMsat, description: `Payout to ${payee}` }).bolt11;
  }
}

function payeeOfInvoice({ payees }: OwnRail, text: string): string | undefined {
  try {
    return payees.decode(text.replace(/^lightning:/i, "")).payee || undefined;
  } catch {
    // It is cut short, for display.
    return undefined;
  }
}
