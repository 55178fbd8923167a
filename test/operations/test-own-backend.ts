import { readFileSync, readdirSync } from 'node:fs';
import { topicsToMake } from '#libs/contracts';
import { startBackend } from '#libs/embedded';
import { TopicAdmin } from '#libs/kafka';
import { eventually, testCacheDirectory } from '#libs/testing';

type Backend = Awaited<ReturnType<typeof startBackend>>;
type Server = Backend['servers'][number];

/** A Kafka and a PostgreSQL of a spec's own, to be killed and frozen. */
export class OwnBackend {
  private constructor(private readonly backend: Backend) {}

  static async start(): Promise<OwnBackend> {
    const backend = await startBackend({
      infra: 'embedded',
      cacheDirectory: testCacheDirectory(),
      kafkaHeapMegabytes: 256,
      onProgress: () => undefined,
    });
    return new OwnBackend(backend);
  }

  get settings(): { MES_KAFKA_BROKERS: string; MES_DATABASE_URL: string } {
    const { kafkaBrokers, databaseUrl } = this.backend;
    return { MES_KAFKA_BROKERS: kafkaBrokers, MES_DATABASE_URL: databaseUrl };
  }

  async makeTopics(partitions = 3): Promise<void> {
    const brokers = this.backend.kafkaBrokers.split(',');
    const admin = await TopicAdmin.connect({ brokers, clientId: 'spec' });
    await admin.ensureTopics(topicsToMake(partitions));
    await admin.close();
  }

  async kill(name: 'kafka' | 'postgres'): Promise<void> {
    const server = this.#server(name);
    if (server.pid !== undefined) process.kill(server.pid, 'SIGKILL');
    await eventually(`${name} has ended`, 20_000, () =>
      server.pid === undefined ? true : undefined,
    );
  }

  startAgain(name: 'kafka' | 'postgres'): Promise<void> {
    return this.#server(name).start();
  }

  /** Stops every process of a server where it stands: it refuses nothing, and answers nothing. */
  freeze(name: 'kafka' | 'postgres'): void {
    for (const pid of familyOf(this.#server(name).pid)) process.kill(pid, 'SIGSTOP');
  }

  thaw(name: 'kafka' | 'postgres'): void {
    for (const pid of familyOf(this.#server(name).pid)) process.kill(pid, 'SIGCONT');
  }

  stop(): Promise<void> {
    return this.backend.stop();
  }

  #server(name: string): Server {
    const server = this.backend.servers.find((each) => each.name === name);
    if (server === undefined) throw new Error(`expected a server ${name}`);
    return server;
  }
}

/** A process and its children: PostgreSQL serves each connection by one of its own. */
function familyOf(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const children = readdirSync('/proc').flatMap((name) => {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]) === pid ? [Number(name)] : [];
    } catch {
      // No process, or one that has just ended.
      return [];
    }
  });
  return [pid, ...children];
}
