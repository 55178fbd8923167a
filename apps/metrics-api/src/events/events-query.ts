import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { Type } from 'class-transformer';

/** Records on one page at most. */
const EVENTS_LIMIT_MAX = 1000;
/** Records on one page when nothing is said. */
const EVENTS_LIMIT_DEFAULT = 100;
/** Above what any topic of ours can have; a divisor of 48 is at most 48. */
const PARTITION_MAX = 9999;

/** Which records of a topic. */
export class EventsQuery {
  /** Default 0. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(PARTITION_MAX)
  partition: number = 0;

  /** Where the page starts: an offset, `first` for the first record there is, `latest` for the page that ends at the end. Default first. */
  @IsOptional()
  @Matches(/^(first|latest|\d{1,18})$/)
  offset: string = 'first';

  /** Records at most. Default 100. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(EVENTS_LIMIT_MAX)
  limit: number = EVENTS_LIMIT_DEFAULT;
}
