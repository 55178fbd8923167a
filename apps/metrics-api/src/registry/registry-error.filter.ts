import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { RegistryError } from './registry-error.js';

/** Media type of the registry's answers. */
export const REGISTRY_MEDIA_TYPE = 'application/vnd.schemaregistry.v1+json';

/** Answers refusals in the registry's own form; everything else is left to the edge. */
@Catch(RegistryError)
export class RegistryErrorFilter implements ExceptionFilter<RegistryError> {
  catch({ code, status, message }: RegistryError, host: ArgumentsHost): void {
    host
      .switchToHttp()
      .getResponse<Response>()
      .status(status)
      .type(REGISTRY_MEDIA_TYPE)
      .send(JSON.stringify({ error_code: code, message }));
  }
}
