import { Catch } from '@nestjs/common';
import { UnchangedErrorFilter } from '../unchanged-error.filter.js';

/** Global filter of services on the message lane: their transport decides by the error itself whether to try again. */
@Catch()
export class MessageLaneFilter extends UnchangedErrorFilter {}
