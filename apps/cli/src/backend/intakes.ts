import type { CliSettings } from '../settings.js';
import type { ServiceSpec } from './services.js';

/** The services that listen, as `mes up` starts them: one process each, on this machine alone. */
export function listeners(settings: CliSettings): readonly ServiceSpec[] {
  return [
    metricsApi(settings, settings.MES_METRICS_API_PORT),
    {
      app: 'dmp-intake',
      instance: 'dmp-intake-1',
      settings: { MES_HTTP_PORT: String(settings.MES_DMP_INTAKE_PORT) },
    },
    {
      app: 'mssante-intake',
      instance: 'mssante-intake-1',
      settings: {
        MES_HTTP_PORT: String(settings.MES_MSSANTE_INTAKE_PORT),
        MES_MSSANTE_SMTP_PORT: String(settings.MES_MSSANTE_SMTP_PORT),
      },
    },
    {
      app: 'eprescription-intake',
      instance: 'eprescription-intake-1',
      settings: {
        MES_EPRESCRIPTION_INTAKE_PORT: String(settings.MES_EPRESCRIPTION_INTAKE_PORT),
      },
    },
  ];
}

/** The pages and the API. @param port 0: any free one */
export function metricsApi(
  { MES_RUNS_FROM_PAGE }: Pick<CliSettings, 'MES_RUNS_FROM_PAGE'>,
  port: number,
): ServiceSpec {
  return {
    app: 'metrics-api',
    instance: 'metrics-api-1',
    settings: { MES_METRICS_API_PORT: String(port), MES_RUNS_FROM_PAGE },
  };
}

/** Where to begin with each of them. */
export function listenerLines(settings: CliSettings): string[] {
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  const dmp = at(settings.MES_DMP_INTAKE_PORT);
  return [
    `dashboard             ${at(settings.MES_METRICS_API_PORT)}/: figures for analysts, and small runs started from the page`,
    `metrics-api           ${at(settings.MES_METRICS_API_PORT)}: schemas, contracts, events (docs/integrators.md)`,
    `dmp-intake            ${dmp}/fhir and ${dmp}/documents (docs/intake.md), patients (docs/patients.md); try:`,
    `  curl -i -H 'content-type: application/fhir+json' --data @docs/examples/document-reference.json ${dmp}/fhir/DocumentReference`,
    `mssante-intake        smtp://127.0.0.1:${settings.MES_MSSANTE_SMTP_PORT}, receipts at ${at(settings.MES_MSSANTE_INTAKE_PORT)} (docs/mssante.md)`,
    `eprescription-intake  ${at(settings.MES_EPRESCRIPTION_INTAKE_PORT)}/prescriptions (docs/eprescription.md)`,
  ];
}
