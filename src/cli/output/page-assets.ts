import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PagePart, PageParts } from "../../report/report.ts";
import { packageFile } from "../package-file.ts";

/** Reads the styles and scripts that the html report embeds: our own and those of the plot library. */
export function pageAssets(): PageParts {
  const uplot = dirname(createRequire(import.meta.url).resolve("uplot/package.json"));
  const library = (file: string) => readFileSync(join(uplot, file), "utf8");
  const own = (file: string) => readFileSync(packageFile(`page/${file}`), "utf8");
  // The licence must stay with the library.
  const licence = `/* uPlot\n\n${library("LICENSE").trim()}\n*/\n`;
  return {
    styles: [licence + library("dist/uPlot.min.css"), own("page.css")].map(asset),
    scripts: [licence + library("dist/uPlot.iife.min.js"), own("controls.js"), own("plots.js")].map(asset),
  };
}

/** Browsers turn every line break into a line feed before they hash. */
function asset(text: string): PagePart {
  const normalized = `\n${text.replaceAll("\r\n", "\n").trim()}\n`;
  return { text: normalized, sha256: createHash("sha256").update(normalized).digest("base64") };
}
