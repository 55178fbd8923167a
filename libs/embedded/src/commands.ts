import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { codeOf } from './error-details.js';

/** How a command ended. Its two outputs are together, in the order they came. */
export interface CommandOutcome {
  /** undefined: no such command. */
  readonly exitCode: number | undefined;
  readonly output: string;
}

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
}

/** What is kept of a command's output: enough for any message, bounded against a chatty one. */
const OUTPUT_CHARACTERS_MAX = 1_000_000;

/** Runs a command to its end, with this process's environment unless another is given. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      ...(options.environment && { env: options.environment }),
      ...(options.workingDirectory !== undefined && { cwd: options.workingDirectory }),
      ...options.user,
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      if (output.length < OUTPUT_CHARACTERS_MAX) output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      if (codeOf(error) === 'ENOENT') resolve({ exitCode: undefined, output: '' });
      else reject(error);
    });
    child.on('close', (code, signal) => {
      // Maven colours its output even where nobody looks.
      const text = stripVTControlCharacters(output);
      resolve({ exitCode: code ?? -1, output: signal ? `${text}\nended by ${signal}` : text });
    });
  });
}
