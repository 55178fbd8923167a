import { BadInvocationError } from '#libs/platform';

/** Only one rebuild at a time: its tables are there once. */
export class RebuildUnderWayError extends BadInvocationError {
  constructor() {
    super(
      'rebuild: expected no other one under way, came one that holds the lock. See `mes replay list`; wait for it, or cancel it.',
    );
  }
}
