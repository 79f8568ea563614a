import { existsSync, readFileSync } from "node:fs";
import { Agent, request } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import { payeeKinds } from "../../../src/domain/payee.ts";
import type { NodeEvent } from "../../../src/rail/core/node.ts";
import type { RailHost, RailVariables } from "../../../src/rail/host/rail-host.ts";
import { type RailOptions, startRail } from "../../../src/rail/host/start-rail.ts";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

const patiently = { timeout: 20_000, interval: 5 };

async function start(options: Partial<RailOptions> = {}) {
  const events: NodeEvent[] = [];
  const rails = { lnd: { dialect: "lnd-rest" } } as const;
  const observe = (event: NodeEvent) => void events.push(event);
  const rail = await startRail({ clock: systemClock, seed: "1", rails, addresses: null, observe, ...options });
  cleanUp.push(() => rail.close());
  return { rail, events };
}

function variablesOf(rail: RailHost, name: string): RailVariables {
  const variables = rail.rails.get(name);
  if (variables === undefined) throw new Error(`no rail ${name}`);
  return variables;
}

/** Pays an invoice by LND's REST interface, as a service would that was told nothing but the variables. */
async function pay({ url, certFile, macaroon }: RailVariables, bolt11: string): Promise<string> {
  const dispatcher = new Agent(certFile === "" ? {} : { connect: { ca: readFileSync(certFile) } });
  cleanUp.push(() => dispatcher.destroy());
  const headers = { "grpc-metadata-macaroon": macaroon };
  const body = JSON.stringify({ payment_request: bolt11, timeout_seconds: 1, fee_limit_msat: "100000" });
  const answer = await request(`${url}/v2/router/send`, { method: "POST", headers, body, dispatcher });
  const lines = (await answer.body.text()).trim().split("\n");
  const last = JSON.parse(lines.at(-1) ?? "") as { result?: { status: string }; error?: { message: string } };
  return last.result?.status ?? last.error?.message ?? "";
}

