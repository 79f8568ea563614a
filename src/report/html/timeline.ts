import type { Example, Observer, TimelineEvent } from "../../domain/finding.ts";
import { formatElapsed, formatMoment } from "../../domain/format.ts";
import { html, type Markup } from "../../text/html.ts";

const lanes = ["client", "ledger", "node"] as const satisfies readonly Observer[];

const titles = {
  client: ["Client", "what was answered"],
  ledger: ["Ledger", "what was charged"],
  node: ["Node", "what was paid"],
} as const satisfies Record<Observer, readonly [string, string]>;

/** The middle of a lane, in pixels. */
const middle = (lane: number) => 12 + 24 * lane;

/** One payout as three observers saw it: a drawing to scale, for the eye alone, and a table with one moment per row. */
export function timeline({ key, events }: Example, open: boolean): Markup {
  return html`<details class="timeline"${open && html` open`}><summary><span class="payout">${key}</span> <span class="gist">${events.at(-1)?.text}</span></summary>
${strip(events)}
<div><table>
<thead><tr><th scope="col">Time</th>${lanes.map((lane) => html`<th scope="col" class="${lane}">${titles[lane][0]} <small>${titles[lane][1]}</small></th>`)}</tr></thead>
<tbody>${events.map(momentRow)}</tbody>
</table></div></details>`;
}

function momentRow({ atMs, by, text }: TimelineEvent): Markup {
  const time = html`<th scope="row" class="number">${atMs === null ? "" : formatMoment(atMs)}</th>`;
  const never = atMs === null ? " never" : "";
  if (by === null) return html`<tr>${time}<td class="all${never}" colspan="3">${text}</td></tr>\n`;
  const cells = lanes.map((lane) =>
    lane === by
      ? html`<td class="${lane}${never}" data-lane="${titles[lane][0]}">${text}</td>`
      : html`<td class="empty"></td>`,
  );
  return html`<tr>${time}${cells}</tr>\n`;
}

function strip(moments: readonly TimelineEvent[]): Markup | false {
  const times = moments.flatMap(({ atMs }) => atMs ?? []);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  if (times.length < 2 || to - from <= 0) return false;
  const x = (atMs: number) => `${(((atMs - from) / (to - from)) * 100).toFixed(2)}%`;
  return html`<div class="strip" aria-hidden="true"><div>${lanes.map((lane) => html`<span>${titles[lane][0]}</span>`)}</div>
<svg width="100%" height="92">
${lanes.map((_, index) => html`<line class="lane" x1="0" x2="100%" y1="${middle(index)}" y2="${middle(index)}"/>`)}
${moments.map(({ atMs, by, text }) => {
  if (atMs === null || by === null) return false;
  return html`<circle class="${by}" cx="${x(atMs)}" cy="${middle(lanes.indexOf(by))}" r="5"><title>${text}</title></circle>`;
})}
<text x="0" y="86">${formatMoment(from)}</text><text x="50%" y="86" text-anchor="middle">${formatElapsed(to - from)}</text><text x="100%" y="86" text-anchor="end">${formatMoment(to)}</text>
</svg></div>`;
}
