import { BadInvocationError } from '#libs/platform';

/** A line that is no CloudEvent of ours. */
export class MalformedLineError extends BadInvocationError {
  /** The same with the place of the line. */
  at(file: string, line: number): MalformedLineError {
    return new MalformedLineError(`${file} line ${String(line)}: ${this.message}`, {
      cause: this.cause,
    });
  }
}
