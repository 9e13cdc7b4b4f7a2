type Fields = Readonly<Record<string, unknown>>;

/** One JSON line a message: the message is constant, what varies is a field. */
export interface Logger {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** @param write takes one line with its line feed */
export function createLogger(write: (line: string) => void, base: Fields = {}): Logger {
  const log =
    (level: string) =>
    (message: string, fields: Fields = {}) =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...base, ...fields })}\n`);
  return { info: log("info"), warn: log("warn"), error: log("error") };
}
