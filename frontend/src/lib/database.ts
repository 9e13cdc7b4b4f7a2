import type { Database, Json } from "@heliograph/shared/db/database.types.ts";

/** Short names for the generated types of the API. */
export type { Database, Json };
export type Tables = Database["public"]["Tables"];
export type Row<Table extends keyof Tables> = Tables[Table]["Row"];
export type Functions = Database["public"]["Functions"];
export type SuspensionCause = Database["public"]["Enums"]["suspension_cause"];
export type MemberRole = Database["public"]["Enums"]["member_role"];
export type CheckKind = Database["public"]["Enums"]["check_kind"];
export type ComponentKind = Database["public"]["Enums"]["component_kind"];
export type IncidentStatus = Database["public"]["Enums"]["incident_status"];
export type IncidentImpact = Database["public"]["Enums"]["incident_impact"];
export type MaintenanceStatus = Database["public"]["Enums"]["maintenance_status"];
export type IncidentAutomation = Database["public"]["Enums"]["incident_automation"];
export type StatusCause = Database["public"]["Enums"]["status_cause"];
export type NotificationChannel = Database["public"]["Enums"]["notification_channel"];
export type SubscriberState = Database["public"]["Enums"]["subscriber_state"];
export type DeliveryState = Database["public"]["Enums"]["delivery_state"];
