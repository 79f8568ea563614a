/** A shipped file or folder, by its path from the root of the package. `src/cli` and the bundle in `dist/cli` both lie two levels below it. */
export function packageFile(path: string): URL {
  return new URL(`../../${path}`, import.meta.url);
}
