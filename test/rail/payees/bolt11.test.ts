import { createHash } from "node:crypto";
import fc from "fast-check";
import { decode } from "light-bolt11-decoder";
import { describe, expect, it } from "vitest";
import { encodeInvoice, readInvoice } from "../../../src/rail/payees/bolt11.ts";

/** The key by which the examples of BOLT 11 are signed, and its public half. */
const privateKey = Buffer.from("e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734", "hex");
const publicKey = "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad";
const paymentHash = "0001020304050607080900010203040506070809000102030405060708090102";
const cake =
  "One piece of chocolate cake, one icecream cone, one pickle, one slice of swiss cheese, one slice of salami, one lollypop, one piece of cherry pie, one sausage, one cupcake, and one slice of watermelon";

const read = (text: string) => readInvoice(text).verify();

/** What the first examples share. */
const example = {
  network: "bc",
  amountMsat: null,
  createdEpochS: 1_496_314_658,
  paymentHash,
  paymentSecret: "",
  description: "",
  descriptionHash: "",
  expirySeconds: 3_600,
  minFinalCltv: 18,
  destination: publicKey,
};

const coffeeBeans =
  "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5vdhkven9v5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q5sqqqqqqqqqqqqqqqpqsq67gye39hfg3zd8rgc80k32tvy9xk2xunwm5lzexnvpx6fd77en8qaq424dxgt56cag2dpt359k3ssyhetktkpqh24jqnjyw6uqd08sgptq44qu";
const beans = {
  ...example,
  amountMsat: 2_500_000_000,
  description: "coffee beans",
  paymentSecret: "1".repeat(64),
};

