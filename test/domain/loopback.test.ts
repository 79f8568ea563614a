import { describe, expect, it } from "vitest";
import { ownHosts } from "../../src/domain/loopback.ts";

describe("a server is meant by", () => {
  it.each([
    ["127.0.0.1", "localhost:1", true],
    ["127.0.0.1", "192.168.0.7", false],
    ["192.168.0.7", "192.168.0.7:3000", true],
    ["192.168.0.7", "evil.example", false],
    ["wallet.test", "wallet.test", true],
    ["::1", "[::1]:3000", true],
    ["fd00::1", "[fd00::1]", true],
    ["fd00::1", "[fd00::2]", false],
    // Opened to everybody on purpose.
    ["0.0.0.0", "anything.example", true],
    ["::", "anything.example", true],
  ])("listening on %s, the host %s: %s", (listensOn, host, isOwn) => {
    expect(ownHosts(listensOn)(host)).toBe(isOwn);
  });

  it("the same host for as long as it likes", () => {
    const isOwn = ownHosts("127.0.0.1");
    for (let call = 0; call < 200; call += 1)
      expect([isOwn("localhost"), isOwn(`host-${call}`)]).toEqual([true, false]);
  });
});
