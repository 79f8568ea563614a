import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import { connectRail } from "../../src/rail/host/connect-rail.ts";
import { chaosPayout, start } from "./program.ts";

describe("rail", () => {
  it("takes payments by several dialects, tells them over its control port, and leaves nothing behind", async () => {
    const program = start([
      "rail",
      "--dialect",
      "lnd-rest",
      "--dialect",
      "lnbits",
      "--control",
      "0",
      "--routing-fee",
      "1%",
    ]);
    await program.until("chaos-payout run");
    const [, controlUrl = ""] = /control on (\S+)/.exec(program.stdout()) ?? [];
    const heard: string[] = [];
    const rail = await connectRail({
      url: controlUrl,
      clock: systemClock,
      observe: (event) => heard.push(event.kind === "settled" ? `settled +${event.feeMsat}` : event.kind),
    });
    onTestFinished(() => rail.close());
    await rail.arm({ keyPrefix: "run", faults: new Map([[2, ["failure"]]]) });

    const lnd = rail.rails.get("lnd-rest");
    const lnbits = rail.rails.get("lnbits");
    const dispatcher = new Agent({ connect: { ca: readFileSync(lnd?.certFile ?? "") } });
    onTestFinished(() => dispatcher.destroy());
    const paid = await request(`${lnd?.url}/v2/router/send`, {
      ...{ method: "POST", dispatcher, headers: { "grpc-metadata-macaroon": lnd?.macaroon ?? "" } },
      body: JSON.stringify({
        payment_request: await rail.destination("bolt11", "run_player_1", 100_000),
        ...{ timeout_seconds: 5, fee_limit_msat: "1000" },
      }),
    });
    expect(await paid.body.text()).toContain('"SUCCEEDED"');
    const failed = await request(`${lnbits?.url}/api/v1/payments`, {
      ...{ method: "POST", headers: { "x-api-key": lnbits?.key ?? "", "content-type": "application/json" } },
      body: JSON.stringify({ out: true, bolt11: await rail.destination("bolt11", "run_player_2", 100_000) }),
    });
    expect(failed.statusCode).toBe(520);
    await failed.body.dump();
    await rail.observed();
    expect(heard).toEqual(["received", "settled +1000", "received", "failed", "fired"]);

    program.child.kill("SIGTERM");
    expect(await program.ended).toMatchObject({ code: 143, stderr: "" });
    expect([existsSync(lnd?.certFile ?? ""), existsSync(lnd?.macaroonFile ?? "")]).toEqual([false, false]);
  });

  it("says in one line that a port is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, stdout, stderr } = await chaosPayout(["rail", "--dialect", "phoenixd", "--control", String(port)]);
    expect([code, stdout]).toEqual([69, ""]);
    expect(stderr).toBe(
      `chaos-payout: listen EADDRINUSE: address already in use 127.0.0.1:${port}: choose another with --port or --control\n`,
    );
  });

  it.each([
    [
      ["--dialect", "lnd", "--control", "0"],
      "Allowed choices are lnd-rest, lnd-grpc, cln-rest, lnbits, zbd, phoenixd.",
    ],
    [["--dialect", "zbd", "--dialect", "zbd", "--control", "0"], "The dialect zbd is given twice."],
    [["--dialect", "zbd", "--control", "0", "--routing-fee", "1"], "It must be a percentage below 100%, such as 0.1%."],
    [["--dialect", "zbd"], "required option '--control <port>' not specified"],
    [["--control", "0"], "required option '--dialect <name>' not specified"],
  ])("refuses %j", async (args, says) => {
    const { code, stderr } = await chaosPayout(["rail", ...args]);
    expect(code).toBe(64);
    expect(stderr).toContain(says);
  });
});
