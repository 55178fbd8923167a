import { probeBackend } from '#libs/embedded';
import { EXIT_CODE } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command } from 'nest-commander';
import { givenServers } from '../backend/backend-session.js';
import { MesCommand } from '../mes.command.js';
import { readSettings } from '../settings.js';

/** The longest name is that of an image. */
const NAME_WIDTH = 32;

@Injectable()
@Command({
  name: 'doctor',
  description: 'What this machine has, what is missing and how to get it',
})
export class DoctorCommand extends MesCommand {
  override async run(): Promise<void> {
    const settings = readSettings();
    const probes = await probeBackend({
      infra: settings.MES_INFRA,
      ...givenServers(settings),
      cacheDirectory: settings.MES_CACHE_DIR,
      kafkaHeapMegabytes: settings.MES_KAFKA_HEAP_MB,
      onProgress: () => undefined,
    });
    for (const { name, ok, isRequired, found, expected, howToGet } of probes) {
      const state = ok ? 'ok' : isRequired ? 'missing' : 'absent';
      process.stdout.write(`${state.padEnd(7)} ${name.padEnd(NAME_WIDTH)} ${found}\n`);
      if (!ok) process.stdout.write(`        expected ${expected}. ${howToGet}\n`);
    }
    process.exitCode = probes.every(({ ok, isRequired }) => ok || !isRequired)
      ? EXIT_CODE.done
      : EXIT_CODE.failed;
  }
}
