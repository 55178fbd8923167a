import { BadInvocationError } from '../errors.js';
import type { KafkaAccess, KafkaSecurity, SaslMechanism } from './kafka-access.js';
import { readKeyPair } from './key-pair.js';
import { readCertificates, readNamed, readPassword } from './pem-files.js';

/** What is needed of the settings; their meaning is told there. */
interface KafkaSettings {
  readonly MES_KAFKA_BROKERS?: string;
  readonly MES_KAFKA_TLS: 'on' | 'off';
  readonly MES_KAFKA_TLS_CA_FILE: string;
  readonly MES_KAFKA_TLS_CERT_FILE: string;
  readonly MES_KAFKA_TLS_KEY_FILE: string;
  readonly MES_KAFKA_SASL_MECHANISM: SaslMechanism | '';
  readonly MES_KAFKA_SASL_USERNAME: string;
  readonly MES_KAFKA_SASL_PASSWORD: string;
  readonly MES_KAFKA_SASL_PASSWORD_FILE: string;
  readonly MES_KAFKA_ADMIN: 'on' | 'off';
}

/**
 * The one place that makes a client's way into the cluster from the settings.
 *
 * @throws BadInvocationError when a file has changed since the settings were checked
 */
export function kafkaOf(settings: KafkaSettings): KafkaAccess {
  const { security, faults } = readSecurity(settings);
  if (faults.length > 0) throw new BadInvocationError(faults.join('\n'));
  return {
    brokers: brokersIn(settings),
    ...(security !== undefined && { security }),
    mayAdminister: settings.MES_KAFKA_ADMIN === 'on',
  };
}

/** Every fault of the settings about getting into Kafka, files included; empty when there is none. */
export function kafkaFaults(settings: KafkaSettings): string[] {
  return readSecurity(settings).faults;
}

interface Reading {
  readonly security: KafkaSecurity | undefined;
  readonly faults: string[];
}

function readSecurity(settings: KafkaSettings): Reading {
  const tls = readTls(settings);
  const sasl = readSasl(settings);
  const faults = [...tls.faults, ...sasl.faults];
  const isOn = tls.value !== undefined || sasl.value !== undefined;
  return {
    security: isOn
      ? {
          ...(tls.value !== undefined && { tls: tls.value }),
          ...(sasl.value !== undefined && { sasl: sasl.value }),
        }
      : undefined,
    faults,
  };
}

interface Part<T> {
  readonly value: T | undefined;
  readonly faults: string[];
}

function readTls(settings: KafkaSettings): Part<Required<KafkaSecurity>['tls']> {
  const {
    MES_KAFKA_TLS: tls,
    MES_KAFKA_TLS_CA_FILE: caFile,
    MES_KAFKA_TLS_CERT_FILE: certFile,
    MES_KAFKA_TLS_KEY_FILE: keyFile,
  } = settings;
  const faults: string[] = [];
  if (tls !== 'on') {
    const idle = Object.entries({
      MES_KAFKA_TLS_CA_FILE: caFile,
      MES_KAFKA_TLS_CERT_FILE: certFile,
      MES_KAFKA_TLS_KEY_FILE: keyFile,
    }).flatMap(([name, file]) => (file === '' ? [] : [name]));
    if (idle.length > 0)
      faults.push(`MES_KAFKA_TLS: expected on, for ${idle.join(', ')}; came "${tls}"`);
  }
  const pair = readKeyPair(
    [
      ['MES_KAFKA_TLS_CERT_FILE', certFile],
      ['MES_KAFKA_TLS_KEY_FILE', keyFile],
    ],
    faults,
  );
  const ca = readNamed(
    ['MES_KAFKA_TLS_CA_FILE', caFile],
    'PEM certificates',
    readCertificates,
    faults,
  );
  if (tls !== 'on') return { value: undefined, faults };
  return {
    value: {
      // Said aloud: NODE_TLS_REJECT_UNAUTHORIZED=0 in an environment must not open this door.
      rejectUnauthorized: true,
      ...(ca !== undefined && { ca: ca.text }),
      ...pair,
    },
    faults,
  };
}

function readSasl(settings: KafkaSettings): Part<Required<KafkaSecurity>['sasl']> {
  const {
    MES_KAFKA_SASL_MECHANISM: mechanism,
    MES_KAFKA_SASL_USERNAME: username,
    MES_KAFKA_SASL_PASSWORD: given,
    MES_KAFKA_SASL_PASSWORD_FILE: passwordFile,
  } = settings;
  const faults: string[] = [];
  const parts = Object.entries({
    MES_KAFKA_SASL_USERNAME: username,
    MES_KAFKA_SASL_PASSWORD: given,
    MES_KAFKA_SASL_PASSWORD_FILE: passwordFile,
  }).flatMap(([name, value]) => (value === '' ? [] : [name]));
  if (mechanism === '') {
    if (parts.length > 0) {
      faults.push(`MES_KAFKA_SASL_MECHANISM: expected one, for ${parts.join(', ')}; came nothing`);
    }
    return { value: undefined, faults };
  }
  if (username === '') {
    faults.push(`MES_KAFKA_SASL_USERNAME: expected a user's name, for ${mechanism}; came nothing`);
  }
  if ((given === '') === (passwordFile === '')) {
    faults.push(
      `MES_KAFKA_SASL_PASSWORD, MES_KAFKA_SASL_PASSWORD_FILE: expected exactly one of both; came ${given === '' ? 'neither' : 'both'}`,
    );
  }
  const fromFile = readNamed(
    ['MES_KAFKA_SASL_PASSWORD_FILE', passwordFile],
    'a password',
    readPassword,
    faults,
  );
  if (mechanism === 'PLAIN' && settings.MES_KAFKA_TLS !== 'on') {
    const far = brokersIn(settings).filter((broker) => !isLoopback(broker));
    if (far.length > 0) {
      faults.push(
        `MES_KAFKA_SASL_MECHANISM: expected SCRAM-SHA-256 or SCRAM-SHA-512, or MES_KAFKA_TLS=on; came PLAIN over plain text, which shows the password to the network on its way to ${far.join(', ')}`,
      );
    }
  }
  return { value: { mechanism, username, password: fromFile ?? given }, faults };
}

function brokersIn({ MES_KAFKA_BROKERS: brokers = '' }: KafkaSettings): string[] {
  return brokers === '' ? [] : brokers.split(',');
}

function isLoopback(broker: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}):\d+$/i.test(broker);
}
