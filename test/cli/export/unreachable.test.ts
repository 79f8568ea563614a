import { describe, expect, it } from "vitest";
import { unreachable } from "../../../src/cli/export/unreachable.ts";

describe("a load that is sent from other machines", () => {
  it("reaches no service and no rail at an address of this machine alone", () => {
    const urls = ["http://127.0.0.1:3000", "http://localhost:3001"];
    expect(unreachable({ from: "pod", urls, rail: "http://[::1]:8079" })).toEqual([
      "to a pod, http://127.0.0.1:3000 and http://localhost:3001 mean the pod itself, so no payout will reach the service there: export with addresses that the pods reach (--target URL --allow-remote); the run may keep these",
      "http://[::1]:8079 is only this machine: a service elsewhere reaches no rail here, so start chaos-payout rail beside it",
    ]);
  });

  it("reaches the instances that have another address", () => {
    const urls = ["http://127.0.0.1:3000", "http://wallet.example:3000"];
    expect(unreachable({ from: "task", urls, rail: undefined })).toEqual([
      "to a task, http://127.0.0.1:3000 means the task itself, so no payout will reach the service there: export with an address that the tasks reach (--target URL --allow-remote); the run may keep this one",
    ]);
  });

  it("may reach any other address", () => {
    expect(unreachable({ from: "task", urls: ["http://wallet.example:3000"], rail: undefined })).toEqual([]);
  });
});
