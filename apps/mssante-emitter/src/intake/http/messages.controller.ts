import { ProblemError, RequireScope } from '#libs/edge';
import { readMessage, readRawMessage, type RecipientRow } from '#libs/store';
import { Controller, Get, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiProduces, ApiResponse } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import type { Pool } from 'pg';
import { MESSAGE_ID_CHARACTERS_MAX, RECEIPTS_BUILT_AT_ONCE_MAX } from '../limits.js';
import { readMail } from '../mail/read-mail.js';
import { buildReceipt } from '../receipts/build-receipt.js';
import { Turns } from '../turns.js';
import { MessagePage, ReceiptPage, messagePage, receiptPage } from './message-page.js';

/** Injection token of the pool. */
export const POOL = Symbol('mssante pool');

/** Longest address, characters (RFC 5321). */
const ADDRESS_CHARACTERS_MAX = 254;

export class MessagePath {
  @ApiProperty({ description: 'Message-ID, with or without its angle brackets' })
  @IsString()
  @Length(3, MESSAGE_ID_CHARACTERS_MAX)
  id: string = '';
}

export class ReceiptQuery {
  @ApiProperty({
    required: false,
    description: 'Address of a recipient; needed when the mail had several',
  })
  @IsOptional()
  @IsString()
  @Length(3, ADDRESS_CHARACTERS_MAX)
  recipient?: string;
}

type Found = NonNullable<Awaited<ReturnType<typeof readMessage>>>;

/** What became of a mail, for the software that sent it. */
@Controller('messages')
@RequireScope('events:read')
export class MessagesController {
  readonly #building = new Turns(RECEIPTS_BUILT_AT_ONCE_MAX);

  constructor(@Inject(POOL) private readonly pool: Pool) {}

  @Get(':id')
  @ApiOperation({ summary: 'A mail that was taken, its events and its receipts' })
  @ApiResponse({ status: 200, type: MessagePage })
  @ApiResponse({ status: 404, description: 'No mail of that Message-ID' })
  async one(@Param() { id }: MessagePath): Promise<MessagePage> {
    const { message, recipients } = await this.#found(id);
    return messagePage(message, recipients);
  }

  @Get(':id/receipts')
  @ApiOperation({ summary: 'What each recipient’s mailbox answered' })
  @ApiResponse({ status: 200, type: [ReceiptPage] })
  @ApiResponse({ status: 404, description: 'No mail of that Message-ID' })
  async receipts(@Param() { id }: MessagePath): Promise<ReceiptPage[]> {
    return (await this.#found(id)).recipients.map(receiptPage);
  }

  @Get(':id/receipt')
  @ApiOperation({ summary: 'The mail that came back: an MDN or an error mail' })
  @ApiProduces('message/rfc822')
  @ApiResponse({ status: 200, description: 'The receipt as a mail' })
  @ApiResponse({ status: 400, description: 'The mail had several recipients and none was named' })
  @ApiResponse({ status: 404, description: 'No such mail or recipient, or nothing came back' })
  async receipt(
    @Param() { id }: MessagePath,
    @Query() { recipient }: ReceiptQuery,
  ): Promise<StreamableFile> {
    const { message, recipients } = await this.#found(id);
    const row = recipientOf(recipients, recipient);
    const bytes =
      row.receiptForm === null ? null : await this.#building.take(() => this.#build(message, row));
    if (bytes === null) {
      throw notFound(
        'receipt-absent',
        'Nothing came back: no receipt was asked and there was no error, or the mailbox has not answered yet.',
        'recipient',
      );
    }
    return new StreamableFile(bytes, { type: 'message/rfc822', length: bytes.length });
  }

  async #build(message: Found['message'], recipient: RecipientRow): Promise<Buffer | null> {
    const raw = await readRawMessage(this.pool, message.messageId);
    if (raw === undefined) return null;
    return buildReceipt({ message, recipient, mail: await readMail(raw), raw });
  }

  async #found(id: string): Promise<Found> {
    const messageId = id.startsWith('<') ? id : `<${id}>`;
    const found = await readMessage(this.pool, messageId);
    if (found !== undefined) return found;
    throw notFound('message-unknown', 'No mail of that Message-ID was taken.', 'id');
  }
}

function recipientOf(
  recipients: readonly RecipientRow[],
  address: string | undefined,
): RecipientRow {
  const accepted = recipients.map((row) => row.address);
  const [first] = recipients;
  if (address === undefined) {
    if (first !== undefined && recipients.length === 1) return first;
    throw new ProblemError({
      status: 400,
      name: 'recipient-missing',
      title: 'The mail had several recipients',
      detail: 'Name one of the recipients in the parameter "recipient".',
      faults: [{ field: 'recipient', reason: 'expected an address; came nothing', accepted }],
    });
  }
  const found = recipients.find((row) => row.address.toLowerCase() === address.toLowerCase());
  if (found !== undefined) return found;
  throw notFound('recipient-unknown', 'The mail was not sent to that address.', 'recipient');
}

function notFound(name: string, detail: string, field: string): ProblemError {
  return new ProblemError({
    status: 404,
    name,
    title: 'Not found',
    detail,
    faults: [{ field, reason: detail }],
  });
}
