import { ServiceSettings } from '#libs/platform';
import { IsInt, Max, Min } from 'class-validator';

/** Settings of an emitter. */
export class EmitterSettings extends ServiceSettings {
  /** Batches that may be under way to the broker at once; each holds a buffer of about 1 MB. */
  @IsInt()
  @Min(1)
  @Max(64)
  MES_EMITTER_BATCHES_MAX: number = 12;

  /** Units emitted at once when no rate is asked for; the others wait for their turn. */
  @IsInt()
  @Min(1)
  @Max(48)
  MES_EMITTER_UNITS_MAX: number = 6;
}
