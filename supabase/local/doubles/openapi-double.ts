import { Ajv, type ValidateFunction } from "ajv";
import { fieldsOfForm, withNulls } from "./openapi-values.ts";
import { type Received, type Receiver, type Reply, startReceiver } from "./receiver.ts";

/** As much of an OpenAPI document as a double reads. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
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
  /** As the document writes it: `/things/{id}`. */
  readonly path: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Fields of the body, or of the query where there is no body, of the types the document gives them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Record<string, string>;
}

/** What a double does with requests, wherever they come from. */
export interface ApiHandler {
  readonly handle: (request: Received) => Promise<Reply>;
  readonly calls: readonly Call[];
  /** What did not keep to the document, in requests and in the double's own answers. */
  readonly violations: readonly string[];
  /** Holds something that is not an answer (a webhook) to one of the document's schemas. */
  readonly check: (schema: string, value: unknown) => void;
}

export type ApiDouble = Receiver & Omit<ApiHandler, "handle">;

/**
 * Speaks a maker's API: every request is validated against the maker's OpenAPI document (path, method, content type,
 * headers, query, body, and no field it does not know), and so is every answer of success. Refusals are not in the documents
 * of the makers: they are as their manuals say.
 */
export function createApiHandler(
  published: OpenApiDocument,
  answer: (call: Call) => Answer | Promise<Answer>,
): ApiHandler {
  const document = withNulls(published);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  // A form has only text: numbers and booleans are what the document says they are.
  const forms = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: "array" });
  for (const each of [ajv, forms]) each.addSchema(document, "api");
  const calls: Call[] = [];
  const violations: string[] = [];

  /** Errors of the query, and its fields; only parameters that the document names. */
  const queryOf = (operation: Operation, { path }: Received) => {
    const fields = fieldsOfForm(path.split("?")[1] ?? "");
    const named = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
    const errors = Object.keys(fields).flatMap((name) =>
      named.some((parameter) => parameter.name === name) ? [] : [`query has an unknown field ${name}`],
    );
    const properties = Object.fromEntries(named.map(({ name, schema }) => [name, schema]));
    return { fields, errors: [...errors, ...errorsOf(forms.compile({ type: "object", properties }), fields, "query")] };
  };

  const bodyOf = (operation: Operation, pointer: string, { headers, body }: Received) => {
    const type = (headers["content-type"] ?? "").split(";")[0] ?? "";
    if (operation.requestBody?.content[type] === undefined) return { fields: {}, errors: [`content type ${type}`] };
    const isForm = type === "application/x-www-form-urlencoded";
    const fields = isForm ? fieldsOfForm(body) : JSON.parse(body);
    const schema = { $ref: `${pointer}/requestBody/content/${encoded(type)}/schema` };
    const errors = errorsOf((isForm ? forms : ajv).compile(schema), fields, "body");
    return { fields, errors: [...errors, ...unknownFields(document, operation, type, fields)] };
  };

  async function handle(request: Received): Promise<Reply> {
    const found = operationOf(document, request);
    if (found === undefined) {
      violations.push(`${request.method} ${request.path} is not in the document`);
      return { status: 404 };
    }
    const { operation, path, variables } = found;
    const method = request.method.toLowerCase();
    const pointer = `api#/paths/${encoded(path)}/${method}`;
    const broken: string[] = [];
    for (const { in: place, name, schema } of operation.parameters ?? []) {
      const value = place === "header" ? request.headers[name.toLowerCase()] : variables[name];
      if (value !== undefined) broken.push(...errorsOf(ajv.compile(schema), value, name));
    }
    const isRead = method === "get" || method === "delete";
    const { fields, errors } = isRead ? queryOf(operation, request) : bodyOf(operation, pointer, request);
    broken.push(...errors);
    violations.push(...broken.map((error) => `${request.method} ${path}: ${error}`));
    if (broken.length > 0) return { status: 400, body: JSON.stringify({ message: broken.join("; ") }) };

    const call = { request, path, variables, fields };
    calls.push(call);
    const { status, body, headers = {} } = await answer(call);
    if (status < 300) {
      const schema = { $ref: `${pointer}/responses/${status}/content/application~1json/schema` };
      violations.push(...errorsOf(ajv.compile(schema), body, `answer of ${path}`));
    }
    return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
  }

  const check = (schema: string, value: unknown) => {
    const validate = ajv.compile({ $ref: `api#/components/schemas/${encoded(schema)}` });
    violations.push(...errorsOf(validate, value, schema));
  };
  return { handle, calls, violations, check };
}

/** A maker's API on a local port; see `createApiHandler`. */
export async function startApiDouble(
  document: OpenApiDocument,
  answer: (call: Call) => Answer | Promise<Answer>,
): Promise<ApiDouble> {
  const { handle, ...rest } = createApiHandler(document, answer);
  return { ...(await startReceiver(handle)), ...rest };
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
  let schema: unknown = Reflect.get(Object(operation.requestBody?.content[type]), "schema");
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
