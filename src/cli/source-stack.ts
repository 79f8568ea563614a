import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * What a bug leaves behind, in lines of our own source. The program is a bundle, and its maps are read only here, when there is a bug:
 * `--enable-source-maps` would read each of them at every start.
 */
export function sourceStack(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.replaceAll(
    /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g,
    (place, url: string, line: string, column: string) => sourcePlace(url, Number(line), Number(column)) ?? place,
  );
}

/** The line and column of our source behind a place in the bundle; undefined for what is not ours, or has no map. */
function sourcePlace(url: string, line: number, column: number): string | undefined {
  const map = `${fileURLToPath(url)}.map`;
  if (!existsSync(map)) return undefined;
  const entry = new SourceMap(JSON.parse(readFileSync(map, "utf8"))).findEntry(line - 1, column - 1);
  if (!("originalSource" in entry) || entry.originalSource === undefined) return undefined;
  return `${entry.originalSource.replace(/^(\.\.\/)+/, "")}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}
