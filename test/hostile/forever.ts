import type { Writable } from "node:stream";

/** Writes the same for as long as somebody reads it. */
export function forever(stream: Writable, chunk: string | Uint8Array): void {
  const more = () => {
    if (stream.destroyed || stream.writableEnded) return;
    stream.write(chunk, (error) => {
      if (!error) setTimeout(more, 1);
    });
  };
  more();
}

/** Writes a text one character at a time, and does not come to its end. */
export function dribble(stream: Writable, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (stream.destroyed) return clearInterval(timer);
    stream.write(text[at % text.length] ?? " ");
    at += 1;
  }, 5);
  stream.on("close", () => clearInterval(timer));
}
