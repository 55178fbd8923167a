import { PublicRoute } from '#libs/edge';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  UseFilters,
  applyDecorators,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { REGISTRY_MEDIA_TYPE, RegistryErrorFilter } from './registry-error.filter.js';
import { SchemaRegistry, type SchemaAnswer, type VersionAnswer } from './schema-registry.js';

type JsonSchema = Readonly<Record<string, unknown>>;

const TEXT: JsonSchema = { type: 'string' };
const NUMBER: JsonSchema = { type: 'integer' };
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
});

const AVRO_SCHEMA: JsonSchema = { description: 'The schema itself, as in its .avsc file.' };
const VERSION = object({ subject: TEXT, version: NUMBER, id: NUMBER, schema: TEXT });
const REFUSAL: { readonly description: string; readonly content: Record<string, object> } = {
  description: 'Refused, with the error code of the Schema Registry API',
  content: {
    [REGISTRY_MEDIA_TYPE]: {
      schema: {
        type: 'object',
        required: ['error_code', 'message'],
        properties: { error_code: NUMBER, message: TEXT },
      },
    },
  },
};

/** A look-up: what it says, the shape of its answer, and what it is given besides the path. */
function Lookup(
  summary: string,
  schema: JsonSchema,
  queries: readonly string[] = [],
): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    Header('content-type', REGISTRY_MEDIA_TYPE),
    ApiOperation({ summary }),
    ...queries.map((name) => ApiQuery({ name, required: false, schema: { type: 'string' } })),
    ApiResponse({
      status: 200,
      description: summary,
      content: { [REGISTRY_MEDIA_TYPE]: { schema } },
    }),
    ApiResponse({ status: 'default', ...REFUSAL }),
  );
}

/** A write of the API: always refused. */
function Write(summary: string, ...names: readonly string[]): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `${summary}: refused, this registry is read only` }),
    ...names.map((name) => ApiParam({ name, schema: { type: 'string' } })),
    ApiResponse({ status: 403, ...REFUSAL }),
  );
}

/**
 * The read half of the Schema Registry API (Confluent Platform), as standard clients call it. `subject`
 * of a look-up by id names a context in the original; there is one here, so it changes nothing.
 * Schemas are no secret: nobody is asked who they are.
 */
@Controller()
@ApiTags('schema registry')
@UseFilters(RegistryErrorFilter)
@PublicRoute()
export class SchemaRegistryController {
  constructor(private readonly registry: SchemaRegistry) {}

  @Get('schemas/ids/:id')
  @Lookup('The schema of an id', object({ schema: TEXT, maxId: NUMBER }), ['subject', 'fetchMaxId'])
  schemaById(@Param('id') id: string, @Query('fetchMaxId') fetchMaxId?: string): SchemaAnswer {
    return this.registry.schemaById(id, fetchMaxId);
  }

  @Get('schemas/ids/:id/schema')
  @Lookup('The schema of an id, without envelope', AVRO_SCHEMA)
  schemaText(@Param('id') id: string): string {
    return this.registry.schemaText(id);
  }

  @Get('schemas/ids/:id/subjects')
  @Lookup('Subjects of an id', list(TEXT))
  subjectsOfId(@Param('id') id: string): string[] {
    return this.registry.subjectsOfId(id);
  }

  @Get('schemas/ids/:id/versions')
  @Lookup('Subjects of an id, with versions', list(object({ subject: TEXT, version: NUMBER })))
  versionsOfId(@Param('id') id: string): { subject: string; version: number }[] {
    return this.registry.versionsOfId(id);
  }

  @Get('schemas/types')
  @Lookup('Types of schemas: Avro alone', list(TEXT))
  types(): string[] {
    return this.registry.types();
  }

  @Get('contexts')
  @Lookup('Contexts: the default one alone', list(TEXT))
  contexts(): string[] {
    return ['.'];
  }

  @Get('subjects')
  @Lookup('Full names of all records', list(TEXT), ['subjectPrefix', 'deleted', 'deletedOnly'])
  subjects(
    @Query('subjectPrefix') prefix?: string,
    @Query('deletedOnly') deletedOnly?: string,
  ): string[] {
    return this.registry.subjects(prefix, deletedOnly);
  }

