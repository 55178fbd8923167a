import { Catch, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * Hands an error on to the transport as it is. Without it Nest replaces every error it does not know
 * by a bare "Internal server error" object, and the transport could not tell why a handler failed.
 */
@Catch()
export class UnchangedErrorFilter implements ExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}