describe("an example of BOLT 11", () => {
  it.each<[what: string, text: string, says: object]>([
    [
      "a donation of any amount",
      "lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq8rkx3yf5tcsyz3d73gafnh3cax9rn449d9p5uxz9ezhhypd0elx87sjle52x86fux2ypatgddc6k63n7erqz25le42c4u4ecky03ylcqca784w",
      { ...example, description: "Please consider supporting this project" },
    ],
    [
      "a cup of coffee within one minute",
      "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp",
      { ...example, amountMsat: 250_000_000, description: "1 cup coffee", expirySeconds: 60 },
    ],
    [
      "a description in Japanese",
      "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrny",
      { ...example, amountMsat: 250_000_000, description: "ナンセンス 1杯", expirySeconds: 60 },
    ],
    [
      "the hash of a description",
      "lnbc20m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqscc6gd6ql3jrc5yzme8v4ntcewwz5cnw92tz0pc8qcuufvq7khhr8wpald05e92xw006sq94mg8v2ndf4sefvf9sygkshp5zfem29trqq2yxxz7",
      {
        ...example,
        amountMsat: 2_000_000_000,
        descriptionHash: createHash("sha256").update(cake).digest("hex"),
      },
    ],
    [
      "testnet and a fallback address",
      "lntb20m1pvjluezhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqfpp3x9et2e20v6pu37c5d9vax37wxq72un98kmzzhznpurw9sgl2v0nklu2g4d0keph5t7tj9tcqd8rexnd07ux4uv2cjvcqwaxgj7v4uwn5wmypjd5n69z2xm3xgksg28nwht7f6zspwp3f9t",
      {
        ...example,
        network: "tb",
        amountMsat: 2_000_000_000,
        descriptionHash: createHash("sha256").update(cake).digest("hex"),
      },
    ],
    [
      "an amount in pico-bitcoins, and a route",
      "lnbc9678785340p1pwmna7lpp5gc3xfm08u9qy06djf8dfflhugl6p7lgza6dsjxq454gxhj9t7a0sd8dgfkx7cmtwd68yetpd5s9xar0wfjn5gpc8qhrsdfq24f5ggrxdaezqsnvda3kkum5wfjkzmfqf3jkgem9wgsyuctwdus9xgrcyqcjcgpzgfskx6eqf9hzqnteypzxz7fzypfhg6trddjhygrcyqezcgpzfysywmm5ypxxjemgw3hxjmn8yptk7untd9hxwg3q2d6xjcmtv4ezq7pqxgsxzmnyyqcjqmt0wfjjq6t5v4khxxqyjw5qcqp2rzjq0gxwkzc8w6323m55m4jyxcjwmy7stt9hwkwe2qxmy8zpsgg7jcuwz87fcqqeuqqqyqqqqlgqqqqn3qq9qn07ytgrxxzad9hc4xt3mawjjt8znfv8xzscs7007v9gh9j569lencxa8xeujzkxs0uamak9aln6ez02uunw6rd2ht2sqe4hz8thcdagpleym0j",
      {
        ...example,
        amountMsat: 967_878_534,
        createdEpochS: 1_572_468_703,
        paymentHash: "462264ede7e14047e9b249da94fefc47f41f7d02ee9b091815a5506bc8abf75f",
        description:
          'Blockstream Store: 88.85 USD for Blockstream Ledger Nano S x 1, "Back In My Day" Sticker x 2, "I Got Lightning Working" Sticker x 2 and 1 more items',
        expirySeconds: 604_800,
        minFinalCltv: 10,
      },
    ],
    ["a payment secret, and features that need not be known", coffeeBeans, beans],
    ["upper case", coffeeBeans.toUpperCase(), beans],
    [
      "fields that must be ignored",
      "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5vdhkven9v5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q5sqqqqqqqqqqqqqqqqsgq2qrqqqfppnqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqppnqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqpp4qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqhpnqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqhp4qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqspnqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsp4qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnp5qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnpkqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqz599y53s3ujmcfjp5xrdap68qxymkqphwsexhmhr8wdz5usdzkzrse33chw6dlp3jhuhge9ley7j2ayx36kawe7kmgg8sv5ugdyusdcqzn8z9x",
      beans,
    ],
    [
      "a signature with a high S",
      "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap2r09nt4ndd0unm3z9u5t48y6ucv4r5sg7lk98c77ctvjczkspk5qprc90gx",
      {
        ...example,
        description: "Please consider supporting this project",
        paymentSecret: "1".repeat(64),
        // As the package "invoices" recovers it.
        destination: "02d0139ce7427d6dfffd26a326c18be754ef1e64672b42694ba5b23ef6e6e7803d",
      },
    ],
    [
      "metadata, which must be known",
      "lnbc10m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdp9wpshjmt9de6zqmt9w3skgct5vysxjmnnd9jx2mq8q8a04uqsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q2gqqqqqqsgq7hf8he7ecf7n4ffphs6awl9t6676rrclv9ckg3d3ncn7fct63p6s365duk5wrk202cfy3aj5xnnp5gs3vrdvruverwwq7yzhkf5a3xqpd05wjc",
      { ...beans, amountMsat: 1_000_000_000, description: "payment metadata inside" },
    ],
  ])("is read: %s", (_what, text, says) => {
    expect(read(text)).toEqual(says);
  });

  it.each([
    [
      "a feature that must be known and is not",
      "lnbc25m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5vdhkven9v5sxyetpdeessp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9q4psqqqqqqqqqqqqqqqpqsqq40wa3khl49yue3zsgm26jrepqr2eghqlx86rttutve3ugd05em86nsefzh4pfurpd9ek9w2vp95zxqnfe2u7ckudyahsa52q66tgzcp6t2dyk",
      "it requires feature 100, which is not known here",
    ],
    [
      "a wrong checksum",
      "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrnt",
      "its checksum is wrong",
    ],
    [
      "no prefix",
      "pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrny",
      "it is not bech32 text",
    ],
    [
      "mixed case",
      "LNBC2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpquwpc4curk03c9wlrswe78q4eyqc7d8d0xqzpuyk0sg5g70me25alkluzd2x62aysf2pyy8edtjeevuv4p2d5p76r4zkmneet7uvyakky2zr4cusd45tftc9c5fh0nnqpnl2jfll544esqchsrny",
      "it is not bech32 text",
    ],
    [
      "a signature from which no key follows",
      "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaxtrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspk28uwq",
      "its signature is invalid",
    ],
    [
      "too few words",
      "lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6na6hlh",
      "it is too short for a date and a signature",
    ],
    [
      "the key of its payee, and a signature with a high S",
      "lnbc25m1p70xwfzpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaqnp4q0n326hr8v9zprg8gsvezcch06gfaqqhde2aj730yg0durunfhv66sp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygs9qrsgqsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygsp5cfzp9ugllvk03rltd6hvndxj26ux6gcxc5azyxk060rj9tzghct5zvjlps76gx8wpq5yuu79688k8gnm2c0al6v608s96l0xzrrlqqwnzxmu",
      "its signature is not that of the payee it names",
    ],
    [
      "a multiplier that is none",
      "lnbc2500x1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpujr6jxr9gq9pv6g46y7d20jfkegkg4gljz2ea2a3m9lmvvr95tq2s0kvu70u3axgelz3kyvtp2ywwt0y8hkx2869zq5dll9nelr83zzqqpgl2zg",
      "its prefix must be that of a Lightning invoice (got lnbc2500x)",
    ],
    [
      "a part of a millisatoshi",
      "lnbc2500000001p1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu7hqtk93pkf7sw55rdv4k9z2vj050rxdr6za9ekfs3nlt5lr89jqpdmxsmlj9urqumg0h9wzpqecw7th56tdms40p2ny9q4ddvjsedzcplva53s",
      "its amount must be whole millisatoshis: the last digit of 2500000001p must be 0",
    ],
  ])("is refused: %s", (_what, text, says) => {
    expect(() => read(text)).toThrow(says);
  });
});

