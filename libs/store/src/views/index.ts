import type { DocumentedView } from './documented-view.js';
import { CALIBRATION } from './calibration.view.js';
import { MONTH_STATUS } from './month-status.view.js';
import { MONTHLY_VOLUMES, MONTHLY_VOLUMES_BY_TYPE } from './monthly-volumes.view.js';
import { INCENTIVE_LINES } from './incentive-lines.view.js';
import { PEOPLE_REACHED_SAMPLE } from './people-reached-sample.view.js';
import { PATIENT_DOCUMENTS } from './patient-documents.view.js';
import { PAYOUT_BY_EDITOR } from './payout-by-editor.view.js';
import { PAYOUT_LINES } from './payout-lines.view.js';
import { PER_CAPITA_RATES } from './per-capita-rates.view.js';
import { SONS_REQUEST_STATUS } from './sons-request-status.view.js';
import { USAGE_THRESHOLDS } from './usage-thresholds.view.js';

/** Views of the volumes. */
export const VOLUME_VIEWS: readonly DocumentedView[] = [
  MONTHLY_VOLUMES,
  MONTHLY_VOLUMES_BY_TYPE,
  PER_CAPITA_RATES,
  MONTH_STATUS,
  CALIBRATION,
];

/** Views of the SONS, each after those that it reads. */
export const SONS_VIEWS: readonly DocumentedView[] = [
  USAGE_THRESHOLDS,
  PAYOUT_LINES,
  PAYOUT_BY_EDITOR,
  SONS_REQUEST_STATUS,
  INCENTIVE_LINES,
];

/** Views of what patients do themselves. */
export const PATIENT_VIEWS: readonly DocumentedView[] = [PATIENT_DOCUMENTS];

/** Views of the persons that documents reached. */
export const PEOPLE_VIEWS: readonly DocumentedView[] = [PEOPLE_REACHED_SAMPLE];

/** Every view that analysts may read. */
export const VIEWS: readonly DocumentedView[] = [
  ...VOLUME_VIEWS,
  ...SONS_VIEWS,
  ...PATIENT_VIEWS,
  ...PEOPLE_VIEWS,
];
