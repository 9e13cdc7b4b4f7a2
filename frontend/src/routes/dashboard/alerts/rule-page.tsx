import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { RuleEditor } from "../../../features/alerts/components/rule-editor.tsx";
import { useDeleteRule, useSaveRule } from "../../../features/alerts/mutations.ts";
import { alertQueries, type Rule } from "../../../features/alerts/queries.ts";
import { newRule, ruleValues } from "../../../features/alerts/rule-form.ts";
import { sectionsOf } from "../../../features/components/list-model.ts";
import { componentQueries } from "../../../features/components/queries.ts";
import { monitorQueries } from "../../../features/monitors/queries.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { showToast } from "../../../lib/toasts.ts";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { Button, buttonStyles } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { FormPageSkeleton, PageNotice } from "../../../ui/page-states.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";

const ruleRoute = getRouteApi("/signed-in/orgs/$slug/alerts/rules/$ruleId");

export function NewAlertRule() {
  return <RulePage rule={null} />;
}

export function EditAlertRule() {
  const { ruleId } = ruleRoute.useParams();
  const { id } = useOrganization();
  const { data } = useQuery(alertQueries.rules(id));
  const rule = data?.find((one) => one.id === ruleId);
  return <RulePage key={ruleId} rule={rule} />;
}

/** @param rule null for a new one, undefined while it is not known or does not exist */
function RulePage({ rule }: { rule: Rule | null | undefined }) {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const router = useRouter();
  const queries = [
    useQuery(alertQueries.rules(id)),
    useQuery(alertQueries.contacts(id)),
    useQuery(componentQueries.list(id)),
    useQuery(componentQueries.groups(id)),
    useQuery(monitorQueries.list(id)),
  ] as const;
  const [, { data: contacts }, { data: components }, { data: groups }, { data: monitors }] = queries;
  const save = useSaveRule(id);
  // Kept over retries: trying again cannot write two rules.
  const [newId] = useState(() => crypto.randomUUID());
  const name = rule?.name ?? (rule === null ? "New rule" : "");
  useBreadcrumb([{ label: "Alerts", href: `/orgs/${slug}/alerts/rules` }, { label: name }]);
  useWhere(rule === null ? "writing an alert rule" : `on the alert rule ${name}`);
  const componentGroups = useMemo(() => sectionsOf(components ?? [], groups ?? []), [components, groups]);
  const monitorGroups = useMemo(
    () =>
      (components ?? []).map((component) => ({
        id: component.id,
        name: component.name,
        items: (monitors ?? []).filter((monitor) => monitor.component_id === component.id),
      })),
    [components, monitors],
  );

  const all = (
    <Link to="/orgs/$slug/alerts/rules" params={{ slug }} className={buttonStyles()}>
      All rules
    </Link>
  );
  const heading = rule === null ? "New rule" : "Alert rule";
  const failed = queries.find((query) => query.data === undefined && query.error !== null);
  if (!can("alerts.write"))
    return <Notice title="Your role cannot change alert rules" text="Ask an admin, editor or operator." action={all} />;
  if (failed !== undefined)
    return (
      <PageNotice title={heading}>
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} isRetrying={failed.isFetching} />
      </PageNotice>
    );
  if (contacts === undefined || queries.some((query) => query.data === undefined))
    return <FormPageSkeleton title={heading} />;
  if (rule === undefined)
    return <Notice title="This rule does not exist any more" text="Somebody may have deleted it." action={all} />;
  if (rule === null && contacts.length === 0)
    return (
      <Notice
        heading={heading}
        title="A rule needs somebody to tell"
        text="Add a contact first: yourself, for example."
        action={
          <Link
            to="/orgs/$slug/alerts/contacts"
            params={{ slug }}
            search={{ add: true }}
            className={buttonStyles({ variant: "primary" })}
          >
            Add a contact
          </Link>
        }
      />
    );
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title={rule === null ? "New rule" : `Edit ${rule.name}`}>
        {rule === null ? null : <DeleteRule rule={rule} />}
      </PageTitle>
      <RuleEditor
        draftName={`alert-rule:${rule?.id ?? "new"}`}
        values={rule === null ? newRule : ruleValues(rule)}
        version={rule?.version ?? null}
        contacts={contacts}
        components={componentGroups}
        monitors={monitorGroups}
        onSubmit={async (values, version) => {
          await save.mutateAsync({ id: rule?.id ?? newId, version, values });
        }}
        onSaved={(values) => {
          showToast({ title: `Saved ${values.name.trim()}` });
          void router.navigate({ to: "/orgs/$slug/alerts/rules", params: { slug } });
        }}
      >
        <Link to="/orgs/$slug/alerts/rules" params={{ slug }} className={buttonStyles({ variant: "ghost" })}>
          Cancel
        </Link>
      </RuleEditor>
    </div>
  );
}

interface NoticeProps {
  heading?: string;
  title: string;
  text: string;
  action: ReactNode;
}

function Notice({ heading = "Alert rule", ...props }: NoticeProps) {
  return (
    <PageNotice title={heading}>
      <EmptyState {...props} />
    </PageNotice>
  );
}

function DeleteRule({ rule }: { rule: Rule }) {
  const { id, slug } = useOrganization();
  const router = useRouter();
  const remove = useDeleteRule(id);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Trash2 size={16} strokeWidth={1.75} aria-hidden="true" />
        Delete
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={`Delete the rule ${rule.name}?`}
        description="Its alerts go with it, also those that are over. To keep them, switch the rule off."
        action="Delete"
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(rule, {
            onSettled: () => setAsking(false),
            onSuccess: () => void router.navigate({ to: "/orgs/$slug/alerts/rules", params: { slug } }),
          })
        }
      />
    </>
  );
}
