import type { PageSnapshot } from "../../features/pages/snapshot.ts";
import { hydrate } from "./hydrate.tsx";
import "./public.css";
import { StatusPage } from "./status-page.tsx";

hydrate<PageSnapshot>((data) => <StatusPage data={data} sections={null} />);
