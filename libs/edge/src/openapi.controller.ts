import { Controller, Get, Header, Inject, Injectable } from '@nestjs/common';
import { ApiOperation, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import { PublicRoute } from './access/access.guard.js';

/** The document of the service that runs; written once its controllers are known. */
@Injectable()
export class ServiceDescription {
  document: OpenAPIObject | null = null;
}

@PublicRoute()
@Controller()
export class OpenApiController {
  constructor(@Inject(ServiceDescription) private readonly description: ServiceDescription) {}

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'This document' })
  @ApiResponse({ status: 200, description: 'OpenAPI 3.1' })
  document(): OpenAPIObject | null {
    return this.description.document;
  }
}
