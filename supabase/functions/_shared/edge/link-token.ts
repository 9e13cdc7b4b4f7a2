import { z } from "zod";

/** What links of messages carry, and what proves that their holder has read one. */
export const LinkToken = z.string().regex(/^[0-9a-f]{64}$/, "This link is not valid any more.");
