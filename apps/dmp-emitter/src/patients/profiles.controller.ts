import { Audited, ProblemError, RequireScope } from '#libs/edge';
import {
  createdAtMs,
  isActivatedAt,
  statusAt,
  type PatientDocument,
  type ProfileCommand,
} from '#libs/patients';
import {
  changeStoredProfile,
  countPatientDocuments,
  readProfiles,
  storePatientDocument,
  type PersonalProfile,
} from '#libs/store';
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { DocumentAnswerBody, DocumentCountBody, ProfileAnswerBody } from './answers.js';
import { ClosingBody, DocumentBody, InsBody, LetterBody } from './bodies.js';
import { personOfIns } from './checked-ins.js';
import { letterInstantMs } from './letter-instant.js';
import { PATIENTS_POOL } from './pool.js';
import { refusedProfileCommand } from './profile-problems.js';

/** Profiles of Mon espace santé: created by opt-out, opposed, closed, reopened, activated. */
@ApiTags('profiles')
@Controller('profiles')
@RequireScope('deposits:write')
export class ProfilesController {
  readonly #pool: Pool;

  constructor(@Inject(PATIENTS_POOL) pool: Pool) {
    this.#pool = pool;
  }

  @Post('status')
  @HttpCode(200)
  @ApiOperation({
    summary: 'TD0.2: does the DMP exist, is it open, since when is it closed and why',
  })
  @ApiResponse({ status: 200, type: ProfileAnswerBody })
  async status(@Body() body: InsBody): Promise<ProfileAnswerBody> {
    const person = personOfIns(body);
    const [profile] = await readProfiles(this.#pool, [person.matricule.text]);
    if (profile === undefined) throw new Error('a known person without a profile');
    return answerOf(profile);
  }

  @Post('letter')
  @Audited('profiles.letter')
  @HttpCode(200)
  @ApiOperation({ summary: 'The letter that announces the profile: six weeks to oppose' })
  @ApiResponse({ status: 200, type: ProfileAnswerBody })
  letter(@Body() body: LetterBody): Promise<ProfileAnswerBody> {
    return this.#change(body, { type: 'send-letter', sentAtMs: letterInstantMs(body) });
  }

  @Post('opposition')
  @Audited('profiles.opposition')
  @HttpCode(200)
  @ApiOperation({ summary: 'Oppose the profile, within six weeks of the letter' })
  @ApiResponse({ status: 200, type: ProfileAnswerBody })
  oppose(@Body() body: InsBody): Promise<ProfileAnswerBody> {
    return this.#change(body, { type: 'oppose' });
  }

  @Post('closing')
  @Audited('profiles.closing')
  @HttpCode(200)
  @ApiOperation({ summary: 'Close the profile: it receives nothing any more' })
  @ApiResponse({ status: 200, type: ProfileAnswerBody })
  close(@Body() body: ClosingBody): Promise<ProfileAnswerBody> {
    return this.#change(body, { type: 'close', reason: body.reason });
  }

  @Post('reopening')
  @Audited('profiles.reopening')
  @HttpCode(200)
  @ApiOperation({ summary: 'Open a profile that was opposed or closed' })
  @ApiResponse({ status: 200, type: ProfileAnswerBody })
  reopen(@Body() body: InsBody): Promise<ProfileAnswerBody> {
    return this.#change(body, { type: 'reopen' });
  }

  @Post('activation')
  @Audited('profiles.activation')
  @HttpCode(200)
  @ApiOperation({ summary: 'The person enters the profile for the first time: never a gate' })
  @ApiResponse({ status: 200, type: ProfileAnswerBody })
  activate(@Body() body: InsBody): Promise<ProfileAnswerBody> {
    return this.#change(body, { type: 'activate' });
  }

  @Post('documents')
  @ApiOperation({
    summary: 'A document that the person adds: counted apart, in no professional figure',
  })
  @ApiResponse({ status: 201, type: DocumentAnswerBody })
  async addDocument(@Body() body: DocumentBody): Promise<DocumentAnswerBody> {
    const { uniqueId, typeCode, hash, sizeBytes } = body;
    const document: PatientDocument = { uniqueId, typeCode, hash, sizeBytes };
    const outcome = await storePatientDocument(this.#pool, personOfIns(body), document);
    if (outcome.kind === 'refused') throw refusedProfileCommand(outcome.reason);
    if (outcome.kind === 'other-document') throw nonIdenticalDocument();
    return { uniqueId, depositedAt: timeOf(outcome.depositedAtMs) };
  }

  @Get('documents')
  @RequireScope('metrics:read')
  @ApiOperation({ summary: 'How many documents people added themselves' })
  @ApiResponse({ status: 200, type: DocumentCountBody })
  async countDocuments(): Promise<DocumentCountBody> {
    return { patientDocuments: await countPatientDocuments(this.#pool) };
  }

  async #change(body: InsBody, command: ProfileCommand): Promise<ProfileAnswerBody> {
    const changed = await changeStoredProfile(this.#pool, personOfIns(body), command);
    const { outcome } = changed;
    if (outcome.kind === 'refused') throw refusedProfileCommand(outcome.reason, answerOf(changed));
    return answerOf(changed);
  }
}

function answerOf({ profile, nowMs }: PersonalProfile): ProfileAnswerBody {
  const status = statusAt(profile, nowMs);
  const isActivated = isActivatedAt(profile, nowMs);
  const { closure } = profile;
  return {
    status,
    isLinkedToMonEspaceSante: status === 'active',
    isActivated,
    ...timeNamed('letterSentAt', profile.letterSentAtMs),
    ...timeNamed('createdAt', createdAtMs(profile)),
    ...timeNamed('opposedAt', profile.opposedAtMs),
    ...timeNamed('closedAt', closure?.closedAtMs ?? null),
    ...(closure === null ? {} : { closureReason: closure.reason }),
    // An instant that the curve of activation puts into the future is nobody's business yet.
    ...timeNamed('activatedAt', isActivated ? profile.activatedAtMs : null),
  };
}

function timeNamed<Name extends string>(
  name: Name,
  ms: number | null,
): Partial<Record<Name, string>> {
  return ms === null ? {} : ({ [name]: timeOf(ms) } as Record<Name, string>);
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function nonIdenticalDocument(): ProblemError {
  return new ProblemError({
    status: 409,
    name: 'non-identical-document',
    title: 'The uniqueId is another document’s',
    detail: 'A document with this uniqueId is stored with another hash, or for another person.',
    faults: [
      {
        field: '/uniqueId',
        reason: 'expected a uniqueId that is new, or the hash that is stored under it',
        code: { code: 'XDSNonIdenticalHash' },
      },
    ],
  });
}
