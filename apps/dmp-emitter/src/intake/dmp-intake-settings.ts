import { EdgeSettings } from '#libs/edge';
import { IsInt, Max, Min } from 'class-validator';

/** Settings of the DMP intake. */
export class DmpIntakeSettings extends EdgeSettings {
  /** Port to listen on; 0: a free one, which the log names. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  override MES_HTTP_PORT: number = 8601;

  /** Deposits that may wait; one more is answered with XDSRegistryBusy. */
  @IsInt()
  @Min(1)
  @Max(100_000)
  MES_INTAKE_QUEUE_MAX: number = 2000;

  /** Milliseconds that a batch of deposits waits for company: longer means fewer and larger transactions. */
  @IsInt()
  @Min(0)
  @Max(1000)
  MES_INTAKE_GATHER_MS: number = 4;
}
