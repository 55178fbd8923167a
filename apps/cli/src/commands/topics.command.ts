import { RIGHTS, allTopics, type RightsOf } from '#libs/contracts';
import { TopicAdmin } from '#libs/kafka';
import { BadInvocationError, EXIT_CODE, kafkaOf, type KafkaAccess } from '#libs/platform';
import { Injectable } from '@nestjs/common';
import { Command, Option, SubCommand } from 'nest-commander';
import { readUpState } from '../backend/up-state.js';
import { MesCommand } from '../mes.command.js';
import { readSettings, type CliSettings } from '../settings.js';
import { rightsCommands, topicLines, type TopicState } from '../topics/topic-page.js';

/** The cluster that the settings name, or that of a running `mes up`: a command that looks starts none. */
function clusterOf(settings: CliSettings): KafkaAccess {
  if (settings.MES_KAFKA_BROKERS !== '') return kafkaOf(settings);
  const up = readUpState(settings.MES_CACHE_DIR);
  if (up !== undefined) return up.access;
  throw new BadInvocationError(
    'expected MES_KAFKA_BROKERS and MES_DATABASE_URL, or a running mes up; came neither',
  );
}

async function statesOf(admin: TopicAdmin, settings: CliSettings): Promise<TopicState[]> {
  const states: TopicState[] = [];
  for (const wish of allTopics(settings.MES_PARTITIONS)) {
    states.push({ wish, partitions: (await admin.describe(wish.topic))?.partitions });
  }
  return states;
}

@Injectable()
@SubCommand({
  name: 'create',
  description: 'Make the topics that are missing, on the brokers of MES_KAFKA_BROKERS too',
})
export class TopicsCreateCommand extends MesCommand {
  override async run(): Promise<void> {
    const settings = readSettings();
    const admin = await TopicAdmin.connect({
      ...clusterOf(settings),
      clientId: 'mes-topics',
      // That is what this command is asked for.
      mayAdminister: true,
    });
    try {
      await admin.ensureTopics(allTopics(settings.MES_PARTITIONS));
      for (const line of topicLines(await statesOf(admin, settings))) {
        process.stdout.write(`${line}\n`);
      }
    } finally {
      await admin.close();
    }
  }
}

interface RightsOptions {
  readonly user?: string;
  readonly of?: RightsOf;
}

@Injectable()
@SubCommand({
  name: 'rights',
  description: 'Print the commands that give a Kafka user the least rights that a process needs',
})
export class TopicsRightsCommand extends MesCommand {
  override run(_: string[], { user, of }: RightsOptions = {}): Promise<void> {
    if (user === undefined || of === undefined) {
      throw new BadInvocationError(
        `expected: mes topics rights --of ${Object.keys(RIGHTS).join('|')} --user NAME`,
      );
    }
    const [broker = 'BROKER:9092'] = readSettings().MES_KAFKA_BROKERS.split(',');
    for (const line of rightsCommands(of, { user, broker: broker || 'BROKER:9092' })) {
      process.stdout.write(`${line}\n`);
    }
    return Promise.resolve();
  }

  @Option({
    flags: '--user <name>',
    description: 'of Kafka: the SASL user, or CN=… of a certificate',
  })
  parseUser(text: string): string {
    // It becomes a part of a command that somebody will run.
    if (/^[\w.@=,-]+$/.test(text)) return text;
    throw new BadInvocationError(
      `--user: expected letters, digits and . @ = , _ - alone; came "${text}"`,
    );
  }

  @Option({ flags: '--of <process>', description: Object.keys(RIGHTS).join(', ') })
  parseOf(text: string): RightsOf {
    if (isProcess(text)) return text;
    throw new BadInvocationError(
      `--of: expected one of ${Object.keys(RIGHTS).join(', ')}; came "${text}"`,
    );
  }
}

function isProcess(text: string): text is RightsOf {
  return Object.hasOwn(RIGHTS, text);
}

@Injectable()
@Command({
  name: 'topics',
  description: 'Which topics are there and which are missing; changes nothing',
  subCommands: [TopicsCreateCommand, TopicsRightsCommand],
})
export class TopicsCommand extends MesCommand {
  override async run(): Promise<void> {
    const settings = readSettings();
    const admin = await TopicAdmin.connect({ ...clusterOf(settings), clientId: 'mes-topics' });
    try {
      const states = await statesOf(admin, settings);
      for (const line of topicLines(states)) process.stdout.write(`${line}\n`);
      if (states.some(({ partitions }) => partitions === undefined)) {
        process.exitCode = EXIT_CODE.failed;
      }
    } finally {
      await admin.close();
    }
  }
}
