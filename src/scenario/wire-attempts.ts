import type { z } from "zod";
import { contradict } from "../document/messages.ts";
import { isWireFaultName } from "../wire/index.ts";
import type { Phase } from "./phase.ts";

/** What decides how often a payout is sent. Invalid parts are missing. */
interface Sent {
  readonly load?: readonly Partial<Phase>[] | undefined;
  readonly client?: { readonly attempts: number } | undefined;
}

/** Refuses a wire fault that is to meet more attempts in a row than the caller makes: it could never fire as often as planned. */
export function refuseUnmadeAttempts({ load, client }: Sent, context: z.core.$RefinementCtx): void {
  const made = client?.attempts;
  if (made === undefined || load === undefined) return;
  for (const [index, { faults = {} }] of load.entries()) {
    for (const [fault, share] of Object.entries(faults)) {
      const planned = share?.attempts ?? 1;
      if (!isWireFaultName(fault) || planned <= made) continue;
      const message = `${fault} cannot meet ${planned} attempts of a payout`;
      const got = () => `(client.retry.attempts is ${made}): raise that, or lower this`;
      contradict(context, ["load", index, "faults", fault, "attempts"], message, got);
    }
  }
}
