import {
  Building2,
  KeyRound,
  type LucideIcon,
  Mail,
  Megaphone,
  Radar,
  ScrollText,
  Settings,
  ShieldCheck,
  UsersRound,
} from "lucide-react";

export interface InstanceNavItem {
  to:
    | "/instance"
    | "/instance/organizations"
    | "/instance/probes"
    | "/instance/audit"
    | "/instance/license"
    | "/instance/messages"
    | "/instance/single-sign-on"
    | "/instance/announcements"
    | "/instance/settings";
  label: string;
  icon: LucideIcon;
  /** Second key after "g". */
  key: string;
}

/** The sidebar of the instance area, in two groups. */
export const instanceNavGroups: readonly { heading: string; items: readonly InstanceNavItem[] }[] = [
  {
    heading: "Everybody",
    items: [
      { to: "/instance", label: "Users", icon: UsersRound, key: "u" },
      { to: "/instance/organizations", label: "Organizations", icon: Building2, key: "o" },
      { to: "/instance/probes", label: "Probes", icon: Radar, key: "p" },
      { to: "/instance/announcements", label: "Announcements", icon: Megaphone, key: "n" },
      { to: "/instance/audit", label: "Audit log", icon: ScrollText, key: "l" },
    ],
  },
  {
    heading: "Set-up",
    items: [
      { to: "/instance/license", label: "License", icon: ShieldCheck, key: "i" },
      { to: "/instance/messages", label: "Mail and SMS", icon: Mail, key: "m" },
      { to: "/instance/single-sign-on", label: "Single sign-on", icon: KeyRound, key: "s" },
      { to: "/instance/settings", label: "Settings", icon: Settings, key: "e" },
    ],
  },
];
