import type { FaultSource } from "../engine/system-under-test.ts";
import { connectRail, RailControlError } from "../rail/host/connect-rail.ts";
import type { RailHost } from "../rail/host/rail-host.ts";
import { type HostedDialect, startRail } from "../rail/host/start-rail.ts";
import { impossibleInAll } from "../rail/impossible-faults.ts";
import type { ServiceFee } from "../service/service-file.ts";
import { TargetError } from "../service/target.ts";
import { paymentTurns } from "./order.ts";
import { type BesideRail, faultsOf, nothing, prefixOf, railPlan } from "./planned-rail.ts";
import type { SystemContext } from "./prepared-system.ts";
import { railObserver } from "./rail-observer.ts";

/** A rail that listens for the payments of a service, here or elsewhere, with the faults of the plan. */
export interface ListeningRail {
  readonly host: RailHost;
  readonly faults: FaultSource;
  /** The prefix of the keys and payees of the run, by which the rail recognizes its payouts. */
  readonly keyPrefix: string;
}

/** Where a rail is, or what it is to be. */
export type WantedRail =
  /** The address of the control port of one that runs elsewhere. */
  | { readonly control: string }
  | { readonly rails: Readonly<Record<string, HostedDialect>>; readonly hasAddresses: boolean };

/** Opens a rail and plans its faults. @throws TargetError when a port is taken, or the one elsewhere cannot be reached */
export async function openRail(
  wanted: WantedRail,
  context: SystemContext,
  routing: ServiceFee["routing"],
  { faultsElsewhere, seen, sharesInvoices }: BesideRail = nothing,
): Promise<ListeningRail> {
  const { plan, clock } = context;
  const keyPrefix = prefixOf(context);
  const observe = railObserver(context, { keyPrefix, seen, routing });
  return orTargetError(async () => {
    const host =
      "control" in wanted
        ? await connectRail({ url: wanted.control, clock, observe })
        : await startRail({
            clock,
            seed: keyPrefix,
            rails: wanted.rails,
            observe,
            turnsOf: paymentTurns(context.barrier, keyPrefix),
            addresses: wanted.hasAddresses ? { tls: true } : null,
          });
    try {
      await host.arm(railPlan(plan, keyPrefix, sharesInvoices));
      const faults = faultsOf(host, context, faultsElsewhere, impossibleInAll([...host.impossible.values()]));
      const heal = () => orTargetError(faults.heal);
      const allRecorded = () => orTargetError(faults.allRecorded);
      return { host, keyPrefix, faults: { ...faults, heal, allRecorded } };
    } catch (error) {
      await host.close();
      throw error;
    }
  });
}

/** Does the work; what the rail or the system refuses becomes a TargetError. @throws TargetError */
export async function orTargetError<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isOurs = error instanceof RailControlError || error instanceof RangeError || "code" in error;
    if (!isOurs || error instanceof TargetError) throw error;
    throw new TargetError("unreachable", takenPort(error) ?? `the rail cannot be used: ${error.message}`);
  }
}

/** What to do about a port that cannot be opened; undefined for any other error. */
function takenPort(error: Error): string | undefined {
  if (!("port" in error) || !("address" in error) || !("code" in error)) return undefined;
  const place = `${error.address}:${error.port} (${error.code})`;
  return `our rail cannot listen on ${place}: choose another --rail-port, or another port in the service file`;
}
