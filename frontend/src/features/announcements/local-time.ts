/** "2026-11-21T12:00" on this device's clock, for a field of the browser. */
export function toLocalTime(instant: string): string {
  const date = new Date(instant);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The instant such a field names; null for an empty one. */
export function fromLocalTime(text: string): string | null {
  return text === "" ? null : new Date(text).toISOString();
}
