import type { DocumentedView } from './documented-view.js';
import { CALIBRATION } from './calibration.view.js';
import { MONTH_STATUS } from './month-status.view.js';
import { MONTHLY_VOLUMES, MONTHLY_VOLUMES_BY_TYPE } from './monthly-volumes.view.js';
import { PER_CAPITA_RATES } from './per-capita-rates.view.js';

/** Every view that analysts may read. */
export const VIEWS: readonly DocumentedView[] = [
  MONTHLY_VOLUMES,
  MONTHLY_VOLUMES_BY_TYPE,
  PER_CAPITA_RATES,
  MONTH_STATUS,
  CALIBRATION,
];
