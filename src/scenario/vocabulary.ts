import type { Vocabulary } from "../document/check.ts";
import { shown } from "../document/messages.ts";
import type { Path } from "../document/path.ts";
import type { Subject } from "../document/source.ts";
import { crashPoints } from "../domain/crash-point.ts";
import { formerKeys, formerValues } from "../domain/former-names.ts";
import { moments } from "../domain/moment.ts";

/** How messages call a scenario file. */
export const scenarioSubject: Subject = { noun: "scenario", holds: "scenario" };

/** What messages know about the keys and values of a scenario beyond its schema. */
export const scenarioVocabulary: Vocabulary = {
  nounOf: ([top, ...below]) => {
    if (top === "load" && below.at(-1) === "faults") return "fault";
    return top === "thresholds" ? "metric" : "key";
  },
  unknownKey(map, key) {
    const former = formerKeys.find(({ was }) => was.join() === [...map, key].join());
    if (former !== undefined) {
      const { was, now, as } = former;
      return `${was.join(".")} was renamed: write ${now}${as === undefined ? "" : `, as in ${as}`}`;
    }
    if (!isFaults(map)) return undefined;
    if (crashPoints.some((point) => point === key)) {
      return `${shown(key)} is a crash point, not a fault: write crashes: [{ at: ${key} }]`;
    }
    if (!moments.some((moment) => moment === key)) return undefined;
    return `${shown(key)} is a moment, not a fault: write crashes: [{ when: ${key} }]`;
  },
  formerValues,
};

function isFaults(map: Path): boolean {
  return scenarioVocabulary.nounOf(map) === "fault";
}
