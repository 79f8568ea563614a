import { formatChangeInSats } from "../domain/format.ts";
import { stripControls } from "../text/strip-controls.ts";
import { pad, textWidth, truncateMiddle, widest } from "../text/width.ts";
import { hangingIndent, wrapText } from "../text/wrap.ts";
import { conclusionText } from "./conclusion-text.ts";
import type { Run } from "./report.ts";
import { driftSign, totalDrift } from "./statement-table.ts";
import { paint, type Theme } from "./theme.ts";
import { declarationText, subjectOf } from "./wording.ts";

/** A shorter name could not be told from another. */
const SHORTEST_NAME = 12;

/** One line per scenario: its sign, name, strategy or target, verdict and drift, and below it a remark that the line has no room for. */
export function briefLines({ scenarios }: Run, width: number, theme: Theme): string[] {
  const rows = scenarios.map((scenario) => {
    const { sign, word, remark } = conclusionText(scenario);
    const drift = totalDrift(scenario.projects);
    return {
      sign,
      remark,
      drift: driftSign(drift),
      name: stripControls(scenario.scenario),
      subject: subjectOf(scenario),
      word: word.toLowerCase(),
      sats: formatChangeInSats(drift),
      declared: declarationText(scenario) === undefined ? [] : ["injected timeouts count as never paid"],
    };
  });
  const columns = {
    subject: widest(rows.map(({ subject }) => subject)),
    word: widest(rows.map(({ word }) => word)),
    sats: widest(rows.map(({ sats }) => sats)),
  };
  // Names and subjects share what the other parts and the gaps leave.
  const room = width - (3 + 3 + columns.word + 3 + columns.sats);
  const isRoomForSubjects = room >= 2 * SHORTEST_NAME + 3;
  const forNames = isRoomForSubjects ? Math.max(SHORTEST_NAME, room - 3 - columns.subject) : room;
  const names = Math.min(widest(rows.map(({ name }) => name)), forNames);
  const subjects = isRoomForSubjects ? Math.min(columns.subject, room - 3 - names) : 0;
  return rows.flatMap(({ sign, name, subject, word, remark, sats, drift, declared }) => {
    const parts = [
      theme.strong(pad(truncateMiddle(name, names), names)),
      ...(subjects === 0 ? [] : [pad(truncateMiddle(subject, subjects), subjects)]),
      paint(sign, pad(word, columns.word), theme),
      paint(drift, sats.padStart(columns.sats), theme),
    ];
    const line = ` ${paint(sign, sign, theme)} ${parts.join("   ")}`;
    const whole = [...(remark === "" ? [] : [remark]), ...declared].join("; ");
    if (whole === "") return [line];
    if (names + 3 + subjects + 3 + textWidth(whole) <= room) return [`${line}   ${whole}`];
    // The sign already says that it was expected.
    const below = sign === "✓" ? declared.join("") : whole;
    return [line, ...(below === "" ? [] : hangingIndent("   ", 3, wrapText(below, width - 3)))];
  });
}
