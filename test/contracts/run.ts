/**
 * npm run test:contracts: clients that are not ours read what the house writes. Starts a Kafka and a
 * PostgreSQL with fresh data, runs two scenarios, starts metrics-api, and lets Python decode every
 * record of every topic of events. Ends with plain lines and, when anything failed, with 1.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '#libs/embedded';
import { SCHEMAS, STREAM_TOPICS, type StreamName } from '#libs/events';
import { childEnvironment, type ProcessMessage } from '#libs/platform';
import { digestOfTopic, type PartitionDigest } from './expected-digests.js';
import { Python } from './python.js';

/** A service that does not say that it is ready within this is a failure, milliseconds. */
const READY_TIMEOUT_MS = 60_000;

/** From dist/test/contracts as from where npm runs: the root of the repository. */
const root = process.cwd();
const sources = join(root, 'test', 'contracts');
const cacheDirectory = process.env['MES_CACHE_DIR'] ?? join(homedir(), '.cache', 'mes-flow');

interface ScenarioRun {
  readonly args: readonly string[];
  /** Streams whose topics it fills. */
  readonly streams: readonly StreamName[];
}

/** Scenarios that hold every kind of record between them. The SONS want a database without other runs: each has a backend of its own. */
const RUNS: readonly ScenarioRun[] = [
  { args: ['simulate', 'smoke', '--seed', '7'], streams: ['dmp', 'mssante', 'eprescription'] },
  {
    args: ['simulate', 'sons-wave-1', '--seed', '2', '--scale', '0.004'],
    streams: ['dmp', 'sons'],
  },
];

interface Decoded {
  readonly topics: Readonly<Record<string, Readonly<Record<string, PartitionDigest>>>>;
  readonly records: Readonly<Record<string, number>>;
}

let passed = 0;
let failed = 0;
/** Records that Python decoded, by type, over all runs. */
const decoded = new Map<string, number>();

function check(what: string, isRight: boolean, detail = ''): void {
  if (isRight) passed += 1;
  else failed += 1;
  process.stdout.write(
    `${isRight ? 'passed' : 'FAILED'}  ${what}${isRight ? '' : `: ${detail}`}\n`,
  );
}

/** A part that throws has failed; the others go on, so that one run tells everything. */
async function part(what: string, work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    check(what, false, error instanceof Error ? error.message : String(error));
  }
}

/** Runs the compiled `mes` to its end. */
function mes(args: readonly string[], settings: Readonly<Record<string, string>>): void {
  const program = join(root, 'dist', 'apps', 'cli', 'src', 'main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: childEnvironment(settings),
  });
  check(
    `mes ${args.join(' ')}`,
    status === 0,
    `ended with ${String(status)}\n${stdout}\n${stderr}`,
  );
}

/** Starts metrics-api on a free port. */
async function startMetricsApi(
  settings: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; url: string }> {
  const program = join(root, 'dist', 'apps', 'metrics-api', 'src', 'main.js');
  const child = fork(program, [], {
    env: childEnvironment({ ...settings, MES_METRICS_API_PORT: '0' }),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`metrics-api was not ready within ${READY_TIMEOUT_MS} ms`));
    }, READY_TIMEOUT_MS);
    child.once('message', ({ type, detail = '' }: ProcessMessage) => {
      clearTimeout(late);
      if (type === 'ready') resolve(detail);
      else reject(new Error(detail));
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`metrics-api ended with ${String(code)}`));
    });
  });
  return { child, url };
}

async function compareTopics(
  python: Python,
  { streams, brokers, url }: { streams: readonly StreamName[]; brokers: string; url: string },
): Promise<void> {
  const topics = streams.map((stream) => STREAM_TOPICS[stream]);
  const script = join(sources, 'decode_topics.py');
  const came = JSON.parse(python.run(script, [brokers, url, ...topics])) as Decoded;
  const records: Record<string, number> = {};
  for (const stream of streams) {
    const topic = STREAM_TOPICS[stream];
    const expected = await digestOfTopic(brokers.split(','), stream, topic);
    for (const [name, count] of expected.records) records[name] = count;
    const total = Object.values(expected.partitions).reduce((sum, one) => sum + one.records, 0);
    check(`${topic} holds records`, total > 0, 'it is empty');
    for (const [partition, digest] of Object.entries(expected.partitions)) {
      const other = came.topics[topic]?.[partition];
      check(
        `${topic}/${partition}: ${digest.records} records, every field alike`,
        other?.records === digest.records && other.sha256 === digest.sha256,
        `expected ${JSON.stringify(digest)}, came ${JSON.stringify(other)}`,
      );
    }
  }
  for (const [name, count] of Object.entries(records)) {
    const other = came.records[name];
    check(`${name}: ${count} records`, other === count, `came ${String(other)}`);
    decoded.set(name, (decoded.get(name) ?? 0) + (other ?? 0));
  }
  const [more, fewer] = [Object.keys(came.records).length, Object.keys(records).length];
  check('no other kind of record', more === fewer, `expected ${fewer} kinds, came ${more}`);
}

