import { SHARD_COUNT, STREAMS, type StreamName } from '#libs/events';
import type { Scenario } from '#libs/simulation';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { UnitLoad } from './load/unit-load.js';

/**
 * One piece of a run: everything that one shard of one channel deposits, or its SONS facts. Published on
 * `mes.simulation-units.v1` by `mes simulate`, taken by one member of the channel's emitter group.
 */
export class SimulationUnit {
  /** The run that asked for it. */
  @IsUUID()
  run!: string;

  /** A channel, or the facts of the SONS. */
  @IsIn(STREAMS)
  channel!: StreamName;

  @IsInt()
  @Min(0)
  @Max(SHARD_COUNT - 1)
  shard!: number;

  /** The whole resolved scenario travels along, so that an emitter needs no file. */
  @IsObject()
  scenario!: Scenario;

  @IsInt()
  @Min(0)
  seed!: number;

  /**
   * Partitions of the stream's topic when the run began: whoever emits the unit puts its records where
   * all of them are, for a repetition in another partition is none that counting can see. Partitions
   * that are added meanwhile stay empty. Omitted: as many as the topic has now.
   */
  @IsOptional()
  @IsInt()
  @IsPositive()
  partitions?: number;

  /** When records are meant to be sent; omitted: as fast as the broker takes them. */
  @IsOptional()
  @ValidateNested()
  @Type(() => UnitLoad)
  load?: UnitLoad;

  /** Stop after this many seconds; omitted: at the end of the scenario. A load ends with its stages instead. */
  @IsOptional()
  @IsNumber()
  @IsPositive()
  durationSeconds?: number;
}

/** Names a unit within all runs. */
export function unitKey(unit: Pick<SimulationUnit, 'run' | 'channel' | 'shard'>): string {
  return `${unit.run}/${unit.channel}/${String(unit.shard)}`;
}
