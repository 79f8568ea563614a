import type { BeginFault } from "./fault.ts";

/** The next commit is made, and its error says nothing about that: the connection to the database breaks while it commits. */
export const commitUnknown: BeginFault = ({ flush, spoilNextCommit }) => {
  flush();
  const error = Object.assign(new Error("disk I/O error"), { code: "SQLITE_IOERR" });
  spoilNextCommit(error);
  return { causes: (each) => each === error, end: () => {} };
};
