/** "no trouble", "2 hours with trouble", "no data": what `component_hours` says of one component, in words. */
export function hoursInWords(codes: string): string {
  const bad = [...codes].filter((code) => "dpm".includes(code)).length;
  if (bad > 0) return `${bad} ${bad === 1 ? "hour" : "hours"} with trouble`;
  return [...codes].every((code) => code === "u") ? "no data" : "no trouble";
}
