import { Audited, CurrentCaller, RequireScope, type Caller } from '#libs/edge';
import type { RegisteredDocument } from '#libs/admission';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { callerFacts } from '../caller-facts.js';
import { DmpIntake } from '../dmp-intake.js';
import { unknownDocument } from '../problems.js';
import { askerOf } from '../who-asks.js';
import { ChangeBody, DepositBody } from './deposit-body.js';
import { DocumentAnswer, answerOf } from './document-answer.js';
import { entryOfBody } from './entry-of-body.js';

type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The DMP over plain JSON: what the FHIR interface does, for those who have no FHIR. */
@Controller('documents')
@RequireScope('deposits:write')
export class DocumentsController {
  constructor(@Inject(DmpIntake) private readonly intake: DmpIntake) {}

  @Post()
  @ApiOperation({ summary: 'Deposits a document' })
  @ApiResponse({ status: 201, type: DocumentAnswer })
  deposit(
    @Body() body: DepositBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DocumentAnswer> {
    return this.#register(body, caller, null, response);
  }

  @Post(':uniqueId/replacement')
  @ApiOperation({ summary: 'Deposits a document in the place of another one' })
  @ApiResponse({ status: 201, type: DocumentAnswer })
  replace(
    @Param('uniqueId') uniqueId: string,
    @Body() body: DepositBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DocumentAnswer> {
    return this.#register(body, caller, uniqueId, response);
  }

  @Get(':uniqueId')
  @ApiOperation({ summary: 'The metadata of a document' })
  @ApiResponse({ status: 200, type: DocumentAnswer })
  async read(
    @Param('uniqueId') uniqueId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<DocumentAnswer> {
    return answerOf(await this.intake.find(uniqueId, caller));
  }

  @Patch(':uniqueId')
  @Audited('documents.change')
  @ApiOperation({ summary: 'Changes who sees a document, or archives it' })
  @ApiResponse({ status: 200, type: DocumentAnswer })
  async change(
    @Param('uniqueId') uniqueId: string,
    @Body() body: ChangeBody,
    @Headers() headers: RequestHeaders,
    @CurrentCaller() caller: Caller,
  ): Promise<DocumentAnswer> {
    const { confidentiality, isArchived } = body;
    const [changed] = await this.intake.settle({
      kind: 'change',
      uniqueId,
      ...askerOf(headers, caller),
      wishOf: () => ({
        ...(confidentiality && { confidentiality }),
        ...(isArchived !== undefined && { isArchived }),
      }),
    });
    return answerOf(found(changed));
  }

  @Delete(':uniqueId')
  @Audited('documents.delete')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes a document out; its metadata stay' })
  async remove(
    @Param('uniqueId') uniqueId: string,
    @Headers() headers: RequestHeaders,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.intake.settle({
      kind: 'change',
      uniqueId,
      ...askerOf(headers, caller),
      wishOf: () => ({ isDeleted: true }),
    });
  }

  async #register(
    body: DepositBody,
    caller: Caller,
    replaces: string | null,
    response: Response,
  ): Promise<DocumentAnswer> {
    const [registered] = await this.intake.settle({
      kind: 'register',
      entries: [entryOfBody(body, callerFacts(caller), replaces)],
      set: null,
    });
    const document = found(registered);
    response.setHeader('location', `/documents/${document.uniqueId}`);
    return answerOf(document);
  }
}

function found(document: RegisteredDocument | undefined): RegisteredDocument {
  if (document === undefined) throw unknownDocument();
  return document;
}
