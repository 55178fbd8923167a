import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommitMeter } from '#libs/aggregation';
import { startHttpService } from '#libs/edge';
import { registerUnits } from '#libs/emission';
import { IntakeMeter } from '#libs/intake';
import {
  channelOfTopic,
  registerDeadLetters,
  registerLag,
  registerListening,
  registerProducer,
} from '#libs/kafka';
import { Operations, WorkMeter, registerWork, systemClock } from '#libs/platform';
import { registerLastRun, registerPool } from '#libs/store';
import { describe, expect, it } from '@jest/globals';
import { Module, type LoggerService } from '@nestjs/common';
import { parse } from 'yaml';
import { DASHBOARDS, dashboardFiles } from './index.js';
import { metricsIn, unknownMetrics } from './metric-names.js';
import { DATA_SOURCE } from './panel.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const MONITORING = join(ROOT, 'docs', 'monitoring');
const read = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const rules = (
  parse(readFileSync(join(MONITORING, 'alerts.yml'), 'utf8')) as {
    groups: readonly { rules: readonly Rule[] }[];
  }
).groups.flatMap((group) => group.rules);

/** Told by the exporter of PostgreSQL, v0.17, and by Prometheus itself. */
const OTHERS_METRICS = [
  'up',
  'pg_up',
  'pg_database_size_bytes',
  'pg_locks_count',
  'pg_stat_activity_count',
  'pg_stat_activity_max_tx_duration',
  'pg_stat_database_blks_hit',
  'pg_stat_database_blks_read',
  'pg_stat_database_deadlocks',
  'pg_stat_database_xact_commit',
  'pg_stat_database_xact_rollback',
];

const silent: LoggerService = { log: () => null, warn: () => null, error: () => null };

/** Everything that a service of the house tells: the parts that its start puts together, in one process. */
function tellEverything(): Operations {
  const operations = new Operations({ service: 'every-service', instance: 'spec' });
  const { metrics } = operations;
  const meter = new CommitMeter(systemClock);
  meter.register(metrics);
  registerWork(metrics, new WorkMeter(systemClock, 'idle'));
  registerPool(metrics, { totalCount: 1, idleCount: 1, waitingCount: 0 });
  const listening = { isMember: true, assignedPartitions: 1, lastPollAtMs: 1 };
  registerListening(metrics, listening, systemClock);
  registerLag(metrics, () => new Map([['mes.dmp.v1', 1]]));
  registerProducer(metrics, { acknowledgedRecords: new Map(), unacknowledgedBatches: 0 });
  registerUnits(metrics, { begunUnits: 0, finishedUnits: 0 });
  new IntakeMeter('dmp', () => []).register(metrics, { waiting: 0, outboxRecords: 0 });
  registerLastRun(metrics, { query: () => Promise.resolve({ rows: [] }) } as never);
  return operations;
}

/** Names that Prometheus would know after a scrape of all of them: a histogram gives three. */
async function exportedMetrics(): Promise<ReadonlySet<string>> {
  const operations = tellEverything();
  @Module({})
  class EmptyModule {}
  const http = await startHttpService({
    name: 'spec',
    title: 'Spec',
    description: 'A spec.',
    module: EmptyModule,
    operations,
    logger: silent,
  });
  try {
    const text = await (await fetch(`${http.url}/metrics`)).text();
    return new Set(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
        type === 'histogram' || type === 'summary'
          ? [`${name}_bucket`, `${name}_sum`, `${name}_count`]
          : [name],
      ),
    );
  } finally {
    await http.service.close();
  }
}

/** Names that the rules of the JMX exporter give. */
function brokerMetrics(): string[] {
  const { rules: given } = parse(readFileSync(join(MONITORING, 'kafka-jmx.yml'), 'utf8')) as {
    rules: readonly { readonly name: string }[];
  };
  return given.map(({ name }) => name);
}

