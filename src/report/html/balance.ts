import type { ChartPoint, ProjectChart, RunChart } from "../../domain/chart.ts";
import { formatChangeInSats, formatElapsed, formatSats } from "../../domain/format.ts";
import { satsOf } from "../../domain/money.ts";
import { dataBlock, html, type Markup } from "../../text/html.ts";
import type { ReportedScenario } from "../report.ts";

/** The balances over time: room for the plots of a script, its data, and the same in words for those who cannot see it. */
export function balancePlots({ chart }: ReportedScenario, id: string): Markup | false {
  if (chart === undefined || chart.projects.length === 0) return false;
  return html`<h3 id="${id}-balance">Balance over time</h3>
${chart.projects.map((project, index) => plot(project, chart, id, index))}
${dataBlock(`${id}-chart`, drawn(chart))}`;
}

function plot(project: ProjectChart, chart: RunChart, id: string, index: number): Markup {
  const from = project.actualFrom === "entries" ? "from the entries of the ledger" : "from the balances that were read";
  const name = `${id}-plot-${index + 1}`;
  return html`<figure class="plot">
<figcaption id="${name}">${chart.projects.length > 1 && html`<strong>${project.projectId}</strong> `}<span class="key expected">expected</span>
<span class="faint">what the node settled</span> <span class="key actual">actual</span> <span class="faint">${from}</span></figcaption>
<div class="canvas" data-chart="${id}-chart" data-project="${index}" role="img" aria-labelledby="${name} ${name}-words"></div>
<noscript><p class="faint">The plot needs JavaScript, which is disabled here. The table shows the same figures.</p></noscript>
<p class="faint">While payouts are in flight, the two differ by what is charged but not yet settled; what remains at the end is the drift.
Drag to zoom in; double-click to zoom out.</p>
<p class="heard" id="${name}-words">${inWords(project, chart)}</p>
</figure>`;
}

function inWords({ expected, actual }: ProjectChart, { phases, firings }: RunChart): string {
  const goes = (what: string, [first, ...others]: readonly ChartPoint[]) =>
    first === undefined
      ? `The ${what} balance is not known.`
      : `The ${what} balance goes from ${formatSats(first.msat)} to ${formatSats((others.at(-1) ?? first).msat)} sats.`;
  const text = [goes("expected", expected), goes("actual", actual)];
  const [should, is] = [expected.at(-1), actual.at(-1)];
  if (should !== undefined && is !== undefined)
    text.push(`At the end they differ by ${formatChangeInSats(is.msat - should.msat)}.`);
  const named = phases.map(
    ({ name, startMs, endMs }) => `${name} from ${formatElapsed(startMs)} to ${formatElapsed(endMs)}`,
  );
  if (named.length > 0) text.push(`Phases: ${named.join("; ")}.`);
  const [first, last] = [firings[0], firings.at(-1)];
  if (first !== undefined && last !== undefined)
    text.push(`Faults fired between ${formatElapsed(first.atMs)} and ${formatElapsed(last.atMs)}.`);
  return text.join(" ");
}

/** The data of the script, as columns: half as long as points. */
function drawn({ projects, phases, drain, firings, endMs }: RunChart) {
  const faults = [...new Set(firings.map(({ fault }) => fault))];
  return {
    projects: projects.map(({ expected, actual }) => ({ expected: columns(expected), actual: columns(actual) })),
    phases: phases.map(({ name, startMs, endMs }) => ({ name, startMs: short(startMs), endMs: short(endMs) })),
    drain: drain === null ? null : { startMs: short(drain.startMs), endMs: short(drain.endMs) },
    faults: faults.map((fault) => ({
      name: fault,
      atMs: firings.filter((firing) => firing.fault === fault).map(({ atMs }) => short(atMs)),
    })),
    endMs: short(endMs),
  };
}

function columns(points: readonly ChartPoint[]) {
  return { atMs: points.map(({ atMs }) => short(atMs)), sats: points.map(({ msat }) => satsOf(msat)) };
}

function short(ms: number): number {
  return Math.round(ms * 10) / 10;
}
