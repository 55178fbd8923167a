import { EdgeSettings } from '#libs/edge';
import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';

/** Settings of metrics-api: those of every HTTP service, with a port of its own. */
export class MetricsApiSettings extends EdgeSettings {
  /** Port to listen on, in the place of MES_HTTP_PORT: `mes up` runs several services beside each other. Default 8600; 0: a free one. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  MES_METRICS_API_PORT: number = 8600;

  /** on: the page of runs may ask for small scenarios, which a `mes up` then runs. Default off. */
  @IsIn(['on', 'off'])
  MES_RUNS_FROM_PAGE: 'on' | 'off' = 'off';

  /** Origins whose pages may read the answers in a browser, comma-separated; empty: none but its own. */
  @Matches(/^(https?:\/\/[^\s,/?#*]+(,https?:\/\/[^\s,/?#*]+)*)?$/, {
    message: 'origins such as https://example.org, comma-separated, without a path and without *',
  })
  MES_METRICS_API_ORIGINS: string = '';
}

/** The origins as a list. */
export function originsOf({ MES_METRICS_API_ORIGINS: text }: MetricsApiSettings): string[] {
  return text === '' ? [] : text.split(',');
}
