import { EXTRA_METADATA_NOT_SAVED } from '#libs/admission';
import {
  Audited,
  CurrentCaller,
  PublicRoute,
  RequireScope,
  type Caller,
  type FieldFault,
} from '#libs/edge';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { callerFacts } from '../caller-facts.js';
import { DmpIntake } from '../dmp-intake.js';
import { JsonNode } from '../json-node.js';
import { codedProblem, malformedProblem, unknownDocument } from '../problems.js';
import { askerOf } from '../who-asks.js';
import { capabilityStatement } from './capability-statement.js';
import { readBundle, refusalsOf } from './read-bundle.js';
import { readDocumentReference } from './read-document-reference.js';
import { readPatch } from './read-patch.js';
import { withoutOidPrefix } from './references.js';
import { transactionResponseOf } from './transaction-response.js';
import { documentReferenceOf, type Resource } from './write-document-reference.js';

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The DMP over FHIR R4, in the shape of the French document-sharing profile PDSm. */
@Controller('fhir')
@RequireScope('deposits:write')
export class FhirController {
  constructor(@Inject(DmpIntake) private readonly intake: DmpIntake) {}

  @Post('DocumentReference')
  @HttpCode(201)
  @Header('content-type', FHIR_JSON)
  @ApiOperation({ summary: 'Simplified publish (ITI-105): one document with its metadata' })
  @ApiResponse({ status: 201, description: 'The document is registered; the same again is too' })
  async publish(
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Resource> {
    const faults: FieldFault[] = [];
    const document = readDocumentReference(
      new JsonNode(body ?? null, '', faults),
      callerFacts(caller),
    );
    if (faults.length > 0) throw malformedProblem(faults);
    const refusals = refusalsOf([document]);
    if (refusals.length > 0) throw codedProblem(refusals);
    const [registered] = await this.intake.settle({
      kind: 'register',
      entries: [document.placed],
      set: null,
    });
    if (registered === undefined) throw unknownDocument();
    response.setHeader('location', `/fhir/DocumentReference/${registered.uniqueId}`);
    if (document.extras.length > 0) response.setHeader('warning', warningOf(document.extras));
    return documentReferenceOf(registered);
  }

  @Post()
  @HttpCode(200)
  @Header('content-type', FHIR_JSON)
  @ApiOperation({ summary: 'Provide document bundle (ITI-65): a submission set, all or nothing' })
  @ApiResponse({ status: 200, description: 'A transaction-response with one result per entry' })
  async submit(@Body() body: unknown, @CurrentCaller() caller: Caller): Promise<Resource> {
    const faults: FieldFault[] = [];
    const bundle = readBundle(new JsonNode(body ?? null, '', faults), callerFacts(caller));
    if (faults.length > 0) throw malformedProblem(faults);
    if (bundle.refusals.length > 0) throw codedProblem(bundle.refusals);
    const registered = await this.intake.settle({
      kind: 'register',
      entries: bundle.documents.map(({ placed }) => placed),
      set: bundle.set,
    });
    return transactionResponseOf(bundle, registered);
  }

  @Get('DocumentReference/:id')
  @Header('content-type', FHIR_JSON)
  @ApiOperation({ summary: 'The metadata of a document' })
  async read(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<Resource> {
    return documentReferenceOf(await this.intake.find(id, caller));
  }

  @Patch('DocumentReference/:id')
  @Audited('documents.change')
  @Header('content-type', FHIR_JSON)
  @ApiOperation({ summary: 'Metadata update: visibility, masking, archiving, or deletion' })
  patch(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers() headers: RequestHeaders,
    @CurrentCaller() caller: Caller,
  ): Promise<Resource> {
    return this.#patch(id, body, headers, caller);
  }

  @Patch('DocumentReference')
  @Audited('documents.change', identifierOf)
  @Header('content-type', FHIR_JSON)
  @ApiOperation({ summary: 'Metadata update by uniqueId: ?identifier=urn:ietf:rfc:3986|urn:oid:…' })
  patchByIdentifier(
    @Query('identifier') identifier: unknown,
    @Body() body: unknown,
    @Headers() headers: RequestHeaders,
    @CurrentCaller() caller: Caller,
  ): Promise<Resource> {
    if (typeof identifier !== 'string') {
      throw malformedProblem([
        { field: 'identifier', reason: 'expected SYSTEM|urn:oid:UNIQUEID in the query' },
      ]);
    }
    const value = identifier.slice(identifier.indexOf('|') + 1);
    return this.#patch(withoutOidPrefix(value), body, headers, caller);
  }

  @Delete('DocumentReference/:id')
  @Audited('documents.delete')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes a document out; its metadata stay, entered in error' })
  async remove(
    @Param('id') id: string,
    @Headers() headers: RequestHeaders,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.intake.settle({
      kind: 'change',
      uniqueId: id,
      ...askerOf(headers, caller),
      wishOf: () => ({ isDeleted: true }),
    });
  }

  @Get('metadata')
  @PublicRoute()
  @Header('content-type', FHIR_JSON)
  @ApiOperation({ summary: 'CapabilityStatement: what this interface does' })
  metadata(): Resource {
    return capabilityStatement;
  }

  async #patch(
    uniqueId: string,
    body: unknown,
    headers: RequestHeaders,
    caller: Caller,
  ): Promise<Resource> {
    const faults: FieldFault[] = [];
    const wishOf = readPatch(new JsonNode(body ?? null, '', faults));
    if (faults.length > 0) throw malformedProblem(faults);
    const [changed] = await this.intake.settle({
      kind: 'change',
      uniqueId,
      ...askerOf(headers, caller),
      wishOf,
    });
    if (changed === undefined) throw unknownDocument();
    return documentReferenceOf(changed);
  }
}

/** What a change by identifier is about. */
function identifierOf({ query }: Request): Readonly<Record<string, unknown>> {
  return { identifier: query['identifier'] };
}

/** Names in a warning: a header has no room for more. */
const EXTRAS_NAMED_MAX = 10;

/** RFC 9111's Warning header, which a JSON body has no place for. */
function warningOf(extras: readonly string[]): string {
  const named = extras
    .slice(0, EXTRAS_NAMED_MAX)
    .map((name) => name.replace(/[^\w.-]/g, '?').slice(0, 40))
    .join(', ');
  return `199 - "${EXTRA_METADATA_NOT_SAVED}: ${named}"`;
}
