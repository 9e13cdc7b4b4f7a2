import { parseXml2JsFromString } from "@node-saml/node-saml/lib/xml.js";
import { z } from "zod";

const Plain = z.looseObject({ $: z.record(z.string(), z.string()).default({}), _: z.string().default("") });

/** An element as xml2js reads it: `$` its attributes, `_` its text, the rest its children by name, without prefixes. */
export function element<Children extends z.core.$ZodLooseShape>(children: Children) {
  // An empty element is an empty text.
  return z.preprocess((value) => (typeof value === "string" ? { _: value } : value), Plain.extend(children));
}

/** An element without children that matter. */
export const Element = element({});

/** A list of elements of one name; none where they are missing. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).default([]);
}

/** Reads XML as `schema` wants it. Document types have no place in SAML, only in attacks. @returns undefined when it is something else */
export async function readXml<T extends z.ZodType>(xml: string, schema: T): Promise<z.output<T> | undefined> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) return undefined;
  const parsed: unknown = await parseXml2JsFromString(xml).catch(() => undefined);
  return schema.safeParse(parsed).data;
}
