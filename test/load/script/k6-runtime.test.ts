import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { base64Bytes, utf8Text } from "../../../src/load/script/k6-bytes.ts";

vi.mock("k6/crypto", () => ({ default: { sha256: (text: string) => `sha256 of ${text}` } }));

let runtime: typeof import("../../../src/load/script/k6-runtime.ts");
beforeAll(async () => {
  runtime = await import("../../../src/load/script/k6-runtime.ts");
});

const character = fc.constantFrom(..."aZ09 /.-_~!'()*&=+#?%:@[]|<>\"`ä€😀\ud800");
const text = fc.array(character, { maxLength: 12 }).map((all) => all.join(""));

describe("what stands in for Node within k6", () => {
  it("writes a form as Node does", () => {
    fc.assert(
      fc.property(text, text, (name, value) => {
        const [ours, nodes] = [new runtime.URLSearchParams(), new URLSearchParams()];
        for (const form of [ours, nodes]) {
          form.append(name, value);
          form.append("b", name);
        }
        expect(ours.toString()).toBe(nodes.toString());
      }),
    );
  });

  it.each([
    "http://127.0.0.1:8080",
    "HTTPS://API.Example:443/v1/",
    "http://api.example:80?a=1",
    "https://user:secret@api.example:8443/a/../b/./c?x=%20y&z=ä#part",
    "http://[::1]:3000/pay/ä b/%7E?q=\"'<>\ud800",
    "https://api.example/..",
    "https://api.example/a/.",
  ])("reads %s as Node does", (address) => {
    const { origin, pathname, search } = new URL(address);
    expect({ ...new runtime.URL(address) }).toEqual({ origin, pathname, search });
  });

  it.each(["", "pay", "/pay", "ftp://api.example", "http://"])("says that %j is no address", (address) => {
    expect(() => new runtime.URL(address)).toThrow(TypeError);
  });

  it("ends what waits once, and not what stopped waiting", () => {
    const controller = new runtime.AbortController();
    const heard: string[] = [];
    const gone = () => heard.push("gone");
    controller.signal.addEventListener("abort", () => heard.push("ended"));
    controller.signal.addEventListener("abort", gone);
    controller.signal.removeEventListener("abort", gone);
    controller.abort();
    controller.abort();
    expect([heard, controller.signal.aborted]).toEqual([["ended"], true]);
  });

  it("reads Base64 as Node does", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.constantFrom("base64", "base64url"), (bytes, alphabet) => {
        const written = Buffer.from(bytes).toString(alphabet as "base64");
        expect([...base64Bytes(written)]).toEqual([...bytes]);
      }),
    );
    expect(runtime.Buffer.from("dXNlcjpwÃ¤c3M=", "base64").toString("utf8")).toBe(
      Buffer.from("dXNlcjpwÃ¤c3M=", "base64").toString("utf8"),
    );
  });

  it("reads UTF-8 as Node does, and says what is none", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff })), (points) => {
        const bytes = Buffer.from(String.fromCodePoint(...points));
        expect(utf8Text(bytes)).toBe(bytes.toString("utf8"));
      }),
    );
    for (const bytes of [[0xff], [0x41, 0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]])
      expect(utf8Text(Uint8Array.from(bytes))).toBeUndefined();
    expect(utf8Text(Buffer.from("100% \ufeff"))).toBe("100% \ufeff");
  });

  it("hashes with what k6 has", () => {
    expect(runtime.createHash("sha256").update("key").digest("hex")).toBe("sha256 of key");
  });
});
