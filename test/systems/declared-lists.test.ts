import { describe, expect, it } from "vitest";
import type { ServiceFile } from "../../src/service/service-file.ts";
import { withDeclaredLists } from "../../src/systems/declared-lists.ts";
import { blank, call, rowsOf, serviceOf } from "../service/service-of.ts";

const file: ServiceFile = {
  ...blank,
  entries: {
    call: call("GET /entries"),
    list: "entries",
    paging: { kind: "none" },
    limit: 100,
    order: null,
    newest: null,
    row: {
      id: "id",
      key: "key",
      payout: null,
      amount: { select: "amount", unit: null },
      type: null,
      effects: {},
      unsigned: false,
      balanceAfter: null,
      at: null,
    },
  },
  payouts: {
    call: call("GET /payouts"),
    list: "payouts",
    paging: { kind: "none" },
    limit: 100,
    pending: null,
    row: { id: "id", key: "key", account: null, payee: null, amount: null, state: "state", states: {} },
  },
};

describe("a list that a service file describes", () => {
  it("is missing where the service answers 404, and not merely optional", async () => {
    const described = (await serviceOf(file, () => [404, {}])).target;
    const target = withDeclaredLists(described, file);
    const wrong = { kind: "nonsense" };
    await expect(target.markEntries("acc_1")).rejects.toMatchObject({
      kind: "nonsense",
      message: "GET /entries answered 404, and the service file describes it",
    });
    await expect(rowsOf(target.payouts("acc_1"))).rejects.toMatchObject(wrong);
  });

  it("is missing where it is there before the load and gone afterwards", async () => {
    let status = 200;
    const described = (await serviceOf(file, () => [status, { entries: [] }])).target;
    const target = withDeclaredLists(described, file);
    const mark = await target.markEntries("acc_1");
    status = 404;
    await expect(rowsOf(target.entriesSince(mark))).rejects.toMatchObject({ kind: "nonsense" });
  });

  it("is optional where the file does not describe it", async () => {
    const described = (await serviceOf(blank, () => [404, {}])).target;
    const target = withDeclaredLists(described, blank);
    await expect(target.markEntries("acc_1")).rejects.toMatchObject({ kind: "absent" });
    await expect(rowsOf(target.payouts("acc_1"))).rejects.toMatchObject({ kind: "absent" });
  });
});
