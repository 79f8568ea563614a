import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageAssets } from "../../src/cli/output/page-assets.ts";
import { htmlReporter } from "../../src/report/html/page.ts";
import type { ReportedScenario, Run } from "../../src/report/report.ts";
import { temporaryFolder } from "../e2e/program.ts";
import { chart } from "../report/html/chart-sample.ts";
import { inconclusive, runOf, twoProjects, violated } from "../report/samples.ts";
import { coloursOfCanvases, executable, faintTexts, launch, open, overflowing, readOn } from "./browser.ts";

/**
 * The page in a real browser. Without one these tests are skipped, and said to be; where CI is set they fail instead, because
 * nobody would look.
 */
const isMissing = executable === undefined && process.env["CI"] === undefined;

/** A file with a page of these scenarios. */
function written(scenarios: readonly ReportedScenario[], verdict: Run["verdict"] = "violated"): string {
  const file = join(temporaryFolder(), "report.html");
  writeFileSync(file, htmlReporter(runOf(scenarios, verdict, 1), { colour: 0, width: 80, page: pageAssets() }));
  return file;
}

const drawn: ReportedScenario = { ...violated, chart };
const two: ReportedScenario = {
  ...twoProjects,
  chart: {
    ...chart,
    projects: twoProjects.projects.flatMap(({ projectId }) => chart.projects.map((one) => ({ ...one, projectId }))),
  },
};

describe.skipIf(isMissing)("the page in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(() => browser?.close());

  it("opens without an error, asks for nothing but itself, and draws all its plots", async () => {
    const quiet = { ...drawn, chart: { ...chart, firings: [] } };
    const scenarios: readonly ReportedScenario[] = [drawn, two, { ...inconclusive, chart }, quiet, violated];
    const file = written(scenarios);
    const { page, errors, requests } = await open(browser, file);
    await readOn(page);
    const canvases = await coloursOfCanvases(page);
    const perProject = scenarios.flatMap((one) =>
      (one.chart?.projects ?? []).map(() => (one.chart?.firings.length ? 3 : 2)),
    );
    expect(canvases).toHaveLength(perProject.reduce((sum, count) => sum + count, 0));
    for (const colours of canvases) expect(colours).toBeGreaterThan(5);
    expect(await page.locator("svg .bar").count()).toBe(scenarios.filter((one) => one.chart !== undefined).length * 3);
    expect(errors).toEqual([]);
    expect(requests).toEqual([`file://${file}`]);
  });

  it("shows a payout in three lanes when its expander is opened", async () => {
    const { page } = await open(browser, written([drawn]));
    const expander = page.locator("details.timeline").nth(1);
    const lanes = expander.locator("thead th");
    expect(await lanes.first().isVisible()).toBe(false);
    await expander.locator("summary").click();
    expect(await lanes.first().isVisible()).toBe(true);
    expect(await lanes.allInnerTexts()).toEqual([
      "Time",
      "Client what was answered",
      "Ledger what was charged",
      "Node what was paid",
    ]);
    const rows = await expander
      .locator("tbody tr")
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    expect(rows).toEqual([
      ["+0.402 s", "", "charged 1,020", ""],
      ["+0.502 s", "", "", "node gave up"],
      ["", "", "never refunded", ""],
    ]);
  });

  it("has other colours in the dark, and when it is switched, and redraws its plots in them", async () => {
    const { page } = await open(browser, written([drawn]));
    const look = async () => {
      await readOn(page);
      const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      return { ground, canvas: await page.evaluate("document.querySelector('canvas').toDataURL()") };
    };
    const light = await look();
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await look();
    expect(dark.ground).not.toBe(light.ground);
    expect(dark.canvas).not.toBe(light.canvas);
    await page.getByRole("button", { name: "Light" }).click();
    expect(await look()).toEqual(light);
    await page.getByRole("button", { name: "Dark" }).click();
    expect(await look()).toEqual(dark);
  });

  it("has nothing that is wider than the screen, from a phone to a desk", async () => {
    const { page } = await open(browser, written([drawn, two, { ...inconclusive, chart }]));
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
    for (const width of [768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await readOn(page);
      expect(await overflowing(page)).toEqual([]);
    }
  });

  it("is written in colours that can be read, in the dark as well", async () => {
    const { page } = await open(browser, written([drawn, { ...inconclusive, chart }]));
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await readOn(page);
      expect(await faintTexts(page)).toEqual([]);
    }
  });

  it("copies the line that repeats the run", async () => {
    const { page } = await open(browser, written([drawn]));
    await page.locator("[data-copy]").click();
    await page.getByRole("button", { name: /Copied|Selected/ }).waitFor();
    const copied = await page.evaluate("navigator.clipboard.readText().catch(() => getSelection().toString())");
    expect(copied).toBe(violated.reproduce);
  });

  it("gives the printer everything opened and on white, and is as before afterwards", async () => {
    const { page } = await open(browser, written([drawn]), { dark: true });
    const state = "[document.querySelectorAll('details:not([open])').length, getComputedStyle(document.body).color]";
    const before = await page.evaluate(state);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.evaluate(state)).toEqual([0, "rgb(23, 32, 42)"]);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.evaluate(state)).toEqual(before);
    await page.pdf();
  });

  it("shows hostile text as text, wherever it comes from", async () => {
    const { page, errors, dialogs, requests } = await open(browser, written([hostileRun()]));
    await readOn(page);
    expect(await page.locator("img, iframe, object, a[href^='javascript']").count()).toBe(0);
    expect(await page.evaluate("window.owned")).toBeUndefined();
    expect({ errors, dialogs, requests: requests.length }).toEqual({ errors: [], dialogs: [], requests: 1 });
    const text = await page.evaluate("document.body.textContent");
    expect(String(text).split(HOSTILE).length).toBeGreaterThan(15);
  });
});

const HOSTILE = `</script><img src=x onerror="window.owned=1;alert(1)"><script>window.owned=1</script>'"--><!--`;

/** A run in which every text that can come from outside is hostile. */
function hostileRun(): ReportedScenario {
  const example = { key: HOSTILE, timeline: [HOSTILE], events: [{ atMs: 1, by: "node", text: HOSTILE } as const] };
  return {
    ...violated,
    scenario: HOSTILE,
    description: HOSTILE,
    strategy: HOSTILE,
    target: HOSTILE,
    projects: violated.projects.map((project) => ({ ...project, projectId: HOSTILE })),
    findings: violated.findings.map((finding) => ({
      ...finding,
      projects: [{ projectId: HOSTILE, payouts: 1, msat: 1_000 }],
      examples: [example],
    })),
    faults: [{ name: HOSTILE, planned: 1, fired: 1 }],
    metrics: { ...violated.metrics, [HOSTILE]: { count: 1 } } as ReportedScenario["metrics"],
    thresholds: [{ metric: HOSTILE, expression: HOSTILE, ok: false, value: null }],
    alerts: [{ name: HOSTILE, severity: "critical", when: HOSTILE, fired: true, value: 1 }],
    doubts: [{ kind: "read-failed", what: "balance", projectId: HOSTILE, reason: HOSTILE }],
    notes: [HOSTILE],
    interrupted: { kind: "signal", signal: HOSTILE },
    reproduce: HOSTILE,
    source: { file: HOSTILE, locate: () => ({ file: HOSTILE, line: 1 }) },
    chart: {
      ...chart,
      projects: chart.projects.map((project) => ({ ...project, projectId: HOSTILE })),
      phases: [{ name: HOSTILE, startMs: 0, endMs: 100 }],
      firings: [{ atMs: 50, fault: HOSTILE }],
    },
  };
}
