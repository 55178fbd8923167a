import { ProblemError, PublicRoute } from '#libs/edge';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { assetNamed } from './assets.js';

/** A year: the name of a file changes with its content. */
const ASSET_SECONDS = 31_536_000;

/** The style sheet, the script and the icon of the pages. */
@Controller('assets')
@ApiExcludeController()
@PublicRoute()
export class AssetsController {
  @Get(':name')
  show(@Param('name') name: string, @Res() response: Response): void {
    const asset = assetNamed(name);
    if (asset === undefined) {
      throw new ProblemError({
        status: 404,
        name: 'unknown-asset',
        title: 'There is no such file',
        detail: 'Expected the name of a file that a page links to, with the hash of its content.',
        faults: [{ field: 'name', reason: 'came a name that no page of this version links to' }],
      });
    }
    response.set({
      'content-type': asset.contentType,
      'cache-control': `public, max-age=${ASSET_SECONDS}, immutable`,
      'x-content-type-options': 'nosniff',
    });
    response.end(asset.content);
  }
}
