import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsNumber,
  IsPositive,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { RateStage } from './arrival-rate.js';

/** Stages of one load. */
export const STAGES_MAX = 100;

/** A stretch of a load in which the rate goes in a straight line from one value to another. */
export class LoadStage implements RateStage {
  /** 0: the rate jumps. */
  @IsNumber()
  @Min(0)
  seconds!: number;

  /** Records per second over all channels. */
  @IsNumber()
  @Min(0)
  fromPerSecond!: number;

  @IsNumber()
  @Min(0)
  toPerSecond!: number;
}

/** An open-model load, as one unit needs to know it: when records are meant to be sent, whatever the system answers. */
export class UnitLoad {
  /** Start of the load for all units, wall clock, milliseconds since the Unix epoch. */
  @IsPositive()
  startsAtMs!: number;

  /** This unit's part of the rate, 0 to 1. */
  @IsNumber()
  @Min(0)
  @Max(1)
  share!: number;

  /** Part of the rate that is that of the units before this one, so that all slots add up to the load's. */
  @IsNumber()
  @Min(0)
  @Max(1)
  shareBefore!: number;

  /** Of the whole run, all units together. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(STAGES_MAX)
  @ValidateNested({ each: true })
  @Type(() => LoadStage)
  stages!: LoadStage[];

  /** The first seconds of the load are counted apart. */
  @IsNumber()
  @Min(0)
  warmupSeconds!: number;

  /** A slot whose send cannot start within this of its intended time is dropped, milliseconds. */
  @IsPositive()
  lateMsMax!: number;

  /** True: the first slot dropped after the warm-up ends the run. */
  @IsBoolean()
  abortOnRateMiss!: boolean;
}