  @Get('subjects/:subject/versions')
  @Lookup('Versions of a subject', list(NUMBER), ['deleted', 'deletedOnly'])
  versions(
    @Param('subject') subject: string,
    @Query('deletedOnly') deletedOnly?: string,
  ): number[] {
    return this.registry.versions(subject, deletedOnly);
  }

  @Get('subjects/:subject/versions/:version')
  @Lookup('A version of a subject: a number from 1, latest or -1', VERSION)
  version(@Param('subject') subject: string, @Param('version') version: string): VersionAnswer {
    return this.registry.version(subject, version);
  }

  @Get('subjects/:subject/versions/:version/schema')
  @Lookup('The schema of a version, without envelope', AVRO_SCHEMA)
  versionText(@Param('subject') subject: string, @Param('version') version: string): string {
    return this.registry.versionText(subject, version);
  }

  @Get('subjects/:subject/versions/:version/referencedby')
  @Lookup('Ids of schemas that refer to this one: none', list(NUMBER))
  referencedBy(@Param('subject') subject: string, @Param('version') version: string): number[] {
    return this.registry.referencedBy(subject, version);
  }

  @Post('subjects/:subject')
  @Lookup('Under which id and version a schema is registered: a read', VERSION, ['normalize'])
  @ApiBody({ schema: { type: 'object', properties: { schema: { type: 'string' } } } })
  lookUp(
    @Param('subject') subject: string,
    @Body() body: unknown,
    @Query('normalize') normalize?: string,
  ): VersionAnswer {
    return this.registry.lookUp(subject, body, normalize);
  }

  @Get('config')
  @Lookup('Compatibility level: nothing is registered here', object({ compatibilityLevel: TEXT }))
  config(): { compatibilityLevel: string } {
    return this.registry.config();
  }

  @Get('config/:subject')
  @Lookup('Compatibility level of a subject', object({ compatibilityLevel: TEXT }), [
    'defaultToGlobal',
  ])
  configOf(
    @Param('subject') subject: string,
    @Query('defaultToGlobal') defaultToGlobal?: string,
  ): { compatibilityLevel: string } {
    return this.registry.configOf(subject, defaultToGlobal);
  }

  @Get('mode')
  @Lookup('Mode: read only', object({ mode: TEXT }))
  mode(): { mode: string } {
    return this.registry.mode();
  }

  @Get('mode/:subject')
  @Lookup('Mode of a subject', object({ mode: TEXT }), ['defaultToGlobal'])
  modeOf(
    @Param('subject') subject: string,
    @Query('defaultToGlobal') defaultToGlobal?: string,
  ): { mode: string } {
    return this.registry.modeOf(subject, defaultToGlobal);
  }

  @Post('subjects/:subject/versions')
  @Write('Register a schema', 'subject')
  register(): never {
    return this.registry.refuseWrite();
  }

  @Delete('subjects/:subject')
  @Write('Delete a subject', 'subject')
  deleteSubject(): never {
    return this.registry.refuseWrite();
  }

  @Delete('subjects/:subject/versions/:version')
  @Write('Delete a version', 'subject', 'version')
  deleteVersion(): never {
    return this.registry.refuseWrite();
  }

  @Put('config')
  @Write('Set the compatibility level')
  setConfig(): never {
    return this.registry.refuseWrite();
  }

  @Put('config/:subject')
  @Write('Set the compatibility level of a subject', 'subject')
  setConfigOf(): never {
    return this.registry.refuseWrite();
  }

  @Delete('config/:subject')
  @Write('Remove the compatibility level of a subject', 'subject')
  deleteConfigOf(): never {
    return this.registry.refuseWrite();
  }

  @Put('mode')
  @Write('Set the mode')
  setMode(): never {
    return this.registry.refuseWrite();
  }

  @Put('mode/:subject')
  @Write('Set the mode of a subject', 'subject')
  setModeOf(): never {
    return this.registry.refuseWrite();
  }

  @Delete('mode/:subject')
  @Write('Remove the mode of a subject', 'subject')
  deleteModeOf(): never {
    return this.registry.refuseWrite();
  }
}
