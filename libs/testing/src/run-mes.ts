import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from './run-report.js';

const projectRoot = join(import.meta.dirname, '..', '..', '..');

export interface MesResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningMes {
  readonly child: ChildProcess;
  readonly result: Promise<MesResult>;
}

/** Brokers that a spec names are its own: topics may be made there, unless the spec says otherwise. */
const OWN_BROKERS = { MES_KAFKA_ADMIN: 'on' };

/**
 * Starts the compiled `mes` as a user would, with these MES_ settings and no others but OWN_BROKERS and
 * MES_INFRA, which says for all specs where Kafka and PostgreSQL come from.
 */
export function startMes(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): RunningMes {
  const inherited = Object.entries(process.env).filter(
    ([name]) => name === 'MES_INFRA' || (!name.startsWith('MES_') && name !== 'NODE_OPTIONS'),
  );
  const child = spawn(process.execPath, [join(projectRoot, 'dist/apps/cli/src/main.js'), ...args], {
    cwd: projectRoot,
    env: { ...Object.fromEntries(inherited), ...OWN_BROKERS, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result = new Promise<MesResult>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({
        exitCode: code ?? -1,
        stdout,
        stderr: signal ? `${stderr}\nended by ${signal}` : stderr,
      });
    });
  });
  return { child, result };
}

/** Runs `mes` to its end. */
export function runMes(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<MesResult> {
  return startMes(args, settings).result;
}

/** Runs a command that takes `--out json=FILE` and reads that file. Throws with all that was printed when there is none. */
export async function runMesForReport(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<MesResult & { readonly json: Report }> {
  const folder = mkdtempSync(join(tmpdir(), 'mes-out-'));
  try {
    const file = join(folder, 'out.json');
    const result = await runMes([...args, '--out', `json=${file}`], settings);
    try {
      return { ...result, json: JSON.parse(readFileSync(file, 'utf8')) as Report };
    } catch (cause) {
      throw new Error(
        `mes ${args.join(' ')} ended with ${String(result.exitCode)} and wrote no result\n${result.stdout}\n${result.stderr}`,
        { cause },
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
