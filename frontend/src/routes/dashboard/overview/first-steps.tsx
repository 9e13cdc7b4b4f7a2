import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { pageQueries } from "../../../features/status-pages/queries.ts";
import { teamQueries } from "../../../features/team/queries.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";

/** In place of the figures while an organization has no components: what to do first. */
export function FirstSteps() {
  const { id, slug, name } = useOrganization();
  const { can } = usePermissions();
  const { data: pages = [] } = useQuery(pageQueries.list(id));
  const { data: members = [] } = useQuery(teamQueries.members(id));
  const page = pages.find((candidate) => candidate.slug === slug) ?? pages[0];
  return (
    <Card>
      <CardHeader title={`Three steps to ${name}’s first status page`} />
      <ol>
        <Step
          number={1}
          title="Add a component"
          text="Something visitors know by name: your website, an API, a device. Heliograph can check it for you."
          action={
            can("components.write") ? (
              <Link to="/orgs/$slug/components/new" params={{ slug }} className={buttonStyles({ variant: "primary" })}>
                Add a component
              </Link>
            ) : null
          }
        />
        <Step
          number={2}
          title="Publish a page"
          text={
            page === undefined ? (
              "Choose what visitors see, and under which address."
            ) : (
              <>
                <a href={`/status/${page.slug}`}>/status/{page.slug}</a> is there already; choose the components it
                shows.
              </>
            )
          }
          action={
            can("pages.write") ? (
              <Link to="/orgs/$slug/pages" params={{ slug }} className={buttonStyles()}>
                Open status pages
              </Link>
            ) : null
          }
        />
        <Step
          number={3}
          title="Invite someone"
          text="Team mates see the same, live, each with a role."
          isDone={members.length > 1}
          action={
            can("members.write") ? (
              <Link to="/orgs/$slug/team" params={{ slug }} search={{ add: true }} className={buttonStyles()}>
                Invite a member
              </Link>
            ) : null
          }
        />
      </ol>
    </Card>
  );
}

interface StepProps {
  number: number;
  title: string;
  text: ReactNode;
  action: ReactNode;
  isDone?: boolean;
}

function Step({ number, title, text, action, isDone = false }: StepProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 border-border border-t px-4 py-4 first:border-t-0">
      <span
        aria-hidden="true"
        className="grid size-7 flex-none place-items-center rounded-full border border-border bg-surface-2 font-semibold text-[13px] text-text-2"
      >
        {isDone ? <Check size={15} strokeWidth={2} /> : number}
      </span>
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold">
          {title}
          {isDone ? <span className="font-normal text-text-3"> (done)</span> : null}
        </p>
        <p className="max-w-[60ch] text-[13px]/5 text-text-2">{text}</p>
      </div>
      {action}
    </li>
  );
}
