import { VOLUME_CONSUMER } from '../consumers.js';
import type { DocumentedView } from './documented-view.js';

/** Where each month stands between counting and publication. */
export const MONTH_STATUS: DocumentedView = {
  name: 'month_status',
  sql: `
    with reading as (
      select case when count(*) = count(watermark_at) then min(watermark_at) end as watermark_at,
        (count(*) - count(watermark_at))::integer as partitions_without_events
      from checkpoint where consumer = '${VOLUME_CONSUMER}'
    ),
    counted as (
      select state.month,
        coalesce(sum(cell.events) filter (where measure.is_volume), 0)::bigint as documents,
        coalesce(sum(cell.events) filter (where cell.revision > coalesce(state.published_revision, 0)), 0)::bigint
          as events_since_publication
      from month_state state
      left join volume_by_department cell on cell.month = state.month
      left join reference_measure measure on measure.measure = cell.measure
      group by state.month
    ),
    published as (
      select month, revision, sum(events)::bigint as documents
      from month_publication join reference_measure measure using (measure)
      where measure.is_volume group by month, revision
    )
    select month_label(state.month) as month, state.status, state.revision, state.published_revision,
      state.closed_at as published_at, counted.documents,
      case when state.published_revision is not null then coalesce(published.documents, 0) end as documents_published,
      counted.events_since_publication, month_start_at(state.month + 1) as month_end_at,
      month_start_at(state.month + 1) + make_interval(hours => policy.grace_hours) as closable_from,
      reading.watermark_at, reading.partitions_without_events,
      state.status <> 'closed' and coalesce(
        reading.watermark_at >= month_start_at(state.month + 1) + make_interval(hours => policy.grace_hours),
        false) as is_closable
    from month_state state
    join counted on counted.month = state.month
    left join published on published.month = state.month and published.revision = state.published_revision
    cross join reading cross join closing_policy policy`,
  comment:
    'Status and revision of each month that holds events. A closed month that gets late events goes on under the next revision, and shows both figures until it is closed again.',
  columns: {
    month: 'Month of registration, Europe/Paris, such as 2023-12.',
    status:
      'open: never published. closed: published, nothing since. revising: published, and events came since.',
    revision:
      'Revision that events are booked under now, or that was published when closed. From 1.',
    published_revision: 'Last revision that was published; null while the month was never closed.',
    published_at: 'When it was published.',
    documents: 'DMP documents counted so far.',
    documents_published:
      'DMP documents of the published revision; null while the month was never closed.',
    events_since_publication:
      'Events of every channel and measure counted after the last publication: a sign that figures moved, not a volume.',
    month_end_at: 'End of the month: midnight in Europe/Paris.',
    closable_from:
      'Month end plus the grace period for late events that was applied last (table closing_policy).',
    watermark_at:
      'Earliest, over all partitions, of the latest registeredAt read: nothing is known to be missing before it as long as streams are in order. Null while a partition has read no event.',
    partitions_without_events:
      'Partitions that have read no event yet; they hold the watermark back.',
    is_closable: 'Whether the month may be closed now without force.',
  },
};
