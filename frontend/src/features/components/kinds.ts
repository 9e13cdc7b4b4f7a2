import { Constants } from "@heliograph/shared/db/database.types.ts";
import { Globe, type LucideIcon, Router, Server, SquareTerminal, UserRound } from "lucide-react";
import type { ComponentKind } from "../../lib/database.ts";

export interface KindDescription {
  label: string;
  /** What it stands for, for choosing one. */
  detail: string;
  icon: LucideIcon;
}

/** What a component can be, in words. */
export const componentKinds: Record<ComponentKind, KindDescription> = {
  website: { label: "Website or API", detail: "Pages, apps and endpoints that answer over HTTP", icon: Globe },
  server: { label: "Server", detail: "A machine, database or network service", icon: Server },
  iot_device: { label: "Device", detail: "A sensor, gateway or terminal that reports or answers", icon: Router },
  script: { label: "Script or job", detail: "Something that runs on a schedule and reports in", icon: SquareTerminal },
  manual: { label: "Set by hand", detail: "No checks: your team says how it is", icon: UserRound },
};

/** In the order in which they are offered, which is the database's. */
export const componentKindOrder = Constants.public.Enums.component_kind;