const panelQueries = DASHBOARDS.flatMap(({ uid, rows }) =>
  rows.flatMap(({ panels }) =>
    panels.flatMap(({ title, queries }) =>
      queries.map(({ expr }) => ({ where: `${uid}, ${title}`, expr })),
    ),
  ),
);
const alertQueries = rules.map(({ alert, expr }) => ({ where: alert, expr }));

describe('the names of metrics in a query', () => {
  it('are found, and labels and functions are not', () => {
    expect(
      metricsIn(
        'histogram_quantile(0.99, sum by (service, le) (rate(mes_a_seconds_bucket{channel="dmp"}[5m]))) / up{job="x"} > deriv(sum(pg_b)[10m:30s]) or vector(0)',
      ),
    ).toEqual(['mes_a_seconds_bucket', 'up', 'pg_b']);
  });

  it('are unknown when nobody tells them', () => {
    const known = new Set(['mes_a_total']);
    expect(unknownMetrics([{ where: 'a', expr: 'rate(mes_a_total[5m])' }], known)).toEqual([]);
    expect(unknownMetrics([{ where: 'a', expr: 'rate(mes_b_total[5m])' }], known)).toEqual([
      'a: mes_b_total',
    ]);
  });
});

describe('dashboards and alerts', () => {
  it('use metrics that somebody tells', async () => {
    const known = new Set([...(await exportedMetrics()), ...brokerMetrics(), ...OTHERS_METRICS]);
    expect(panelQueries.length).toBeGreaterThan(40);
    expect(unknownMetrics([...panelQueries, ...alertQueries], known)).toEqual([]);
  });

  it('show everything that a service tells of its own, and the page explains it', async () => {
    const used = new Set([...panelQueries, ...alertQueries].flatMap(({ expr }) => metricsIn(expr)));
    const page = read('docs', 'monitoring.md');
    const families = new Set(
      [...(await exportedMetrics())]
        .filter((name) => name.startsWith('mes_'))
        .map((name) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    const shown = (family: string): boolean =>
      ['', '_bucket', '_sum', '_count'].some((suffix) => used.has(`${family}${suffix}`));
    expect([...families].filter((family) => !shown(family))).toEqual([]);
    expect([...families].filter((family) => !page.includes(`\`${family}\``))).toEqual([]);
    const explained = [...page.matchAll(/^\| `(mes_[a-z_]+)`/gm)].map(([, name = '']) => name);
    expect(explained.filter((name) => !families.has(name))).toEqual([]);
  });

  it('are committed as the program gives them', () => {
    const folder = join(MONITORING, 'grafana', 'dashboards');
    expect(readdirSync(folder).toSorted()).toEqual(
      dashboardFiles()
        .map(({ file }) => file)
        .toSorted(),
    );
    for (const { file, text } of dashboardFiles()) {
      expect(readFileSync(join(folder, file), 'utf8')).toBe(text);
    }
  });

  it('ask the data source that is provisioned', () => {
    const provisioned = parse(
      read('docs/monitoring/grafana/provisioning/datasources/prometheus.yml'),
    ) as { datasources: readonly { uid: string; type: string }[] };
    expect(provisioned.datasources.map(({ uid, type }) => ({ uid, type }))).toEqual([DATA_SOURCE]);
  });

  it('have places that do not overlap, and a description for each panel', () => {
    for (const { text } of dashboardFiles()) {
      const { panels } = JSON.parse(text) as {
        panels: readonly {
          id: number;
          type: string;
          description?: string;
          gridPos: { x: number; y: number; w: number; h: number };
        }[];
      };
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      const silent = panels.filter(({ type, description = '' }) => type !== 'row' && !description);
      expect(silent).toEqual([]);
    }
  });
});

describe('an alert', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says how bad it is, and what to do',
    (alert, { labels, annotations }) => {
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations.summary).not.toBe('');
      expect(annotations.runbook).toBe(`docs/monitoring.md#${alert.toLowerCase()}`);
      expect(read('docs', 'monitoring.md')).toContain(`\n### ${alert}\n`);
    },
  );

  it('has a section only as long as it is one', () => {
    const sections = [...read('docs', 'monitoring.md').matchAll(/^### (\S+)$/gm)];
    expect(sections.map(([, name]) => name)).toEqual(rules.map(({ alert }) => alert));
  });
});

describe('the compose file', () => {
  interface Service {
    readonly image?: string;
    readonly command?: string | readonly string[];
    readonly profiles?: readonly string[];
    readonly ports?: readonly string[];
    readonly volumes?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly healthcheck?: unknown;
  }
  const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Readonly<Record<string, Service>>;
  };

  it('opens ports on this machine alone, and pins every image', () => {
    for (const { ports = [], image = '' } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
      if (image !== 'mes-flow') expect(image).toMatch(/:v?\d+(\.\d+)*$/);
    }
  });

  it('asks every service of ours whether it is ready', () => {
    // The image says how; a service that said it again, or turned it off, would be another matter.
    expect(read('Dockerfile')).toMatch(/^HEALTHCHECK [^]*MES_METRICS_PORT \+ '\/ready'/m);
    const ours = Object.entries(services).filter(([, { image }]) => image === 'mes-flow');
    expect(ours.length).toBeGreaterThan(8);
    for (const [name, { healthcheck }] of ours) {
      expect(healthcheck).toEqual(name === 'prepare' ? { disable: true } : undefined);
    }
  });

  it('mounts files that are there', () => {
    const mounts = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.filter((volume) => volume.startsWith('./')).map((volume) => volume.split(':')[0]),
    );
    expect(mounts.length).toBeGreaterThan(4);
    for (const path of mounts) {
      expect(() => readdirSync(join(ROOT, path ?? '', '..'))).not.toThrow();
      expect(() => (path?.endsWith('.yml') ? read(path) : null)).not.toThrow();
    }
  });

  it('has Prometheus look at every service of ours, on the port that they open', () => {
    const config = parse(read('docs', 'monitoring', 'prometheus.yml')) as {
      scrape_configs: readonly {
        job_name: string;
        dns_sd_configs?: readonly { names: readonly string[]; port: number }[];
      }[];
    };
    const [found] = config.scrape_configs.flatMap((job) => job.dns_sd_configs ?? []);
    // What prepares the others has ended before they start.
    const ours = Object.entries(services).filter(
      ([name, { image }]) => image === 'mes-flow' && name !== 'prepare',
    );
    expect(found?.names.toSorted()).toEqual(ours.map(([name]) => name).toSorted());
    for (const [, { environment = {} }] of ours) {
      expect(environment['MES_METRICS_PORT']).toBe(String(found?.port));
      expect(environment['MES_METRICS_HOST']).toBe('0.0.0.0');
    }
  });

  it('starts nothing of the monitoring unless asked, and gives Grafana no password to guess', () => {
    for (const name of ['prometheus', 'grafana', 'kafka-jmx', 'postgres-exporter']) {
      expect(services[name]?.profiles).toEqual(['monitoring']);
    }
    const { environment = {} } = services['grafana'] ?? {};
    expect(environment['GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION']).toBe('true');
    expect(environment['GF_AUTH_ANONYMOUS_ORG_ROLE']).toBe('Viewer');
  });
});

describe('the label of a channel', () => {
  it('is the channel of the topic, and the name of a topic that is none', () => {
    expect(channelOfTopic('mes.dmp.v1')).toBe('dmp');
    expect(channelOfTopic('mes.sons.v1')).toBe('sons');
    expect(channelOfTopic('mes.simulation-units.v1')).toBe('mes.simulation-units.v1');
  });
});

describe('dead letters of the message lane', () => {
  it('have the name of those of the bulk lane', async () => {
    const { metrics } = new Operations({ service: 'toy', instance: 'toy-1' });
    registerDeadLetters(metrics, {
      deadLetterReadings: () => [{ labels: { channel: 'dmp', reason: 'X' }, value: 2 }],
    });
    expect(await metrics.text()).toContain(
      'mes_dead_letters_total{channel="dmp",reason="X",service="toy"} 2',
    );
  });
});
