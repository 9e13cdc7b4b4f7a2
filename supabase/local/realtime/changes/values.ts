/** Text form of a Postgres value → JSON text, as to_jsonb would write it. Pure. */

/** What is known of a column's type. */
export interface ValueType {
  /** pg_type.typname, domains resolved to their base. */
  name: string;
  /** typname of the elements, for array types. */
  element: string | null;
  isComposite: boolean;
}

const NUMBERS = new Set(["int2", "int4", "int8", "float4", "float8", "numeric"]);
const JSON_TYPES = new Set(["json", "jsonb"]);

/** JSON text of a value; null when only the database can say (composite types). */
export function toJson(text: string, type: ValueType): string | null {
  if (type.isComposite) return null;
  if (type.element !== null) return arrayToJson(text, { name: type.element, element: null, isComposite: false });
  return scalarToJson(text, type.name);
}

function scalarToJson(text: string, type: string): string {
  if (NUMBERS.has(type)) return /^-?[\d.]+(e[+-]?\d+)?$/i.test(text) ? text : JSON.stringify(text);
  if (type === "bool") return text === "t" ? "true" : "false";
  if (JSON_TYPES.has(type)) return text;
  if (type === "timestamp") return JSON.stringify(text.replace(" ", "T"));
  // The session runs in UTC, whose offset Postgres shortens to +00 in text and not in JSON.
  if (type === "timestamptz") return JSON.stringify(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"));
  if (type === "bytea") return JSON.stringify(text.replace(/^\\x/, ""));
  return JSON.stringify(text);
}

/** Array literals: `{1,NULL,"a b"}`, nested, optionally with bounds in front (`[0:1]={1,2}`). */
function arrayToJson(text: string, element: ValueType): string {
  let at = text.indexOf("{");
  const readItem = (): string => {
    const char = text[at];
    if (char === "{") return readList();
    let item = "";
    if (char === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') {
        if (text[at] === "\\") at += 1;
        item += text[at] ?? "";
        at += 1;
      }
      at += 1;
      return scalarToJson(item, element.name);
    }
    while (at < text.length && text[at] !== "," && text[at] !== "}") {
      item += text[at];
      at += 1;
    }
    return item === "NULL" ? "null" : scalarToJson(item, element.name);
  };
  const readList = (): string => {
    const items: string[] = [];
    at += 1;
    while (at < text.length && text[at] !== "}") {
      if (text[at] === ",") at += 1;
      else items.push(readItem());
    }
    at += 1;
    return `[${items.join(",")}]`;
  };
  return readList();
}
