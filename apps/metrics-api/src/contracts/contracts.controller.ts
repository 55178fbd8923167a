import {
  asyncApi,
  cloudEventSchemaOf,
  schemaOfRecord,
  type AsyncApiPlaces,
  type JsonObject,
} from '#libs/contracts';
import { ProblemError, PublicRoute } from '#libs/edge';
import { SCHEMAS } from '#libs/events';
import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';

/** Where the topics and this registry are, as the served AsyncAPI document says it. */
export const PLACES = Symbol('where the contracts point to');

/** A record of the list of JSON schemas. */
interface JsonSchemaPlace {
  readonly record: string;
  readonly path: string;
}

/** The contracts of the topics, as they run. */
@Controller()
@ApiTags('contracts')
@PublicRoute()
export class ContractsController {
  constructor(@Inject(PLACES) private readonly places: AsyncApiPlaces) {}

  @Get('asyncapi.json')
  @ApiOperation({ summary: 'AsyncAPI 3.0 document of the topics' })
  @ApiResponse({ status: 200, description: 'AsyncAPI 3.0' })
  document(): JsonObject {
    return asyncApi(this.places);
  }

  @Get('schemas/json')
  @ApiOperation({ summary: 'Where the JSON Schema of each record’s CloudEvents form is' })
  @ApiResponse({ status: 200, description: 'A path for each record' })
  list(): JsonSchemaPlace[] {
    return SCHEMAS.map(({ name, fullName }) => ({
      record: fullName,
      path: `/schemas/json/${name}`,
    }));
  }

  @Get('schemas/json/:record')
  @Header('content-type', 'application/schema+json')
  @ApiOperation({ summary: 'JSON Schema (2020-12) of a record’s CloudEvents form' })
  @ApiResponse({ status: 200, description: 'Generated from the record’s Avro schema' })
  jsonSchema(@Param('record') record: string): JsonObject {
    const schema = schemaOfRecord(record);
    if (schema === undefined) {
      throw new ProblemError({
        status: 404,
        name: 'unknown-record',
        title: 'There is no record of this name',
        detail: 'Expected the name of a published record, short or with its namespace.',
        faults: [
          {
            field: 'record',
            reason: 'expected one of the published records; came another name',
            accepted: SCHEMAS.map(({ name }) => name),
          },
        ],
      });
    }
    return cloudEventSchemaOf(schema);
  }
}
