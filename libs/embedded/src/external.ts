import { BrokerAccessError, TopicAdmin } from '#libs/kafka';
import { describeSecurity, redact, type KafkaSecurity } from '#libs/platform';
import { askKafka, askPostgres } from './answers.js';
import { describeBackend, type Backend } from './contract.js';
import { reasonOf } from './error-details.js';
import { BrokerUnreachableError, DatabaseUnreachableError } from './errors.js';

const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Uses services that run already, after asking each of them.
 *
 * @throws BrokerUnreachableError when no broker of the list answers, DatabaseUnreachableError
 */
export async function connectExternal(addresses: {
  readonly kafkaBrokers: string;
  readonly kafkaSecurity?: KafkaSecurity | undefined;
  readonly databaseUrl: string;
}): Promise<Backend> {
  const { kafkaBrokers, kafkaSecurity, databaseUrl } = addresses;
  await checkBrokers(kafkaBrokers, kafkaSecurity);
  const version = await checkDatabase(databaseUrl);
  const kafka = { mode: 'external', version: '' } as const;
  const postgres = { mode: 'external', version } as const;
  return {
    kafkaBrokers,
    databaseUrl,
    description: describeBackend(kafka, postgres),
    kafka,
    postgres,
    kafkaNetworkTargets: [],
    servers: [],
    stop: () => Promise.resolve(),
  };
}

/** One broker of the list is enough: clients find the others through it. */
async function checkBrokers(
  kafkaBrokers: string,
  security: KafkaSecurity | undefined,
): Promise<void> {
  const addresses = kafkaBrokers.split(',').map((address) => address.trim());
  const faults: string[] = [];
  for (const address of addresses) {
    if (!/^[^\s:]+:\d{1,5}$/.test(address)) {
      faults.push(`"${address}" is no host:port`);
      continue;
    }
    try {
      await (security === undefined
        ? askKafka(address, ANSWER_TIMEOUT_MS)
        : askSecured(address, security));
      return;
    } catch (error) {
      // They are one cluster: what one of them will not let in, no other will.
      if (error instanceof BrokerAccessError) throw error;
      faults.push(`${address}: ${reasonOf(error)}`);
    }
  }
  throw new BrokerUnreachableError({
    expected: `a Kafka broker that answers at one of MES_KAFKA_BROKERS over ${describeSecurity(security ?? {})}`,
    came: faults.join('; '),
    action:
      'start the broker or correct MES_KAFKA_BROKERS; unset it and MES_DATABASE_URL to use embedded services',
  });
}

/** Gets in as every client of ours will, so that what it meets is said in the same words. */
async function askSecured(address: string, security: KafkaSecurity): Promise<void> {
  const admin = await TopicAdmin.connect({
    brokers: [address],
    clientId: 'mes',
    security,
    connectTimeoutMs: ANSWER_TIMEOUT_MS,
  });
  await admin.close();
}

async function checkDatabase(databaseUrl: string): Promise<string> {
  try {
    return await askPostgres(databaseUrl, ANSWER_TIMEOUT_MS);
  } catch (error) {
    throw new DatabaseUnreachableError(
      {
        expected: 'a PostgreSQL database that lets us in at MES_DATABASE_URL',
        came: `${redact(databaseUrl)}: ${reasonOf(error)}`,
        action:
          'start the database or correct MES_DATABASE_URL (postgres://user:password@host:port/database); unset it and MES_KAFKA_BROKERS to use embedded services',
      },
      { cause: error },
    );
  }
}
