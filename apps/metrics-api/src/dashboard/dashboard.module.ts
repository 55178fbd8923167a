import { Figures } from '#libs/figures';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { DefinitionsController } from './definitions/definitions.controller.js';
import { OverviewController } from './overview/overview.controller.js';
import { PerInhabitantController } from './per-inhabitant/per-inhabitant.controller.js';
import { VolumesController } from './volumes/volumes.controller.js';
import { QualityController } from './quality/quality.controller.js';
import { AssetsController } from './shell/assets.controller.js';
import { Pages } from './shell/pages.js';

/** One controller a page; a new page is one line here and one in the navigation. */
const CONTROLLERS: readonly Type[] = [
  AssetsController,
  OverviewController,
  VolumesController,
  PerInhabitantController,
  DefinitionsController,
  QualityController,
];

/** The pages for analysts, from the figures that they are given. */
@Module({})
export class DashboardModule {
  static of(figures: Figures): DynamicModule {
    return {
      module: DashboardModule,
      controllers: [...CONTROLLERS],
      providers: [Pages, { provide: Figures, useValue: figures }],
    };
  }
}
