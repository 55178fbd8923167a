import { EdgeSettings } from '#libs/edge';
import { IsInt, Max, Min } from 'class-validator';

/** Settings of metrics-api: those of every HTTP service, with a port of its own. */
export class MetricsApiSettings extends EdgeSettings {
  /** Port to listen on, in the place of MES_HTTP_PORT: `mes up` runs several services beside each other. Default 8600; 0: a free one. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  MES_METRICS_API_PORT: number = 8600;
}
