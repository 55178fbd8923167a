import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  BadInvocationError,
  METRICS_OFF,
  ServerSettings,
  idleDatabaseFiles,
  loadSettings,
} from '#libs/platform';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsPort,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';

/** Settings of the command line. Property names are the environment variables' names. */
export class CliSettings extends ServerSettings {
  /** Kafka brokers to use, comma-separated host:port; empty: start some. Given together with MES_DATABASE_URL. */
  @ValidateIf((settings: CliSettings) => settings.MES_KAFKA_BROKERS !== '')
  @Matches(/^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/, {
    message: 'comma-separated host:port of the Kafka brokers',
  })
  MES_KAFKA_BROKERS: string = '';

  /** PostgreSQL to use, postgres://user:password@host:port/database; empty: start one. */
  @ValidateIf((settings: CliSettings) => settings.MES_DATABASE_URL !== '')
  @Matches(/^postgres(ql)?:\/\/\S+$/, {
    message: 'a postgres://user:password@host:port/database address',
  })
  MES_DATABASE_URL: string = '';

  /** Which backend to start when no address is given: embedded, docker, or auto (embedded, else docker). */
  @IsIn(['auto', 'embedded', 'docker'])
  MES_INFRA: 'auto' | 'embedded' | 'docker' = 'auto';

  /** Folder for downloads and for the data of `mes up`. */
  @IsString()
  MES_CACHE_DIR: string = join(homedir(), '.cache', 'mes-flow');

  /** Heap of the embedded Kafka, megabytes. */
  @IsInt()
  @Min(256)
  @Max(1024)
  MES_KAFKA_HEAP_MB: number = 768;

  /** Brokers of the embedded Kafka: 1, or 3 with three copies of each record and two in sync; three share the heap. */
  @IsIn([1, 3])
  @IsInt()
  MES_KAFKA_NODES: number = 1;

  /** Partitions of the deposit topics when they are created; divides 48. */
  @IsInt()
  @Min(1)
  @Max(48)
  MES_PARTITIONS: number = 12;

  /** Processes per emitter (DMP, MSSanté, e-prescription). */
  @IsInt()
  @Min(1)
  @Max(16)
  MES_EMITTERS: number = 1;

  /** Processes of the volume aggregator. */
  @IsInt()
  @Min(1)
  @Max(16)
  MES_AGGREGATORS: number = 1;

  /** Processes of the SONS aggregator, for scenarios with SONS and for `mes up`; 0 starts none. */
  @IsInt()
  @Min(0)
  @Max(16)
  MES_SONS_AGGREGATORS: number = 1;

  /** Port on which `mes up` answers for schemas, contracts and events, on this machine alone. */
  @IsInt()
  @Min(1)
  @Max(65_535)
  MES_METRICS_API_PORT: number = 8600;

  /** Port on which `mes up` takes deposits into the DMP. */
  @IsInt()
  @Min(1)
  @Max(65_535)
  MES_DMP_INTAKE_PORT: number = 8601;

  /** Port on which `mes up` tells what became of secure messages. */
  @IsInt()
  @Min(1)
  @Max(65_535)
  MES_MSSANTE_INTAKE_PORT: number = 8602;

  /** Port on which `mes up` takes secure messages by SMTP. */
  @IsInt()
  @Min(1)
  @Max(65_535)
  MES_MSSANTE_SMTP_PORT: number = 8625;

  /** Port on which `mes up` takes electronic prescriptions. */
  @IsInt()
  @Min(1)
  @Max(65_535)
  MES_EPRESCRIPTION_INTAKE_PORT: number = 8603;

  /** on: `mes up` runs the small scenarios that its page is asked for. Only who may open the page may ask. */
  @IsIn(['on', 'off'])
  MES_RUNS_FROM_PAGE: 'on' | 'off' = 'on';

