/**
 * Preloaded (`node --import`) into every Node process of the stack: when the supervisor is gone, even by kill -9, the
 * channel to it closes, and this process ends. The programs themselves need not know.
 */
process.on("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), 5_000).unref();
});
// The channel alone shall not keep a finished program running.
process.channel?.unref();
