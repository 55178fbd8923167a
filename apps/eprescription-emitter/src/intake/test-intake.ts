import { randomUUID } from 'node:crypto';
import { TOPICS, decodeEvent, type Channel, type DecodedEvent } from '#libs/events';
import {
  makeFiness,
  makePracticeStructIdNat,
  makePsIdNat,
  structIdNatOfFiness,
} from '#libs/identifiers';
import { TopicAdmin } from '#libs/kafka';
import { personOfMatricule, personOfOrdinal, type Person } from '#libs/patients';
import { systemClock, type Clock } from '#libs/platform';
import { TopicSource } from '#libs/replay';
import { createPool, runMigrations } from '#libs/store';
import { testBackend } from '#libs/testing';
import pg from 'pg';
import {
  startEprescriptionIntake,
  type EprescriptionIntake,
  type EprescriptionIntakeOptions,
} from './start-intake.js';

export const PRESCRIBER = makePsIdNat(17);
export const PRACTICE = makePracticeStructIdNat(17, 1);
export const PHARMACIST = makePsIdNat(42);
export const PHARMACY = structIdNatOfFiness(makeFiness('35', 1));
export const OTHER_PHARMACY = structIdNatOfFiness(makeFiness('35', 2));

/** People by what TD0.2 answers about their profile. */
export const PEOPLE = {
  active: personOf('279035121518989'),
  opposed: personOfOrdinal(0),
  closed: personOfOrdinal(2),
  absent: personOfOrdinal(3),
} as const;

function personOf(matricule: string): Person {
  const person = personOfMatricule(matricule);
  if (person === undefined) throw new Error(`no synthetic person ${matricule}`);
  return person;
}

/** The patient of a body. */
export function patientOf({ matricule, oid, traits }: Person): Record<string, unknown> {
  const { birthName, firstGivenName, sex, birthDate, birthPlaceCode } = traits;
  return {
    matricule: matricule.text,
    oid: oid === 'INS_NIR_TEST' ? '1.2.250.1.213.1.4.10' : '1.2.250.1.213.1.4.11',
    identityStatus: 'QUAL',
    birthName,
    firstGivenName,
    sex,
    birthDate,
    birthPlaceCode,
  };
}

/** The body of an issue: three boxes and one box, under a key of its own. */
export function issueBody(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    idempotencyKey: randomUUID(),
    prescriber: PRESCRIBER,
    site: PRACTICE,
    solution: 'LGC-01',
    patient: patientOf(PEOPLE.active),
    lines: [
      { medication: 'Exemplamol 1 g', quantity: 3 },
      { medication: 'Fictivir 20 mg', quantity: 1 },
    ],
    ...changes,
  };
}

/** The body of a dispensation, under a name of its own. */
export function dispenseBody(
  lines: Readonly<Record<number, number>>,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    dispensation: randomUUID(),
    pharmacist: PHARMACIST,
    pharmacy: PHARMACY,
    solution: 'LGO-01',
    lines: Object.entries(lines).map(([line, quantity]) => ({ line: Number(line), quantity })),
    ...changes,
  };
}

/** An answer over HTTP. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** @param token bearer token; omitted: none */
export async function post(url: string, body: unknown, token?: string): Promise<Answered> {
  return answered(
    await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    }),
  );
}

export async function get(url: string): Promise<Answered> {
  return answered(await fetch(url));
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  // Every answer of the service is a JSON object.
  return { status: response.status, text, json: JSON.parse(text) as Record<string, unknown> };
}

/** A clock that a test moves. */
class MovedClock implements Clock {
  aheadMs = 0;
  nowMs(): number {
    return systemClock.nowMs() + this.aheadMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs();
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(durationMs, signal);
  }
}

/** A database of its own and the real topics. */
export class IntakeHouse {
  readonly clock = new MovedClock();
  readonly fatal: Error[] = [];
  readonly #name = `mes_eprescription_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  readonly #brokers = testBackend().MES_KAFKA_BROKERS.split(',');
  readonly databaseUrl = Object.assign(new URL(testBackend().MES_DATABASE_URL), {
    pathname: `/${this.#name}`,
  }).href;
  readonly pool = createPool(this.databaseUrl);
  /** Ends of all partitions when the house was opened. */
  readonly #starts = new Map<string, bigint>();
  readonly #services = new Set<EprescriptionIntake>();

  async open(): Promise<void> {
    await onServer(`create database ${this.#name}`);
    await runMigrations(this.databaseUrl);
    const admin = await TopicAdmin.connect({ brokers: this.#brokers, clientId: 'spec' });
    await admin.ensureTopics(Object.values(TOPICS).map((topic) => ({ topic, partitions: 12 })));
    for (const topic of Object.values(TOPICS)) {
      const ends = await admin.endOffsets(topic);
      for (const [partition, end] of ends.entries()) this.#starts.set(`${topic}/${partition}`, end);
    }
    await admin.close();
  }

  async close(): Promise<void> {
    for (const { service } of this.#services) await service.close();
    await this.pool.end();
    await onServer(`drop database ${this.#name} with (force)`);
  }

  /** Starts one more process of the intake, inside this one; `http` omitted: for anonymous callers. */
  async start(http?: EprescriptionIntakeOptions['http']): Promise<EprescriptionIntake> {
    const intake = await startEprescriptionIntake({
      kafka: { brokers: this.#brokers, mayAdminister: true },
      databaseUrl: this.databaseUrl,
      instance: `spec-${this.#services.size}`,
      sweepMs: 3_600_000,
      ...(http === undefined ? {} : { http }),
      clock: this.clock,
      logger: QUIET,
      onFatal: (error) => this.fatal.push(error),
    });
    this.#services.add(intake);
    return intake;
  }

  async stop(intake: EprescriptionIntake): Promise<void> {
    this.#services.delete(intake);
    await intake.service.close();
  }

  /**
   * What the topics of some channels got since this house was opened: the broker is shared, and
   * other specs fill the same topics.
   */
  async events(...channels: readonly Channel[]): Promise<DecodedEvent[]> {
    const topics = channels.map((channel) => TOPICS[channel]);
    const source = await TopicSource.open({ brokers: this.#brokers, clientId: 'spec', topics });
    const events: DecodedEvent[] = [];
    for (const { topic, partition } of source.partitions) {
      const from = this.#starts.get(`${topic}/${partition}`) ?? 0n;
      for await (const block of source.read(topic, partition, { from })) {
        for (let record = 0; record < block.recordCount; record++) {
          const [start, end] = [block.valueStarts[record], block.valueEnds[record]];
          events.push(decodeEvent(Buffer.from(block.buffer.subarray(start, end))));
        }
      }
    }
    await source.close();
    return events;
  }
}

const QUIET = {
  log: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testBackend().MES_DATABASE_URL });
  await client.connect();
  await client.query(statement);
  await client.end();
}
