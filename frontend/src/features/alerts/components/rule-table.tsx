import { Link } from "@tanstack/react-router";
import { strings } from "../../../lib/strings.ts";
import { Chip } from "../../../ui/chip.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { Rule } from "../queries.ts";
import { alertStatuses, scopeText, stepText } from "../words.ts";

export interface RuleTableProps {
  slug: string;
  rules: readonly Rule[];
  nameOf: (componentId: string) => string | undefined;
  contactName: (contactId: string) => string | undefined;
}

/** Rules by name: what they watch, and who hears of it when. */
export function RuleTable({ slug, rules, nameOf, contactName }: RuleTableProps) {
  return (
    <DataTable
      label="Rules"
      items={rules}
      keyOf={({ id }) => id}
      columns={[
        {
          key: "name",
          header: "Name",
          mobile: "title",
          cell: ({ id, name }) => (
            <Link
              to="/orgs/$slug/alerts/rules/$ruleId"
              params={{ slug, ruleId: id }}
              data-row=""
              className="row-link wrap-anywhere"
            >
              {name}
            </Link>
          ),
        },
        { key: "scope", header: "Watches", cell: (rule) => scopeText(rule, nameOf) },
        {
          key: "statuses",
          header: "Statuses",
          className: "whitespace-nowrap",
          cell: ({ statuses }) => (
            <span className="inline-flex items-center gap-1.5 align-middle">
              {alertStatuses
                .filter((status) => statuses.includes(status))
                .map((status) => (
                  <span key={status} data-status={status} className="flex text-status-fg">
                    <StatusGlyph status={status} size={15} />
                    <span className="sr-only">{strings.status[status]}</span>
                  </span>
                ))}
            </span>
          ),
        },
        {
          key: "steps",
          header: "Told",
          className: "py-2",
          cell: ({ steps }) => (
            <span className="grid text-text-2">
              {steps.length === 0 ? "Nobody: its contacts were removed" : null}
              {steps.map((step) => (
                <span key={step.afterMinutes}>{stepText(step, contactName)}</span>
              ))}
            </span>
          ),
        },
        {
          key: "state",
          header: <span className="sr-only">State</span>,
          mobile: "end",
          align: "right",
          cell: ({ is_enabled: isEnabled }) => (isEnabled ? null : <Chip>Off</Chip>),
        },
      ]}
    />
  );
}
