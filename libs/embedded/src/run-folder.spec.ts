import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeeperRecord } from './keeper.js';
import { isAlive, isOurs } from './processes.js';
import { openRunFolder, removeStaleRuns, runsFolder } from './run-folder.js';

let cacheDirectory: string;
let runs: string;
const sleepers: ChildProcess[] = [];

beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'mes-flow-spec-'));
  runs = runsFolder(cacheDirectory);
  await mkdir(runs);
});
afterEach(async () => {
  for (const sleeper of sleepers.splice(0)) sleeper.kill('SIGKILL');
  await rm(cacheDirectory, { recursive: true });
});

/** A process that stands for a server, with a text in its command line. */
const startSleeper = async (text: string): Promise<number> => {
  const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', text], {
    stdio: 'ignore',
  });
  sleepers.push(sleeper);
  await once(sleeper, 'spawn');
  return sleeper.pid ?? 0;
};

const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
};

const makeRun = async (
  name: string,
  owner: { pid: number; host?: string; folders?: readonly string[] },
  record?: KeeperRecord,
): Promise<string> => {
  const path = join(runs, name);
  await mkdir(path);
  await writeFile(
    join(path, 'owner.json'),
    JSON.stringify({ host: hostname(), folders: [], ...owner }),
  );
  if (record) await writeFile(join(path, 'keeper.json'), JSON.stringify(record));
  return path;
};

const killAtOnce = [{ signal: 'SIGKILL', graceMs: 5000 }] as const;
const ignore = (): void => undefined;

describe('removeStaleRuns', () => {
  it('removes the folder of a run that was killed, and nothing of a run that lives', async () => {
    await makeRun('run-dead', { pid: await deadPid() });
    const alive = join(runs, 'run-alive');
    const keeperPid = await startSleeper(alive);
    await makeRun('run-alive', { pid: await deadPid() }, { keeperPid, servers: [] });
    await makeRun('run-starting', { pid: process.pid });
    await removeStaleRuns(runs, ignore);
    expect((await readdir(runs)).sort()).toEqual(['run-alive', 'run-starting']);
  });

  it('ends a server that outlived its keeper', async () => {
    const marker = join(runs, 'run-orphan', 'kafka');
    const pid = await startSleeper(marker);
    const server = { name: 'kafka', marker, stopSteps: killAtOnce, pid };
    await makeRun(
      'run-orphan',
      { pid: await deadPid() },
      { keeperPid: await deadPid(), servers: [server] },
    );
    await removeStaleRuns(runs, ignore);
    expect(isAlive(pid)).toBe(false);
    expect(await readdir(runs)).toEqual([]);
  });

  it('leaves a stranger alone that has the process id of an old server', async () => {
    const pid = await startSleeper('a stranger');
    const server = { name: 'kafka', marker: '/runs/kafka', stopSteps: killAtOnce, pid };
    await makeRun(
      'run-old',
      { pid: await deadPid() },
      { keeperPid: await deadPid(), servers: [server] },
    );
    await removeStaleRuns(runs, ignore);
    expect(isAlive(pid)).toBe(true);
    expect(await readdir(runs)).toEqual([]);
  });

  it("leaves another machine's run alone on a shared cache", async () => {
    await makeRun('run-other', { pid: await deadPid(), host: 'another-machine' });
    await removeStaleRuns(runs, ignore);
    expect(await readdir(runs)).toEqual(['run-other']);
  });

  it('removes a folder elsewhere only if it is named as ours are', async () => {
    const ours = join(cacheDirectory, 'mes-flow-run-x');
    const precious = join(cacheDirectory, 'precious');
    await mkdir(ours);
    await mkdir(precious);
    await makeRun('run-dead', { pid: await deadPid(), folders: [ours, precious] });
    await removeStaleRuns(runs, ignore);
    expect((await readdir(cacheDirectory)).sort()).toEqual(['precious', 'runs']);
  });
});

describe('openRunFolder', () => {
  it('makes a fresh temporary folder each time', async () => {
    const options = { cacheDirectory, dataDirectory: undefined, onProgress: ignore };
    const [one, two] = [await openRunFolder(options), await openRunFolder(options)];
    expect(one.isKept).toBe(false);
    expect(one.path).not.toBe(two.path);
  });

  it('refuses kept data that another process serves', async () => {
    const dataDirectory = join(cacheDirectory, 'up');
    await mkdir(dataDirectory);
    const keeperPid = await startSleeper(dataDirectory);
    await writeFile(join(dataDirectory, 'keeper.json'), JSON.stringify({ keeperPid, servers: [] }));
    await expect(
      openRunFolder({ cacheDirectory, dataDirectory, onProgress: ignore }),
    ).rejects.toMatchObject({
      name: 'FolderInUseError',
      message: expect.stringContaining(`process ${String(keeperPid)}`),
    });
  });
});

describe('isOurs', () => {
  it('knows a process by its command line and not by its id alone', async () => {
    const pid = await startSleeper('/runs/marked');
    expect(isOurs(pid, '/runs/marked')).toBe(true);
    expect(isOurs(pid, '/runs/other')).toBe(false);
    expect(isOurs(await deadPid(), '')).toBe(false);
  });
});
