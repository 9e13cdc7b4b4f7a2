import { parse } from "libpg-query";
import { z } from "zod";

/** Schemas whose objects belong to Supabase; hosted projects let a migration do very little to them. */
const guarded = new Set(["auth", "storage", "realtime", "vault"]);

const policyTables = new Set(["realtime.messages", "storage.objects", "storage.buckets"]);

const triggerTables = new Set(["auth.users", "auth.identities"]);

/** Parts of a statement that only read: their mention of a guarded schema changes nothing there. */
const readOnlyKeys = new Set([
  "query",
  "selectStmt",
  "whereClause",
  "qual",
  "with_check",
  "whenClause",
  "sql_body",
  "raw_expr",
  "raw_default",
  "fromClause",
  "targetList",
  "typeName",
  "FuncCall",
  "usingClause",
  "returningList",
  "exprs",
  "cooked_expr",
]);

const Parsed = z.object({ stmts: z.array(z.object({ stmt: z.record(z.string(), z.unknown()) })).default([]) });

interface Mention {
  readonly name: string;
  /** Whether it is the target of a foreign key. */
  readonly isReference: boolean;
}

/**
 * What a migration does to objects of auth, storage, realtime and vault beyond what hosted Supabase permits
 * (architecture: create, alter and drop policies on realtime.messages, storage.objects and storage.buckets; triggers on
 * auth.users and auth.identities; foreign keys to auth.users; rows in storage.buckets).
 * @returns one line for each offence, empty when there is none
 * @throws when the text is not valid SQL
 */
export async function forbiddenStatements(sql: string): Promise<readonly string[]> {
  const { stmts } = Parsed.parse(await parse(sql));
  return stmts.flatMap(({ stmt }) => {
    const [kind = "", body] = Object.entries(stmt)[0] ?? [];
    return mentions(body)
      .filter((mention) => !isAllowed(kind, body, mention))
      .map((mention) => `${kind} on ${mention.name}`)
      .concat(kind === "DoStmt" && mentionsInText(JSON.stringify(body)) ? ["DoStmt that names a guarded schema"] : []);
  });
}

function isAllowed(kind: string, body: unknown, { name, isReference }: Mention): boolean {
  if (isReference) return name === "auth.users";
  switch (kind) {
    case "CreatePolicyStmt":
    case "AlterPolicyStmt":
      return policyTables.has(name);
    case "CreateTrigStmt":
      return triggerTables.has(name);
    case "InsertStmt":
    case "UpdateStmt":
    case "DeleteStmt":
      return name === "storage.buckets";
    case "SelectStmt":
      return true;
    case "DropStmt": {
      const type = property(body, "removeType");
      return (
        (type === "OBJECT_POLICY" && policyTables.has(name)) || (type === "OBJECT_TRIGGER" && triggerTables.has(name))
      );
    }
    default:
      return false;
  }
}

/** Guarded objects a statement acts on, as `schema.object`. */
function mentions(node: unknown, isReference = false): readonly Mention[] {
  if (Array.isArray(node)) {
    const names = node.map((item) => property(property(item, "String"), "sval"));
    const [schema, object] = names;
    if (names.length >= 2 && typeof schema === "string" && guarded.has(schema))
      return [{ name: `${schema}.${String(object)}`, isReference }];
    return node.flatMap((item) => mentions(item, isReference));
  }
  if (typeof node !== "object" || node === null) return [];
  const schema = property(node, "schemaname");
  if (typeof schema === "string" && guarded.has(schema)) {
    const object = property(node, "relname");
    return [{ name: object === undefined ? `schema ${schema}` : `${schema}.${String(object)}`, isReference }];
  }
  return Object.entries(node).flatMap(([key, value]) => {
    if (readOnlyKeys.has(key)) return [];
    if ((key === "sval" || key === "newschema") && typeof value === "string" && guarded.has(value))
      return [{ name: `schema ${value}`, isReference }];
    return mentions(value, isReference || key === "pktable");
  });
}

function mentionsInText(text: string): boolean {
  return /\b(auth|storage|realtime|vault)\s*\./.test(text);
}

function property(node: unknown, key: string): unknown {
  return typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined;
}
