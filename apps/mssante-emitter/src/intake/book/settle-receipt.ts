import type { SettleContext } from '#libs/intake';
import { labelOfReceiptError } from '#libs/mssante';
import type { MssanteAnswer, ReceiptCommand } from './commands.js';
import { emitReceipt } from './events.js';
import type { MssanteState } from './mssante-state.js';
import { occurredAtOf } from './message-places.js';

const ACCEPTED: MssanteAnswer = { outcome: 'accepted' };

/** Settles a receipt that came by SMTP: the first one of a mailbox counts, the same again is nothing new. */
export function settleReceipt(
  command: ReceiptCommand,
  state: MssanteState,
  context: Pick<SettleContext, 'emit' | 'nowMs'>,
): MssanteAnswer {
  const message = state.message(command.messageId);
  if (message?.head === undefined || message.head === null) {
    return refused('receipt-of-unknown', 'an Original-Message-ID that is not one of those');
  }
  const row = state.recipient(command.messageId, command.recipient.address);
  if (row === undefined) return refused('receipt-of-another', 'a mailbox that did not get it');
  if (!command.addressees.includes(message.sender)) {
    return refused('receipt-of-another', 'another addressee');
  }
  if (row.disposition !== null) {
    const isSame = row.disposition === command.disposition && row.errorCode === command.errorCode;
    return isSame
      ? ACCEPTED
      : refused('receipt-contradiction', `${command.disposition} ${command.errorCode}`);
  }
  const answered = {
    ...row,
    disposition: command.disposition,
    errorCode: command.errorCode,
    errorDetail: command.errorCode === 0 ? null : labelOfReceiptError(command.errorCode),
    receiptOrigin: 'smtp' as const,
    receiptAt: new Date(context.nowMs),
  };
  const occurredAtMs = occurredAtOf(command.sentAtMs, context.nowMs);
  const receiptSequence = emitReceipt(message, answered, occurredAtMs, context);
  state.putRecipient({ ...answered, receiptForm: command.form, receiptSequence });
  return ACCEPTED;
}

function refused(
  refusal: Extract<MssanteAnswer, { outcome: 'refused' }>['refusal'],
  came: string,
): MssanteAnswer {
  return { outcome: 'refused', refusal, came };
}
