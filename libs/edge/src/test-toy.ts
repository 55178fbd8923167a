import {
  Body,
  Controller,
  Delete,
  Get,
  Module,
  Param,
  Post,
  Query,
  type LoggerService,
} from '@nestjs/common';
import {
  CurrentCaller,
  PublicRoute,
  RequireScope,
  RequireScopeWhen,
} from './access/access.guard.js';
import type { Caller } from './access/caller.js';
import { Audited } from './doors/audited.js';
import { ProblemError } from './problem.js';
import { ApiProperty, ApiResponse } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

export class ToyPart {
  @IsIn(['page', 'scan'])
  kind: 'page' | 'scan' = 'page';

  @IsInt()
  @Min(1)
  @Max(9)
  weightGrams: number = 1;
}

export class ToyOrder {
  @ApiProperty({ description: 'What the toy is called' })
  @IsString()
  @Length(1, 20)
  name: string = '';

  @IsIn(['red', 'blue'])
  colour: 'red' | 'blue' = 'red';

  @IsOptional()
  @Matches(/^\d{4}$/)
  year?: string;

  @ValidateNested()
  @Type(() => ToyPart)
  core: ToyPart = new ToyPart();

  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => ToyPart)
  parts: ToyPart[] = [];

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  tags?: string[];
}

export class ToyQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page: number = 1;
}

export class ToyAnswer {
  @IsString()
  name: string = '';

  @IsInt()
  parts: number = 0;
}

/** Resolves when a slow request has reached its handler; the second one lets it go. */
export const slowArrived = Promise.withResolvers<undefined>();
export const slowReleased = Promise.withResolvers<undefined>();

@Controller('toys')
export class ToyController {
  /** Orders that reached the handler. */
  static orders = 0;

  @Post()
  @ApiResponse({ status: 201, type: ToyAnswer })
  order(@Body() order: ToyOrder): ToyAnswer {
    ToyController.orders++;
    // Reads every field the way a handler that trusts its types does.
    const grams = order.parts.reduce((sum, part) => sum + part.weightGrams, order.core.weightGrams);
    return {
      name: `${order.name.trim()} ${order.colour} ${order.year?.slice(2) ?? ''} ${order.tags?.join() ?? ''} ${grams.toFixed(0)}`,
      parts: order.parts.length,
    };
  }

  @Get()
  list(@Query() query: ToyQuery): { page: number } {
    return { page: query.page };
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('secret of the house');
  }

  /** More than the buffers of a connection hold. */
  @Get('long')
  long(): string {
    return 'x'.repeat(32 * 1024 * 1024);
  }

  /** Answers once it is released: a request that is under way at the stop. */
  @Get('slow')
  async slow(): Promise<{ isDone: true }> {
    slowArrived.resolve(undefined);
    await slowReleased.promise;
    return { isDone: true };
  }

  @Get(':id')
  one(@Param('id') id: string): { id: string } {
    return { id };
  }
}

@Controller('fhir')
class ToyFhirController {
  @Post('Toy')
  order(@Body() order: ToyOrder): { resourceType: string; name: string } {
    ToyController.orders++;
    return { resourceType: 'Toy', name: order.name };
  }

  @Post('Any')
  any(@Body() body: unknown): { kind: string } {
    return { kind: typeof body };
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('secret of the house');
  }
}

@Controller('closed')
class ToyClosedController {
  @Post()
  @RequireScope('deposits:write')
  write(@CurrentCaller() caller: Caller): object {
    return described(caller);
  }

  @Get()
  read(@CurrentCaller() caller: Caller): object {
    return described(caller);
  }

  @Delete(':id')
  @RequireScope('load:run')
  @Audited('toys.destroy')
  destroy(@Param('id') id: string): { destroyed: string } {
    if (id === 'bug') throw new TypeError('secret of the house');
    if (id === 'none') {
      throw new ProblemError({ status: 404, name: 'no-toy', title: 'No toy', detail: 'No toy.' });
    }
    return { destroyed: id };
  }

  /** Public, but for whoever asks for everything. */
  @Get('some')
  @RequireScopeWhen('metrics:owner', (request) => request.query['all'] === 'yes')
  some(@CurrentCaller() caller: Caller): object {
    return described(caller);
  }

  @Get('public')
  @PublicRoute()
  look(@CurrentCaller() caller: Caller): object {
    return described(caller);
  }
}

function described(caller: Caller): object {
  return caller.kind === 'anonymous'
    ? { kind: caller.kind }
    : {
        kind: caller.kind,
        subject: caller.subject,
        author: caller.kind === 'professional' ? caller.author.text : null,
      };
}

@Module({ controllers: [ToyController, ToyFhirController, ToyClosedController] })
export class ToyModule {}

/** Keeps what was logged, so that a spec can ask whether a secret went there and not to the caller. */
export class KeptLog implements LoggerService {
  readonly errors: string[] = [];

  log(): void {
    // Facts about the start are of no interest here.
  }

  warn(): void {
    // The specs provoke refusals on purpose.
  }

  error(message: unknown): void {
    this.errors.push(String(message));
  }
}
