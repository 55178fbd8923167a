import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AggregatorSettings } from '#libs/aggregation';
import { EmitterSettings } from '#libs/emission';
import { SettingsError, loadSettings } from '#libs/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { DmpIntakeSettings } from '../../apps/dmp-emitter/src/intake/dmp-intake-settings.js';
import { EprescriptionIntakeSettings } from '../../apps/eprescription-emitter/src/intake/intake-settings.js';
import { MssanteIntakeSettings } from '../../apps/mssante-emitter/src/intake/settings.js';
import { MetricsApiSettings } from '../../apps/metrics-api/src/metrics-api-settings.js';
import { SonsSettings } from '../../apps/sons-aggregator/src/sons-settings.js';
import { Authority } from '../secured/test-certificates.js';
import { render, type Resource } from './render.js';
import { schemaFaults } from './schema.js';

const ROOT = join(import.meta.dirname, '..', '..');
const MANIFESTS = join(ROOT, 'docs', 'kubernetes');
const OVERLAYS = readdirSync(join(MANIFESTS, 'overlays'));
/** A service that does not stop within this ends itself (libs/platform). */
const STOP_SECONDS = 15;
/** Beside the compiler's start, each overlay is compiled once. */
const COMPILE_TIMEOUT_MS = 60_000;

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly terminationGracePeriodSeconds: number;
    readonly containers: readonly [Container];
  };
}

type Workload = Resource & {
  readonly spec: {
    readonly replicas: number;
    readonly selector: Selector;
    readonly template: PodTemplate;
  };
};

interface Selector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

const SETTINGS: Readonly<Record<string, new () => object>> = {
  'dmp-emitter': EmitterSettings,
  'mssante-emitter': EmitterSettings,
  'eprescription-emitter': EmitterSettings,
  'sons-emitter': EmitterSettings,
  'volume-aggregator': AggregatorSettings,
  'sons-aggregator': SonsSettings,
  'metrics-api': MetricsApiSettings,
  'dmp-intake': DmpIntakeSettings,
  'mssante-intake': MssanteIntakeSettings,
  'eprescription-intake': EprescriptionIntakeSettings,
};

const overlay = (name: string): readonly Resource[] => render(join(MANIFESTS, 'overlays', name));

/** The kinds that are looked at here; that they have this form is held by the schemas. */
interface Kinds {
  readonly Deployment: Workload;
  readonly Job: Workload;
  readonly ConfigMap: Resource & { readonly data: Readonly<Record<string, string>> };
  readonly PodDisruptionBudget: Resource & { readonly spec: { readonly selector: Selector } };
  readonly NetworkPolicy: Resource & { readonly spec: { readonly podSelector: Selector } };
  readonly Service: Resource & {
    readonly spec: {
      readonly selector: Selector['matchLabels'];
      readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
    };
  };
  readonly Secret: Resource;
}

const ofKind = <K extends keyof Kinds>(
  resources: readonly Resource[],
  kind: K,
): readonly Kinds[K][] =>
  resources.filter((resource): resource is Kinds[K] => resource.kind === kind);

const isSelected = ({ matchLabels }: Selector, { metadata: { labels } }: PodTemplate): boolean =>
  Object.entries(matchLabels).every(([label, value]) => labels[label] === value);

