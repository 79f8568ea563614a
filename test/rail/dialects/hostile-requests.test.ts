import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DialectName } from "../../../src/domain/dialect.ts";
import { loadDialect } from "../../../src/rail/dialects/index.ts";
import { sceneOf } from "./dialect-scene.ts";

/** The calls that move money or make something, with every field that they read. */
const calls: readonly (readonly [DialectName, string, "json" | "form", readonly string[]])[] = [
  ["lnbits", "/api/v1/payments", "json", ["out", "bolt11", "amount", "memo", "extra", "expiry", "description_hash"]],
  ["lnbits", "/api/v1/payments/decode", "json", ["data"]],
  ["zbd", "/v0/gamertag/send-payment", "json", ["gamertag", "amount", "description"]],
  ["zbd", "/v0/ln-address/send-payment", "json", ["lnAddress", "amount", "comment", "internalId", "callbackUrl"]],
  ["zbd", "/v0/payments", "json", ["invoice", "amount", "callbackUrl"]],
  ["zbd", "/v0/keysend-payment", "json", ["pubkey", "amount", "metadata"]],
  ["zbd", "/v0/charges", "json", ["amount", "description", "expiresIn"]],
  ["phoenixd", "/payinvoice", "form", ["invoice", "amountSat"]],
  ["phoenixd", "/paylnaddress", "form", ["address", "amountSat"]],
  ["phoenixd", "/lnurlpay", "form", ["lnurl", "amountSat"]],
  ["phoenixd", "/createinvoice", "form", ["description", "descriptionHash", "amountSat", "expirySeconds"]],
  ["cln-rest", "/v1/pay", "json", ["bolt11", "amount_msat", "maxfee", "maxfeepercent", "exemptfee", "retry_for"]],
  ["cln-rest", "/v1/xpay", "json", ["invstring", "amount_msat", "maxfee", "retry_for"]],
  ["cln-rest", "/v1/keysend", "json", ["destination", "amount_msat", "maxfee"]],
  ["cln-rest", "/v1/invoice", "json", ["label", "amount_msat", "description", "expiry", "preimage"]],
  ["cln-rest", "/v1/listpays", "json", ["payment_hash", "bolt11", "status"]],
];

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom(
    "alice",
    "alice@localhost",
    "lnbcrt1",
    "lnurl1",
    "1000",
    "-1",
    "1e3",
    "0x10",
    "1msat",
    2 ** 53,
    0.5,
    -1,
  ),
);

describe("whatever is sent", () => {
  it.each(calls)("to %s %s is answered without a bug", async (name, path, kind, fields) => {
    const { post, postForm } = await sceneOf(await loadDialect(name));
    const some = fc.record(Object.fromEntries(fields.map((field) => [field, value])), { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(some, async (sent) => {
        const texts = Object.fromEntries(
          Object.entries(sent).map(([field, one]) => [field, typeof one === "string" ? one : JSON.stringify(one)]),
        );
        const { status, body } = await (kind === "json" ? post(path, sent) : postForm(path, texts));
        expect(status).toBeGreaterThanOrEqual(200);
        expect(JSON.stringify(body)).not.toMatch(/\\n +at /);
      }),
      { numRuns: 40 },
    );
  });
});