/** The archive's own check by DuckDB, over an archive of the same topics. */
function checkArchive(python: Python, settings: Readonly<Record<string, string>>): void {
  const script = join(sources, 'archive_with_duckdb.py');
  if (!existsSync(script)) return;
  const parent = mkdtempSync(join(tmpdir(), 'mes-archive-'));
  const folder = join(parent, 'archive');
  try {
    mes(['archive', '--to', folder], settings);
    process.stdout.write(python.run(script, [folder]));
    check('the archive is readable by DuckDB', true);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** Answers of `mes metrics` whose forms DuckDB compares, by the names of their files. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  volumes: ['volumes', '--by', 'department'],
  suppressed: ['volumes', '--by', 'department', '--view', 'public'],
  rates: ['rates', '--where', 'perimeter=region'],
  months: ['months'],
};

/** The Parquet and the CSV of figures, by DuckDB. */
function checkFigures(python: Python, settings: Readonly<Record<string, string>>): void {
  const folder = mkdtempSync(join(tmpdir(), 'mes-figures-'));
  try {
    for (const [name, args] of Object.entries(ANSWERS)) {
      for (const format of ['json', 'csv', 'parquet']) {
        const file = join(folder, `${name}.${format}`);
        mes(['metrics', ...args, '--format', format, '--out-file', file], settings);
      }
    }
    process.stdout.write(python.run(join(sources, 'figures_with_duckdb.py'), [folder]));
    check('DuckDB reads the figures', true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Answers whose forms validators check, by the names of their files: indicator and query. */
const VALIDATED: Readonly<Record<string, readonly [indicator: string, query: string]>> = {
  volumes: ['volumes', 'by=couloir,department&view=owner'],
  suppressed: ['volumes', 'by=department'],
  types: ['volumes', 'by=type&lang=en'],
  rates: ['rates', 'perimeter=region&window=calendar_month,annualised_month&view=owner'],
  people: ['people', 'window=calendar_month,calendar_year&view=owner'],
  months: ['months', 'view=owner'],
  payouts: ['payouts', 'by=editor&view=owner'],
  calibration: ['calibration', 'view=owner'],
};

/** JSON-stat by jsonstat-validator, both CSV with their Table Schema by frictionless. */
async function validateFigures(python: Python, url: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mes-valid-'));
  try {
    for (const [name, [indicator, query]] of Object.entries(VALIDATED)) {
      for (const form of ['json-stat.json', 'csv', 'schema.json', 'fr.csv', 'fr.schema.json']) {
        const answer = await fetch(`${url}/v1/indicators/${indicator}.${form}?${query}`);
        check(`${name}.${form} is answered`, answer.status === 200, `came ${answer.status}`);
        writeFileSync(join(folder, `${name}.${form}`), Buffer.from(await answer.arrayBuffer()));
      }
    }
    process.stdout.write(python.run(join(sources, 'figures_with_validators.py'), [folder]));
    check('JSON-stat and Table Schema are valid', true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One scenario on a fresh backend. */
async function runScenario(python: Python, { args, streams }: ScenarioRun): Promise<void> {
  const backend = await startBackend({
    infra: 'auto',
    cacheDirectory,
    onProgress: () => undefined,
  });
  process.stdout.write(`backend: ${backend.description}\n`);
  const { kafkaBrokers: brokers, databaseUrl } = backend;
  // The broker is this program's own: the commands may make their topics on it.
  const settings = {
    MES_KAFKA_BROKERS: brokers,
    MES_DATABASE_URL: databaseUrl,
    MES_KAFKA_ADMIN: 'on',
  };
  let api: { child: ChildProcess; url: string } | undefined;
  try {
    mes(args, settings);
    api = await startMetricsApi(settings);
    const { url } = api;
    await part('Python decodes the topics', () => compareTopics(python, { streams, brokers, url }));
    await part('the archive', () => {
      checkArchive(python, settings);
    });
    await part('the figures', () => {
      checkFigures(python, settings);
    });
    await part('the figures by validators', () => validateFigures(python, url));
  } finally {
    api?.child.kill('SIGTERM');
    await backend.stop();
  }
}

await part('the check of the contracts', async () => {
  const python = Python.prepare(join(sources, 'requirements.txt'), cacheDirectory);
  for (const run of RUNS) await part(run.args.join(' '), () => runScenario(python, run));
  for (const { name } of SCHEMAS) {
    check(`${name} was among them`, (decoded.get(name) ?? 0) > 0, 'no run held one');
  }
});
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
