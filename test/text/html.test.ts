import { describe, expect, it } from "vitest";
import { dataBlock, html, Markup } from "../../src/text/html.ts";

const HOSTILE = `</script><img src=x onerror="alert('1')">&amp;`;

describe("a template of markup", () => {
  it("escapes every text that is put into it, also among others and in attributes", () => {
    const safe = "&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;";
    expect(html`<p title="${HOSTILE}">${HOSTILE} ${[HOSTILE, [HOSTILE]]}</p>`.text).toBe(
      `<p title="${safe}">${safe} ${safe}${safe}</p>`,
    );
  });

  it("takes markup as it is, figures as text, and nothing as nothing", () => {
    expect(html`${html`<b>${1}</b>`}${[]}${null}${undefined}${false}${0}${new Markup("<i>")}`.text).toBe(
      "<b>1</b>0<i>",
    );
  });

  it("leaves out what hides in text: escape sequences, control characters, and marks that turn it round", () => {
    expect(html`${"a\u001b[31mb\u0000c\u202ed"}`.text).toBe("abcd");
  });
});

describe("a block of data", () => {
  it("cannot be ended by what is in it, and is read as it was", () => {
    const { text } = dataBlock("d", { name: HOSTILE, comment: "<!--<script>" });
    const [, json = ""] = /^<script type="application\/json" id="d">(.*)<\/script>$/.exec(text) ?? [];
    expect(json).not.toContain("<");
    expect(JSON.parse(json)).toEqual({ name: HOSTILE, comment: "<!--<script>" });
  });
});
