import { CheckpointEntity } from './checkpoint.entity.js';
import { ApiKeyEntity, AuditEntryEntity } from './doors.entity.js';
import { DmpDocumentEntity, DmpRefusalEntity, DmpSubmissionSetEntity } from './dmp.entity.js';
import { IntakeOutboxEntity, IntakeSourceEntity, IntakeTruthEntity } from './intake.entity.js';
import { MonthPublicationEntity, MonthStateEntity } from './month.entity.js';
import {
  LocalIdentityEntity,
  PatientDocumentEntity,
  PatientProfileEntity,
} from './patient.entity.js';
import {
  MssConversationEntity,
  MssDocumentEntity,
  MssMessageEntity,
  MssRecipientEntity,
} from './mssante.entity.js';
import {
  DispensationEntity,
  PrescriptionEntity,
  PrescriptionLineEntity,
} from './prescription.entity.js';
import { IntakePersonTruthEntity, PersonSampleEntity } from './person-sample.entity.js';
import { SequenceMarkEntity, SequencePageEntity } from './sequence.entity.js';
import { ReplayJobEntity } from './replay-job.entity.js';
import { RunEntity } from './run.entity.js';
import {
  IncentiveLineEntity,
  PayoutLineEntity,
  SonsCountingEntity,
  SonsFactEntity,
  SonsRequestEntity,
  SonsSubjectEntity,
  SonsUsageEntity,
} from './sons.entity.js';
import { TruthSourceEntity } from './truth-source.entity.js';
import {
  FreshnessBucketEntity,
  VolumeByDepartmentEntity,
  VolumeByTypeEntity,
  VolumeChangeEntity,
} from './volume.entity.js';

/** Tables that the program writes, as TypeORM sees them; the migrations make them. */
export const ENTITIES = [
  CheckpointEntity,
  SequenceMarkEntity,
  SequencePageEntity,
  MonthStateEntity,
  MonthPublicationEntity,
  VolumeByDepartmentEntity,
  VolumeByTypeEntity,
  VolumeChangeEntity,
  FreshnessBucketEntity,
  TruthSourceEntity,
  SonsFactEntity,
  SonsRequestEntity,
  PayoutLineEntity,
  SonsUsageEntity,
  SonsSubjectEntity,
  IncentiveLineEntity,
  SonsCountingEntity,
  PatientProfileEntity,
  LocalIdentityEntity,
  PatientDocumentEntity,
  IntakeSourceEntity,
  IntakeOutboxEntity,
  IntakeTruthEntity,
  DmpDocumentEntity,
  DmpSubmissionSetEntity,
  DmpRefusalEntity,
  MssMessageEntity,
  MssRecipientEntity,
  MssConversationEntity,
  MssDocumentEntity,
  PrescriptionEntity,
  PrescriptionLineEntity,
  DispensationEntity,
  ReplayJobEntity,
  PersonSampleEntity,
  IntakePersonTruthEntity,
  RunEntity,
  ApiKeyEntity,
  AuditEntryEntity,
];
