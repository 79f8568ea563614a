import { Document, isCollection, isMap, isSeq, type Node, visit } from "yaml";

/** The longest map or list that stands on one line, in characters of its JSON. */
const ONE_LINE = 90;

/** Writes a value as YAML that reads as if it were written by hand: what is short stands on one line. The comment is above it, without its `#`. */
export function writeYaml(value: object, comment = ""): string {
  const document = new Document(value);
  visit(document, {
    Collection(key, node) {
      if (key !== null && isShort(node)) node.flow = true;
    },
  });
  const above = comment === "" ? "" : `${comment.replaceAll(/^(?=.)/gm, " ").replaceAll(/^/gm, "#")}\n\n`;
  return above + document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Lists of maps have a line for each. */
function isShort(node: Node): boolean {
  if (!isCollection(node)) return false;
  if (isSeq(node) && node.items.some(isMap)) return false;
  return JSON.stringify(node.toJSON()).length <= ONE_LINE;
}
