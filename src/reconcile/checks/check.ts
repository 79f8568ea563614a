import type { FindingKind } from "../../domain/finding.ts";
import type { Evidence, Statement } from "../statement.ts";

/** One question asked of the statement. Its hits are bad news; none at all is good news. */
export type Check = (statement: Statement) => Iterable<Evidence>;

/** One check for each kind of finding. */
export type Checks = Readonly<Record<FindingKind, Check>>;
