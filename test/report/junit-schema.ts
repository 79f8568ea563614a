import { readFileSync } from "node:fs";
import { XmlDocument, XsdValidator } from "libxml2-wasm";

const schema = XmlDocument.fromString(readFileSync(new URL("./junit.xsd", import.meta.url), "utf8"));
const validator = XsdValidator.fromDoc(schema);

/** What keeps a text from being a report as test/report/junit.xsd describes it; "" for nothing. */
export function schemaErrors(text: string): string {
  try {
    const document = XmlDocument.fromString(text);
    try {
      validator.validate(document);
      return "";
    } finally {
      document.dispose();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The values that an XPath expression finds in a report, as a reader of XML sees them. */
export function found(text: string, xpath: string): readonly string[] {
  const document = XmlDocument.fromString(text);
  try {
    return document.find(xpath).map((node) => node.content);
  } finally {
    document.dispose();
  }
}
