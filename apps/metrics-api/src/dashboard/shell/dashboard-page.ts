import { RequireScopeWhen } from '#libs/edge';
import { Controller, UseFilters, applyDecorators } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { HtmlProblemFilter } from './html-problem.filter.js';

/**
 * A controller of one page: no part of the REST interface, refusals as pages, and open to everybody
 * but for the owner's view.
 */
export function DashboardPage(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    ApiExcludeController(),
    RequireScopeWhen('metrics:owner', asksForMore),
    UseFilters(HtmlProblemFilter),
  );
}

/** Whatever is not the public view is guarded, also what is no view at all: the page refuses that later. */
function asksForMore({ originalUrl }: Request): boolean {
  const { searchParams } = new URL(originalUrl, 'http://page');
  return searchParams.getAll('view').some((view) => view !== 'public');
}
