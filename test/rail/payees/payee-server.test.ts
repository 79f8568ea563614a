import { createHash } from "node:crypto";
import { Agent, request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import { createNode } from "../../../src/rail/core/node.ts";
import type { RailCore } from "../../../src/rail/dialects/dialect.ts";
import { createPayeeBook } from "../../../src/rail/payees/book.ts";
import { createCertificate } from "../../../src/rail/payees/certificate.ts";
import { urlOfLnurl } from "../../../src/rail/payees/lnurl.ts";
import { type PayeeServerOptions, startPayeeServer } from "../../../src/rail/payees/payee-server.ts";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

/** Over TLS, with a client that trusts this certificate and no other. */
async function serve(options: PayeeServerOptions = {}) {
  const tls = await createCertificate(systemClock);
  const node = createNode({ clock: systemClock, faultOf: () => "settle" });
  const core: RailCore = { node, payees: createPayeeBook({ seed: "1", clock: systemClock }), clock: systemClock };
  const server = await startPayeeServer(core, { tls, ...options });
  const dispatcher = new Agent({ connect: { ca: tls.cert } });
  cleanUp.push(
    () => node.close(),
    server.close,
    () => dispatcher.destroy(),
  );
  const get = async (url: string): Promise<Record<string, unknown>> => {
    const { body } = await request(url, { dispatcher });
    return (await body.json()) as Record<string, unknown>;
  };
  /** As LUD-16 has it. */
  const resolve = (address: string) => {
    const [name, host] = address.split("@");
    return get(`https://${host}/.well-known/lnurlp/${name}`);
  };
  return { ...core, server, get, resolve };
}

describe("a Lightning address of ours", () => {
  it("leads to an invoice for this payee, as LUD-06 and LUD-16 have it, over TLS", async () => {
    const { server, payees, get, resolve } = await serve();
    const address = server.addressOf("run_player_7");
    expect(address).toBe(`run_player_7@127.0.0.1:${server.port}`);
    const { callback, metadata, ...offer } = await resolve(address);
    expect(offer).toEqual({ tag: "payRequest", minSendable: 1, maxSendable: 100_000_000_000, commentAllowed: 255 });
    expect(JSON.parse(String(metadata))).toEqual([
      ["text/plain", "Payment to run_player_7"],
      ["text/identifier", address],
    ]);
    const answer = await get(`${callback}?amount=21001&comment=well%20done`);
    const invoice = payees.decode(String(answer.pr));
    expect(invoice).toMatchObject({ payee: "run_player_7", amountMsat: 21_001, description: "" });
    expect(invoice.descriptionHash).toBe(createHash("sha256").update(String(metadata)).digest("hex"));
    expect(answer.routes).toEqual([]);
  });

  it("has another invoice each time", async () => {
    const { server, get, resolve, payees } = await serve();
    const { callback } = await resolve(server.addressOf("alice"));
    const invoices = [await get(`${callback}?amount=1000`), await get(`${callback}?amount=1000`)];
    const [first, second] = invoices.map(({ pr }) => payees.decode(String(pr)));
    expect([first?.payee, second?.payee]).toEqual(["alice", "alice"]);
    expect(first?.paymentHash).not.toBe(second?.paymentHash);
  });

  it("tells whether its invoice has been paid (LUD-21)", async () => {
    const { server, get, resolve, payees, node } = await serve();
    const { callback } = await resolve(server.addressOf("alice"));
    const { pr, verify } = await get(`${callback}?amount=1000`);
    const { paymentHash, preimage } = payees.decode(String(pr));
    expect(await get(String(verify))).toEqual({ status: "OK", settled: false, preimage: null, pr });
    await new Promise((ended) => {
      const payment = { paymentHash, preimage, payee: "alice", amountMsat: 1_000, invoice: String(pr) };
      node.pay(payment, ended);
    });
    expect(await get(String(verify))).toEqual({ status: "OK", settled: true, preimage, pr });
  });

  it("offers no such thing where the node does not know its payments by their hashes", async () => {
    const { server, get, resolve } = await serve({ verifies: () => false });
    const { callback } = await resolve(server.addressOf("alice"));
    expect(Object.keys(await get(`${callback}?amount=1000`))).toEqual(["pr", "routes"]);
  });

  it.each([
    ["no amount", "", 'amount must be whole millisatoshis from 1000 to 5000 (got "")'],
    ["too little", "amount=999", 'amount must be whole millisatoshis from 1000 to 5000 (got "999")'],
    ["too much", "amount=5001", 'amount must be whole millisatoshis from 1000 to 5000 (got "5001")'],
    ["half a msat", "amount=1000.5", 'amount must be whole millisatoshis from 1000 to 5000 (got "1000.5")'],
    ["a long comment", `amount=1000&comment=${"x".repeat(256)}`, "comment must be at most 255 characters"],
  ])("makes no invoice for %s", async (_what, query, reason) => {
    const { server, get, resolve } = await serve({ minMsat: 1_000, maxMsat: 5_000 });
    const { callback } = await resolve(server.addressOf("alice"));
    expect(await get(`${callback}?${query}`)).toEqual({ status: "ERROR", reason });
  });

  it("belongs to nobody when no address can be spelled like this", async () => {
    const { server, get } = await serve();
    const nobody = { status: "ERROR", reason: "There is nobody of this name" };
    expect(await get(`${server.url}/.well-known/lnurlp/a%20b`)).toEqual(nobody);
    expect(() => server.addressOf("Alice")).toThrow(
      'the name of a Lightning address must be made of a-z, 0-9, ".", "-" and "_" (got Alice)',
    );
  });

  it("is not reached by a client that does not trust the certificate", async () => {
    const { server } = await serve();
    await expect(request(`${server.url}/.well-known/lnurlp/alice`)).rejects.toThrow(/self-signed/);
  });

  it("can also be given as an LNURL", async () => {
    const { server, get } = await serve();
    const lnurl = server.lnurlOf("alice");
    expect(lnurl).toMatch(/^lnurl1[02-9ac-hj-np-z]+$/);
    expect(urlOfLnurl(lnurl.toUpperCase())).toBe(`${server.url}/.well-known/lnurlp/alice`);
    expect((await get(urlOfLnurl(lnurl))).tag).toBe("payRequest");
  });
});

describe("an LNURL", () => {
  it("is spelled as in the example of LUD-01", () => {
    expect(
      urlOfLnurl(
        "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS",
      ),
    ).toBe("https://service.com/api?q=3fc3645b439ce8e7f2553a69e5267081d96dcd340693afabe04be7b0ccd178df");
    expect(() => urlOfLnurl("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")).toThrow(
      "an LNURL must start with lnurl1 (got bc1)",
    );
  });
});
