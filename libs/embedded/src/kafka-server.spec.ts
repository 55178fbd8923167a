import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  brokerSettings,
  kafkaMetaProperties,
  kafkaProcess,
  kafkaSettings,
  propertiesText,
  randomKafkaId,
  type KafkaServerPlan,
} from './kafka-server.js';

const node = { nodeId: 1, brokerPort: 41_001, controllerPort: 41_002 };
const plan: KafkaServerPlan = {
  nodeId: 1,
  nodes: [node],
  folder: '/runs/one/kafka',
  jarsFolder: '/cache/kafka',
  java: '/java/bin/java',
  javaOptions: [],
  heapMegabytes: 768,
  isDataKept: false,
};

/** What java.util.Properties does with a value: only the escapes that we write. */
const readByJava = (value: string): string =>
  value.replace(/\\u([0-9a-f]{4})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );

describe('the embedded broker', () => {
  it('listens on the loopback address only', () => {
    const settings = kafkaSettings(plan);
    expect(settings['listeners']).toBe('PLAINTEXT://127.0.0.1:41001,CONTROLLER://127.0.0.1:41002');
    expect(settings['advertised.listeners']).toBe('PLAINTEXT://127.0.0.1:41001');
    expect(settings['controller.quorum.voters']).toBe('1@127.0.0.1:41002');
  });

  it('keeps every record and makes no topic by itself', () => {
    const settings = brokerSettings();
    expect(settings['log.retention.ms']).toBe('-1');
    expect(settings['log.retention.bytes']).toBe('-1');
    expect(settings['auto.create.topics.enable']).toBe('false');
    expect(settings['message.max.bytes']).toBe('16777216');
  });

  it('asks one node for one replica of each internal topic', () => {
    const replication = Object.entries(brokerSettings()).filter(([name]) =>
      /replication\.factor$|min\.isr$/.test(name),
    );
    expect(replication).toHaveLength(6);
    expect(new Set(replication.map(([, value]) => value))).toEqual(new Set(['1']));
  });

  it('asks three nodes for three copies, two of them in sync, and knows all of them', () => {
    const nodes = [1, 2, 3].map((nodeId) => ({
      nodeId,
      brokerPort: 41_000 + nodeId,
      controllerPort: 42_000 + nodeId,
    }));
    const settings = kafkaSettings({ ...plan, nodeId: 2, nodes });
    expect(settings).toMatchObject({
      'node.id': '2',
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      listeners: 'PLAINTEXT://127.0.0.1:41002,CONTROLLER://127.0.0.1:42002',
      'controller.quorum.voters': '1@127.0.0.1:42001,2@127.0.0.1:42002,3@127.0.0.1:42003',
    });
    expect(() => kafkaSettings({ ...plan, nodeId: 4, nodes })).toThrow('node 4');
  });

  it('runs with the heap it was given and is told apart by its settings file', () => {
    const { args, marker } = kafkaProcess(plan);
    expect(args).toContain('-Xmx768m');
    expect(args).toContain(marker);
    expect(marker.startsWith(plan.folder)).toBe(true);
  });

  it.each([
    [128, '-Xmn42m'],
    [768, '-Xmn96m'],
    [1024, '-Xmn96m'],
  ])('leaves most of a heap of %d MB to what lives long', (heapMegabytes, young) => {
    expect(kafkaProcess({ ...plan, heapMegabytes }).args).toContain(young);
  });

  it('names one collector of garbage, since Java refuses to choose between two', () => {
    const collectors = kafkaProcess(plan).args.filter((arg) => /^-XX:\+Use\w+GC$/.test(arg));
    expect(collectors).toEqual(['-XX:+UseSerialGC']);
  });

  it('is stopped gently when its data is kept, and at once when it is not', () => {
    const first = (isDataKept: boolean): string | undefined =>
      kafkaProcess({ ...plan, isDataKept }).stopSteps[0]?.signal;
    expect(first(true)).toBe('SIGTERM');
    expect(first(false)).toBe('SIGKILL');
  });
});

describe('propertiesText', () => {
  it('writes letters that Java would misread as escapes', () => {
    expect(propertiesText({ 'log.dirs': "/home/Bureau d'été" })).toBe(
      "log.dirs=/home/Bureau d'\\u00e9t\\u00e9\n",
    );
  });

  it('gives Java back any value, in printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const line = propertiesText({ name: value });
        expect(line).toMatch(/^name=[\x20-\x7e]*\n$/);
        expect(line).not.toMatch(/= /);
        expect(readByJava(line.slice('name='.length, -1))).toBe(value);
      }),
    );
  });
});

describe('randomKafkaId', () => {
  it('makes 22 characters that no command takes for an option', () => {
    for (let draw = 0; draw < 500; draw++) expect(randomKafkaId()).toMatch(/^[\w][\w-]{21}$/);
  });

  it('gives each folder an id of its own in the same cluster', () => {
    const [one, two] = [1, 2].map((nodeId) => kafkaMetaProperties('cluster', nodeId));
    expect(one?.['cluster.id']).toBe(two?.['cluster.id']);
    expect([one?.['node.id'], two?.['node.id']]).toEqual(['1', '2']);
    expect(one?.['directory.id']).not.toBe(two?.['directory.id']);
  });
});
