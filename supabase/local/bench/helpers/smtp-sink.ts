import { createServer } from "node:net";

/**
 * A mail server that takes everything and keeps nothing: as little work as the protocol allows, so that what is measured
 * is the sender. Answers "count" with how many mails it took.
 */
let mails = 0;
const server = createServer((socket) => {
  let inMail = false;
  let rest = "";
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.write("220 sink\r\n");
  socket.on("data", (data) => {
    rest += data.toString("latin1");
    while (rest !== "") {
      if (inMail) {
        const end = rest.indexOf("\r\n.\r\n");
        if (end < 0) return;
        rest = rest.slice(end + 5);
        inMail = false;
        mails += 1;
        socket.write("250 taken\r\n");
        continue;
      }
      const end = rest.indexOf("\r\n");
      if (end < 0) return;
      const command = rest.slice(0, 4).toUpperCase();
      rest = rest.slice(end + 2);
      inMail = command === "DATA";
      socket.write(inMail ? "354 go on\r\n" : command === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(address === null || typeof address === "string" ? 0 : address.port);
});
process.on("message", () => process.send?.(mails));
