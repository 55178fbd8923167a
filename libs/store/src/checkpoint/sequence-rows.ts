import type { ClientBase } from 'pg';
import { numberArray } from './postgres-arrays.js';
import { SequenceSet, type SequenceChanges, type SequencePage } from './sequence-set.js';

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What changed in the set of one source. */
export interface SourceChanges extends TopicPartition {
  readonly source: string;
  readonly changes: SequenceChanges;
}

interface MarkRow {
  topic: string;
  partition: number;
  source: string;
  low_water_mark: string;
}

interface PageRow {
  topic: string;
  partition: number;
  source: string;
  page: string;
  bits: Buffer;
}

/** Pages read by one statement: 10⁹ sequences with gaps are 15,000 pages, too many for the driver at once. */
const PAGES_AT_ONCE = 2000;

const OF_PARTITIONS = `where consumer = $1 and (topic, partition) in
  (select * from unnest($2::text[], $3::integer[]))`;

/** Loads the sets of all sources of the partitions, by `partitionKey`. */
export async function loadSequences(
  client: ClientBase,
  consumer: string,
  partitions: readonly TopicPartition[],
): Promise<Map<string, Map<string, SequenceSet>>> {
  const parameters = [
    consumer,
    partitions.map(({ topic }) => topic),
    numberArray(partitions.map(({ partition }) => partition)),
  ];
  const marks = await client.query<MarkRow>(
    `select topic, partition, source, low_water_mark from sequence_mark ${OF_PARTITIONS}`,
    parameters,
  );
  const pagesBySource = await loadPages(client, parameters);
  const sets = new Map(partitions.map((partition) => [partitionKey(partition), newSources()]));
  for (const row of marks.rows) {
    const pages = pagesBySource.get(sourceKey(row)) ?? [];
    const set = SequenceSet.restore(Number(row.low_water_mark), pages);
    // The set has its own copy: of the largest sources there are not two for longer than it takes.
    pagesBySource.delete(sourceKey(row));
    sets.get(partitionKey(row))?.set(row.source, set);
  }
  return sets;
}

/** Stores what changed in the sets of sources. The caller owns their partitions, so no other transaction writes these rows. */
export async function saveSequences(
  client: ClientBase,
  consumer: string,
  sources: readonly SourceChanges[],
): Promise<void> {
  if (sources.length === 0) return;
  await client.query(
    `insert into sequence_mark (consumer, topic, partition, source, low_water_mark)
     select $1, * from unnest($2::text[], $3::integer[], $4::text[], $5::bigint[])
     on conflict (consumer, topic, partition, source)
     do update set low_water_mark = excluded.low_water_mark`,
    [
      consumer,
      sources.map(({ topic }) => topic),
      numberArray(sources.map(({ partition }) => partition)),
      sources.map(({ source }) => source),
      numberArray(sources.map(({ changes }) => changes.lowWaterMark)),
    ],
  );
  await savePages(client, consumer, sources);
  await deleteEmptied(client, consumer, sources);
}

/** Forgets what was counted in partitions, for them to be counted again. */
export async function deleteSequences(
  client: ClientBase,
  consumer: string,
  partitions: readonly TopicPartition[],
): Promise<void> {
  const parameters = [
    consumer,
    partitions.map(({ topic }) => topic),
    numberArray(partitions.map(({ partition }) => partition)),
  ];
  await client.query(`delete from sequence_page ${OF_PARTITIONS}`, parameters);
  await client.query(`delete from sequence_mark ${OF_PARTITIONS}`, parameters);
}

/** The pages of all sources of the partitions, by `sourceKey`. */
async function loadPages(
  client: ClientBase,
  parameters: readonly unknown[],
): Promise<Map<string, SequencePage[]>> {
  const pages = new Map<string, SequencePage[]>();
  let last: PageRow | undefined;
  do {
    const { rows } = await client.query<PageRow>(
      `select topic, partition, source, page, bits from sequence_page ${OF_PARTITIONS}
         and ($4::text is null or (topic, partition, source, page) > ($4, $5::integer, $6::text, $7::bigint))
       order by topic, partition, source, page limit ${PAGES_AT_ONCE}`,
      [
        ...parameters,
        last?.topic ?? null,
        last?.partition ?? null,
        last?.source ?? null,
        last?.page ?? null,
      ],
    );
    for (const row of rows) {
      const ofSource = pages.get(sourceKey(row));
      if (ofSource === undefined) pages.set(sourceKey(row), [pageOf(row)]);
      else ofSource.push(pageOf(row));
    }
    last = rows.length === PAGES_AT_ONCE ? rows.at(-1) : undefined;
  } while (last !== undefined);
  return pages;
}

async function savePages(
  client: ClientBase,
  consumer: string,
  sources: readonly SourceChanges[],
): Promise<void> {
  const pages = sources.flatMap(({ topic, partition, source, changes }) =>
    changes.pages.map((page) => ({ topic, partition, source, ...page })),
  );
  if (pages.length === 0) return;
  await client.query(
    `insert into sequence_page (consumer, topic, partition, source, page, bits)
     select $1, * from unnest($2::text[], $3::integer[], $4::text[], $5::bigint[], $6::bytea[])
     on conflict (consumer, topic, partition, source, page) do update set bits = excluded.bits`,
    [
      consumer,
      pages.map(({ topic }) => topic),
      numberArray(pages.map(({ partition }) => partition)),
      pages.map(({ source }) => source),
      numberArray(pages.map(({ page }) => page)),
      pages.map(({ bits }) => Buffer.from(bits.buffer, bits.byteOffset, bits.byteLength)),
    ],
  );
}

async function deleteEmptied(
  client: ClientBase,
  consumer: string,
  sources: readonly SourceChanges[],
): Promise<void> {
  const emptied = sources.flatMap(({ topic, partition, source, changes }) =>
    changes.emptiedPages.map((page) => ({ topic, partition, source, page })),
  );
  if (emptied.length === 0) return;
  await client.query(
    `delete from sequence_page where consumer = $1 and (topic, partition, source, page) in
     (select * from unnest($2::text[], $3::integer[], $4::text[], $5::bigint[]))`,
    [
      consumer,
      emptied.map(({ topic }) => topic),
      numberArray(emptied.map(({ partition }) => partition)),
      emptied.map(({ source }) => source),
      numberArray(emptied.map(({ page }) => page)),
    ],
  );
}

/** Names a partition in maps. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

function sourceKey(row: TopicPartition & { readonly source: string }): string {
  return `${partitionKey(row)} ${row.source}`;
}

function newSources(): Map<string, SequenceSet> {
  return new Map();
}

function pageOf(row: PageRow): SequencePage {
  return { page: Number(row.page), bits: row.bits };
}
