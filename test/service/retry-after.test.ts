import { describe, expect, it } from "vitest";
import { retryDelayMs } from "../../src/service/retry-after.ts";

const now = Date.parse("2026-05-01T12:00:00Z");

describe("how long a busy service is left alone", () => {
  it.each([
    [429, "", 1, 100],
    [429, "", 2, 200],
    [429, "", 30, 2_000],
    [429, "0", 1, 100],
    [429, "0", 4, 800],
    [429, "3", 1, 3_000],
    [503, "3", 1, 3_000],
    [503, "", 1, undefined],
    [503, "31536000", 1, 31_536_000_000],
    [503, "Fri, 01 May 2026 12:00:07 GMT", 1, 7_000],
    [503, "Fri, 01 May 2026 11:00:00 GMT", 1, 100],
    [429, "soon", 1, 100],
    [503, "soon", 1, undefined],
    [503, "-5", 1, undefined],
    [503, "1.5", 1, undefined],
    [503, "1e3", 1, undefined],
    [503, "999999999999999999", 1, undefined],
  ])("%i with retry-after '%s', try %i: %s ms", (status, retryAfter, tries, ms) => {
    expect(retryDelayMs({ status, retryAfter }, tries, now)).toBe(ms);
  });
});
