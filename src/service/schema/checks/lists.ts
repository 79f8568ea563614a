import { usesName } from "../reads.ts";
import { at, type Check, has, type Mistake, type Raw } from "./raw.ts";

/** Lists are read page by page in one way, which their call and their keys agree on. */
export const lists: Check = (file) => ["entries", "payouts"].flatMap((key) => paging(key, at(file, key)));

const ways = ["cursor", "page", "offset"] as const;

function paging(key: string, list: Raw): readonly Mistake[] {
  if (list === undefined) return [];
  const request = ["call", "query", "headers", "body", "form", "graphql"].map((part) => at(list, part));
  const [used, another] = ways.filter((way) => usesName(request, way));
  if (another !== undefined) {
    return [
      {
        path: [key, "call"],
        message: `a list is paged by one of \${cursor}, \${page} and \${offset} (got \${${used}} and \${${another}})`,
      },
    ];
  }
  const mistakes: Mistake[] = [];
  if (has(list, "next") && used !== "cursor") {
    mistakes.push({
      path: [key, "next"],
      message: `${key} finds the next cursor and never sends it: write \${cursor} into its call`,
    });
  }
  if (used === "cursor" && !has(list, "next") && !has(list, "id")) {
    mistakes.push({
      path: [key],
      message: `\${cursor} needs next, where the answer has the next one, or id, for the id of the last row`,
    });
  }
  if (has(list, "firstPage") && used !== "page") {
    mistakes.push({
      path: [key, "firstPage"],
      message: `firstPage is the first \${page}, which the call of ${key} does not send`,
    });
  }
  return mistakes;
}
