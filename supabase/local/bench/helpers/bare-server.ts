import { createServer } from "node:http";
import process from "node:process";

/** Sends what a URL answered at the start, body and headers, from memory. Tells its parent the port. */
const [url = ""] = process.argv.slice(2);
const source = await fetch(url, { headers: { "accept-encoding": "identity" } });
if (!source.ok) throw new Error(`${url}: ${source.status}`);
const body = Buffer.from(await source.arrayBuffer());
const headers = Object.fromEntries(source.headers);
for (const name of ["connection", "keep-alive", "transfer-encoding", "date"]) delete headers[name];
headers["content-length"] = String(body.length);
const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : null);
});
process.on("disconnect", () => process.exit());
