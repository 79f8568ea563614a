// A plain HTTP server in a process of its own: it takes payouts, answers each with an envelope, and does nothing else.
import { createServer } from "node:http";

let count = 0;
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    count += 1;
    const { amount = 0 }: { readonly amount?: number } = body === "" ? {} : JSON.parse(body);
    const data = { id: `po_${count}`, status: "completed", amount, fee: Math.ceil(amount / 50) };
    const answer = JSON.stringify({ success: true, message: "Payout completed", data });
    response.writeHead(201, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.send?.(address.port);
});
process.on("disconnect", () => process.exit(0));
