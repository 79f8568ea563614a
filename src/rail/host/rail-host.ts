import type { DialectName } from "../../domain/dialect.ts";
import type { Msat } from "../../domain/money.ts";
import type { PayeeKind } from "../../domain/payee.ts";
import type { NodeEvent } from "../core/node-event.ts";
import type { ImpossibleFaults } from "../impossible-faults.ts";
import type { RailPlan } from "../planned-faults.ts";

/**
 * A rail as a run uses it: one node with its payees, behind one or more dialects. It runs in this process (`startRail`), or elsewhere
 * (`connectRail`); a run cannot tell the difference.
 */
export interface RailHost {
  /** How a service reaches each of its dialects, by the name that it was given. */
  readonly rails: ReadonlyMap<string, RailVariables>;
  /** The faults that cannot happen on each of its dialects, by the same names. */
  readonly impossible: ReadonlyMap<string, ImpossibleFaults>;
  /** Who answers for Lightning addresses and LNURLs; null where nobody does. */
  readonly addresses: AddressVariables | null;
  /** Plans the faults of a run. From now on they happen; those of an earlier run do not. */
  arm(plan: RailPlan): Promise<void>;
  /**
   * Where a payout to this payee goes. The same invoice each time it is asked for the same payee and amount; everything else follows from the name.
   * Rejects with a RangeError when the name fits no address, or when this rail has nobody to answer for addresses.
   */
  destination(kind: PayeeKind, payee: string, amountMsat: Msat): Promise<string>;
  /** Ends all faults: stuck payments settle now, and every new payment settles. */
  heal(): Promise<void>;
  /** Payments that have neither settled nor failed yet, or of whose end the news is held back or not taken yet. */
  readonly inFlight: number;
  /** Those in flight whose caller is still connected, or whose news is still on its way. */
  readonly awaited: number;
  /** Resolves when every event that has happened by now has been observed. Rejects when the rail is lost. */
  observed(): Promise<void>;
  /** Resolves with the reason when events may be missing because the rail cannot be reached any more; never for one in this process. */
  readonly lost: Promise<string>;
  /** Ends a rail in this process. One that runs elsewhere goes on, without faults. */
  close(): Promise<void>;
}

/** Hears what the node did, in order, and how many payments are in flight right after it. */
export type RailObserver = (event: NodeEvent, state: Pick<RailHost, "inFlight" | "awaited">) => void;

/** Where Lightning addresses end: `name@127.0.0.1:PORT`. */
export type AddressVariables = Pick<RailVariables, "url" | "host" | "port" | "hostPort" | "certFile">;

/** How a service is pointed at one dialect. Every credential is there; the dialect accepts the one that is its own. */
export interface RailVariables {
  readonly dialect: DialectName;
  /** Without a trailing slash. */
  readonly url: string;
  readonly host: string;
  readonly port: string;
  readonly hostPort: string;
  /** The certificate that the service has to trust, for the dialect and for Lightning addresses, as a PEM file; "" where all are plain. */
  readonly certFile: string;
  /** The same PEM in base64, as `ln-service` takes it. */
  readonly certBase64: string;
  /** Hex. */
  readonly macaroon: string;
  readonly macaroonBase64: string;
  readonly macaroonFile: string;
  readonly rune: string;
  readonly key: string;
  readonly password: string;
}
