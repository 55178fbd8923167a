import type { BackendServer } from '#libs/embedded';
import type {
  CommitMoment,
  Committing,
  DatabaseProxy,
  LinkConditions,
  TcpProxy,
} from '#libs/faults';
import type { Clock } from '#libs/platform';
import { connectClient } from '#libs/store';
import type { Services } from '../backend/services.js';
import type { DeathBook } from './death-book.js';
import type { ScheduledFault } from './schedule.js';

/** What faults happen to. */
export interface FaultTargets {
  readonly services: Services;
  readonly servers: readonly BackendServer[];
  /** Of the database itself, without a network between. */
  readonly databaseUrl: string;
  /** The network between the services and the database. */
  readonly database: DatabaseProxy;
  /** The networks between the services and the brokers. */
  readonly brokers: readonly TcpProxy[];
  readonly clock: Clock;
  readonly deaths: DeathBook;
}

/** Networks: another continent with a bad line, a line that is far too thin, and one that is dead and does not say so. */
const FAR: Partial<LinkConditions> = { latencyMs: 40, jitterMs: 80 };
const NARROW: Partial<LinkConditions> = { pieceBytesMax: 512, bytesPerSecond: 40_000 };
const SILENT: Partial<LinkConditions> = { isSilent: true };

/** A statement of the transactions that store what was counted, and of those that take partitions. */
const COUNTING = /^update checkpoint\b/;
const TAKING = /^insert into checkpoint\b/;
/** A commit that is waited for comes within this, or the fault misses, milliseconds. */
const COMMIT_WAIT_MS = 8000;
const COMMIT_TICK_MS = 20;

/** Aggregators that are there only for the moment of a scaling. */
const MORE_AGGREGATORS = ['volume-aggregator-3', 'volume-aggregator-4'];
/** Connections that are opened to use up those of the database; its default takes 100. */
const CONNECTIONS_MAX = 200;

/**
 * Lets a fault happen, and resolves when it is over.
 *
 * @returns false when there was nothing to hit: the process was dead already
 */
export async function inject(fault: ScheduledFault, targets: FaultTargets): Promise<boolean> {
  const { services, servers } = targets;
  switch (fault.kind) {
    case 'kill emitter':
      return killService(serviceOf(services, /-emitter-/, fault), 'SIGKILL', fault, targets);
    case 'kill aggregator':
      return killService(
        serviceOf(services, /^volume-aggregator-/, fault),
        'SIGKILL',
        fault,
        targets,
      );
    case 'kill SONS aggregator':
      return killService(
        serviceOf(services, /^sons-aggregator-/, fault),
        'SIGKILL',
        fault,
        targets,
      );
    case 'restart service':
      return killService(serviceOf(services, /./, fault), 'SIGTERM', fault, targets);
    case 'freeze aggregator':
      return freeze(serviceOf(services, /^volume-aggregator-/, fault), fault, targets);
    case 'freeze emitter':
      return freeze(serviceOf(services, /-emitter-/, fault), fault, targets);
    case 'kill broker':
      return killServer(serverOf(servers, /^kafka/, fault), fault, targets);
    case 'kill database':
      return killServer(serverOf(servers, /^postgres$/, fault), fault, targets);
    case 'freeze broker':
      return freeze(serverOf(servers, /^kafka/, fault)?.pid, fault, targets);
    case 'freeze database':
      return freeze(serverOf(servers, /^postgres$/, fault)?.pid, fault, targets);
    case 'cut connections':
      await cutConnections(targets);
      return true;
    case 'exhaust connections':
      await exhaustConnections(fault, targets);
      return true;
    case 'lock checkpoints':
      await lockCheckpoints(fault, targets);
      return true;
    case 'scale aggregators':
      await scaleAggregators(fault, targets);
      return true;
    case 'kill before commit':
      return atCommit('before commit', COUNTING, killer(fault, targets), targets);
    case 'kill after commit':
      return atCommit('after commit', COUNTING, killer(fault, targets), targets);
    case 'lose commit':
      return atCommit('before commit', COUNTING, () => undefined, targets);
    case 'lose answer to commit':
      return atCommit('after commit', COUNTING, () => undefined, targets);
    case 'kill in rebalance':
      return killInRebalance(fault, targets);
    case 'delay database':
      return whileItIs(FAR, [targets.database.network], fault, targets);
    case 'trickle database':
      return whileItIs(NARROW, [targets.database.network], fault, targets);
    case 'black hole database':
      return whileItIs(SILENT, [targets.database.network], fault, targets);
    case 'delay broker':
      return whileItIs(FAR, targets.brokers, fault, targets);
    case 'trickle broker':
      return whileItIs(NARROW, targets.brokers, fault, targets);
    case 'black hole broker':
      return whileItIs(SILENT, targets.brokers, fault, targets);
    case 'cut broker connections':
      for (const network of targets.brokers) network.cut();
      return targets.brokers.length > 0;
  }
}

function serviceOf(
  services: Services,
  pattern: RegExp,
  { victim }: ScheduledFault,
): number | undefined {
  const candidates = services.pids().filter(({ instance }) => pattern.test(instance));
  return candidates[victim % Math.max(1, candidates.length)]?.pid;
}

