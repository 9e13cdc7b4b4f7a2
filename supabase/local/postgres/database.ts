import postgres from "postgres";

/** A small pool of plain connections for the stack's own work; notices are dropped, idle connections closed. */
export function connect(url: string, options: { max?: number; applicationName: string }): postgres.Sql {
  return postgres(url, {
    max: options.max ?? 1,
    idle_timeout: 20,
    onnotice: () => {},
    connection: { TimeZone: "UTC", application_name: options.applicationName },
  });
}
