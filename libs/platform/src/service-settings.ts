import {
  IsIn,
  IsInt,
  IsOptional,
  IsPort,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { LOG_LEVELS, type LeastLevel } from './logging.js';
import { ServerSettings } from './servers/server-settings.js';

/** MES_START_WAIT_SECONDS where nothing is set. */
const START_WAIT_SECONDS = 300;

/** Value of MES_METRICS_PORT that opens no port. */
export const METRICS_OFF = 'off';

/** What every service of the house needs. Property names are the environment variables' names. */
export class ServiceSettings extends ServerSettings {
  /** Kafka bootstrap brokers, comma-separated host:port. No default: a service never guesses its broker. */
  @Matches(/^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/, {
    message: 'comma-separated host:port of the Kafka brokers',
  })
  MES_KAFKA_BROKERS: string = '';

  /** PostgreSQL address, postgres://user:password@host:port/database. */
  @Matches(/^postgres(ql)?:\/\/\S+$/, {
    message: 'a postgres://user:password@host:port/database address',
  })
  MES_DATABASE_URL: string = '';

  /** text for a person, json for a collector. */
  @IsIn(['text', 'json'])
  MES_LOG_FORMAT: 'text' | 'json' = 'text';

  /** The least that is logged. */
  @IsIn(LOG_LEVELS)
  MES_LOG_LEVEL: LeastLevel = 'log';

  /** Seconds that a start waits for Kafka, its topics and PostgreSQL before it gives up; 0: it does not wait. */
  @IsInt()
  @Min(0)
  @Max(86_400)
  MES_START_WAIT_SECONDS: number = START_WAIT_SECONDS;

  /** Name of this process in logs and in the group; default: the app's name and the process id. */
  @IsOptional()
  @IsString()
  MES_INSTANCE: string = '';

  /** Milliseconds without a heartbeat after which the group gives a member's partitions away. */
  @IsInt()
  @Min(1000)
  @Max(300_000)
  MES_SESSION_TIMEOUT_MS: number = 6000;

  /**
   * Port of /metrics, /ready and /live of this process, which asks nobody who they are. Default `off`:
   * none is opened; 0: a free one, which the log names. A service over HTTP has all three on its own
   * port as well, where /metrics needs a token once an issuer is set.
   */
  @ValidateIf((settings: ServiceSettings) => settings.MES_METRICS_PORT !== METRICS_OFF)
  @IsPort({ message: 'off, or a port from 0 to 65535' })
  MES_METRICS_PORT: string = METRICS_OFF;

  /** Address of that port. The default is this machine alone; elsewhere only a network of those who operate the service. */
  @IsString()
  @Length(1, 255)
  MES_METRICS_HOST: string = '127.0.0.1';
}

/** The port of the metrics as a number; undefined when none is to be opened. */
export function metricsPortOf({
  MES_METRICS_PORT: port,
}: Pick<ServiceSettings, 'MES_METRICS_PORT'>): number | undefined {
  return port === METRICS_OFF ? undefined : Number(port);
}
