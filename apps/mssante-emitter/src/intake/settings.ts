import { EdgeSettings } from '#libs/edge';
import { IsInt, Max, Min } from 'class-validator';

/** Settings of the MSSanté intake. SMTP is bound to loopback: its senders are believed. */
export class MssanteIntakeSettings extends EdgeSettings {
  /** Port of SMTP on 127.0.0.1. 0 takes a free one. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  MES_MSSANTE_SMTP_PORT: number = 8625;

  /** Port of the read interface. 0 takes a free one. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  override MES_HTTP_PORT: number = 8602;

  /** Largest message, bytes. */
  @IsInt()
  @Min(10_000)
  @Max(64 * 1024 * 1024)
  MES_MSSANTE_MESSAGE_BYTES_MAX: number = 10 * 1024 * 1024;

  /**
   * Bytes of all messages that are being received or settled. One more message is told to come back:
   * memory stays bounded whatever the number of connections.
   */
  @IsInt()
  @Min(10_000)
  @Max(1024 * 1024 * 1024)
  MES_MSSANTE_BYTES_IN_FLIGHT_MAX: number = 96 * 1024 * 1024;

  /** SMTP connections at once. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  MES_MSSANTE_CONNECTIONS_MAX: number = 100;

  /** Milliseconds that a whole message may take to arrive. */
  @IsInt()
  @Min(100)
  @Max(600_000)
  MES_MSSANTE_TRANSFER_MS_MAX: number = 60_000;

  /** Partitions of the topic when it has to be made; a divisor of 48. */
  @IsInt()
  @Min(1)
  @Max(48)
  MES_MSSANTE_PARTITIONS: number = 12;
}
