import { prepareScenario } from "../../run-scenario.ts";
import { defineScenario } from "../../scenario/define.ts";
import { planScenario } from "../../scenario/plan.ts";
import type { Observed } from "../../service/observer.ts";
import { reachOf } from "../../service/reach.ts";
import type { ServiceFile } from "../../service/service-file.ts";
import { maskControlsInLines } from "../../text/strip-controls.ts";
import { exitCodeOf } from "../exit-code.ts";
import { refuseRemote, serviceUnderTest } from "../run/target.ts";
import { loadServiceFile } from "../scenarios/services.ts";
import { watchSignals } from "../signals.ts";
import { stdoutColumns } from "../terminal/width.ts";
import { checkText } from "./check-text.ts";

/** The flags of `check`. */
export interface CheckFlags {
  /** In sats. */
  readonly amount: number;
  readonly target?: string;
  readonly rail?: string;
  readonly allowRemote?: boolean;
}

/** Makes one payout through a service file on a healthy rail and prints what was read; returns the exit code. @throws UsageError */
export async function checkCommand(file: string, flags: CheckFlags): Promise<number> {
  const { service } = await loadServiceFile(file, process.cwd());
  const seen: Observed[] = [];
  const under = { ...serviceUnderTest(service, flags), onExchange: (each: Observed) => void seen.push(each) };
  refuseRemote(under, flags.allowRemote === true);
  const signals = watchSignals();
  try {
    const plan = planScenario(onePayout(flags.amount), { seed: 0, accounts: service.accounts.slice(0, 1) });
    const { reconciliation } = await prepareScenario(plan, { service: under, stop: signals.stop }).run();
    const reach = reachOf(service, hasRail(service, flags));
    const text = checkText({ file, seen, reach, notMapped: notMapped(service), reconciliation }, stdoutColumns());
    process.stdout.write(maskControlsInLines(text));
    return exitCodeOf(reconciliation);
  } finally {
    signals.close();
  }
}

function hasRail({ rails }: ServiceFile, { rail }: CheckFlags): boolean {
  return rail !== undefined || Object.keys(rails).length > 0;
}

/** What the file says nothing of, in its own words. */
function notMapped({ poll, entries, payouts, books, callbacks, fund }: ServiceFile): readonly string[] {
  const rooms = {
    poll: poll !== null,
    entries: entries !== null || (books?.entries ?? null) !== null,
    payouts: payouts !== null || (books?.payouts ?? null) !== null,
    callbacks: callbacks !== null,
    fund: fund !== null,
  };
  return Object.entries(rooms).flatMap(([name, isMapped]) => (isMapped ? [] : [name]));
}

/** Enough money for the payout and any fee; an account as it is found does not mind. */
function onePayout(amount: number) {
  return defineScenario({
    name: "check",
    description: "One payout on a healthy rail.",
    projects: { account: { balance: amount * 10 } },
    payouts: { amount },
    load: [{ name: "check", payouts: 1, concurrency: 1 }],
    drain: "5s",
  });
}
