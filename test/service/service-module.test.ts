import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, means, paid, payout, serviceOf, step } from "./service-of.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-payout-module-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

let modules = 0;

/** A service whose module has this source. */
async function withModule(source: string, answer: Parameters<typeof serviceOf>[1]) {
  modules += 1;
  const module = `./module-${modules}.mjs`;
  await writeFile(join(folder, module), source);
  const service = {
    folder,
    module,
    payout: {
      steps: [step("POST /pay?x=1", { body: { kind: "json", value: { key: "${payout.key}" } } })] as const,
      answer: means({ state: "state", states: { done: paid } }),
    },
    balance: { call: call("GET /balance"), available: { select: "msat", unit: null }, held: null },
  };
  return serviceOf(service, answer);
}

describe("a module", () => {
  it("signs every request, with its method, address, headers and body", async () => {
    const { target, asked } = await withModule(
      `import { createHmac } from "node:crypto";
       export async function prepare({ method, url, headers, body }) {
         const { pathname, search } = new URL(url);
         const text = [method, pathname + search, headers["content-type"] ?? "", body ?? ""].join(" ");
         return { headers: { ...headers, "X-Signature": createHmac("sha256", "s").update(text).digest("hex").slice(0, 8), "x-text": text } };
       }`,
      ({ line }) => (line.startsWith("GET") ? [200, { msat: 5 }] : [200, { state: "done" }]),
    );
    expect((await target.send(payout)).outcome).toBe("paid");
    expect((await target.balance("acc_1")).balanceMsat).toBe(5);
    expect(asked.map(({ headers }) => headers["x-text"])).toEqual([
      'POST /pay?x=1 application/json {"key":"run_7"}',
      "GET /balance",
    ]);
    expect(asked[0]?.headers["x-signature"]).toMatch(/^[0-9a-f]{8}$/);
    expect(asked[0]?.body).toBe('{"key":"run_7"}');
  });

  it("says what answers mean, and leaves the others to the file", async () => {
    const answers = [
      [400, "OVERDRAWN"],
      [200, { state: "done" }],
      [200, { state: "odd" }],
    ] as const;
    const { target, asked } = await withModule(
      `export function classify({ status, body, json }) {
         if (body === "OVERDRAWN") return { means: "refused", because: "funds" };
         if (json?.state === "odd") return { means: status === 200 ? "pending" : "unknown" };
       }`,
      () => answers[asked.length - 1] ?? [500],
    );
    const seen = [await target.send(payout), await target.send(payout), await target.send(payout)];
    expect(seen.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["refused", "funds"],
      ["paid", "none"],
      ["pending", "none"],
    ]);
  });

  it.each([
    ['throw new Error("no key");', "cannot be loaded: no key"],
    ["export const prepare = 7;", "exports prepare, which must be a function"],
    ["export const other = 7;", "exports neither prepare nor classify"],
  ])("that is %j is an error at once", async (source, message) => {
    await expect(withModule(source, () => [200, {}])).rejects.toMatchObject({
      kind: "nonsense",
      message: `the module ./module-${modules}.mjs ${message}`,
    });
  });

  it.each([
    ['export function prepare() { throw new Error("no clock"); }', "failed in prepare: no clock", "no-answer", 0],
    ["export function prepare() {}", "must answer prepare(request) with a request", "no-answer", 0],
    ['export const prepare = () => ({ url: "nowhere" });', "made a request whose url is no address", "no-answer", 0],
    [
      "export const prepare = () => ({ body: 7 });",
      "made a request whose body is no text, or whose headers are no object",
      "no-answer",
      0,
    ],
    ['export function classify() { throw new Error("what?"); }', "failed in classify: what?", "unreadable", 1],
    [
      'export const classify = () => "paid";',
      "must answer classify(answer) with { means: unknown | paid | pending | refused }",
      "unreadable",
      1,
    ],
  ])(
    "that fails, as %j does, leaves the payout unknown and is told by the next read",
    async (source, message, reason, sent) => {
      const { target, asked } = await withModule(source, () => [200, { state: "done", msat: 1 }]);
      expect(await target.send(payout)).toMatchObject({ outcome: "unknown", reason });
      expect(asked).toHaveLength(sent);
      await expect(target.balance("acc_1")).rejects.toMatchObject({
        kind: "nonsense",
        message: expect.stringContaining(message),
      });
    },
  );
});
