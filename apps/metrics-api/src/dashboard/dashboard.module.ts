import { Figures } from '#libs/figures';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AsKnownOnController } from './as-known-on/as-known-on.controller.js';
import { CalibrationController } from './calibration/calibration.controller.js';
import { OWNER_VIEW_IS_OPEN } from '../figures/owner-view.js';
import { DefinitionsController } from './definitions/definitions.controller.js';
import { OverviewController } from './overview/overview.controller.js';
import { PeopleController } from './people/people.controller.js';
import { PerInhabitantController } from './per-inhabitant/per-inhabitant.controller.js';
import { EditorsController } from './editors/editors.controller.js';
import { RunsPagesController } from './runs/runs-pages.controller.js';
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
  PeopleController,
  EditorsController,
  AsKnownOnController,
  CalibrationController,
  DefinitionsController,
  QualityController,
];

/** The pages for analysts, from the figures that they are given. */
@Module({})
export class DashboardModule {
  /**
   * @param options.isOwnersViewOpen to callers who are not known; omitted: it is not
   * @param options.runs a RunsModule; omitted: there are no pages of runs
   */
  static of(
    figures: Figures,
    options: { readonly isOwnersViewOpen?: boolean; readonly runs?: DynamicModule } = {},
  ): DynamicModule {
    const { isOwnersViewOpen = false, runs } = options;
    return {
      module: DashboardModule,
      imports: runs === undefined ? [] : [runs],
      controllers: runs === undefined ? [...CONTROLLERS] : [...CONTROLLERS, RunsPagesController],
      providers: [
        Pages,
        { provide: Figures, useValue: figures },
        { provide: OWNER_VIEW_IS_OPEN, useValue: isOwnersViewOpen },
      ],
    };
  }
}
