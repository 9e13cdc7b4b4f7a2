import { z } from "zod";

/** What a probe reported for a person's one-off test (`requested_check`). Times in milliseconds. */
const TestOutcome = z.object({
  up: z.boolean(),
  inconclusive: z.boolean().optional(),
  latency_ms: z.number().nullish(),
  status_code: z.number().nullish(),
  reason: z.string().nullish(),
  timings: z.record(z.string(), z.number().nullable()).nullish(),
  metrics: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullish(),
});

export type TestOutcome = z.infer<typeof TestOutcome>;

/** Null for an answer this version does not understand. */
export function readTestOutcome(result: unknown): TestOutcome | null {
  return TestOutcome.safeParse(result).data ?? null;
}

const names: Record<string, string> = { dns: "DNS", connect: "Connect", tls: "TLS", first_byte: "First byte" };

/** The measured phases in the order in which they happen; the total stands elsewhere. */
export function timingsOf({ timings }: TestOutcome): { name: string; ms: number }[] {
  return Object.entries(names).flatMap(([key, name]) => {
    const ms = timings?.[key];
    return ms === undefined || ms === null ? [] : [{ name, ms }];
  });
}