function serverOf(
  servers: readonly BackendServer[],
  pattern: RegExp,
  { victim }: ScheduledFault,
): BackendServer | undefined {
  const candidates = servers.filter(({ name }) => pattern.test(name));
  return candidates[victim % Math.max(1, candidates.length)];
}

function signal(pid: number | undefined, name: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, name);
    return true;
  } catch {
    // It died between the look and the signal.
    return false;
  }
}

function killService(
  pid: number | undefined,
  name: 'SIGKILL' | 'SIGTERM',
  { kind }: ScheduledFault,
  { deaths }: FaultTargets,
): boolean {
  if (pid === undefined || !signal(pid, name)) return false;
  deaths.condemn(pid, name, kind);
  return true;
}

async function freeze(
  pid: number | undefined,
  { lastsMs }: ScheduledFault,
  { clock }: FaultTargets,
): Promise<boolean> {
  if (!signal(pid, 'SIGSTOP')) return false;
  await clock.sleep(lastsMs);
  return signal(pid, 'SIGCONT');
}

async function killServer(
  server: BackendServer | undefined,
  { kind, lastsMs }: ScheduledFault,
  { clock, deaths }: FaultTargets,
): Promise<boolean> {
  if (server === undefined || !signal(server.pid, 'SIGKILL')) return false;
  // Its end is known a moment after it.
  while (server.pid !== undefined) await clock.sleep(10);
  deaths.count(kind);
  await clock.sleep(lastsMs);
  await server.start();
  return true;
}

async function cutConnections({ databaseUrl }: FaultTargets): Promise<void> {
  const client = await connectClient(databaseUrl);
  try {
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
  } finally {
    await client.end();
  }
}

async function exhaustConnections(
  { lastsMs }: ScheduledFault,
  { databaseUrl, clock }: FaultTargets,
): Promise<void> {
  const clients: Awaited<ReturnType<typeof connectClient>>[] = [];
  try {
    while (clients.length < CONNECTIONS_MAX) clients.push(await connectClient(databaseUrl));
  } catch {
    // No more are to be had: that is the fault.
  }
  try {
    await clock.sleep(lastsMs);
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()));
  }
}

async function lockCheckpoints(
  { lastsMs }: ScheduledFault,
  { databaseUrl, clock }: FaultTargets,
): Promise<void> {
  const client = await connectClient(databaseUrl);
  try {
    await client.query('begin');
    await client.query('lock table checkpoint in access exclusive mode');
    await clock.sleep(lastsMs);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function scaleAggregators(
  { lastsMs }: ScheduledFault,
  { services, clock }: FaultTargets,
): Promise<void> {
  await Promise.all(
    MORE_AGGREGATORS.map((instance) => services.add({ app: 'volume-aggregator', instance })),
  );
  await clock.sleep(lastsMs);
  for (const instance of MORE_AGGREGATORS) await services.remove(instance);
}

/**
 * Waits for the next commit of such a transaction of an aggregator and lets something happen right then;
 * the connection is cut with it.
 */
async function atCommit(
  moment: CommitMoment,
  statement: RegExp,
  act: (committing: Committing) => void,
  { database, clock }: FaultTargets,
): Promise<boolean> {
  let hasSprung = false;
  const giveUp = database.set({
    moment,
    isMeant: ({ application, statements }) =>
      application.startsWith('volume-aggregator-') &&
      statements.some((text) => statement.test(text)),
    spring: (committing) => {
      hasSprung = true;
      act(committing);
    },
  });
  const deadlineMs = clock.monotonicMs() + COMMIT_WAIT_MS;
  // It is looked at after the waiting has ended, so that a commit in that moment is not overlooked.
  const sprung = (): boolean => hasSprung;
  while (!sprung() && clock.monotonicMs() < deadlineMs) await clock.sleep(COMMIT_TICK_MS);
  giveUp();
  return sprung();
}

/** Whoever takes partitions next takes them for the first death, and dies as well. */
async function killInRebalance(fault: ScheduledFault, targets: FaultTargets): Promise<boolean> {
  const victim = serviceOf(targets.services, /^volume-aggregator-/, fault);
  if (!killService(victim, 'SIGKILL', fault, targets)) return false;
  await atCommit('before commit', TAKING, killer(fault, targets), targets);
  return true;
}

/** Kills the process whose connection it is. */
function killer(fault: ScheduledFault, targets: FaultTargets): (committing: Committing) => void {
  return ({ application }) => {
    const found = targets.services.pids().find(({ instance }) => instance === application);
    killService(found?.pid, 'SIGKILL', fault, targets);
  };
}

async function whileItIs(
  conditions: Partial<LinkConditions>,
  networks: readonly TcpProxy[],
  { lastsMs }: ScheduledFault,
  { clock }: FaultTargets,
): Promise<boolean> {
  if (networks.length === 0) return false;
  for (const network of networks) network.set(conditions);
  await clock.sleep(lastsMs);
  for (const network of networks) network.set({});
  return true;
}
