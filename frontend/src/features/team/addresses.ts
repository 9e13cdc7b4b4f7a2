/** The addresses somebody typed or pasted, each once: between commas, semicolons, blanks and line breaks. */
export function parseAddresses(text: string): string[] {
  const parts = text.split(/[\s,;]+/).map((part) => part.replaceAll(/^<|>$/g, "").toLowerCase());
  return [...new Set(parts.filter((part) => part !== ""))];
}
