/** Whether a list's filter narrows anything. */
export function isFiltering(filter: object): boolean {
  return Object.values(filter).some((value) => value !== undefined && value !== false);
}
