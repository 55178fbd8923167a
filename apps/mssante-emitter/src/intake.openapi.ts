/** Prints the OpenAPI document of this service: `mes contracts` runs it. Nothing is connected to. */
import 'reflect-metadata';
import { openApiOf } from '#libs/edge';
import { POOL } from './intake/http/messages.controller.js';
import { MSSANTE_INTAKE_FACTS, MessagesModule } from './intake/http/messages.module.js';

const document = await openApiOf(MessagesModule, MSSANTE_INTAKE_FACTS, [POOL]);
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
