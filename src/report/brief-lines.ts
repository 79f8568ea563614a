import { formatChange, formatChangeInSats } from "../domain/format.ts";
import { stripControls } from "../text/strip-controls.ts";
import { pad, textWidth, truncateMiddle } from "../text/width.ts";
import { hangingIndent, wrapText } from "../text/wrap.ts";
import { conclusionText } from "./conclusion-text.ts";
import type { Run } from "./report.ts";
import { paintDrift, totalDrift } from "./statement-table.ts";
import { paint, type Theme } from "./theme.ts";
import { shortDeclarationText, subjectOf } from "./wording.ts";

/** The fewest columns in which a scenario or a target can still be told from another. */
const SHORTEST_NAME = 12;

/**
 * A line for each scenario and nothing else: its sign, its name, its strategy or target, its verdict and its drift; and below it
 * the reason for bad news where the verdict does not say it and the line has no room.
 */
export function briefLines({ scenarios }: Run, width: number, theme: Theme): string[] {
  const rows = scenarios.map((scenario) => {
    const { sign, word, remark } = conclusionText(scenario);
    const drift = totalDrift(scenario.projects);
    const declaration = shortDeclarationText(scenario);
    return {
      ...{
        sign,
        drift,
        name: stripControls(scenario.scenario),
        subject: subjectOf(scenario),
      },
      ...{
        word: word.toLowerCase(),
        remark,
        declaration,
        sats: drift === null ? `${formatChange(drift)} sats` : formatChangeInSats(drift),
      },
    };
  });
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(textWidth));
  const columns = {
    subject: widest(rows.map(({ subject }) => subject)),
    word: widest(rows.map(({ word }) => word)),
    sats: widest(rows.map(({ sats }) => sats)),
  };
  // The sign with a space on either side, and three spaces between the parts; names and subjects share what is left.
  const room = width - (3 + 3 + columns.word + 3 + columns.sats);
  const isRoomForSubjects = room >= 2 * SHORTEST_NAME + 3;
  const forNames = isRoomForSubjects ? Math.max(SHORTEST_NAME, room - 3 - columns.subject) : room;
  const names = Math.min(widest(rows.map(({ name }) => name)), forNames);
  const subjects = isRoomForSubjects ? Math.min(columns.subject, room - 3 - names) : 0;
  return rows.flatMap(({ sign, name, subject, word, remark, sats, drift, declaration }) => {
    const parts = [
      theme.strong(pad(truncateMiddle(name, names), names)),
      ...(subjects === 0 ? [] : [pad(truncateMiddle(subject, subjects), subjects)]),
      paint(sign, pad(word, columns.word), theme),
      paintDrift(drift, sats.padStart(columns.sats), theme),
    ];
    const line = ` ${paint(sign, sign, theme)} ${parts.join("   ")}`;
    const declared = declaration === undefined ? [] : [declaration];
    const whole = [...(remark === "" ? [] : [remark]), ...declared].join("; ");
    if (whole === "") return [line];
    if (names + 3 + subjects + 3 + textWidth(whole) <= room) return [`${line}   ${whole}`];
    // The sign says that it was expected; nothing else says what a verdict rests on.
    const below = sign === "✓" ? declared.join("") : whole;
    return [line, ...(below === "" ? [] : hangingIndent("   ", 3, wrapText(below, width - 3)))];
  });
}