  /** First of the ports on which the processes of `mes up` tell their metrics, one after the other; off: none do, unless `--metrics` asks. */
  @ValidateIf((settings: CliSettings) => settings.MES_METRICS_PORT !== METRICS_OFF)
  @IsPort({ message: 'off, or a port from 1 to 65535' })
  MES_METRICS_PORT: string = METRICS_OFF;

  /** Hours after a month's end before it may close: an assumption, no source gives the real one. */
  @IsInt()
  @Min(0)
  @Max(24 * 90)
  MES_MONTH_GRACE_HOURS: number = 72;

  /** Seconds without any progress after which a run is given up. */
  @IsInt()
  @Min(5)
  @Max(3600)
  MES_STALL_SECONDS: number = 60;

  /** text for a person, json for a collector; passed on to the services. */
  @IsOptional()
  @IsIn(['text', 'json'])
  MES_LOG_FORMAT: 'text' | 'json' = 'text';

  override faultsTogether(): string[] {
    const faults = super.faultsTogether();
    const isSecured = this.MES_KAFKA_TLS === 'on' || this.MES_KAFKA_SASL_MECHANISM !== '';
    if (isSecured && this.MES_KAFKA_BROKERS === '') {
      // What is started here speaks plain text on this machine alone: nobody would get in.
      faults.push(
        'MES_KAFKA_BROKERS: expected the brokers that MES_KAFKA_TLS and MES_KAFKA_SASL_MECHANISM are for; came nothing',
      );
    }
    const idle = idleDatabaseFiles(this);
    if (idle.length > 0 && this.MES_DATABASE_URL === '') {
      faults.push(
        `MES_DATABASE_URL: expected the address that ${idle.join(', ')} ${idle.length === 1 ? 'is' : 'are'} for; came nothing`,
      );
    }
    return faults;
  }
}

/** Reads the settings and checks what no single one of them can say. */
export function readSettings(): CliSettings {
  const settings = loadSettings(CliSettings);
  if ((settings.MES_KAFKA_BROKERS === '') !== (settings.MES_DATABASE_URL === '')) {
    const [given, missing] =
      settings.MES_KAFKA_BROKERS === ''
        ? ['MES_DATABASE_URL', 'MES_KAFKA_BROKERS']
        : ['MES_KAFKA_BROKERS', 'MES_DATABASE_URL'];
    throw new BadInvocationError(
      `expected MES_KAFKA_BROKERS and MES_DATABASE_URL together; came ${given} alone. Set ${missing} too, or neither.`,
    );
  }
  return settings;
}

/**
 * Settings for a command that empties topics and tables: on servers of others only where that was said,
 * and where its programs get in.
 *
 * @param why what the command does to them
 */
export function assertMayWreck(settings: CliSettings, why: string): void {
  const isSecured = settings.MES_KAFKA_TLS === 'on' || settings.MES_KAFKA_SASL_MECHANISM !== '';
  if (settings.MES_KAFKA_BROKERS === '' || (settings.MES_KAFKA_ADMIN === 'on' && !isSecured))
    return;
  throw new BadInvocationError(
    `${why}: expected no MES_KAFKA_BROKERS, or MES_KAFKA_ADMIN=on and neither TLS nor SASL; came ${settings.MES_KAFKA_BROKERS}${isSecured ? ' with TLS or SASL' : ''}. Nothing was changed.`,
  );
}

/** Sets the number of brokers that a command was given, where it was given one. */
export function withBrokers(settings: CliSettings, brokers: number | undefined): CliSettings {
  return Object.assign(settings, brokers !== undefined && { MES_KAFKA_NODES: brokers });
}

/** Allows topics to be made on brokers of others, where a command was told so; the same as MES_KAFKA_ADMIN=on. */
export function withTopics(settings: CliSettings, createTopics: boolean | undefined): CliSettings {
  return Object.assign(settings, createTopics === true && { MES_KAFKA_ADMIN: 'on' });
}
