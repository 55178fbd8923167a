import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KAFKA_JARS } from './kafka-checksums.js';
import {
  BOOTSTRAP_FILE,
  isKafkaCached,
  kafkaJarFaults,
  kafkaJarsFolder,
  mavenFault,
} from './kafka-jars.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mes-flow-spec-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const jarOf = (file: string, text: string) => ({
  file,
  sizeBytes: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
});

describe('kafkaJarFaults', () => {
  const jars = [jarOf('one.jar', 'first'), jarOf('two.jar', 'second')];

  it('finds nothing when every byte is right', async () => {
    await writeFile(join(folder, 'one.jar'), 'first');
    await writeFile(join(folder, 'two.jar'), 'second');
    expect(await kafkaJarFaults(folder, jars)).toEqual([]);
  });

  it('names a jar that differs in one byte, which its size does not show', async () => {
    await writeFile(join(folder, 'one.jar'), 'first');
    await writeFile(join(folder, 'two.jar'), 'sekond');
    expect(await kafkaJarFaults(folder, jars)).toEqual([
      expect.stringMatching(/^two\.jar has SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}$/),
    ]);
  });

  it('names a jar that is missing', async () => {
    await writeFile(join(folder, 'two.jar'), 'second');
    expect(await kafkaJarFaults(folder, jars)).toEqual(['one.jar is missing']);
  });
});

describe('isKafkaCached', () => {
  const fill = async (): Promise<string> => {
    const cache = kafkaJarsFolder(folder);
    await mkdir(cache);
    for (const { file, sizeBytes } of KAFKA_JARS) {
      await writeFile(join(cache, file), '');
      await truncate(join(cache, file), sizeBytes);
    }
    await writeFile(join(cache, BOOTSTRAP_FILE), 'features');
    return cache;
  };

  it('says no for an empty cache and yes for a whole one', async () => {
    expect(await isKafkaCached(folder)).toBe(false);
    await fill();
    expect(await isKafkaCached(folder)).toBe(true);
  });

  it('says no when one jar is a byte short', async () => {
    const cache = await fill();
    const [{ file, sizeBytes } = { file: '', sizeBytes: 0 }] = KAFKA_JARS;
    await truncate(join(cache, file), sizeBytes - 1);
    expect(await isKafkaCached(folder)).toBe(false);
  });

  it('says no when the format of the data folder is missing', async () => {
    await rm(join(await fill(), BOOTSTRAP_FILE));
    expect(await isKafkaCached(folder)).toBe(false);
  });
});

describe('mavenFault', () => {
  it('takes the reason out of a page of hints', () => {
    const output = `[INFO] Scanning
[ERROR] Failed to execute goal on project embedded-kafka: Could not resolve dependencies
[ERROR]
[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.`;
    expect(mavenFault(output)).toBe(
      'Failed to execute goal on project embedded-kafka: Could not resolve dependencies',
    );
  });

  it('takes the last line when Maven names no error', () => {
    expect(mavenFault('starting\nThe JAVA_HOME environment variable is wrong\n')).toBe(
      'The JAVA_HOME environment variable is wrong',
    );
  });
});
