import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { CreateKeyDialog } from "../../features/api-keys/components/create-key-dialog.tsx";
import { KeyTable } from "../../features/api-keys/components/key-table.tsx";
import { apiKeyQueries } from "../../features/api-keys/queries.ts";
import { useNow } from "../../lib/clock.ts";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SecretDialog } from "../../ui/secret-dialog.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** Keys of the organization's own programs: for admins. */
export function ApiKeySettings() {
  const { can } = usePermissions();
  if (can("organization.write")) return <Keys />;
  return (
    <Card>
      <CardHeader title="API keys" />
      <EmptyState title="Your role cannot see API keys" text="Admins create and revoke them." />
    </Card>
  );
}

function Keys() {
  const { id } = useOrganization();
  const now = useNow();
  const query = useQuery(apiKeyQueries.list(id));
  const [step, setStep] = useState<"create" | { key: string } | null>(null);
  return (
    <Card>
      <CardHeader title="API keys" note="for programs of yours">
        <Button size="small" onClick={() => setStep("create")}>
          <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
          Create a key
        </Button>
      </CardHeader>
      <QueryView query={query} skeleton={<SkeletonRows count={3} className="h-[46px]" />}>
        {(keys) => <KeyTable organizationId={id} keys={keys} now={now} />}
      </QueryView>
      {step === "create" ? (
        <CreateKeyDialog organizationId={id} onClose={() => setStep(null)} onCreated={(key) => setStep({ key })} />
      ) : null}
      {step === null || step === "create" ? null : (
        <SecretDialog
          title="Your API key"
          label="API key"
          value={step.key}
          text="Give it to the program as a secret. Whoever has it can do what it may."
          onClose={() => setStep(null)}
        />
      )}
    </Card>
  );
}
