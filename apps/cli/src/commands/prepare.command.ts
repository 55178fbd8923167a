import { allTopics } from '#libs/contracts';
import { BadInvocationError, databaseAddressOf, kafkaOf, systemClock } from '#libs/platform';
import { TopicAdmin } from '#libs/kafka';
import { runMigrations } from '#libs/store';
import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { MesCommand } from '../mes.command.js';
import { atLeastOne } from '../options.js';
import { standardOutput } from '../output.js';
import { readSettings } from '../settings.js';

interface PrepareOptions {
  partitions?: number;
}

/**
 * What has to be there before the first service starts on a Kafka and a PostgreSQL of somebody else: run
 * once by docker-compose.yml and by a Job of docs/kubernetes. Safe to repeat, and beside running services.
 */
@Injectable()
@Command({
  name: 'prepare',
  description:
    'Make the topics and the tables that are missing on the given Kafka and PostgreSQL; changes no topic that is there',
})
export class PrepareCommand extends MesCommand {
  override async run(_: string[], options: PrepareOptions = {}): Promise<void> {
    const settings = readSettings();
    if (settings.MES_KAFKA_BROKERS === '') {
      throw new BadInvocationError(
        'expected MES_KAFKA_BROKERS and MES_DATABASE_URL, the services to prepare; came neither. `mes up` prepares those that it starts.',
      );
    }
    const output = standardOutput(() => systemClock.monotonicMs());
    // Whoever runs this command asks for topics: no further setting has to say so.
    const access = { ...kafkaOf(settings), mayAdminister: true };
    const admin = await TopicAdmin.connect({ ...access, clientId: 'mes-prepare' });
    try {
      const partitions = options.partitions ?? settings.MES_PARTITIONS;
      // Those of dead letters too: services that may not make any write to them.
      const topics = await admin.ensureTopics(allTopics(partitions));
      output.line(
        `topics: ${topics.map((made) => `${made.topic} ${String(made.partitions)}`).join(', ')}`,
      );
    } finally {
      await admin.close();
    }
    const { applied, readerRole } = await runMigrations(databaseAddressOf(settings));
    output.line(
      `tables: ${applied.length === 0 ? 'up to date' : `${String(applied.length)} migrations applied`}; role mes_reader: ${readerRole}`,
    );
  }

  @Option({
    flags: '--partitions <number>',
    description: 'partitions of the streams that are created; divides 48; default MES_PARTITIONS',
  })
  parsePartitions(text: string): number {
    return atLeastOne('--partitions', text);
  }
}
