import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import type { NodeEvent } from "../../../src/rail/core/node.ts";
import { connectRail } from "../../../src/rail/host/connect-rail.ts";
import { startControlServer } from "../../../src/rail/host/control-server.ts";
import { createEventLog } from "../../../src/rail/host/event-log.ts";
import type { RailHost } from "../../../src/rail/host/rail-host.ts";
import { startRail } from "../../../src/rail/host/start-rail.ts";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

const patiently = { timeout: 20_000, interval: 5 };

/** A rail that is controlled over a port, with what it did. */
async function startControlled(id = "first", port = 0) {
  const local: NodeEvent[] = [];
  const log = createEventLog();
  const rail = await startRail({
    ...{ clock: systemClock, seed: "1", addresses: { tls: false } },
    rails: { lnd: { dialect: "lnd-rest", tls: false }, zbd: { dialect: "zbd", isOpen: true } },
    observe: (event, state) => {
      local.push(event);
      log.append(event, state);
    },
  });
  const control = await startControlServer({ rail, log, id }, port);
  cleanUp.push(() => rail.close(), control.close);
  return { rail, log, local, control };
}

async function connect(url: string, graceMs = 5_000) {
  const events: NodeEvent[] = [];
  const remote = await connectRail({ url, clock: systemClock, observe: (event) => events.push(event), graceMs });
  cleanUp.push(() => remote.close());
  return { remote, events };
}

/** Pays an invoice by LND's REST interface; the answer is not waited for where `hangUp` is set. */
async function pay(rail: RailHost, bolt11: string, hangUp?: AbortSignal): Promise<string> {
  const lnd = rail.rails.get("lnd");
  const dispatcher = new Agent();
  cleanUp.push(() => dispatcher.destroy());
  const options = { dispatcher, headers: { "grpc-metadata-macaroon": lnd?.macaroon ?? "" } };
  const body = JSON.stringify({ payment_request: bolt11, timeout_seconds: 60 });
  try {
    const answer = await request(`${lnd?.url}/v2/router/send`, { method: "POST", body, signal: hangUp, ...options });
    return await answer.body.text();
  } catch (error) {
    return String(error);
  }
}

const plan = {
  keyPrefix: "run",
  faults: new Map([
    [2, ["failure"]],
    [3, ["late-settle"]],
    [4, ["lost-answer"]],
    [5, ["stuck"]],
  ] as const),
};

