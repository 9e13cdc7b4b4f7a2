import { Constants } from "@heliograph/shared/db/database.types.ts";
import { Activity, AtSign, Globe, HeartPulse, type LucideIcon, PlugZap, ShieldCheck } from "lucide-react";
import type { CheckKind } from "../../lib/database.ts";

export interface CheckKindDescription {
  label: string;
  /** What it does, for choosing one. */
  detail: string;
  icon: LucideIcon;
}

/** What can be checked, in words. */
export const checkKinds: Record<CheckKind, CheckKindDescription> = {
  http: { label: "HTTP", detail: "Asks a web address and judges the answer", icon: Globe },
  tcp: { label: "TCP", detail: "Opens a connection to a port", icon: PlugZap },
  ping: { label: "Ping", detail: "Sends ICMP echo requests", icon: Activity },
  dns: { label: "DNS", detail: "Asks a name server for a record", icon: AtSign },
  tls: { label: "Certificate", detail: "Reads a TLS certificate before it expires", icon: ShieldCheck },
  heartbeat: { label: "Heartbeat", detail: "Waits for your job or device to report in", icon: HeartPulse },
};

/** In the order in which they are offered, which is the database's. */
export const checkKindOrder = Constants.public.Enums.check_kind;
