import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DecodedEvent } from '#libs/events';
import { testBackend } from '#libs/testing';
import { IntakeHouse, dispenseBody, issueBody, post, type Answered } from './test-intake.js';

const ENTRY = join(
  import.meta.dirname,
  '../../../../dist/apps/eprescription-emitter/src/intake.main.js',
);
const CALLERS = 16;
const PRESCRIPTIONS_PER_CALLER = 40;
const KILLS = 3;
/** The moment inside is left to chance. */
const BETWEEN_KILLS_MS = { min: 150, span: 500 };
const RETRY_MS = 50;
const SPEC_TIMEOUT_MS = 60_000;

/** The process of the intake, as it is deployed, killed and started again on its port. */
class KilledIntake {
  #child: ChildProcess | undefined;

  constructor(
    private readonly port: number,
    private readonly databaseUrl: string,
  ) {}

  async start(): Promise<void> {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MES_'));
    const child = fork(ENTRY, [], {
      env: {
        ...Object.fromEntries(inherited),
        NODE_OPTIONS: '',
        MES_KAFKA_BROKERS: testBackend().MES_KAFKA_BROKERS,
        MES_DATABASE_URL: this.databaseUrl,
        MES_EPRESCRIPTION_INTAKE_PORT: String(this.port),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    const ended = once(child, 'exit').then(([code]) => [{ type: `exit ${String(code)}` }]);
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ type: string }];
    expect(message).toEqual({ type: 'ready' });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Cast: a server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Everything is real here, and the intake is a process of its own.
describe('an intake that is killed with -9 at random', () => {
  const house = new IntakeHouse();
  let intake: KilledIntake;
  let url: string;

  beforeAll(async () => {
    await house.open();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    intake = new KilledIntake(port, house.databaseUrl);
    await intake.start();
  }, 60_000);

  afterAll(async () => {
    await intake.kill();
    await house.close();
  });

  /** Asks until there is an answer, as a caller does. */
  const insist = async (path: string, body: unknown): Promise<Answered> => {
    for (;;) {
      const answer = await post(`${url}${path}`, body).catch(() => undefined);
      if (answer !== undefined && answer.status !== 503) return answer;
      await delay(RETRY_MS);
    }
  };

  it(
    'loses no acknowledged act and doubles none',
    async () => {
      const answers: Record<string, unknown>[] = [];
      const actIds = new Set<number>();
      const caller = async (): Promise<void> => {
        for (let turn = 0; turn < PRESCRIPTIONS_PER_CALLER; turn++) {
          const issued = await insist('/prescriptions', issueBody());
          expect(issued.status).toBe(201);
          actIds.add(Number(issued.json['actId']));
          const path = `/prescriptions/${String(issued.json['number'])}/dispensations`;
          const dispensed = await insist(path, dispenseBody({ 1: 3, 2: 1 }));
          expect(dispensed.status).toBe(201);
          answers.push(issued.json, dispensed.json);
        }
      };
      const work = Promise.all(Array.from({ length: CALLERS }, caller));
      for (let kill = 0; kill < KILLS; kill++) {
        await delay(BETWEEN_KILLS_MS.min + Math.random() * BETWEEN_KILLS_MS.span);
        await intake.kill();
        await intake.start();
      }
      await work;
      const total = CALLERS * PRESCRIPTIONS_PER_CALLER;
      expect(actIds.size).toBe(total);

      const published = (await house.events('eprescription', 'dmp')).filter(({ actId }) =>
        actIds.has(actId),
      );
      const places = new Map<string, DecodedEvent>();
      for (const event of published) {
        const place = `${event.source}#${event.sequence}`;
        // A record may be in the topic twice, but never with another content.
        expect(places.get(place) ?? event).toEqual(event);
        places.set(place, event);
      }
      const count = (record: DecodedEvent['record']): number =>
        [...places.values()].filter((event) => event.record === record).length;
      expect({
        issued: count('PrescriptionIssued'),
        deposited: count('DocumentDeposited'),
        dispensed: count('PrescriptionDispensed'),
        closed: count('PrescriptionClosed'),
      }).toEqual({ issued: total, deposited: total, dispensed: total, closed: total });
      for (const { event } of answers) {
        // Every answer names the event that it is about.
        const { source, sequence } = event as { source: string; sequence: number };
        expect(places.has(`${source}#${sequence}`)).toBe(true);
      }
      const { rows } = await house.pool.query<{ events: string }>(
        'select sum(events) as events from intake_truth',
      );
      expect(Number(rows[0]?.events)).toBe(4 * total);
    },
    SPEC_TIMEOUT_MS,
  );
});