describe("a rail in this process", () => {
  it("is reached over TLS with what its variables say, and pays an invoice for a payout", async () => {
    const { rail, events } = await start();
    const lnd = variablesOf(rail, "lnd");
    expect(lnd).toMatchObject({ dialect: "lnd-rest", url: `https://127.0.0.1:${lnd.port}`, host: "127.0.0.1" });
    expect(lnd.hostPort).toBe(`127.0.0.1:${lnd.port}`);
    expect(readFileSync(lnd.macaroonFile).toString("hex")).toBe(lnd.macaroon);
    expect(Buffer.from(lnd.certBase64, "base64")).toEqual(readFileSync(lnd.certFile));
    expect(await pay(lnd, await rail.destination("bolt11", "run_player_1", 1_501))).toBe("SUCCEEDED");
    expect(events).toEqual([
      { kind: "received", fault: "settle", payee: "run_player_1", amountMsat: 1_501 },
      { kind: "settled", feeMsat: 0, payee: "run_player_1", amountMsat: 1_501 },
    ]);
  });

  it("takes no other credential than its own", async () => {
    const { rail } = await start();
    const lnd = variablesOf(rail, "lnd");
    const invoice = await rail.destination("bolt11", "run_player_1", 1_000);
    expect(await pay({ ...lnd, macaroon: "00" }, invoice)).toContain("verification failed");
  });

  it("plans faults by payout, ends them, and starts again for another run", async () => {
    const { rail, events } = await start({ rails: { lnd: { dialect: "lnd-rest", tls: false } } });
    const lnd = variablesOf(rail, "lnd");
    const payOut = async (prefix: string, number: number) =>
      pay(lnd, await rail.destination("bolt11", `${prefix}_player_${number}`, 1_000));
    await rail.arm({ keyPrefix: "a", faults: new Map([[2, ["failure", "failure"]]]) });
    expect([await payOut("a", 1), await payOut("a", 2), await payOut("a", 2), await payOut("a", 2)]).toEqual([
      ...["SUCCEEDED", "FAILED", "FAILED", "SUCCEEDED"],
    ]);
    await rail.arm({
      keyPrefix: "b",
      faults: new Map([
        [1, ["failure"]],
        [2, ["failure"]],
      ]),
    });
    expect(await payOut("b", 1)).toBe("FAILED");
    await rail.heal();
    expect(await payOut("b", 2)).toBe("SUCCEEDED");
    await rail.arm({ keyPrefix: "c", faults: new Map([[1, ["failure"]]]) });
    expect(await payOut("c", 1)).toBe("FAILED");
    expect(events.filter(({ kind }) => kind === "fired")).toHaveLength(4);
  });

  it("counts payments in flight, and those whose caller still waits", async () => {
    const { rail } = await start({ rails: { lnd: { dialect: "lnd-rest", tls: false } } });
    await rail.arm({ keyPrefix: "a", faults: new Map([[1, ["stuck"]]]) });
    const answer = pay(variablesOf(rail, "lnd"), await rail.destination("bolt11", "a_player_1", 1_000));
    await vi.waitFor(() => expect([rail.inFlight, rail.awaited]).toEqual([1, 1]), patiently);
    await rail.heal();
    expect(await answer).toBe("SUCCEEDED");
    expect([rail.inFlight, rail.awaited]).toEqual([0, 0]);
  });

  it("has one node behind several dialects, each with its own routing fee", async () => {
    const dear = { dialect: "lnd-rest", tls: false, routingFee: { ppm: 1_000, baseMsat: 5 } } as const;
    const { rail, events } = await start({ rails: { near: { dialect: "lnd-rest", tls: false }, dear } });
    const invoice = await rail.destination("bolt11", "a_player_1", 2_000_000);
    expect(await pay(variablesOf(rail, "dear"), invoice)).toBe("SUCCEEDED");
    expect(await pay(variablesOf(rail, "near"), invoice)).toContain("already paid");
    expect(events.map((event) => (event.kind === "settled" ? event.feeMsat : event.kind))).toEqual([
      ...["received", 2_005, "rejected"],
    ]);
  });

  it("gives a payout the same destination each time, and every payee his own", async () => {
    const { rail } = await start({ addresses: { tls: false } });
    const { hostPort = "" } = rail.addresses ?? {};
    for (const kind of payeeKinds) {
      const first = await rail.destination(kind, "a_player_1", 1_000);
      expect(await rail.destination(kind, "a_player_1", 1_000)).toBe(first);
      expect(await rail.destination(kind, "a_player_2", 1_000)).not.toBe(first);
    }
    expect(await rail.destination("gamertag", "a_player_1", 1_000)).toBe("a_player_1");
    expect(await rail.destination("lightning-address", "a_player_1", 1_000)).toBe(`a_player_1@${hostPort}`);
    expect(await rail.destination("keysend", "a_player_1", 1_000)).toMatch(/^0[23][0-9a-f]{64}$/);
    expect(await rail.destination("bolt11", "a_player_1", 2_000)).not.toBe(
      await rail.destination("bolt11", "a_player_1", 1_000),
    );
  });

  it("has no addresses where nobody answers for them", async () => {
    const { rail } = await start();
    expect(rail.addresses).toBeNull();
    await expect(rail.destination("lnurl", "a_player_1", 1_000)).rejects.toThrow(
      "this rail has nobody to answer for Lightning addresses and LNURLs",
    );
  });

  it("leaves no file behind, and no port", async () => {
    const { rail } = await start();
    const { certFile, macaroonFile, port } = variablesOf(rail, "lnd");
    expect([existsSync(certFile), existsSync(macaroonFile)]).toEqual([true, true]);
    await rail.close();
    expect([existsSync(certFile), existsSync(macaroonFile)]).toEqual([false, false]);
    await start({ rails: { lnd: { dialect: "lnd-rest", port: Number(port) } } });
  });

  it("does not start where a port is taken, and leaves nothing behind then", async () => {
    const { rail } = await start();
    const port = Number(variablesOf(rail, "lnd").port);
    const other = { dialect: "lnd-rest", port: 0, tls: false } as const;
    await expect(start({ rails: { other, lnd: { dialect: "lnd-rest", port } } })).rejects.toThrow(/EADDRINUSE/);
  });
});
