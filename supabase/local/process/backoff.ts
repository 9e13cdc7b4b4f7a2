/** Pause before the n-th restart in a row (n from 1), in milliseconds: 0.25, 0.5, 1, 2, 4, 8, then always 15 seconds. */
export function backoffMs(attempt: number): number {
  return attempt <= 6 ? 250 * 2 ** (attempt - 1) : 15_000;
}
