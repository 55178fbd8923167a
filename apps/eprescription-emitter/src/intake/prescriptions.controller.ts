import { Audited, CurrentCaller, ProblemError, RequireScope, type Caller } from '#libs/edge';
import { isPrescriptionNumber } from '#libs/identifiers';
import { IntakeLane } from '#libs/intake';
import type { Clock } from '#libs/platform';
import { loadPrescriptions } from '#libs/store';
import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Pool } from 'pg';
import { actingProfessional } from './acting-professional.js';
import type { IntakeAnswer, IntakeCommand, IssuedAnswer } from './intake-command.js';
import { dispenseCommand, issueCommand } from './prescription-commands.js';
import { pageOf, type PrescriptionPage } from './prescription-page.js';
import { CancelDto, DispenseDto, IssueDto } from './prescription.dto.js';
import { problemOfLane, problemOfRefusal } from './refused-problem.js';

/** Names under which the module gives the controller what it works with. */
export const POOL = Symbol('pool of the base');
export const CLOCK = Symbol('clock of the base');

/** Prescriptions: issue, look, dispense, cancel. */
@Controller('prescriptions')
export class PrescriptionsController {
  constructor(
    @Inject(IntakeLane) private readonly lane: IntakeLane<IntakeCommand, IntakeAnswer>,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  @Post()
  @RequireScope('deposits:write')
  @ApiOperation({
    summary: 'Issue a prescription; the base gives its number, and the DMP gets a copy',
  })
  @ApiResponse({ status: 201, description: 'Issued, or issued before under the same key' })
  async issue(
    @Body() body: IssueDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const prescriber = actingProfessional(caller, 'prescriber', body.prescriber);
    const answer = await this.#settle(issueCommand(body, prescriber));
    // Cast: the book answers an issue with an IssuedAnswer, stored or new.
    const { number } = answer as IssuedAnswer;
    response.location(`/prescriptions/${number}`);
    return answer;
  }

  @Get(':number')
  @RequireScope('events:read')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A prescription: its lines, what was dispensed, and its status' })
  @ApiResponse({ status: 200, description: 'The prescription as it is now' })
  async show(@Param('number') number: string): Promise<PrescriptionPage> {
    const [record] = await loadPrescriptions(this.pool, { numbers: [checked(number)], keys: [] });
    if (record === undefined) throw unknownNumber(number);
    return pageOf(record, this.clock.nowMs());
  }

  @Post(':number/dispensations')
  @RequireScope('deposits:write')
  @ApiOperation({ summary: 'Dispense lines, whole or in part' })
  @ApiResponse({ status: 201, description: 'Dispensed, or dispensed before under the same name' })
  async dispense(
    @Param('number') number: string,
    @Body() body: DispenseDto,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const pharmacist = actingProfessional(caller, 'pharmacist', body.pharmacist);
    return this.#settle(dispenseCommand(checked(number), body, pharmacist));
  }

  @Post(':number/cancellation')
  @Audited('prescriptions.cancel')
  @HttpCode(200)
  @RequireScope('deposits:write')
  @ApiOperation({ summary: 'Cancel a prescription of which nothing was dispensed' })
  @ApiResponse({ status: 200, description: 'Cancelled, now or before' })
  async cancel(
    @Param('number') number: string,
    @Body() body: CancelDto,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const prescriber = actingProfessional(caller, 'prescriber', body.prescriber);
    return this.#settle({
      type: 'cancel',
      number: checked(number),
      cancel: { type: 'cancel', prescriber },
    });
  }

  /** The body of the answer, once everything it tells of is stored and published. */
  async #settle(command: IntakeCommand): Promise<unknown> {
    const answer = await this.lane.submit(command).catch((error: unknown) => {
      throw problemOfLane(error);
    });
    if (answer.outcome === 'refused') throw problemOfRefusal(answer);
    return answer.outcome === 'expired' ? {} : answer.body;
  }
}

/** A number with the right check character. A number typed wrongly is told from one that is unknown. */
function checked(number: string): string {
  if (isPrescriptionNumber(number)) return number;
  throw new ProblemError({
    status: 400,
    name: 'invalid-path',
    title: 'The path of the request does not have the expected form',
    detail: 'number: expected SIM- and 11 characters, the last one a check character.',
    faults: [
      {
        field: 'number',
        reason:
          'expected SIM- and 11 characters of Crockford’s base 32, the last one a check character; came something else',
      },
    ],
  });
}

function unknownNumber(number: string): ProblemError {
  return problemOfRefusal({
    outcome: 'refused',
    symbol: 'PRESCRIPTION_UNKNOWN',
    kind: 'unknown',
    title: 'The base has no prescription of this number',
    detail: `Expected a number of this base; came ${number}.`,
    faults: [],
  });
}
