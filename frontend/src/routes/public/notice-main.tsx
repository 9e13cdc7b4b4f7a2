import type { IncidentBody, MaintenanceBody } from "../../features/pages/notice-bodies.ts";
import { hydrate } from "./hydrate.tsx";
import { NoticePage } from "./notice-page.tsx";
import "./public.css";

hydrate<IncidentBody | MaintenanceBody>((data) => <NoticePage data={data} />);
