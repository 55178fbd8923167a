import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, type ProcessMessage } from '#libs/platform';
import { eventually } from '#libs/testing';

const projectRoot = join(import.meta.dirname, '..', '..');
const READY_MS = 60_000;

/** A service as it runs in a house: a process of its own, with all that it prints. */
export class ServiceUnderTest {
  #printed = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#printed += chunk.toString()));
    }
  }

  /** @param entry below dist/apps, such as `metrics-api/src/main.js` */
  static start(entry: string, settings: Readonly<Record<string, string>>): ServiceUnderTest {
    const child = fork(join(projectRoot, 'dist', 'apps', entry), [], {
      env: childEnvironment(settings),
      execArgv: ['--disable-warning=TimeoutNegativeWarning'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new ServiceUnderTest(child);
  }

  /** What it printed so far, both streams. */
  get printed(): string {
    return this.#printed;
  }

  /** Where it listens. @throws with all that it printed when it ends instead */
  async ready(): Promise<string> {
    const isReady = new Promise<void>((resolve, reject) => {
      this.child.on('message', ({ type }: ProcessMessage) => {
        if (type === 'ready') resolve();
      });
      this.child.once('exit', (code) => {
        reject(new Error(`ended with ${String(code)} before it was ready:\n${this.#printed}`));
      });
    });
    await isReady;
    return eventually(
      'the service says where it listens',
      READY_MS,
      () => /listens on (http:\/\/[\d.:]+)/.exec(this.#printed)?.[1],
    );
  }

  /** The exit code of a service that ends by itself. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    return new Promise((resolve) => this.child.once('close', resolve));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGTERM');
    await gone;
  }

  /** Addresses on which this process accepts connections, from Linux's /proc. */
  listening(): string[] {
    const { pid = 0 } = this.child;
    const inodes = new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => inodeOf(`/proc/${pid}/fd/${fd}`)),
    );
    return accepting(`/proc/${pid}/net`)
      .filter(({ inode }) => inodes.has(inode))
      .map(({ address }) => address);
  }
}

/** Addresses on which whoever has these ports of this machine accepts connections. */
export function listeningOn(ports: readonly number[]): string[] {
  return accepting('/proc/net')
    .filter(({ port }) => ports.includes(port))
    .map(({ address }) => address);
}

interface AcceptingSocket {
  /** As the kernel writes it. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

function accepting(folder: string): AcceptingSocket[] {
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`${folder}/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === LISTEN)
      .map(([, local = '', , , , , , , , inode = '']) => {
        const [address = '', port = ''] = local.split(':');
        return { address, port: parseInt(port, 16), inode };
      }),
  );
}

/** State of a socket that accepts connections (net/tcp_states.h). */
const LISTEN = '0A';

/** 127.0.0.1, ::1 and ::ffff:127.0.0.1 as the kernel writes them. */
export const LOOPBACK = [
  '0100007F',
  '00000000000000000000000001000000',
  '0000000000000000FFFF00000100007F',
];

function inodeOf(link: string): string[] {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1];
    return inode === undefined ? [] : [inode];
  } catch {
    // It was closed between the listing and the look.
    return [];
  }
}
