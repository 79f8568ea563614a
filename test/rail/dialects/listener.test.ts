import { Agent, request } from "undici";
import { describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../src/domain/clock.ts";
import { type Exchange, listen, Refusal } from "../../../src/rail/dialects/listener.ts";
import { createCertificate } from "../../../src/rail/payees/certificate.ts";
import { afterwards, patiently } from "./dialect-scene.ts";

/** A listener that hands each request to `handle`. */
async function listener(handle: (exchange: Exchange) => void, options: Parameters<typeof listen>[1] = {}) {
  const refuse = (exchange: Exchange, { status, message }: Refusal) => exchange.answer(status, message);
  const listening = await listen({ handle, refuse }, options);
  afterwards(listening.close);
  return listening;
}

async function textOf(url: string, options: Parameters<typeof request>[1] = {}) {
  const { statusCode, body } = await request(url, options);
  return [statusCode, await body.text()];
}

describe("a listener", () => {
  it("hands over a request, and answers in the words of its dialect", async () => {
    const { url } = await listener(({ method, path, query, headers, body, answer }) =>
      answer(201, [method, path, query.get("a"), headers["x-key"], body].join(" ")),
    );
    const options = { method: "POST", headers: { "x-key": "k" }, body: "héllo" } as const;
    expect(await textOf(`${url}/pay%20me?a=1`, options)).toEqual([201, "POST /pay%20me 1 k héllo"]);
  });

  it("has refusals, and bugs with their stack, written by its dialect", async () => {
    const { url } = await listener(({ path }) => {
      throw path === "/refused" ? new Refusal(418, "no") : new Error("a bug");
    });
    expect(await textOf(`${url}/refused`)).toEqual([418, "no"]);
    expect(await textOf(`${url}/bug`)).toEqual([500, expect.stringMatching(/^Error: a bug\n +at /)]);
  });

  it("takes no body of more than 64 KiB", async () => {
    const { url } = await listener(({ answer, body }) => answer(200, String(body.length)));
    const post = (length: number) => textOf(url, { method: "POST", body: "x".repeat(length) });
    expect(await post(64 * 1024)).toEqual([200, "65536"]);
    expect(await post(64 * 1024 + 1)).toEqual([413, "the body is too large"]);
  });

  it("knows who has left, and takes its own end for no farewell", async () => {
    let arrived = 0;
    const over: boolean[] = [];
    const server = await listener((exchange) => {
      arrived += 1;
      exchange.whenOver((left) => void over.push(left));
    });
    const leaving = new AbortController();
    const first = request(server.url, { signal: leaving.signal });
    await vi.waitFor(() => expect(arrived).toBe(1), patiently);
    leaving.abort();
    await expect(first).rejects.toThrow("aborted");
    await vi.waitFor(() => expect(over).toEqual([true]), patiently);
    const second = expect(request(server.url)).rejects.toThrow();
    await vi.waitFor(() => expect(arrived).toBe(2), patiently);
    await server.close();
    await second;
    await vi.waitFor(() => expect(over).toEqual([true, false]), patiently);
  });

  it("rejects when its port is taken", async () => {
    const { port } = await listener(() => {});
    await expect(listener(() => {}, { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("speaks TLS with a certificate, and breaks off under it as well", async () => {
    const tls = await createCertificate(systemClock);
    const { url } = await listener(({ path, reset, answer }) => (path === "/reset" ? reset() : answer(200, "ok")), {
      tls,
    });
    expect(url).toMatch(/^https:/);
    const trusting = new Agent({ connect: { ca: tls.cert } });
    afterwards(() => trusting.destroy());
    expect(await textOf(url, { dispatcher: trusting })).toEqual([200, "ok"]);
    await expect(request(`${url}/reset`, { dispatcher: trusting })).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(request(url)).rejects.toThrow("self-signed certificate");
  });
});
