import { EdgeSettings } from '#libs/edge';
import { IsInt, Max, Min } from 'class-validator';

/** The longest body, bytes: fifty lines with names of 200 characters of four bytes each fit. */
const BODY_BYTES_MAX = 64 * 1024;

/** Settings of the intake of electronic prescriptions. */
export class EprescriptionIntakeSettings extends EdgeSettings {
  /** Port to listen on, in the place of MES_HTTP_PORT; 0: a free one. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  MES_EPRESCRIPTION_INTAKE_PORT: number = 8603;

  /** Milliseconds between two looks for prescriptions whose validity is over. */
  @IsInt()
  @Min(1000)
  @Max(86_400_000)
  MES_EPRESCRIPTION_SWEEP_MS: number = 60_000;

  override MES_HTTP_BODY_BYTES_MAX: number = BODY_BYTES_MAX;
}
