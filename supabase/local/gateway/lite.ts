// Must stand before the import of lite: it reads the switch once, when it is loaded.
process.env["EXPERIMENTAL_STORAGE"] = "1";
const { App } = await import("@supabase/lite");
const { PostgresConnection } = await import("@supabase/lite/postgres");

export { App, PostgresConnection };
