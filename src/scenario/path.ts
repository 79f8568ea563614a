/** The steps from the top of a scenario to a value in it. */
export type Path = readonly PropertyKey[];

const STEP = /^(?:"([^"]+)"|([^."]+))(?:\.(?=.)|$)/;

/**
 * Reads a path such as `load.0.faults.timeout`: keys and indices from the top of the scenario. A key with a dot in it is quoted:
 * `projects."shop.eu".balance`. Undefined where the text is not a path.
 */
export function parsePath(text: string): readonly string[] | undefined {
  const path: string[] = [];
  for (let rest = text.trim(); rest !== ""; ) {
    const [whole, quoted, bare] = STEP.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    path.push(quoted ?? bare ?? "");
    rest = rest.slice(whole.length);
  }
  return path.length === 0 ? undefined : path;
}

/** A path as `parsePath` reads it. */
export function pathText(path: Path): string {
  return path.map((step) => (/[."=]/.test(String(step)) ? `"${String(step)}"` : String(step))).join(".");
}
