import { observedText } from "./observed-text.ts";

type Observed = Record<string, string | number | boolean>;

const containsPrefix = "body.contains:";
const jsonPrefix = "json.$";

/**
 * Computes the metrics that criteria want from a body.
 * `body.contains:<text>` is a boolean; `json.$.a.b[0]` is the scalar at that path (objects and arrays as JSON text),
 * absent when the body is not JSON or has nothing there.
 */
export function observeBody(body: string, wanted: readonly string[]): Observed {
  const observed: Observed = {};
  let parsed: { value: unknown } | null | undefined;
  for (const metric of wanted) {
    if (metric.startsWith(containsPrefix)) {
      observed[metric] = body.includes(metric.slice(containsPrefix.length));
    } else if (metric.startsWith(jsonPrefix)) {
      parsed = parsed === undefined ? parseJson(body) : parsed;
      const value = parsed === null ? undefined : valueAt(parsed.value, metric.slice(jsonPrefix.length));
      if (value !== undefined && value !== null) observed[metric] = toScalar(value);
    }
  }
  return observed;
}

function parseJson(body: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return null;
  }
}

/** Follows `.name`, `[0]` and `["name"]`; undefined where there is nothing or the path is not of that form. */
function valueAt(root: unknown, path: string): unknown {
  const steps = path.match(/\.[^.[\]]+|\[\d+\]|\["[^"]*"\]/g) ?? [];
  if (steps.join("") !== path) return undefined;
  let value: unknown = root;
  for (const step of steps) {
    const key = step.startsWith(".") ? step.slice(1) : step.replace(/^\["?|"?\]$/g, "");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function toScalar(value: unknown): string | number | boolean {
  if (typeof value === "number" || typeof value === "boolean") return value;
  return observedText(typeof value === "string" ? value : JSON.stringify(value), 200);
}
