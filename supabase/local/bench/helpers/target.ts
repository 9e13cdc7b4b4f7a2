import { createServer } from "node:http";
import process from "node:process";

/** A healthy service to check: answers every path, after `delay` ms if given. Tells its parent the port. */
const delayMs = Number(process.argv[2] ?? 0);
const body = '{"status":"ok"}';
const server = createServer((_request, response) => {
  const answer = () => response.writeHead(200, { "content-type": "application/json" }).end(body);
  if (delayMs > 0) setTimeout(answer, delayMs);
  else answer();
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : null);
});
process.on("disconnect", () => process.exit());
