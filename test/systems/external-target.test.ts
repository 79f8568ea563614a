import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import type { PaymentFaultName } from "../../src/domain/payment-fault.ts";
import { createProgress } from "../../src/engine/progress.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { createFactLog } from "../../src/journal/fact-log.ts";
import { sendRequest } from "../../src/rail/dialects/lnd-json.ts";
import { paymentOf } from "../../src/rail/payment-hash.ts";
import type { Plan } from "../../src/scenario/plan.ts";
import type { ExternalTarget } from "../../src/systems/external-target.ts";
import { openExternalTarget } from "../../src/systems/external-target.ts";
import { openRail } from "../../src/systems/open-rail.ts";
import type { SystemContext } from "../../src/systems/prepared-system.ts";
import { planOf } from "../engine/small-plan.ts";
import { started } from "../reconcile/facts.ts";
import { startSwitchApi } from "./switch-api.ts";

const lndOnAnyPort = {
  rails: { node: { dialect: "lnd-rest", tls: false, isOpen: true } },
  hasAddresses: false,
} as const;

const arrival = { kind: "closed", concurrency: 1 } as const;
const phase = (fault: PaymentFaultName) => ({
  name: fault,
  first: 1,
  payouts: 2,
  arrival,
  rates: [{ fault, rate: 0.5 }],
});
const client = { timeoutMs: null, attempts: 1, backoffMs: 20, retryKey: "same", retryWhen: "outcome-unknown" } as const;

function contextOf(change: Partial<Plan>): SystemContext {
  const plan = planOf({ client, ...change });
  const clock = systemClock;
  const stop = new AbortController().signal;
  return { plan, recorder: createRecorder(createFactLog(), clock), progress: createProgress(2), clock, stop };
}

async function opened(change: Partial<Plan>, foreign: Partial<ExternalTarget> = {}) {
  const api = await startSwitchApi();
  const system = await openExternalTarget({ url: api.url, ...foreign }, contextOf(change));
  onTestFinished(async () => void (await system.close()));
  return { api, system };
}

describe("what injected timeouts of a target mean", () => {
  it.each<[string, readonly PaymentFaultName[], Partial<ExternalTarget>, string]>([
    ["never paid, by the contract of the switch", ["timeout"], {}, "never-paid"],
    ["unknown where the target says so", ["timeout"], { injectedTimeouts: "unknown" }, "unknown"],
    ["unknown where something else is injected besides", ["timeout", "failure"], {}, "unknown"],
    ["unknown where something else is injected", ["failure"], {}, "unknown"],
    ["unknown where nothing is injected", [], {}, "unknown"],
    ["unknown where nothing is injected, whatever is declared", [], { injectedTimeouts: "never-paid" }, "unknown"],
  ])("is %s", async (_, faults, foreign, meaning) => {
    const { system } = await opened({ phases: faults.map(phase) }, foreign);
    expect(system.description.injectedTimeouts).toBe(meaning);
  });
});

describe("our rail at a target", () => {
  it("records no payments that arrive before the run begins", async () => {
    const journal = createFactLog();
    const context = { ...contextOf({}), recorder: createRecorder(journal, systemClock) };
    const rail = await openRail(lndOnAnyPort, context, "absorbed");
    onTestFinished(() => rail.host.close());
    const pay = async (payee: string) => {
      const payment = paymentOf(payee, payee, 1_000_000);
      await (
        await fetch(`${rail.host.rails.get("node")?.url}/v2/router/send`, {
          method: "POST",
          body: sendRequest(payment, 60),
        })
      ).text();
      return [...journal].map(({ kind }) => kind);
    };
    expect(await pay("left over from an earlier run")).toEqual([]);
    context.recorder.record(started());
    expect(await pay("the next one")).toEqual(["run-started", "payment-received", "payment-settled"]);
  });
});

describe("a target", () => {
  it("has a client timeout of 30 s by default, and its declarations in the first fact", async () => {
    const foreign = { staleReadsMs: 300, mayHold: { ppm: 5_000, atLeastMsat: 5_000 } };
    const { system, api } = await opened({}, foreign);
    const { keyPrefix, ...rest } = system.description;
    expect(rest).toMatchObject({ target: api.url, oracle: "answers", clientTimeoutMs: 30_000, ...foreign });
    expect(keyPrefix).toMatch(/^s_[0-9a-z]{8}$/);
    const said = await opened({ client: { ...client, timeoutMs: 700 } });
    expect(said.system.description.clientTimeoutMs).toBe(700);
  });

  it("without a balance gets its switch restored", async () => {
    const api = await startSwitchApi();
    api.state = { enabled: true, timeoutRate: 0.25, fate: "timeout" };
    api.balanceSats = null;
    const opening = openExternalTarget({ url: api.url }, contextOf({ phases: [phase("timeout")] }));
    await expect(opening).rejects.toThrow("the balance of p is missing, so no payout was sent");
    expect(api.state).toEqual({ enabled: true, timeoutRate: 0.25, fate: "timeout" });
  });
});

describe("a target on our rail", () => {
  it("is judged by the rail, and has a switch of its own switched off for the run", async () => {
    const api = await startSwitchApi();
    api.state = { enabled: true, timeoutRate: 0.25 };
    const context = contextOf({ phases: [phase("late-settle")] });
    const rail = await openRail(lndOnAnyPort, context, "absorbed");
    const system = await openExternalTarget({ url: api.url }, context, rail);
    const { oracle, injectedTimeouts, keyPrefix, doubts } = system.description;
    // Whoever left it on may be using it.
    expect([oracle, injectedTimeouts, doubts]).toEqual(["rail", "unknown", [{ kind: "switch-was-on" }]]);
    expect(keyPrefix).toBe(rail.keyPrefix);
    for (const each of context.plan.phases) await system.faults.begin(each);
    expect(api.state).toEqual({ enabled: false, timeoutRate: 0 });
    expect(await system.close()).toEqual([]);
    expect(api.state).toEqual({ enabled: true, timeoutRate: 0.25 });
  });
});
