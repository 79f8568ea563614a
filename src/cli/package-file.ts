/**
 * A file or folder that is shipped with this package, by its path from the root of the package. `src/cli` and the built `dist/cli` both
 * lie two levels below the root, and the bundle puts every module of the program into `dist/cli`: so only a file directly in this folder
 * can count the levels.
 */
export function packageFile(path: string): URL {
  return new URL(`../../${path}`, import.meta.url);
}
