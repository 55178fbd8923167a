import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Python's clients need at least this. */
const PYTHON_VERSION_MIN = [3, 10] as const;
/** Bytes of a script's answer at most. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/** Python, or what it needs, is missing. The check fails then: it never skips. */
class PythonMissingError extends Error {
  constructor(detail: string) {
    super(
      `expected Python ${PYTHON_VERSION_MIN.join('.')} or later with venv and pip; ${detail}. ` +
        'On Debian: apt-get install python3 python3-venv. The check of the contracts does not run without.',
    );
    this.name = 'PythonMissingError';
  }
}

/** A script ended with an error, or with an answer that is none. */
class PythonFailedError extends Error {
  constructor(script: string, detail: string) {
    super(`${script}: ${detail}`);
    this.name = 'PythonFailedError';
  }
}

/** A Python with the clients of `requirements.txt`, in a folder that is kept. */
export class Python {
  private constructor(private readonly program: string) {}

  /**
   * Makes the environment, or takes the one that was made for the same requirements.
   *
   * @throws PythonMissingError
   */
  static prepare(requirements: string, cacheDirectory: string): Python {
    const system = systemPython();
    const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
    const folder = join(cacheDirectory, `contracts-python-${hash}`);
    const done = join(folder, 'installed');
    const program = join(folder, 'bin', 'python');
    if (!existsSync(done)) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(cacheDirectory, { recursive: true });
      install(system, ['-m', 'venv', folder]);
      install(program, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
      // Written last: a folder without it was cut short and is made again.
      writeFileSync(done, '');
    }
    return new Python(program);
  }

  /**
   * Runs a script to its end.
   *
   * @returns what it printed
   * @throws PythonFailedError with what it printed to its error output
   */
  run(script: string, args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(this.program, [script, ...args], {
      encoding: 'utf8',
      maxBuffer: ANSWER_BYTES_MAX,
    });
    if (status === 0) return stdout;
    throw new PythonFailedError(script, `ended with ${String(status)}\n${stdout}\n${stderr}`);
  }
}

/** @throws PythonMissingError */
function systemPython(): string {
  const { status, stdout } = spawnSync(
    'python3',
    ['-c', 'import sys; print(*sys.version_info[:2])'],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new PythonMissingError('python3 is not there');
  const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
  const isNewEnough = major > PYTHON_VERSION_MIN[0] || minor >= PYTHON_VERSION_MIN[1];
  if (!isNewEnough) throw new PythonMissingError(`python3 is ${major}.${minor}`);
  return 'python3';
}

function install(program: string, args: readonly string[]): void {
  try {
    execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PythonMissingError(`${program} ${args.join(' ')} failed: ${detail}`);
  }
}
