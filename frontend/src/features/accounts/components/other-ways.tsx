import { useQuery } from "@tanstack/react-query";
import { KeyRound, Mail } from "lucide-react";
import type { ReactNode } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { accountQueries, type OauthProvider, type SingleSignOn } from "../queries.ts";
import { useSendSignInLink, useSignInWithProvider, useSingleSignOn } from "../sign-in-mutations.ts";
import { ProviderMark } from "./provider-mark.tsx";

const providerNames = { google: "Google", github: "GitHub" } satisfies Record<OauthProvider, string>;

/** Accounts elsewhere with which people may sign in here; nothing where none is switched on. @param next path to open then */
export function ProviderButtons({ next }: { next: string }) {
  const { data: providers = [] } = useQuery(accountQueries.providers());
  const signIn = useSignInWithProvider(next);
  if (providers.length === 0) return null;
  return (
    <Ways problem={signIn.error}>
      {providers.map((provider) => (
        <Button
          key={provider}
          size="large"
          isBusy={signIn.isPending && signIn.variables === provider}
          onClick={() => signIn.mutate(provider)}
        >
          <ProviderMark provider={provider} />
          Continue with {providerNames[provider]}
        </Button>
      ))}
    </Ways>
  );
}

export interface OtherWaysProps {
  email: string;
  /** Path to open once somebody is signed in. */
  next: string;
  sso: SingleSignOn | null;
  onLinkSent: () => void;
}

/** What an address may sign in with besides its password. */
export function OtherWays({ email, next, sso, onLinkSent }: OtherWaysProps) {
  const sendLink = useSendSignInLink(next);
  const signIn = useSingleSignOn(next);
  return (
    <Ways problem={sendLink.error ?? signIn.error}>
      {sso === null ? null : (
        <Button size="large" isBusy={signIn.isPending} onClick={() => signIn.mutate(sso)}>
          <KeyRound size={16} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
          Continue with single sign-on
        </Button>
      )}
      <Button
        size="large"
        isBusy={sendLink.isPending}
        onClick={() => sendLink.mutate(email, { onSuccess: onLinkSent })}
      >
        <Mail size={16} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
        Send me a sign-in link
      </Button>
      {sso === null ? null : (
        <p className="mt-1 text-[12.5px]/[18px] text-text-3">
          {sso.domain} uses single sign-on. A password works for accounts that had one before.
        </p>
      )}
    </Ways>
  );
}

function Ways({ problem, children }: { problem: unknown; children: ReactNode }) {
  return (
    <div className="mt-6 grid gap-3">
      <div className="flex items-center gap-3 text-[13px]/5 text-text-3">
        <span className="h-px flex-1 bg-border" />
        or
        <span className="h-px flex-1 bg-border" />
      </div>
      <FormAlert>{problem === null ? undefined : sentence(toAppError(problem))}</FormAlert>
      {children}
    </div>
  );
}
