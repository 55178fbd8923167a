/** Prints the OpenAPI document of this service: `mes contracts` runs it. Nothing is connected to. */
import 'reflect-metadata';
import { metricsApiDocument } from './openapi-document.js';

process.stdout.write(`${JSON.stringify(await metricsApiDocument(), null, 2)}\n`);
