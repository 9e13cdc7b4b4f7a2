import { Ajv, type ValidateFunction } from "ajv";
import { type Received, type Receiver, type Reply, startReceiver } from "./receiver.ts";

/** As much of an OpenAPI document as a double reads. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: object;
}

/** A request that kept to the document. */
export interface Call {
  readonly request: Received;
  /** Fields of the body, of the types the document gives them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ApiDouble extends Receiver {
  readonly calls: readonly Call[];
  /** What did not keep to the document, in requests and in the double's own answers. */
  readonly violations: readonly string[];
}

/**
 * A local server that speaks a maker's API: every request is validated against the maker's OpenAPI document (path, method,
 * content type, headers, body, and no field it does not know), and so is every answer of success. Refusals are not in the
 * documents of the makers: they are as their manuals say.
 */
export async function startApiDouble(
  document: OpenApiDocument,
  answer: (call: Call) => { readonly status: number; readonly body: object; readonly headers?: Record<string, string> },
): Promise<ApiDouble> {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  // A form has only text: numbers and booleans are what the document says they are.
  const forms = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: "array" });
  for (const each of [ajv, forms]) each.addSchema(document, "api");
  const calls: Call[] = [];
  const violations: string[] = [];

  function reply(request: Received): Reply {
    const broken: string[] = [];
    const found = operationOf(document, request);
    if (found === undefined) {
      violations.push(`${request.method} ${request.path} is not in the document`);
      return { status: 404 };
    }
    const { operation, path } = found;
    const type = (request.headers["content-type"] ?? "").split(";")[0] ?? "";
    const pointer = `api#/paths/${encoded(path)}/${request.method.toLowerCase()}`;
    for (const { in: place, name, schema } of operation.parameters ?? []) {
      const value = place === "header" ? request.headers[name.toLowerCase()] : found.variables[name];
      if (value !== undefined) broken.push(...errorsOf(ajv.compile(schema), value, name));
    }
    if (operation.requestBody.content[type] === undefined) broken.push(`content type ${type}`);
    const isForm = type === "application/x-www-form-urlencoded";
    const fields = isForm ? Object.fromEntries(new URLSearchParams(request.body)) : JSON.parse(request.body);
    if (broken.length === 0) {
      const schema = { $ref: `${pointer}/requestBody/content/${encoded(type)}/schema` };
      broken.push(...errorsOf((isForm ? forms : ajv).compile(schema), fields, "body"));
      broken.push(...unknownFields(document, operation, type, fields));
    }
    violations.push(...broken.map((error) => `${request.method} ${path}: ${error}`));
    if (broken.length > 0) return { status: 400, body: JSON.stringify({ message: broken.join("; ") }) };

    const call = { request, fields };
    calls.push(call);
    const { status, body, headers = {} } = answer(call);
    if (status < 300) {
      const schema = { $ref: `${pointer}/responses/${status}/content/application~1json/schema` };
      violations.push(...errorsOf(ajv.compile(schema), body, `answer of ${path}`));
    }
    return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
  }

  return { ...(await startReceiver(reply)), calls, violations };
}

function operationOf(document: OpenApiDocument, { method, path }: Received) {
  const asked = path.split("?")[0] ?? "";
  for (const [template, operations] of Object.entries(document.paths)) {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    const pattern = new RegExp(`^${template.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "([^/]+)")}$`);
    const values = pattern.exec(asked)?.slice(1);
    const operation = operations[method.toLowerCase()];
    if (values === undefined || operation === undefined) continue;
    const variables = Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
    return { path: template, operation, variables };
  }
  return undefined;
}

/** The documents allow fields they do not name; a field nobody named is a mistake all the same. */
function unknownFields(document: OpenApiDocument, operation: Operation, type: string, fields: object): string[] {
  let schema: unknown = Reflect.get(Object(operation.requestBody.content[type]), "schema");
  const reference: unknown = Reflect.get(Object(schema), "$ref");
  if (typeof reference === "string") {
    schema = reference
      .slice(2)
      .split("/")
      .reduce((value: unknown, key) => Reflect.get(Object(value), key), document);
  }
  const known = Object.keys(Object(Reflect.get(Object(schema), "properties")));
  return Object.keys(fields).flatMap((name) => (known.includes(name) ? [] : [`body has an unknown field ${name}`]));
}

function errorsOf(validate: ValidateFunction, value: unknown, name: string): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`);
}

/** A name as a part of a JSON pointer in a URI. */
function encoded(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}
