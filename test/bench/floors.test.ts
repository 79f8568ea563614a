import { describe, expect, it } from "vitest";
import { judged } from "../../bench/floors.ts";

describe("a figure of the benchmark", () => {
  it("passes as long as it is not far from its goal", () => {
    expect(judged("throughput", "whole", 1.1, [1.0, 1.1, 1.2])).toBe("goal: at least 1.2; fails below 0.9");
    expect(judged("memory", "whole", 41.6)).toBe("goal: at most 48; fails above 56");
  });

  it("fails when it is far from its goal", () => {
    expect(() => judged("throughput", "whole", 0.8, [0.75, 0.8, 0.9])).toThrow(
      "payouts/s of the load engine, judged, with those of autocannon: must be at least 0.9 (got 0.80); the goal is 1.2",
    );
    expect(() => judged("start-up", "whole", 30)).toThrow("must be at most 25 (got 30.00)");
  });

  it("is judged by its best round on a machine whose rounds do not agree", () => {
    expect(judged("throughput", "whole", 0.5, [0.4, 0.5, 1.3])).toBe(
      "goal: at least 1.2; only the best round is judged, because they differ by a factor of 3.3: is the machine busy?",
    );
    expect(() => judged("throughput", "whole", 0.5, [0.3, 0.5, 0.8])).toThrow("must be at least 0.9 (got 0.80)");
    expect(() => judged("start-up", "whole", 40, [26, 40, 60])).toThrow("must be at most 25 (got 26.00)");
  });

  it("has a wide bound in the short form, which runs once", () => {
    expect(judged("throughput", "short", 0.5)).toBe("goal: at least 1.2; fails below 0.2");
    expect(() => judged("throughput", "short", 0.1)).toThrow("must be at least 0.2 (got 0.10)");
  });
});
