import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..', '..');
/** A service that does not stop within this ends itself (libs/platform). */
const STOP_SECONDS = 15;

interface Service {
  readonly image?: string;
  readonly command?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly init?: boolean;
  readonly stop_grace_period?: string;
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
}

const servicesOf = (file: string): Readonly<Record<string, Service>> => {
  const { services } = parse(readFileSync(join(ROOT, file), 'utf8'), { merge: true }) as {
    services: Readonly<Record<string, Service>>;
  };
  return services;
};

const one = servicesOf('docker-compose.yml');
const three = servicesOf('docker-compose.three-brokers.yml');
const ours = Object.entries(one).filter(([, { image }]) => image === 'mes-flow');

describe('docker-compose.yml', () => {
  it('forbids every process of ours what it does not need', () => {
    expect(ours.length).toBe(11);
    for (const [name, service] of ours) {
      expect({ name, service }).toEqual({
        name,
        service: expect.objectContaining({
          read_only: true,
          tmpfs: ['/tmp'],
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
          init: true,
          mem_limit: expect.any(String) as unknown,
          pids_limit: expect.any(Number) as unknown,
        }) as unknown,
      });
    }
  });

  it('gives no server that it starts of itself more than it needs', () => {
    for (const name of ['kafka', 'postgres']) {
      expect(one[name]).toMatchObject({
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  it('waits longer for a stop than a service takes at most', () => {
    for (const [, { stop_grace_period: grace }] of ours) {
      expect(Number(/^(\d+)s$/.exec(grace ?? '')?.[1])).toBeGreaterThan(STOP_SECONDS);
    }
  });

  it('starts every service of ours after topics and tables are there', () => {
    for (const [name, { depends_on: before = {} }] of ours) {
      expect(Object.keys(before).toSorted()).toEqual(
        name === 'prepare' ? ['kafka', 'postgres'] : ['kafka', 'postgres', 'prepare'],
      );
    }
    expect(one['prepare']?.command).toBe('node dist/apps/cli/src/main.js prepare');
  });
});

describe('docker-compose.three-brokers.yml', () => {
  const brokers = ['kafka', 'kafka-2', 'kafka-3'];
  /** Settings of a broker with both files, as Compose lays one over the other. */
  const settingsOf = (broker: string): Record<string, string> => ({
    ...one[broker]?.environment,
    ...three[broker]?.environment,
  });

  it('has three brokers that differ in their names alone', () => {
    const own = ['KAFKA_NODE_ID', 'KAFKA_ADVERTISED_LISTENERS', 'KAFKA_OPTS'];
    const shared = brokers.map((broker) =>
      Object.fromEntries(
        Object.entries(settingsOf(broker)).filter(([name]) => !own.includes(name)),
      ),
    );
    expect(shared[1]).toEqual(shared[0]);
    expect(shared[2]).toEqual(shared[0]);
    expect(brokers.map((broker) => settingsOf(broker)['KAFKA_NODE_ID'])).toEqual(['1', '2', '3']);
    const advertised = brokers.map((broker) => settingsOf(broker)['KAFKA_ADVERTISED_LISTENERS']);
    expect(new Set(advertised).size).toBe(3);
    for (const [index, broker] of brokers.entries()) {
      expect(advertised[index]).toContain(`INTERNAL://${broker}:9093`);
      expect(shared[0]?.['KAFKA_CONTROLLER_QUORUM_VOTERS']).toContain(
        `${String(index + 1)}@${broker}:9094`,
      );
    }
  });

  it('keeps three copies of everything, two of them in sync', () => {
    expect(settingsOf('kafka-2')).toMatchObject({
      KAFKA_DEFAULT_REPLICATION_FACTOR: '3',
      KAFKA_MIN_INSYNC_REPLICAS: '2',
      KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '3',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '3',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '2',
    });
  });

  it('tells every process of ours of all three, and starts it after them', () => {
    for (const [name] of ours) {
      expect(three[name]?.environment?.['MES_KAFKA_BROKERS']?.split(',')).toEqual(
        brokers.map((broker) => `${broker}:9093`),
      );
      expect(Object.keys(three[name]?.depends_on ?? {})).toEqual(['kafka-2', 'kafka-3']);
    }
  });

  it('opens its ports on this machine alone, pins its images, and shares no data with one broker', () => {
    for (const { ports = [], image = 'apache/kafka:4.3.1', volumes = [] } of Object.values(three)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
      expect(image).toBe(one['kafka']?.image);
      for (const volume of volumes) expect(volume).toMatch(/^three-/);
    }
    for (const name of [...brokers, 'postgres']) expect(three[name]?.volumes).toHaveLength(1);
  });
});
