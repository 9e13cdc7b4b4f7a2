/** The zone of this device: the dashboard's times are the reader's own. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
