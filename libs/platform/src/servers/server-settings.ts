import { IsIn, IsString, Length } from 'class-validator';
import { databaseFaults } from './database-address.js';
import { SASL_MECHANISMS, type SaslMechanism } from './kafka-access.js';
import { kafkaFaults } from './kafka-of.js';

/**
 * How to get into the Kafka and the PostgreSQL of others, and what may be done there; the same for
 * every service and for the command line. Property names are the environment variables' names.
 */
export class ServerSettings {
  /** on: TLS to every broker; its certificate and its host's name are always checked. */
  @IsIn(['on', 'off'])
  MES_KAFKA_TLS: 'on' | 'off' = 'off';

  /** PEM file of the CA that signed the brokers' certificates. Empty: the authorities that Node brings. */
  @IsString()
  MES_KAFKA_TLS_CA_FILE: string = '';

  /** PEM files of a certificate and its key, for brokers that demand one (mutual TLS). Empty: none is shown. */
  @IsString()
  MES_KAFKA_TLS_CERT_FILE: string = '';

  @IsString()
  MES_KAFKA_TLS_KEY_FILE: string = '';

  /** How to say who we are. Empty: we do not. PLAIN sends the password as it is, so only over TLS or on this machine. */
  @IsIn(['', ...SASL_MECHANISMS], { message: `one of ${SASL_MECHANISMS.join(', ')}` })
  MES_KAFKA_SASL_MECHANISM: SaslMechanism | '' = '';

  @IsString()
  @Length(0, 255)
  MES_KAFKA_SASL_USERNAME: string = '';

  /** The password, or the file that holds it: exactly one of both. */
  @IsString()
  MES_KAFKA_SASL_PASSWORD: string = '';

  @IsString()
  MES_KAFKA_SASL_PASSWORD_FILE: string = '';

  /** on: topics may be made, deleted and emptied on the brokers of MES_KAFKA_BROKERS. off: what is missing is named. */
  @IsIn(['on', 'off'])
  MES_KAFKA_ADMIN: 'on' | 'off' = 'off';

  /** PEM file of the CA that signed the certificate of PostgreSQL; the same as sslrootcert in the address. */
  @IsString()
  MES_DATABASE_CA_FILE: string = '';

  /** PEM files of a certificate and its key, for a PostgreSQL that demands one; sslcert and sslkey in the address. Empty: none is shown. */
  @IsString()
  MES_DATABASE_CERT_FILE: string = '';

  @IsString()
  MES_DATABASE_KEY_FILE: string = '';

  /**
   * apply: a process brings the tables of MES_DATABASE_URL up to date at its start, and says so.
   * check: nothing is changed; tables that are not up to date are a fault.
   */
  @IsIn(['apply', 'check'])
  MES_DATABASE_MIGRATIONS: 'apply' | 'check' = 'apply';

  /** What no single setting can say, and files that are of no use. */
  faultsTogether(): string[] {
    return [...kafkaFaults(this), ...databaseFaults(this)];
  }
}
