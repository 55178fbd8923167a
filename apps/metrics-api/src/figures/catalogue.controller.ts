import { PublicRoute } from '#libs/edge';
import { FORMATS, SCHEMAS_BESIDE } from '#libs/exports';
import { Figures, type Indicator } from '#libs/figures';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiExcludeEndpoint,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { Request, Response } from 'express';
import { LANGUAGES } from './asked.js';
import { definitionIn, indicatorIn } from './catalogue.js';
import { FIGURES_ROOT } from './figure-address.js';
import { FIGURES_LIMITS } from './figures-limits.js';
import { unknownIndicatorProblem } from './figures-problems.js';
import { sendDocument } from './send-document.js';

/** The one parameter of a description. */
export class LanguageQuery {
  @ApiProperty({ description: 'Of titles, descriptions and notes. Default fr.' })
  @IsOptional()
  @IsIn(LANGUAGES)
  lang: 'fr' | 'en' = 'fr';
}

/** What figures there are, what may be asked of them, and what they mean. */
@Controller('v1')
@ApiTags('figures')
@PublicRoute()
export class CatalogueController {
  constructor(@Inject(Figures) private readonly figures: Figures) {}

  @Get()
  @ApiOperation({ summary: 'Where everything about figures is, its forms and its limits' })
  @ApiResponse({ status: 200, description: 'Links, forms and limits' })
  index(
    @Query() { lang }: LanguageQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const suffix = lang === 'fr' ? '' : `?lang=${lang}`;
    sendDocument(request, response, lang, {
      links: {
        self: `${FIGURES_ROOT}${suffix}`,
        indicators: `${FIGURES_ROOT}/indicators${suffix}`,
        definitions: `${FIGURES_ROOT}/definitions${suffix}`,
        openapi: '/openapi.json',
      },
      languages: LANGUAGES,
      forms: [...FORMATS, ...SCHEMAS_BESIDE].map(({ name, extension, mediaType }) => ({
        ...{ name, extension, mediaType },
      })),
      limits: FIGURES_LIMITS,
    });
  }

  @Get('indicators')
  @ApiOperation({ summary: 'Every indicator with its parameters, columns and addresses' })
  @ApiResponse({ status: 200, description: 'Indicators in the order in which they are shown' })
  indicators(
    @Query() { lang }: LanguageQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const indicators = this.figures.indicators.map((indicator) => indicatorIn(lang, indicator));
    sendDocument(request, response, lang, { indicators });
  }

  @Get('definitions')
  @ApiOperation({ summary: 'What each indicator means' })
  @ApiResponse({
    status: 200,
    description: 'Formula, numerator, denominator, month rule, revisions, disclosure and source',
  })
  definitions(
    @Query() { lang }: LanguageQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const definitions = this.figures.indicators.map((indicator) => definitionIn(lang, indicator));
    sendDocument(request, response, lang, { definitions });
  }

  @Get('definitions/:name')
  @ApiOperation({ summary: 'What one indicator means' })
  @ApiParam({ name: 'name', schema: { type: 'string' } })
  @ApiResponse({ status: 200, description: 'One of the definitions' })
  definition(
    @Param('name') name: string,
    @Query() { lang }: LanguageQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const indicator = this.figures.indicators.find((one) => one.definition.name === name);
    if (indicator === undefined) throw this.#unknown();
    sendDocument(request, response, lang, definitionIn(lang, indicator));
  }

  /** Behind the addresses of the indicators: what reaches it is none of them. */
  @Get('indicators/:file')
  @ApiExcludeEndpoint()
  unknown(): never {
    throw this.#unknown();
  }

  #unknown(): Error {
    const names = this.figures.indicators.map(({ definition }: Indicator) => definition.name);
    return unknownIndicatorProblem(names);
  }
}
