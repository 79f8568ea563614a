import { describe, expect, it } from "vitest";
import { historyOf } from "../../../src/explore/history.ts";
import { exploreHtml } from "../../../src/report/html/explore-page.ts";
import { htmlReporter } from "../../../src/report/html/page.ts";
import { sequenceDiagram } from "../../../src/report/html/sequence-diagram.ts";
import { event, finding, refundedTooEarly } from "../../explore/traces.ts";
import { runOf, violated } from "../samples.ts";

const none = { late: new Map<string, number>() };
const history = historyOf(refundedTooEarly, finding("paid-not-charged"), none);

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

describe("a sequence diagram", () => {
  const { text } = sequenceDiagram(history, "one");

  it("has a lifeline for each lane in which something happens, and a mark for each event", () => {
    expect(count(text, /<g class="lane /g)).toBe(5);
    expect(count(text, /<g class="event/g)).toBe(8);
    expect(count(text, /<g class="event cited"/g)).toBe(3);
    expect([count(text, /<path /g), count(text, /<circle /g)]).toEqual([6, 2]);
    const two = sequenceDiagram(historyOf(refundedTooEarly.slice(0, 1), finding("double-paid"), none));
    expect(count(two.text, /<g class="lane /g)).toBe(2);
  });

  it("says the same in words to those who cannot see it", () => {
    expect(text).toContain('role="img"');
    expect(text).toContain('aria-labelledby="one-title one-words"');
    expect(text).toContain('<title id="one-title">Sequence diagram: paid-not-charged</title>');
    expect(text).toContain("6: at 1 ms, worker to ledger: refund +1,020 → 100,000.");
    expect(text).toContain(`In short: ${history.contradiction}.`);
  });

  it("runs nothing and loads nothing", () => {
    expect(text).not.toMatch(/<script|<style|style=|href=|url\(|\son\w+=/);
  });

  it("escapes what a service has said", () => {
    const hostile = event(0, "answered", "service", { to: "client", text: '504 <script>alert("x")</script> & co' });
    const { text: escaped } = sequenceDiagram(historyOf([hostile], finding("double-paid"), none));
    expect(escaped).not.toContain("<script");
    expect(escaped).toContain("&lt;script&gt;");
  });

  it("is part of the report of a run that was traced", () => {
    const page = htmlReporter(runOf([{ ...violated, history }], "violated", 1), { colour: 0, width: 80 });
    expect(page).toContain('<h3 id="s1-history">History of paid-not-charged</h3>');
    expect(page).toContain('<svg class="sequence"');
    expect(htmlReporter(runOf([violated], "violated", 1), { colour: 0, width: 80 })).not.toContain('class="sequence"');
  });
});

describe("the page of what exploring has found", () => {
  const styles = [{ text: "body {}", sha256: "abc=" }];
  const page = exploreHtml(
    {
      history,
      name: "smallest <b>",
      scenario: "name: smallest\nload:\n  - payouts: 1 # <i>\n",
      sentence: "Found after 12 schedules.",
      reproduce: "npx chaos-payout run 'a & b.yaml'",
      version: "0.0.0",
    },
    { styles },
  );

  it("has the history, the scenario and the command, escaped", () => {
    expect(page).toContain("<h1>paid-not-charged <small>smallest &lt;b&gt;</small></h1>");
    expect(page).toContain("<p>Found after 12 schedules.</p>");
    expect(page).toContain("<code>name: smallest\nload:\n  - payouts: 1 # &lt;i&gt;\n</code>");
    expect(page).toContain("npx chaos-payout run &#39;a &amp; b.yaml&#39;");
  });

  it("allows its own style alone, and no script", () => {
    expect(page).toContain("style-src &#39;sha256-abc=&#39;; script-src &#39;none&#39;");
    expect(page).not.toContain("<script");
  });
});
