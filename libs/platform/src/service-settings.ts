import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

/** What every service of the house needs. Property names are the environment variables' names. */
export class ServiceSettings {
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

  /** Name of this process in logs and in the group; default: the app's name and the process id. */
  @IsOptional()
  @IsString()
  MES_INSTANCE: string = '';

  /** Milliseconds without a heartbeat after which the group gives a member's partitions away. */
  @IsInt()
  @Min(1000)
  @Max(300_000)
  MES_SESSION_TIMEOUT_MS: number = 6000;
}

/** The brokers as a list. */
export function brokersOf(settings: ServiceSettings): string[] {
  return settings.MES_KAFKA_BROKERS.split(',');
}