describe("a rail that runs elsewhere", () => {
  it("does what the local one does, and its events are the same", async () => {
    const { control, local, rail } = await startControlled();
    const { remote, events } = await connect(control.url);
    await remote.arm(plan);
    const destinations = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => remote.destination("bolt11", `run_player_${n}`, 1_501)),
    );
    const hangUp = new AbortController();
    const paying = destinations.map((bolt11) => pay(remote, bolt11, hangUp.signal));
    await vi.waitFor(() => expect([remote.inFlight, remote.awaited]).toEqual([2, 2]), patiently);
    hangUp.abort();
    await Promise.all(paying);
    await vi.waitFor(() => expect([remote.inFlight, remote.awaited]).toEqual([1, 0]), patiently);
    await remote.heal();
    await remote.observed();
    expect([remote.inFlight, remote.awaited]).toEqual([0, 0]);
    expect(events).toEqual(local);
    expect(
      events
        .filter(({ kind }) => kind === "fired")
        .map((event) => ("fault" in event ? event.fault : ""))
        .sort(),
    ).toEqual([...["failure", "late-settle", "lost-answer", "stuck"]]);
    expect([...remote.rails]).toEqual([...rail.rails]);
    expect(remote.addresses).toEqual(rail.addresses);
  });

  it("knows of news that nobody has taken yet, although it makes no event", async () => {
    const taken: (() => void)[] = [];
    const receiver = createServer((_, response) => void taken.push(() => response.end()));
    await new Promise<void>((resolve) => void receiver.listen(0, "127.0.0.1", resolve));
    cleanUp.push(
      () => receiver.closeAllConnections(),
      () => receiver.close(),
    );
    const { control, rail } = await startControlled();
    const { remote } = await connect(control.url);
    await remote.arm({ keyPrefix: "run", faults: new Map() });
    const callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/news`;
    const body = JSON.stringify({ lnAddress: "run_player_1@localhost", amount: "1000", callbackUrl });
    const headers = { "content-type": "application/json" };
    await request(`${rail.rails.get("zbd")?.url}/v0/ln-address/send-payment`, { method: "POST", headers, body });
    await vi.waitFor(() => expect([taken.length, remote.inFlight]).toEqual([1, 1]), patiently);
    for (const take of taken) take();
    await vi.waitFor(() => expect(remote.inFlight).toBe(0), patiently);
  });

  it("gives the same destinations as the local one", async () => {
    const { control, rail } = await startControlled();
    const { remote } = await connect(control.url);
    for (const kind of ["gamertag", "lightning-address", "bolt11", "lnurl", "keysend"] as const) {
      expect(await remote.destination(kind, "run_player_1", 21_000)).toBe(
        await rail.destination(kind, "run_player_1", 21_000),
      );
    }
    await expect(remote.destination("lnurl", "Not A Name", 1)).rejects.toThrow(RangeError);
  });

  it("loses no event when the connection breaks, and repeats none", async () => {
    const { control, rail, log } = await startControlled();
    const { remote, events } = await connect(control.url);
    await remote.arm({ keyPrefix: "run", faults: new Map() });
    const port = control.port;
    await pay(rail, await rail.destination("bolt11", "run_player_1", 1_000));
    await remote.observed();
    await control.close();
    await pay(rail, await rail.destination("bolt11", "run_player_2", 1_000));
    const again = await startControlServer({ rail, log, id: "first" }, port);
    cleanUp.push(again.close);
    await remote.observed();
    expect(events.map(({ kind, payee }) => `${kind} ${payee}`)).toEqual([
      ...["received run_player_1", "settled run_player_1", "received run_player_2", "settled run_player_2"],
    ]);
  });

  it("is lost when it was started again meanwhile", async () => {
    const { control } = await startControlled();
    const { remote } = await connect(control.url);
    await remote.arm(plan);
    await control.close();
    await startControlled("second", control.port);
    expect(await remote.lost).toBe("the rail was started again during the run");
    await expect(remote.observed()).rejects.toThrow("the rail was started again during the run");
  });

  it("is lost when it stays out of reach", async () => {
    const { control } = await startControlled();
    const { remote } = await connect(control.url, 1);
    await remote.arm(plan);
    await control.close();
    expect(await remote.lost).toMatch(/^the rail at http:\/\/127\.0\.0\.1:\d+ could not be reached for 1 ms/);
    await expect(remote.observed()).rejects.toThrow("no rail can be reached at");
  });

  it("belongs to one run at a time, and to the next one after that", async () => {
    const { control } = await startControlled();
    const first = await connect(control.url);
    const second = await connect(control.url);
    await first.remote.arm(plan);
    await expect(second.remote.arm({ ...plan, keyPrefix: "other" })).rejects.toThrow(
      "the run run uses this rail: wait until it has ended",
    );
    await first.remote.arm({ ...plan, keyPrefix: "run_2" });
    await first.remote.close();
    await vi.waitFor(() => second.remote.arm({ ...plan, keyPrefix: "other" }), patiently);
  });

  it("has no faults any more after its run has been closed", async () => {
    const { control, rail } = await startControlled();
    const { remote } = await connect(control.url);
    await remote.arm(plan);
    await remote.close();
    expect(await pay(rail, await rail.destination("bolt11", "run_player_2", 1_000))).toContain("SUCCEEDED");
  });

  it("is not there where nothing listens, or something else does", async () => {
    const { control, rail } = await startControlled();
    const lnd = rail.rails.get("lnd")?.url ?? "";
    await expect(connect(lnd)).rejects.toThrow(/rail/);
    await control.close();
    await expect(connect(control.url)).rejects.toThrow(
      `no rail can be reached at ${control.url} (connect ECONNREFUSED 127.0.0.1:${control.port}): start one with chaos-payout rail --control`,
    );
    await expect(connect("nonsense")).rejects.toThrow("the address of a rail must be a URL (got nonsense)");
  });
});

describe("the control port", () => {
  const send = async (
    url: string,
    method: "GET" | "PUT" | "POST",
    body?: string,
    headers: Record<string, string> = {},
  ) => {
    const answer = await request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    return [answer.statusCode, ((await answer.body.json()) as { error: string }).error];
  };

  it.each([
    ['{"keyPrefix":"a","lookups":{"1":{}}}', "the look-up faults of payout 1 must be a list"],
    ['{"keyPrefix":"a","lookups":{"1":[{"fault":"lookup-lap"}]}}', 'unknown look-up fault "lookup-lap"'],
    ["{", "the body must be JSON"],
    ["[]", "the body must be a JSON object"],
    ["{}", "keyPrefix must be a text"],
    ['{"keyPrefix":"a","faults":[]}', "faults must be a JSON object"],
    ['{"keyPrefix":"a","faults":{"x":[]}}', "faults must be by the number of the payout (got x)"],
    ['{"keyPrefix":"a","faults":{"1":"timeout"}}', "the faults of payout 1 must be a list"],
    ['{"keyPrefix":"a","faults":{"1":["timeot"]}}', 'unknown payment fault "timeot"'],
    ['{"keyPrefix":"a","duplicates":"maybe"}', "duplicates must be reject, replay or pay-again"],
    ['{"keyPrefix":"a","slowMs":-1}', "slowMs must be a number from 0"],
  ])("refuses the plan %s", async (body, error) => {
    const { control } = await startControlled();
    expect(await send(`${control.url}/plan`, "PUT", body)).toEqual([400, error]);
  });

  it("refuses other calls, and calls that a web page made", async () => {
    const { control } = await startControlled();
    const { url } = control;
    expect((await send(`${url}/`, "GET"))[0]).toBe(404);
    expect(await send(`${url}/events?after=1`, "GET")).toEqual([410, "the events after 1 are gone: the latest is 0"]);
    expect(await send(`${url}/events`, "GET")).toEqual([400, "after must be the number of an event (got )"]);
    expect(await send(`${url}/destinations`, "POST", '{"kind":"iban"}')).toEqual([
      400,
      "kind must be one of gamertag, lightning-address, bolt11, lnurl, keysend",
    ]);
    const foreign = [403, "the control port only takes requests from programs on this machine"];
    expect(await send(`${url}/rail`, "GET", undefined, { origin: "https://example.com" })).toEqual(foreign);
    expect(await send(`${url}/rail`, "GET", undefined, { host: "example.com" })).toEqual(foreign);
  });
});
