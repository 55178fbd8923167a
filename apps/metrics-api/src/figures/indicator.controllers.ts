import { CurrentCaller, RequireScopeWhen, type Caller } from '#libs/edge';
import { FORMATS, SCHEMAS_BESIDE } from '#libs/exports';
import type { Indicator, Parameter } from '#libs/figures';
import {
  Controller,
  Get,
  Inject,
  Param,
  Req,
  Res,
  applyDecorators,
  type Type,
} from '@nestjs/common';
import {
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
  type ApiQueryOptions,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { LANGUAGES, VIEWS } from './asked.js';
import { FigureDesk } from './figure-desk.js';
import { FIGURES_LIMITS } from './figures-limits.js';
import { asksForOwnersView } from './owner-view.js';

const EXTENSIONS = [...FORMATS, ...SCHEMAS_BESIDE].map(({ extension }) => extension);

/**
 * A controller for each indicator: the parameters of one are not those of another, and the OpenAPI
 * document has to say which are whose.
 */
export function indicatorControllers(indicators: readonly Indicator[]): Type[] {
  return indicators.map(controllerOf);
}

function controllerOf(indicator: Indicator): Type {
  const { name, title, formula } = indicator.definition;

  @Controller('v1/indicators')
  @ApiTags('figures')
  @RequireScopeWhen('metrics:owner', asksForOwnersView)
  class IndicatorController {
    constructor(@Inject(FigureDesk) private readonly desk: FigureDesk) {}

    @Get(name)
    @ApiOperation({
      operationId: `${name}Negotiated`,
      summary: `${title.en}, in the form that Accept asks for`,
      description: `${formula.en} JSON comes page by page, with Link rel="next" and rel="first"; every other form is whole.`,
    })
    @Described(indicator)
    negotiated(
      @Req() request: Request,
      @Res() response: Response,
      @CurrentCaller() caller: Caller,
    ): Promise<void> {
      return this.desk.serve(indicator, { request, response, caller, extension: undefined });
    }

    @Get(`${name}.:extension`)
    @ApiOperation({
      operationId: `${name}InForm`,
      summary: `${title.en}, in the form of the extension`,
      description: formula.en,
    })
    @ApiParam({ name: 'extension', schema: { type: 'string', enum: EXTENSIONS } })
    @Described(indicator)
    inForm(
      @Param('extension') extension: string,
      @Req() request: Request,
      @Res() response: Response,
      @CurrentCaller() caller: Caller,
    ): Promise<void> {
      return this.desk.serve(indicator, { request, response, caller, extension });
    }
  }
  return IndicatorController;
}

/** Parameters and answers of both addresses, for the OpenAPI document. */
function Described(indicator: Indicator): MethodDecorator {
  return applyDecorators(
    ...indicator.parameters.map((parameter) => ApiQuery(queryOf(parameter))),
    ...sharedQueries().map((query) => ApiQuery(query)),
    ApiResponse({
      status: 200,
      description:
        'The figures with their provenance. ETag is strong and ends in -gzip for the compressed bytes; Link names the description of the columns, the definition and the other forms.',
      content: contentByType(),
    }),
    ApiResponse({ status: 304, description: 'Unchanged since the answer of this If-None-Match' }),
    ...REFUSALS.map(({ status, description }) =>
      ApiResponse({
        status,
        description,
        content: { 'application/problem+json': { schema: PROBLEM } },
      }),
    ),
  );
}

const PROBLEM = { $ref: '#/components/schemas/Problem' };

const REFUSALS = [
  { status: 400, description: 'A parameter is wrong: every fault with what is accepted' },
  { status: 401, description: 'view=owner without a token that is accepted' },
  { status: 403, description: 'view=owner without the scope metrics:owner' },
  { status: 404, description: 'No such form' },
  { status: 406, description: 'No accepted form' },
  { status: 410, description: 'The cursor is of an answer that is no longer held: begin again' },
  { status: 414, description: `More than ${FIGURES_LIMITS.queryCharactersMax} characters` },
  { status: 503, description: 'The database does not answer; Retry-After says when to ask again' },
] as const;

/** One entry for each media type: the forms that share one are told apart by extension. */
function contentByType(): Record<string, { schema: { type: 'object' | 'string' } }> {
  return Object.fromEntries(
    [...FORMATS, ...SCHEMAS_BESIDE].map(({ mediaType }) => {
      const bare = mediaType.split(';')[0] ?? mediaType;
      return [mediaType, { schema: { type: bare.endsWith('json') ? 'object' : 'string' } }];
    }),
  );
}

function queryOf({ name, description, kind, accepted, standard }: Parameter): ApiQueryOptions {
  const value = { type: 'string', ...(accepted && { enum: [...accepted] }), ...PATTERNS[kind] };
  const shared = {
    name,
    required: false,
    description: `${description.en}${standard === undefined ? '' : ` Default ${standard}.`}`,
  };
  return kind === 'codes'
    ? { ...shared, style: 'form', explode: false, schema: { type: 'array', items: value } }
    : { ...shared, schema: value };
}

const PATTERNS: Readonly<Record<Parameter['kind'], { readonly pattern?: string }>> = {
  codes: {},
  code: {},
  month: { pattern: '^\\d{4}-(0[1-9]|1[0-2])$' },
  date: { pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  integer: { pattern: '^\\d+$' },
};

function sharedQueries(): ApiQueryOptions[] {
  const { pageRowsDefault, pageRowsMax } = FIGURES_LIMITS;
  const required = false;
  return [
    {
      ...{ name: 'view', required, schema: { type: 'string', enum: [...VIEWS] } },
      description:
        'public (the default) is under disclosure control. owner shows everything and needs the scope metrics:owner, or a service without an issuer on loopback.',
    },
    {
      ...{ name: 'lang', required, schema: { type: 'string', enum: [...LANGUAGES] } },
      description: 'Of titles, descriptions and notes. Default fr.',
    },
    {
      ...{ name: 'limit', required, description: 'Rows on a page; JSON only.' },
      schema: { type: 'integer', minimum: 1, maximum: pageRowsMax, default: pageRowsDefault },
    },
    {
      ...{ name: 'cursor', required, schema: { type: 'string' } },
      description: 'Of the Link with rel="next"; JSON only.',
    },
  ];
}
