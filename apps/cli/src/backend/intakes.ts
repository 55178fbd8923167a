import type { CliSettings } from '../settings.js';
import type { ServiceSpec } from './services.js';

/** The intake of the DMP, as `mes up` starts it. */
export function dmpIntake(settings: CliSettings): ServiceSpec {
  return {
    app: 'dmp-intake',
    instance: 'dmp-intake-1',
    settings: { MES_HTTP_PORT: String(settings.MES_DMP_INTAKE_PORT) },
  };
}

/** Where it is, and how to try it. */
export function dmpIntakeLines(settings: CliSettings): string[] {
  const url = `http://127.0.0.1:${settings.MES_DMP_INTAKE_PORT}`;
  return [
    `dmp intake ${url}/fhir and ${url}/documents; try:`,
    `  curl -i -H 'content-type: application/fhir+json' --data @docs/examples/document-reference.json ${url}/fhir/DocumentReference`,
  ];
}
