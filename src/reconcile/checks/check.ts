import type { FindingKind } from "../../domain/finding.ts";
import type { Evidence, Statement } from "../statement.ts";

/** Searches the statement for one kind of finding. */
export type Check = (statement: Statement) => Iterable<Evidence>;

/** One check for each kind of finding. */
export type Checks = Readonly<Record<FindingKind, Check>>;
