/**
 * A plain payout server in a process of its own: it reads each request, takes its JSON apart and answers with an envelope, and does nothing else. It
 * sits on bare sockets, because one on node:http takes as long for a payout as the load engine does: both would wait for it, and the comparison would
 * measure the server. It needs no more of HTTP than its two clients send: a head with a length, and a body.
 */
import { createServer, type Socket } from "node:net";

let count = 0;
const server = createServer({ noDelay: true }, (socket) => {
  let begun = "";
  socket.setEncoding("utf8");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    begun += chunk;
    for (let end = endOf(begun); end !== undefined; end = endOf(begun)) {
      answer(socket, begun.slice(begun.indexOf("\r\n\r\n") + 4, end));
      begun = begun.slice(end);
    }
  });
});

/** Where the first request ends; undefined where it has not come as a whole. The bodies of a benchmark are ASCII. */
function endOf(text: string): number | undefined {
  const head = text.indexOf("\r\n\r\n");
  if (head === -1) return undefined;
  const [, length = "0"] = /\r\ncontent-length: *(\d+)/i.exec(text) ?? [];
  const end = head + 4 + Number(length);
  return text.length < end ? undefined : end;
}

function answer(socket: Socket, body: string): void {
  count += 1;
  const { amount = 0 }: { readonly amount?: number } = body === "" ? {} : JSON.parse(body);
  const data = { id: `po_${count}`, status: "completed", amount, fee: Math.ceil(amount / 50) };
  const text = JSON.stringify({ success: true, message: "Payout completed", data });
  const head = `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n`;
  socket.write(
    `${head}date: ${new Date().toUTCString()}\r\nconnection: keep-alive\r\nkeep-alive: timeout=60\r\n\r\n${text}`,
    "latin1",
  );
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.send?.(address.port);
});
process.on("disconnect", () => process.exit(0));
