/**
 * Text from a watched server in a form the database takes: no NUL, no half of a surrogate pair, at most `maxLength` UTF-16
 * units. Postgres refuses a whole batch of results for one such character.
 */
export function observedText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replaceAll("\0", "\ufffd").toWellFormed();
}
