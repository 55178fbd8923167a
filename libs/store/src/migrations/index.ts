import { CountingTables1763900000001 } from './1763900000001-counting-tables.js';
import { ReferenceTables1763900000002 } from './1763900000002-reference-tables.js';
import { Views1763900000003 } from './1763900000003-views.js';
import { SonsTables1763900000004 } from './1763900000004-sons-tables.js';
import { SonsViews1763900000005 } from './1763900000005-sons-views.js';
import { IntakeTables1763900000006 } from './1763900000006-intake-tables.js';
import { DmpRegistry1763900000007 } from './1763900000007-dmp-registry.js';
import { PatientTables1763900000008 } from './1763900000008-patient-tables.js';
import { MssanteTables1763900000009 } from './1763900000009-mssante-tables.js';
import { ReplayJob1763900000010 } from './1763900000010-replay-job.js';
import { PrescriptionTables1763900000011 } from './1763900000011-prescription-tables.js';
import { Run1763900000012 } from './1763900000012-run.js';
import { PersonSample1763900000013 } from './1763900000013-person-sample.js';
import { VolumeChange1763900000014 } from './1763900000014-volume-change.js';
import { Doors1763900000015 } from './1763900000015-doors.js';
import { OutboxTrace1763900000016 } from './1763900000016-outbox-trace.js';
import { PeopleAndRebuilds1763900000017 } from './1763900000017-people-and-rebuilds.js';

/** In the order in which they run. A migration that was published never changes. */
export const MIGRATIONS = [
  CountingTables1763900000001,
  ReferenceTables1763900000002,
  Views1763900000003,
  SonsTables1763900000004,
  SonsViews1763900000005,
  IntakeTables1763900000006,
  DmpRegistry1763900000007,
  PatientTables1763900000008,
  MssanteTables1763900000009,
  ReplayJob1763900000010,
  PrescriptionTables1763900000011,
  Run1763900000012,
  PersonSample1763900000013,
  VolumeChange1763900000014,
  Doors1763900000015,
  OutboxTrace1763900000016,
  PeopleAndRebuilds1763900000017,
];
