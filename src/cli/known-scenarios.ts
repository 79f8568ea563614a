import { sep } from "node:path";
import { type Filters, isChosenFile, nothingChosen } from "./scenarios/filter.ts";
import { nameOf, type ReadScenario, readCatalog, readScenario, scenarioFile, stem } from "./scenarios/load.ts";

/** A file with where it lies: below ./scenarios, or in the package. */
export interface KnownScenario extends ReadScenario {
  readonly origin: "local" | "shipped";
}

/**
 * Every scenario that a name can mean and that `filters` choose, the local ones first. One that cannot be read is there with its problem.
 * @throws UsageError where none is chosen.
 */
export async function readKnownScenarios(cwd: string, filters: Filters = []): Promise<readonly KnownScenario[]> {
  const catalog = await readCatalog(cwd);
  const read = (origin: KnownScenario["origin"]) => (path: string) => {
    const each = scenarioFile(path, cwd, catalog);
    return { origin, each, sources: [path], result: readScenario(each, cwd) };
  };
  // In the folder of this package itself, its scenarios are the local ones.
  const elsewhere = catalog.shipped.filter((path) => !catalog.local.includes(path));
  const all = [...catalog.local.map(read("local")), ...elsewhere.map(read("shipped"))];
  const chosen = all.filter(({ each, result }) => isChosenFile(filters, stem(each.path), result));
  if (chosen.length === 0) throw nothingChosen(filters, all.map(nameOf));
  // What lies at the top of its folder is what people run most.
  const depth = ({ each }: ReadScenario) => each.path.split(sep).length;
  return chosen.sort((left, right) => left.origin.localeCompare(right.origin) || depth(left) - depth(right));
}
