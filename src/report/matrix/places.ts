import { type MatrixFault, type MatrixPlace, matrixPlaces } from "../../domain/matrix.ts";

/** The places of faults as headings. */
export const placeNames: Readonly<Record<MatrixPlace, string>> = {
  payment: "payment",
  lookup: "look-up",
  provider: "provider",
  wire: "wire",
  callback: "callbacks",
  process: "process",
  storage: "storage",
  client: "client",
  money: "money",
};

/** The faults of each place that has any, in the order of the table. */
export function byPlace(
  faults: readonly MatrixFault[],
): readonly { readonly place: MatrixPlace; readonly faults: readonly MatrixFault[] }[] {
  return matrixPlaces
    .map((place) => ({ place, faults: faults.filter((each) => each.place === place) }))
    .filter((group) => group.faults.length > 0);
}
