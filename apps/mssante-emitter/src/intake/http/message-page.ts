import { ApiProperty } from '@nestjs/swagger';
import type { MessageRow, RecipientRow } from '#libs/store';

/** Where an event stands: its source and sequence. */
export class EventPlacePage {
  @ApiProperty({ description: 'MessageSent or MessageReceiptReceived' })
  type: string = '';

  @ApiProperty({ description: 'Stream of the event', example: 'mssante/intake.5d01c2f3/17' })
  source: string = '';

  @ApiProperty({ description: 'Number of the event within its source' })
  sequence: number = 0;
}

/** The receipt of one recipient. */
export class ReceiptPage {
  @ApiProperty({ description: 'Address of the recipient’s mailbox' })
  recipient: string = '';

  @ApiProperty({ enum: ['professional', 'citizen'] })
  kind: string = '';

  @ApiProperty({
    enum: ['PROCESSED', 'ERROR'],
    nullable: true,
    type: String,
    description: 'What the mailbox made of the document; null when it has not answered',
  })
  disposition: string | null = null;

  @ApiProperty({ description: 'Error code, 900 to 906 for business errors; 0 when there is none' })
  errorCode: number = 0;

  @ApiProperty({ nullable: true, type: String, description: 'What the receiver stumbled on' })
  errorDetail: string | null = null;

  @ApiProperty({
    enum: ['mdn', 'mail'],
    nullable: true,
    type: String,
    description: 'Form of the receipt that came back; null when none did',
  })
  form: string | null = null;

  @ApiProperty({ enum: ['automatic', 'smtp'], nullable: true, type: String })
  origin: string | null = null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  receivedAt: string | null = null;
}

/** A mail that was taken. */
export class MessagePage {
  @ApiProperty({ example: '<example-1@simulation.mssante.fr>' })
  messageId: string = '';

  @ApiProperty({ description: 'Address of the sending mailbox' })
  sender: string = '';

  @ApiProperty({ format: 'date-time' })
  sentAt: string = '';

  @ApiProperty({ format: 'date-time' })
  registeredAt: string = '';

  @ApiProperty({ description: 'Size of the mail with its attachments, bytes' })
  sizeBytes: number = 0;

  @ApiProperty({ nullable: true, type: String, description: 'Symbol of the document type' })
  typeCode: string | null = null;

  @ApiProperty({ nullable: true, type: String, description: 'uniqueId of the document' })
  uniqueId: string | null = null;

  @ApiProperty({ nullable: true, type: Number, description: 'Index of the solution credited' })
  solution: number | null = null;

  @ApiProperty({
    isArray: true,
    type: String,
    description: 'Contradictions between headers and content, by name',
  })
  notes: readonly string[] = [];

  @ApiProperty({ isArray: true, type: EventPlacePage })
  events: readonly EventPlacePage[] = [];

  @ApiProperty({ isArray: true, type: ReceiptPage })
  receipts: readonly ReceiptPage[] = [];
}

/** What is shown of a mail. */
export function messagePage(message: MessageRow, recipients: readonly RecipientRow[]): MessagePage {
  return {
    messageId: message.messageId,
    sender: message.sender,
    sentAt: message.sentAt.toISOString(),
    registeredAt: message.registeredAt.toISOString(),
    sizeBytes: message.sizeBytes,
    typeCode: message.typeCode,
    uniqueId: message.uniqueId,
    solution: message.head?.solution ?? null,
    notes: message.notes,
    events: placesOf(message, recipients),
    receipts: recipients.map(receiptPage),
  };
}

/** What is shown of a recipient. */
export function receiptPage(row: RecipientRow): ReceiptPage {
  return {
    recipient: row.address,
    kind: row.kind,
    disposition: row.disposition,
    errorCode: row.errorCode,
    errorDetail: row.errorDetail,
    form: row.receiptForm,
    origin: row.receiptOrigin,
    receivedAt: row.receiptAt?.toISOString() ?? null,
  };
}

function placesOf(message: MessageRow, recipients: readonly RecipientRow[]): EventPlacePage[] {
  const { source, professionalSequence, citizenSequence } = message;
  if (source === null) return [];
  const sent = [professionalSequence, citizenSequence].flatMap((sequence) =>
    sequence === null ? [] : [{ type: 'MessageSent', source, sequence }],
  );
  const received = recipients.flatMap(({ receiptSequence: sequence }) =>
    sequence === null ? [] : [{ type: 'MessageReceiptReceived', source, sequence }],
  );
  return [...sent, ...received].sort((a, b) => a.sequence - b.sequence);
}
