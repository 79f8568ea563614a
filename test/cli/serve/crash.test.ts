import { describe, expect, it } from "vitest";
import { plannedCrash } from "../../../src/cli/option-values.ts";
import { crashAt } from "../../../src/cli/serve/kill-at-crash-point.ts";

describe("--crash", () => {
  it("names a crash point and an occurrence", () => {
    expect(plannedCrash("after-charge:3")).toEqual({ at: "after-charge", occurrence: 3 });
  });

  it.each(["after-charge", "after-charge:0", "after-charge:1.5", "after-charge:-1", "after-lunch:1", "", ":1"])(
    "is not %j",
    (text) => {
      expect(() => plannedCrash(text)).toThrow(
        "It must be a crash point and an occurrence, such as after-charge:3; the points are before-charge, after-charge, after-send, after-answer, before-refund, after-confirm.",
      );
    },
  );

  it("ends the process at that occurrence, and nothing happens after it", async () => {
    const last: string[] = [];
    const checkpoint = crashAt({ at: "after-send", occurrence: 2 }, (words) => last.push(words));
    await checkpoint.at("after-send");
    await checkpoint.at("after-charge");
    await checkpoint.at("after-charge");
    expect(last).toEqual([]);
    const fatal = checkpoint.at("after-send").then(() => "went on");
    expect(last).toEqual(["chaos-payout serve: crash after-send\n"]);
    const turn = new Promise((resolve) => setImmediate(() => resolve("stopped there")));
    expect(await Promise.race([fatal, turn])).toBe("stopped there");
  });
});
