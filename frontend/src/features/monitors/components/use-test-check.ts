import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { CheckKind } from "../../../lib/database.ts";
import { AppError, unwrap } from "../../../lib/errors.ts";
import { supabase } from "../../../lib/supabase.ts";
import { toJson } from "../../../lib/unsafe.ts";
import { readTestOutcome, type TestOutcome } from "../test-result.ts";

export interface TestInput {
  kind: CheckKind;
  /** Secrets included: they are only sent with this one check. */
  config: object;
  timeoutMs: number;
  regionId: string;
}

const pollMs = 400;
/** A probe asks for work every second or so; beyond the timeout this is patience for it. */
const patienceMs = 15_000;

/** Asks a probe to run one check of an unsaved configuration and waits for its answer. */
export function useTestCheck(organizationId: string) {
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  return useMutation({
    mutationFn: async ({ kind, config, timeoutMs, regionId }: TestInput): Promise<TestOutcome> => {
      const request_id = unwrap(
        await supabase().rpc("request_check", {
          organization_id: organizationId,
          kind,
          config: toJson(config),
          timeout_ms: timeoutMs,
          region_id: regionId,
        }),
      );
      const deadline = Date.now() + timeoutMs + patienceMs;
      while (Date.now() < deadline && !isGone.current) {
        const [row] = unwrap(await supabase().rpc("requested_check", { request_id }));
        if (row !== undefined && row.finished_at !== null) {
          const outcome = readTestOutcome(row.result);
          if (outcome !== null) return outcome;
          throw new AppError({ kind: "server", code: "", message: "The probe's answer could not be read." });
        }
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
      throw new AppError({
        kind: "server",
        code: "",
        message: "No probe has answered.",
        hint: "It may be busy or gone; the Probes screen says when it was last heard of.",
      });
    },
  });
}
