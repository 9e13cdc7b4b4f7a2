import type { ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";
import { closeOnEscape } from "./open-panels.ts";
import { type PageData, readPageData } from "./page-data.ts";
import { registerServiceWorker } from "./register-service-worker.ts";

/** Brings the server's HTML to life from the data that stands in it. */
export function hydrate<Body>(view: (data: PageData<Body>) => ReactNode): void {
  const root = document.getElementById("root");
  const data = readPageData<Body>();
  if (root === null || data === null) return;
  hydrateRoot(root, view(data));
  closeOnEscape();
  registerServiceWorker();
}
