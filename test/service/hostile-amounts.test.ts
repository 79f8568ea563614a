import { describe, expect, it } from "vitest";
import { type HostileAmountName, hostileAmountNames } from "../../src/domain/hostile-amount.ts";
import { means, payout, refused, serviceOf, step } from "./service-of.ts";

/** The bodies in which every hostile amount is asked for. */
async function bodies(unit: "msat" | "sat" | "btc", body: Parameters<typeof step>[1]) {
  const answer = means({ errors: { 400: refused } });
  const service = { unit, payout: { steps: [step("POST /pay?of=${payout.amount}", body)] as const, answer } };
  const { target, asked } = await serviceOf(service, () => [400, { error: "amount" }]);
  const send = (hostile: HostileAmountName) => target.send({ ...payout, amountMsat: 0, hostile });
  for (const name of hostileAmountNames) expect((await send(name)).outcome).toBe("refused");
  return asked.map(({ line, body: text }) => [line.split("=")[1], text]);
}

const json = (value: string) => ({ body: { kind: "json", value: { n: value } } }) as const;

describe("a hostile amount", () => {
  it("is written into JSON as it stands, though JavaScript has no such number", async () => {
    expect(await bodies("sat", json("${payout.amount}"))).toEqual([
      ["-1000", '{"n":-1000}'],
      ["0", '{"n":0}'],
      ["0.0005", '{"n":0.0005}'],
      ["1e309", '{"n":1e309}'],
      ["much", '{"n":"much"}'],
      ["2100000100000000", '{"n":2100000100000000}'],
    ]);
  });

  it("is a text where the service takes texts, and in the unit that the field names", async () => {
    const texts = await bodies("sat", json("${payout.amount.msat:text}"));
    expect(texts.map(([, text]) => text)).toEqual([
      ...['{"n":"-1000000"}', '{"n":"0"}', '{"n":"0.5"}', '{"n":"1e309"}', '{"n":"much"}'],
      '{"n":"2100000100000000000"}',
    ]);
    const form = await bodies("btc", { body: { kind: "form", fields: { n: "${payout.amount}" } } });
    expect(form.map(([, text]) => text)).toEqual([
      ...["n=-0.00001", "n=0", "n=0.000000000005", "n=1e309", "n=much", "n=21000001"],
    ]);
  });
});
