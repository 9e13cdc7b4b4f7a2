import { createServer } from "node:http";
import process from "node:process";

/** A page of plain text as long as the HTML of a URL, without styles, scripts or fonts. Tells its parent the port. */
const [url = ""] = process.argv.slice(2);
const { length } = Buffer.from(await (await fetch(url)).arrayBuffer());
const start = "<!doctype html><html lang=en><meta charset=utf-8><title>Plain</title>";
const paragraph = "<p>Every component of this page is operational, and has been for ninety days.";
const html = start + paragraph.repeat(Math.ceil((length - start.length) / paragraph.length));
const body = Buffer.from(html.slice(0, length));
const server = createServer((request, response) => {
  const found = request.url === "/";
  response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(found ? body : "");
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : null);
});
process.on("disconnect", () => process.exit());
