import type { DurationHistogram } from "../../domain/chart.ts";
import { counted, formatElapsed, formatInteger } from "../../domain/format.ts";
import { html, type Markup } from "../../text/html.ts";
import type { ReportedScenario } from "../report.ts";

/** The height of the bars of one outcome, in pixels. */
const HEIGHT = 56;

const QUANTILES = ["p(50)", "p(95)", "p(99)"] as const;

/** A histogram of durations for each outcome, on a logarithmic axis. Places are percentages, so that it fits a screen of any width. */
export function latency({ chart }: ReportedScenario, id: string): Markup | false {
  if (chart === undefined || chart.durations.length === 0) return false;
  const axis = axisOf(chart.durations);
  return html`<h3 id="${id}-latency">Latency by outcome</h3>
<p class="faint">From the first request of a payout to its last answer, on a logarithmic axis. The bars of each outcome are scaled to its
tallest. The lines mark p(50), p(95) and p(99).</p>
<div class="latency">
${chart.durations.map((histogram) => outcomeRow(histogram, axis))}
<svg class="axis" width="100%" height="22" aria-hidden="true">${axis.ticks.map((ms) => tick(ms, axis))}</svg>
</div>`;
}

interface Axis {
  /** The place of a duration, as a share of the width. */
  readonly at: (ms: number) => number;
  readonly ticks: readonly number[];
}

function axisOf(histograms: readonly DurationHistogram[]): Axis {
  const edges = histograms.flatMap(({ buckets }) => buckets.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
  // Zero has no logarithm, so durations below 0.1 ms are at the left edge.
  const least = Math.floor(Math.log10(Math.max(0.1, Math.min(...edges))) * 2) / 2;
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(0.1, ...edges)) * 2) / 2);
  const at = (ms: number) => Math.max(0, Math.min(1, (Math.log10(Math.max(ms, 1e-9)) - least) / (most - least)));
  const decades = Array.from(
    { length: Math.floor(most) - Math.ceil(least) + 1 },
    (_, index) => 10 ** (Math.ceil(least) + index),
  );
  const ticks = decades.length > 3 ? decades : decades.flatMap((ms) => [ms, 2 * ms, 5 * ms]);
  return { at, ticks: ticks.filter((ms) => Math.log10(ms) <= most + 1e-9) };
}

function outcomeRow({ outcome, count, buckets, quantiles }: DurationHistogram, axis: Axis): Markup {
  const fullest = Math.max(...buckets.map((bucket) => bucket.count));
  const figures = [...QUANTILES, "max" as const].map((name) => `${name} ${formatElapsed(quantiles[name])}`);
  return html`<div class="outcome ${outcome}">
<p><strong>${outcome}</strong> <span>${counted(count, "payout")}</span> <span class="faint">${figures.join(" · ")}</span></p>
<svg width="100%" height="${HEIGHT}" role="img" aria-label="${outcome}: ${figures.join(", ")}">
${axis.ticks.map((ms) => html`<line class="grid" x1="${percent(axis.at(ms))}" x2="${percent(axis.at(ms))}" y1="0" y2="${HEIGHT}"/>`)}
${buckets.map(({ fromMs, toMs, count }) => {
  const height = Math.max(2, (count / fullest) * (HEIGHT - 4));
  const [left, right] = [axis.at(fromMs), axis.at(toMs)];
  return html`<rect class="bar" x="${percent(left)}" width="${percent(Math.max(0.002, right - left))}" y="${(HEIGHT - height).toFixed(1)}" height="${height.toFixed(1)}"><title>${formatInteger(count)} from ${formatElapsed(fromMs)} to ${formatElapsed(toMs)}</title></rect>`;
})}
${QUANTILES.map((name) => {
  const x = percent(axis.at(quantiles[name]));
  return html`<line class="quantile" x1="${x}" x2="${x}" y1="0" y2="${HEIGHT}"><title>${name} ${formatElapsed(quantiles[name])}</title></line>`;
})}
</svg></div>\n`;
}

function tick(ms: number, { at }: Axis): Markup {
  const place = at(ms);
  const anchor = place < 0.03 ? "start" : place > 0.97 ? "end" : "middle";
  const kind = Number.isInteger(Math.log10(ms)) ? "major" : "minor";
  return html`<text class="${kind}" x="${percent(place)}" y="15" text-anchor="${anchor}">${label(ms)}</text>`;
}

function label(ms: number): string {
  return ms >= 1000 ? `${formatInteger(ms / 1000)} s` : `${Number(ms.toPrecision(1))} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
