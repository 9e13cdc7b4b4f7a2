import type { OauthProvider } from "../queries.ts";

const paths = {
  github:
    "M12 .5a12 12 0 0 0-3.8 23.4c.6.1.8-.3.8-.6v-2.1c-3.3.7-4-1.6-4-1.6-.6-1.4-1.4-1.8-1.4-1.8-1.1-.7.1-.7.1-.7 1.2.1 1.9 1.2 1.9 1.2 1.1 1.9 2.9 1.3 3.6 1 .1-.8.4-1.3.8-1.6-2.7-.3-5.5-1.3-5.5-6 0-1.3.5-2.3 1.2-3.2-.1-.3-.5-1.5.1-3.2 0 0 1-.3 3.3 1.2a11.5 11.5 0 0 1 6 0c2.3-1.5 3.3-1.2 3.3-1.2.7 1.7.2 2.9.1 3.2.8.9 1.2 1.9 1.2 3.2 0 4.6-2.8 5.6-5.5 5.9.4.4.8 1.1.8 2.2v3.3c0 .3.2.7.8.6A12 12 0 0 0 12 .5Z",
  google:
    "M12.2 10.3v3.9h5.5c-.2 1.4-1.7 4.1-5.5 4.1a6.3 6.3 0 0 1 0-12.6c2.1 0 3.5.9 4.3 1.6l2.9-2.8A10.3 10.3 0 0 0 12.2 1.7a10.3 10.3 0 1 0 0 20.6c5.9 0 9.9-4.2 9.9-10.1 0-.7-.1-1.3-.2-1.9h-9.7Z",
} satisfies Record<OauthProvider, string>;

/** The provider's mark, in the colour of the text. */
export function ProviderMark({ provider }: { provider: OauthProvider }) {
  return (
    <svg width="16" height="16" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <path d={paths[provider]} />
    </svg>
  );
}
