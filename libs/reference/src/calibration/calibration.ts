import type { CalibrationPoint } from './calibration-point.js';
import { COULOIR_POINTS } from './couloir-points.js';
import { DOCUMENT_POINTS } from './document-points.js';
import { CHANNEL_POINTS, FEEDER_POINTS, PROFILE_POINTS } from './other-points.js';
import { PRESCRIPTION_POINTS } from './prescription-points.js';

/**
 * Every published value that a simulated one can be compared with. They are inputs of the
 * scenarios and never results: nothing is smoothed, contradictions stay (see INCONSISTENCIES).
 */
export const CALIBRATION_POINTS: readonly CalibrationPoint[] = [
  ...DOCUMENT_POINTS,
  ...COULOIR_POINTS,
  ...PROFILE_POINTS,
  ...FEEDER_POINTS,
  ...CHANNEL_POINTS,
  ...PRESCRIPTION_POINTS,
];
