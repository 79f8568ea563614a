import { describe, expect, it } from "vitest";
import { createTheme } from "../../src/report/theme.ts";

/** The colours of a terminal as xterm has them, by the code that turns them on. */
const palette: Readonly<Record<string, readonly number[]>> = {
  31: [205, 0, 0],
  32: [0, 205, 0],
  33: [205, 205, 0],
  36: [0, 205, 205],
};

/** What is left of a colour without the receptors for green, in linear light. (Machado, Oliveira and Fernandes, 2009) */
const deuteranopia = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];

function seen(code: string): number[] {
  const linear = (palette[code] ?? []).map((value) => (value / 255) ** 2.2);
  return deuteranopia.map((row) => {
    const light = row.reduce((sum, weight, at) => sum + weight * (linear[at] ?? 0), 0);
    return 255 * Math.min(1, Math.max(0, light)) ** (1 / 2.2);
  });
}

function distance(left: string, right: string): number {
  const other = seen(right);
  return Math.hypot(...seen(left).map((value, at) => value - (other[at] ?? 0)));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what makes it a colour.
const codeOf = (text: string) => /\u001b\[(3\d)m/.exec(text)?.[1] ?? "";

const { good, bad, doubt } = createTheme(1);
const [goodCode, badCode, doubtCode] = [good, bad, doubt].map((paint) => codeOf(paint("x")));

describe("the colours", () => {
  it("can be told apart by readers who cannot tell red from green", () => {
    expect(distance("32", "33")).toBeLessThan(100);
    expect(distance(goodCode ?? "", badCode ?? "")).toBeGreaterThan(150);
    expect(distance(goodCode ?? "", doubtCode ?? "")).toBeGreaterThan(150);
  });

  it("are not the only mark of bad news, which is bold as well", () => {
    expect([good("x"), bad("x"), doubt("x")].map((text) => text.includes("\u001b[1m"))).toEqual([false, true, false]);
  });

  it("are none at level 0", () => {
    const { good, bad, doubt, strong, faint } = createTheme(0);
    expect([good, bad, doubt, strong, faint].map((paint) => paint("x"))).toEqual(["x", "x", "x", "x", "x"]);
  });
});
