import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { EXIT_CODE, MesError } from './errors.js';
import { redactSetting } from './redact.js';

/** All faults of the settings in one message, so that a broken deployment is mended in one pass. */
export class SettingsError extends MesError {
  readonly exitCode = EXIT_CODE.badInvocation;

  constructor(readonly faults: readonly string[]) {
    super(
      `Settings: ${String(faults.length)} at fault\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
  }
}

/**
 * Reads the environment into a class whose property names are the variables' names.
 * Unknown MES_ variables are faults too: a typo would otherwise fall back to a default in silence.
 *
 * @param type a class with class-validator decorators; its initialisers are the defaults
 * @param environment the variables; omitted: those of the process
 * @throws SettingsError naming every fault at once, with what was expected and what came
 */
export function loadSettings<T extends object>(
  type: new () => T,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): T {
  const known = new Set(Object.keys(new type()));
  const given: Record<string, string> = {};
  for (const name of known) {
    const value = environment[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const settings = plainToInstance(type, given, {
    enableImplicitConversion: true,
    exposeDefaultValues: true,
  });
  const faults = validateSync(settings, { forbidUnknownValues: false }).map(
    ({ property, constraints }) =>
      `${property}: expected ${Object.values(constraints ?? {})
        .map((text) => text.replace(`${property} must be `, ''))
        .join('; ')}; came ${shown(property, given[property])}`,
  );
  for (const name of Object.keys(environment)) {
    if (name.startsWith('MES_') && !known.has(name) && !TUNING_SETTINGS.includes(name)) {
      faults.push(`${name}: no such setting here; known are ${[...known].sort().join(', ')}`);
    }
  }
  if (checksTogether(settings)) faults.push(...settings.faultsTogether());
  if (faults.length > 0) throw new SettingsError(faults);
  return settings;
}

/** Settings of which some mean something only together, such as a certificate and its key. */
interface ChecksTogether {
  /** Every fault of them, each with what was expected and what came. Called on bad settings too. */
  faultsTogether(): readonly string[];
}

function checksTogether(settings: object): settings is ChecksTogether {
  return 'faultsTogether' in settings && typeof settings.faultsTogether === 'function';
}

/**
 * Settings that tune one service and that every process of the same environment lets pass: the
 * command line hands them on to the services it starts, a compose file may give them to all.
 */
export const TUNING_SETTINGS: readonly string[] = [
  'MES_SESSION_TIMEOUT_MS',
  'MES_EMITTER_BATCHES_MAX',
  'MES_EMITTER_UNITS_MAX',
  'MES_COMMIT_EVENTS',
  'MES_COMMIT_INTERVAL_MS',
  'MES_COMMIT_INTERVAL_BEHIND_MS',
  'MES_COMMIT_IDLE_MS',
  'MES_FETCH_BYTES_MAX',
  'MES_SONS_ELIGIBLE_TYPES',
  'MES_SONS_COUNT_REPLACEMENTS',
  'MES_HTTP_BODY_BYTES_MAX',
  'MES_HTTP_ANONYMOUS',
  'MES_OIDC_ISSUER',
  'MES_OIDC_AUDIENCE',
  'MES_OIDC_CLOCK_TOLERANCE_SECONDS',
  'MES_API_KEYS',
  'MES_HTTP_RATE_PER_SECOND',
  'MES_HTTP_RATE_BURST',
  'MES_HTTP_COSTLY_PER_MINUTE',
  'MES_HTTP_RATE_LOOPBACK',
  'MES_HTTP_TRUSTED_PROXIES',
  'MES_INTAKE_QUEUE_MAX',
  'MES_INTAKE_GATHER_MS',
  'MES_METRICS_HOST',
  'MES_LOG_LEVEL',
  'MES_START_WAIT_SECONDS',
  'MES_KAFKA_TLS',
  'MES_KAFKA_TLS_CA_FILE',
  'MES_KAFKA_TLS_CERT_FILE',
  'MES_KAFKA_TLS_KEY_FILE',
  'MES_KAFKA_SASL_MECHANISM',
  'MES_KAFKA_SASL_USERNAME',
  'MES_KAFKA_SASL_PASSWORD',
  'MES_KAFKA_SASL_PASSWORD_FILE',
  'MES_DATABASE_MIGRATIONS',
  'MES_MSSANTE_SMTP_TLS_CERT_FILE',
  'MES_MSSANTE_SMTP_TLS_KEY_FILE',
];

/** The tuning settings that this process was given, for the services it starts. */
export function tuningGiven(): Record<string, string> {
  return Object.fromEntries(
    TUNING_SETTINGS.flatMap((name) => {
      const value = process.env[name];
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );
}

/**
 * The environment of a child process: everything but this project's settings, of which it gets the
 * tuning settings and its own, all of them named.
 */
export function childEnvironment(
  settings: Readonly<Record<string, string>>,
): Record<string, string> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('MES_') ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(inherited), ...tuningGiven(), ...settings };
}

function shown(property: string, value: string | undefined): string {
  return value === undefined ? 'nothing' : `"${redactSetting(property, value)}"`;
}
