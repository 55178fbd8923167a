import { ProblemError, RequireScope } from '#libs/edge';
import { INS_OIDS } from '#libs/identifiers';
import {
  identityStatus,
  searchByTraits,
  verifyIdentity,
  type IdentityCommand,
  type IdentityRefusal,
  type InsiAnswer,
  type LocalIdentity,
} from '#libs/patients';
import { changeStoredIdentity, registerIdentity, type LocalIdentityKey } from '#libs/store';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { IdentityAnswerBody } from './answers.js';
import { IdentityBody } from './bodies.js';
import { checkedIns, checkedSite, type CheckedIns } from './checked-ins.js';
import { assertFieldsOfCommand } from './identity-fields.js';
import { PATIENTS_POOL } from './pool.js';

/** Identities of patients at the sites: PROV, RECUP, VALI, QUAL and back. */
@ApiTags('identities')
@Controller('identities')
@RequireScope('deposits:write')
export class IdentitiesController {
  readonly #pool: Pool;

  constructor(@Inject(PATIENTS_POOL) pool: Pool) {
    this.#pool = pool;
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Register an identity, show a document, call INSi, or doubt it' })
  @ApiResponse({ status: 200, type: IdentityAnswerBody })
  async command(@Body() body: IdentityBody): Promise<IdentityAnswerBody> {
    assertFieldsOfCommand(body);
    const key = { site: checkedSite(body.site), localId: body.localId };
    const ins = body.ins === undefined ? undefined : checkedIns(body.ins, '/ins');
    if (body.traits !== undefined) return this.#register(key, body.traits);
    let insiAnswer: InsiAnswer | undefined;
    const outcome = await changeStoredIdentity(this.#pool, key, (identity): IdentityCommand => {
      if (body.command === 'doubt') return { type: 'doubt' };
      if (body.document !== undefined) return { type: 'show-document', document: body.document };
      insiAnswer = askInsi(identity, ins);
      return { type: 'insi-answered', answer: insiAnswer };
    });
    if (outcome === undefined) throw unknownIdentity();
    if (outcome.kind === 'refused') throw refusedCommand(outcome.reason, outcome.identity);
    return answerOf(key, outcome.kind, outcome.identity, insiAnswer);
  }

  async #register(
    key: LocalIdentityKey,
    traits: LocalIdentity['traits'],
  ): Promise<IdentityAnswerBody> {
    const { kind, identity } = await registerIdentity(this.#pool, key, traits);
    if (kind !== 'other-traits') return answerOf(key, kind, identity);
    throw new ProblemError({
      status: 409,
      name: 'identity-registered',
      title: 'The number belongs to an identity with other traits',
      detail: 'This localId of the site is registered with other strict traits.',
      faults: [{ field: '/traits', reason: 'expected the traits that are registered' }],
    });
  }
}

/** Verifies the INS that came, or searches by the traits of the identity. */
function askInsi({ traits }: LocalIdentity, ins: CheckedIns | undefined): InsiAnswer {
  return ins === undefined ? searchByTraits(traits) : verifyIdentity({ ...ins, traits });
}

function answerOf(
  { site, localId }: LocalIdentityKey,
  outcome: string,
  identity: LocalIdentity,
  insiAnswer?: InsiAnswer,
): IdentityAnswerBody {
  const { traits, document, ins } = identity;
  const status = identityStatus(identity);
  const oid = INS_OIDS.find(({ symbol }) => symbol === ins?.oid)?.oid ?? '';
  return {
    site,
    localId,
    outcome,
    status,
    mayFeedDmp: status === 'QUAL',
    traits: { ...traits, givenNames: [...traits.givenNames] },
    ...(document === null ? {} : { document }),
    ...(ins === null ? {} : { ins: { matricule: ins.matricule, oid } }),
    ...(insiAnswer === undefined ? {} : { insiCode: insiAnswer.code }),
  };
}

function unknownIdentity(): ProblemError {
  return new ProblemError({
    status: 404,
    name: 'unknown-identity',
    title: 'No such identity is registered',
    detail: 'This localId is not registered at this site; send the command register first.',
    faults: [{ field: '/localId', reason: 'expected a localId that the site registered' }],
  });
}

const REFUSALS: Readonly<Record<IdentityRefusal, string>> = {
  'document-already-shown': 'A high-trust document was shown already; a second one adds nothing.',
  'nothing-to-doubt': 'A provisional identity holds nothing that a doubt could take back.',
  'insi-traits-differ':
    'INSi has other given names than the document that was shown: somebody has to look at both. The identity stays as it was.',
};

function refusedCommand(reason: IdentityRefusal, identity: LocalIdentity): ProblemError {
  return new ProblemError({
    status: 409,
    name: reason,
    title: 'The identity does not take this command now',
    detail: `${REFUSALS[reason]} Its status is ${identityStatus(identity)}.`,
    faults: [{ field: '/command', reason }],
  });
}
