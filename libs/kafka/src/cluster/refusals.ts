import { causesOf, tlsFaultOf, type ServerFault } from '#libs/platform';
import { AuthenticationError } from '@platformatic/kafka';
import { BrokerAccessError, BrokerForbiddenError } from '../errors.js';
import type { ClusterOptions } from './options.js';

/** Kafka's errors of a user who may not do what was asked. */
const FORBIDDEN = /^[A-Z_]+_AUTHORIZATION_FAILED$/;

/**
 * Why a broker will not let us in however often we ask; undefined when it may the next time. The
 * library hides a refusal as the cause of a network error, which would be tried again for nothing. A
 * TLS handshake that was cut is no refusal: a broker that restarts looks the same.
 */
export function refusalOf(error: unknown): ServerFault | undefined {
  const causes = causesOf(error);
  // First: whoever says a name in plain text to a TLS listener hears that it could not say it.
  if (causes.some((cause) => textOf(cause, 'message') === 'Broker requires TLS.')) {
    return { came: 'a listener that speaks TLS alone', advice: 'Set MES_KAFKA_TLS=on.' };
  }
  const authentication = causes.find((cause) => cause instanceof AuthenticationError);
  if (authentication !== undefined && !wasCut(authentication)) {
    return authenticationFault(causes, authentication);
  }
  return tlsFaultOf(error, 'MES_KAFKA_TLS_CA_FILE');
}

/** Kafka's name of the refusal when the user may not do this: TOPIC_AUTHORIZATION_FAILED and its kin. */
export function forbiddenBy(error: unknown): string | undefined {
  // The one library has it as apiId, kafkajs as type.
  return causesOf(error)
    .flatMap((cause) => [textOf(cause, 'apiId'), textOf(cause, 'type')])
    .find((name) => FORBIDDEN.test(name));
}

/**
 * Translates what kafkajs throws when it is not let in or may not do what was asked; any other error
 * comes back as it is.
 */
export function asBrokerError(
  error: unknown,
  door: Pick<ClusterOptions, 'brokers' | 'security'>,
): unknown {
  const forbidden = forbiddenBy(error);
  if (forbidden !== undefined) return new BrokerForbiddenError(door, forbidden, { cause: error });
  const isRefused = causesOf(error).some(
    (cause) => textOf(cause, 'name') === 'KafkaJSSASLAuthenticationError',
  );
  const refusal = isRefused ? REFUSED_USER : tlsFaultOf(error, 'MES_KAFKA_TLS_CA_FILE');
  return refusal === undefined ? error : new BrokerAccessError(door, refusal, { cause: error });
}

/** The library calls it a refusal, too, when the connection ended while we said who we are. */
function wasCut(authentication: Error): boolean {
  return causesOf(authentication.cause).some((cause) =>
    ['PLT_KFK_NETWORK', 'PLT_KFK_TIMEOUT', 'ECONNRESET', 'EPIPE'].includes(textOf(cause, 'code')),
  );
}

function authenticationFault(causes: readonly object[], found: Error): ServerFault {
  const names = causes.map((cause) => textOf(cause, 'apiId'));
  if (names.includes('UNSUPPORTED_SASL_MECHANISM')) {
    return {
      came: 'a listener without that mechanism',
      advice: 'Set MES_KAFKA_SASL_MECHANISM to one that it has enabled.',
    };
  }
  if (names.includes('ILLEGAL_SASL_STATE')) {
    return {
      came: 'a listener that asks for no user',
      advice: 'Unset MES_KAFKA_SASL_MECHANISM, or use the port of its SASL listener.',
    };
  }
  // The server's proof of the password: only who knows it can give it.
  if (found.message.includes('server signature')) {
    return {
      came: 'a broker that does not know the password itself',
      advice: 'Is it the right one?',
    };
  }
  return REFUSED_USER;
}

const REFUSED_USER: ServerFault = {
  came: 'a refused user or password',
  advice:
    'Check MES_KAFKA_SASL_USERNAME, its password, and that the user has one of this mechanism.',
};

function textOf(error: object, property: string): string {
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'string' ? value : '';
}