describe.each(OVERLAYS)('docs/kubernetes/overlays/%s', (name) => {
  const resources = overlay(name);
  const deployments = ofKind(resources, 'Deployment');
  /** What Secrets that are mounted hold. */
  const mounted = mkdtempSync(join(tmpdir(), 'mes-mounted-'));

  beforeAll(async () => {
    const authority = await Authority.create('spec');
    const { certificate, key } = await authority.issue({ commonName: 'x', address: '127.0.0.1' });
    writeFileSync(join(mounted, 'tls.crt'), certificate);
    writeFileSync(join(mounted, 'tls.key'), key);
  });
  afterAll(() => {
    rmSync(mounted, { recursive: true });
  });

  it(
    'is what the schemas of Kubernetes say',
    () => {
      expect(schemaFaults(resources)).toEqual([]);
    },
    COMPILE_TIMEOUT_MS,
  );

  it('has the services that docker-compose.yml has, each with a program that there is', () => {
    const { services } = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), {
      merge: true,
    }) as { services: Readonly<Record<string, { image?: string; command?: string }>> };
    const inCompose = Object.entries(services).filter(
      ([service, { image }]) => image === 'mes-flow' && service !== 'prepare',
    );
    expect(
      deployments.map(({ metadata, spec }) => [
        metadata.name,
        spec.template.spec.containers[0].args.join(' '),
      ]),
    ).toEqual(
      expect.arrayContaining(inCompose.map(([service, { command }]) => [service, command])),
    );
    expect(deployments).toHaveLength(inCompose.length);
    for (const { spec } of [...deployments, ...ofKind(resources, 'Job')]) {
      const [, program = ''] = spec.template.spec.containers[0].args;
      expect(existsSync(join(ROOT, program.replace('dist/', '').replace(/\.js$/, '.ts')))).toBe(
        true,
      );
    }
  });

  it('gives each service settings that it takes', () => {
    const [settings] = ofKind(resources, 'ConfigMap');
    const data = settings?.data ?? {};
    for (const { metadata, spec } of deployments) {
      const { env } = spec.template.spec.containers[0];
      const values = {
        ...data,
        MES_DATABASE_URL: 'postgres://mes:secret@postgres:5432/mes',
        ...Object.fromEntries(
          env.flatMap(({ name: key, value }) => {
            if (value === undefined) return [];
            return [[key, key.endsWith('_FILE') ? join(mounted, basename(value)) : value]];
          }),
        ),
      };
      const Settings = SETTINGS[metadata.name] ?? EmitterSettings;
      expect(() => loadSettings(Settings, values)).not.toThrow();
      expect(() => loadSettings(Settings, { ...values, MES_KAFKA_BROKER: 'x' })).toThrow(
        SettingsError,
      );
      expect(env.map(({ name: key }) => key)).toEqual(
        expect.arrayContaining(['MES_INSTANCE', 'MES_DATABASE_URL']),
      );
    }
  });

  it('lets no process have more than it needs', () => {
    for (const { spec } of [...deployments, ...ofKind(resources, 'Job')]) {
      expect(spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10_001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            resources: { limits: { memory: expect.stringMatching(/^\d+Mi$/) as unknown } },
          },
        ],
      });
    }
  });

  it('asks for life and readiness on the port that the settings open, and waits for a stop', () => {
    for (const { spec } of deployments) {
      const { containers, terminationGracePeriodSeconds } = spec.template.spec;
      const [container] = containers;
      expect(container.startupProbe.httpGet).toEqual({ path: '/live', port: 'metrics' });
      expect(container.livenessProbe.httpGet).toEqual({ path: '/live', port: 'metrics' });
      expect(container.readinessProbe.httpGet).toEqual({ path: '/ready', port: 'metrics' });
      expect(container.ports).toContainEqual({ name: 'metrics', containerPort: 9464 });
      expect(terminationGracePeriodSeconds).toBeGreaterThan(STOP_SECONDS);
    }
  });

  it('has selectors that find the Pods they mean, and no others', () => {
    const budgets = ofKind(resources, 'PodDisruptionBudget');
    for (const { metadata, spec } of deployments) {
      const { selector, template } = spec;
      expect(deployments.filter((other) => isSelected(selector, other.spec.template))).toHaveLength(
        1,
      );
      expect(isSelected(selector, template)).toBe(true);
      expect(
        budgets
          .filter((budget) => isSelected(budget.spec.selector, template))
          .map((budget) => budget.metadata.name),
      ).toEqual([metadata.name]);
    }
    const services = ofKind(resources, 'Service');
    expect(services.length).toBe(4);
    for (const { spec } of services) {
      const found = deployments.filter((deployment) =>
        isSelected({ matchLabels: spec.selector }, deployment.spec.template),
      );
      expect(found).toHaveLength(1);
      for (const { port, targetPort } of spec.ports) {
        expect(found[0]?.spec.template.spec.containers[0].ports).toContainEqual({
          name: targetPort,
          containerPort: port,
        });
      }
    }
  });

  it('puts everything under a network policy, and holds no secret', () => {
    const policies = ofKind(resources, 'NetworkPolicy');
    for (const { spec } of [...deployments, ...ofKind(resources, 'Job')]) {
      expect(policies.some((policy) => isSelected(policy.spec.podSelector, spec.template))).toBe(
        true,
      );
    }
    expect(ofKind(resources, 'Secret')).toEqual([]);
    expect(JSON.stringify(resources)).not.toMatch(/postgres(ql)?:\/\//);
  });

  it('lists every file of its folder', () => {
    for (const folder of ['base', join('overlays', name)]) {
      const text = readFileSync(join(MANIFESTS, folder, 'kustomization.yaml'), 'utf8');
      for (const file of readdirSync(join(MANIFESTS, folder))) {
        if (file !== 'kustomization.yaml') expect(text).toContain(file);
      }
    }
  });
});

describe('schemaFaults', () => {
  const [first] = ofKind(overlay('laptop'), 'Deployment');
  /** The first Deployment with something wrong in it. */
  const spoilt = (spoil: (deployment: { spec: Record<string, unknown> }) => void): Resource => {
    const copy = structuredClone(first) as unknown as Resource & { spec: Record<string, unknown> };
    spoil(copy);
    return copy;
  };

  it(
    'names a wrong field, type or kind, and what is missing, each in its resource',
    () => {
      const template = (deployment: { spec: Record<string, unknown> }): Record<string, unknown> =>
        (deployment.spec['template'] as { spec: { containers: Record<string, unknown>[] } }).spec
          .containers[0] ?? {};
      const faults = [
        spoilt((deployment) => (deployment.spec['replica'] = 2)),
        spoilt((deployment) => (deployment.spec['replicas'] = '2')),
        spoilt((deployment) => delete deployment.spec['selector']),
        spoilt((deployment) => (template(deployment)['readyProbe'] = {})),
        spoilt(
          (deployment) =>
            (template(deployment)['securityContext'] = { readOnlyRootFileSystem: true }),
        ),
        spoilt((deployment) => (template(deployment)['imagePullPolicy'] = 1)),
        { ...spoilt(() => undefined), apiVersion: 'apps/v1beta9' },
      ].map((resource) => schemaFaults([resource]).join('\n'));
      expect(faults).toEqual([
        expect.stringMatching(/replica\W+does not exist/),
        expect.stringContaining('replicas'),
        expect.stringContaining('selector'),
        expect.stringMatching(/readyProbe\W+does not exist/),
        expect.stringMatching(/readOnlyRootFileSystem\W+does not exist/),
        expect.stringContaining('imagePullPolicy'),
        expect.stringContaining('came apps/v1beta9 Deployment'),
      ]);
      for (const fault of faults) expect(fault).toMatch(/^Deployment dmp-emitter: /);
    },
    COMPILE_TIMEOUT_MS,
  );
});
