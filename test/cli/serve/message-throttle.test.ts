import { describe, expect, it } from "vitest";
import { throttleMessages } from "../../../src/cli/serve/message-throttle.ts";
import { createVirtualClock } from "../../domain/virtual-clock.ts";

describe("what is said seldom", () => {
  it("is said at once, then once in five seconds, with how often it was not said", async () => {
    const clock = createVirtualClock();
    const said: string[] = [];
    const say = throttleMessages((message) => said.push(message), clock);
    for (const message of ["full", "full", "locked", "full"]) say(message);
    await clock.advance(4_999);
    say("full");
    expect(said).toEqual(["full", "locked"]);
    await clock.advance(1);
    for (const message of ["locked", "full", "full"]) say(message);
    expect(said.slice(2)).toEqual(["locked", "full (3 more since the last line)"]);
  });
});
