import type { DialectName } from "../../domain/dialect.ts";
import type { Dialect } from "./dialect.ts";

/** A dialect that is named but not written yet. */
export function planned(name: DialectName): () => Promise<Dialect> {
  return () => Promise.reject(new Error(`the dialect ${name} is not written yet`));
}
