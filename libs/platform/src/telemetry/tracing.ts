import { SettingsError } from '../settings.js';
import type { ProcessFacts } from '../metrics/metrics.js';
import type { Tracing } from './open-tracing.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Sends traces to a collector where OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
 * names one, as OTLP over HTTP in JSON. Further settings are OpenTelemetry's own: OTEL_TRACES_SAMPLER,
 * OTEL_EXPORTER_OTLP_HEADERS, OTEL_BSP_…, OTEL_SDK_DISABLED.
 *
 * @param environment omitted: that of the process
 * @returns undefined where no endpoint is set: then nothing of the SDK is loaded
 * @throws SettingsError for an endpoint that is none, or a protocol that is not spoken here
 */
export async function startTracing(
  facts: ProcessFacts,
  environment: Environment = process.env,
): Promise<Tracing | undefined> {
  if (!isTracingAsked(environment)) return undefined;
  assertSpeaksHttp(environment);
  const { openTracing } = await import('./open-tracing.js');
  const { OTEL_SERVICE_NAME: given = '' } = environment;
  return openTracing({
    service: given === '' ? facts.service : given,
    instance: facts.instance,
  });
}

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;
const PROTOCOLS = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'] as const;

function isTracingAsked(environment: Environment): boolean {
  const isOff = environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true';
  return !isOff && ENDPOINTS.some((name) => (environment[name] ?? '') !== '');
}

function assertSpeaksHttp(environment: Environment): void {
  const faults = ENDPOINTS.flatMap((name) => {
    const value = environment[name] ?? '';
    return value === '' || /^https?:$/.test(URL.parse(value)?.protocol ?? '')
      ? []
      : [`${name}: expected an http or https address of an OTLP collector; came another text`];
  });
  for (const name of PROTOCOLS) {
    const value = environment[name] ?? '';
    if (value === '' || value.startsWith('http/')) continue;
    faults.push(
      `${name}: expected http/json, which is what is sent, or http/protobuf, whose port takes it too; came "${value}"`,
    );
  }
  if (faults.length > 0) throw new SettingsError(faults);
}
