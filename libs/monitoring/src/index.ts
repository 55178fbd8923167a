import { BACKEND } from './dashboards/backend.js';
import { FLOW } from './dashboards/flow.js';
import { INTERFACES } from './dashboards/interfaces.js';
import { PROCESSES } from './dashboards/processes.js';
import { dashboardText, type Dashboard } from './panel.js';

/** Every dashboard of the house, in the order of its story. */
export const DASHBOARDS: readonly Dashboard[] = [FLOW, INTERFACES, PROCESSES, BACKEND];

/** A generated file of docs/monitoring/grafana/dashboards. */
export interface DashboardFile {
  /** Name of the file. */
  readonly file: string;
  readonly text: string;
}

/** The dashboards as Grafana's provisioning reads them. */
export function dashboardFiles(): readonly DashboardFile[] {
  return DASHBOARDS.map((dashboard) => ({
    file: `${dashboard.uid}.json`,
    text: dashboardText(dashboard),
  }));
}
