/**
 * The fields of a form or a query. `a[b]=1&c[0]=2` is an object within the object, and a list (OpenAPI calls it deepObject).
 */
export function fieldsOfForm(form: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(form)) {
    const [first = "", ...inner] = name.split("[").map((part) => part.replace(/\]$/, ""));
    put(fields, [first, ...inner], value);
  }
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withLists(value)]));
}

function put(target: object, [key = "", ...rest]: readonly string[], value: string): void {
  // `list[]=a&list[]=b`
  const name = key === "" ? String(Object.keys(target).length) : key;
  if (rest.length === 0) {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  const known: unknown = Object.getOwnPropertyDescriptor(target, name)?.value;
  const inner = typeof known === "object" && known !== null ? known : {};
  if (inner !== known) Object.defineProperty(target, name, { value: inner, enumerable: true, configurable: true });
  put(inner, rest, value);
}

/** Objects whose keys are 0, 1, 2, … as lists. */
function withLists(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withLists(inner)] as const);
  return entries.every(([key], index) => key === String(index))
    ? entries.map(([, inner]) => inner)
    : Object.fromEntries(entries);
}

/**
 * A document of OpenAPI 3.0 in words of JSON Schema: `nullable` is one more type. What Stripe marks as not validated
 * (`x-stripeBypassValidation`) has values that its document does not list.
 */
export function withNulls<T>(document: T): T;
export function withNulls(document: unknown): unknown {
  if (Array.isArray(document)) return document.map((entry) => withNulls(entry));
  if (typeof document !== "object" || document === null) return document;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(document).map(([key, value]) => [key, withNulls(value)]),
  );
  if (rest["x-stripeBypassValidation"] === true) delete rest["enum"];
  return nullable === true ? { anyOf: [rest, { type: "null" }] } : rest;
}
