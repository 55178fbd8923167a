import type { IntakeBook, SettleContext } from '#libs/intake';
import type { MssanteAnswer, MssanteCommand } from './commands.js';
import { MssanteState } from './mssante-state.js';
import { settleReceipt } from './settle-receipt.js';
import { settleSend } from './settle-send.js';

/** Mails and receipts, settled in their order against one state, in one transaction. */
export class MssanteBook implements IntakeBook<MssanteCommand, MssanteAnswer> {
  readonly channel = 'mssante';

  async settle(
    commands: readonly MssanteCommand[],
    context: SettleContext,
  ): Promise<readonly MssanteAnswer[]> {
    const state = await MssanteState.load(context.client, commands);
    const answers = commands.map((command) =>
      command.kind === 'send'
        ? settleSend(command, state, context)
        : settleReceipt(command, state, context),
    );
    await state.save(context.client);
    return answers;
  }
}
