/** The environment of a function, as hosted Supabase fills it. */
export type Environment = (name: string) => string | undefined;
