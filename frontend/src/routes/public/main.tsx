import { hydrateRoot } from "react-dom/client";
import { closeAboutOnEscape } from "./about-panels.ts";
import { readPageData } from "./page-data.ts";
import "./public.css";
import { registerServiceWorker } from "./register-service-worker.ts";
import { StatusPage } from "./status-page.tsx";

const root = document.getElementById("root");
const data = readPageData();
if (root !== null && data !== null) {
  hydrateRoot(root, <StatusPage data={data} />);
  closeAboutOnEscape();
  registerServiceWorker();
}
