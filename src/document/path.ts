/** The keys and indices that lead to a value in a file. */
export type Path = readonly PropertyKey[];

const STEP = /^(?:"([^"]+)"|([^."]+))(?:\.(?=.)|$)/;

/** Reads a path such as `load.0.faults.timeout` or `projects."shop.eu".balance`; undefined where the text is not a path. */
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

/** Writes a path as `parsePath` reads it. */
export function pathText(path: Path): string {
  return path.map((step) => (/[."=]/.test(String(step)) ? `"${String(step)}"` : String(step))).join(".");
}