describe("an invoice of ours", () => {
  const hex = (bytes: number) =>
    fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => Buffer.from(b).toString("hex"));
  const invoices = fc.record({
    network: fc.constantFrom("bcrt", "bc", "tb", "tbs", "sb"),
    amountMsat: fc.option(
      fc.oneof(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.constantFrom(100, 1_000, 100_000, 100_000_000, 100_000_000_000),
      ),
    ),
    createdEpochS: fc.integer({ min: 0, max: 2 ** 35 - 1 }),
    paymentHash: hex(32),
    paymentSecret: hex(32),
    descriptionHash: fc.constant(""),
    description: fc.string({ unit: "binary", maxLength: 150 }),
    expirySeconds: fc.integer({ min: 1, max: 1_000_000_000 }),
    minFinalCltv: fc.integer({ min: 1, max: 2_016 }),
  });

  it("is read as it was written, and its signer is known", () => {
    fc.assert(
      fc.property(invoices, (invoice) => {
        expect(read(encodeInvoice(invoice, privateKey))).toEqual({ ...invoice, destination: publicKey });
      }),
      { numRuns: 50 },
    );
  });

  it("may have the hash of its description", () => {
    const { amountMsat, ...invoice } = { ...beans, descriptionHash: "ab".repeat(32), description: "" };
    const text = encodeInvoice({ ...invoice, amountMsat: 1 }, privateKey);
    expect(read(text)).toEqual({ ...invoice, amountMsat: 1 });
  });

  it.each([
    [1, "lnbcrt10p1"],
    [1_500, "lnbcrt15n1"],
    [1_501, "lnbcrt15010p1"],
    [2_000_000, "lnbcrt20u1"],
    [250_000_000, "lnbcrt2500u1"],
    [100_000_000, "lnbcrt1m1"],
    [300_000_000_000, "lnbcrt31"],
    [null, "lnbcrt1"],
  ])("of %s msat begins with %s, the shortest form", (amountMsat, prefix) => {
    const text = encodeInvoice({ ...beans, network: "bcrt", amountMsat }, privateKey);
    expect(text.slice(0, text.lastIndexOf("1") + 1)).toBe(prefix);
  });

  it("no longer has its signer when one letter is changed, whichever it is", () => {
    const text = encodeInvoice({ ...beans, network: "bcrt" }, privateKey);
    const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom(...letters), (at, letter) => {
        fc.pre(text[at] !== letter);
        expect(() => read(text.slice(0, at) + letter + text.slice(at + 1))).toThrow();
      }),
    );
  });

  it("is read by light-bolt11-decoder", () => {
    fc.assert(
      fc.property(invoices, ({ network: _, ...invoice }) => {
        const createdEpochS = 1_700_000_000;
        const text = encodeInvoice({ ...invoice, network: "bcrt", createdEpochS }, privateKey);
        const sections = new Map(decode(text).sections.map((section) => [section.name, section]));
        const value = (name: string) => {
          const section = sections.get(name as "amount");
          return section !== undefined && "value" in section ? section.value : undefined;
        };
        expect([value("payment_hash"), value("payment_secret")]).toEqual([invoice.paymentHash, invoice.paymentSecret]);
        expect(value("amount")).toBe(invoice.amountMsat === null ? undefined : String(invoice.amountMsat));
        expect([value("timestamp"), value("expiry")]).toEqual([createdEpochS, invoice.expirySeconds]);
        expect([value("description"), value("min_final_cltv_expiry")]).toEqual([
          invoice.description,
          invoice.minFinalCltv,
        ]);
        expect(value("feature_bits")).toMatchObject({
          var_onion_optin: "required",
          payment_secret: "required",
          basic_mpp: "supported",
        });
      }),
      { numRuns: 50 },
    );
  });
});
