import { perSecond, quantile, type Dashboard } from '../panel.js';

/** The flow of events: how many, how far behind, how fresh, what was refused, and whether the last run was right. */
export const FLOW: Dashboard = {
  uid: 'mes-flow-events',
  title: 'mes-flow: the flow of events',
  rows: [
    {
      title: 'At a glance',
      panels: [
        {
          title: 'Events counted a second',
          description: 'New events that were counted and committed by the volume aggregators.',
          kind: 'stat',
          unit: 'short',
          queries: [
            {
              expr: 'sum(rate(mes_events_counted_total{service="volume-aggregator"}[$__rate_interval]))',
              legend: 'counted',
            },
          ],
        },
        {
          title: 'Records behind',
          description:
            'Records in the log that the slower of the two aggregators has not fetched. It falls back to 0 after a burst.',
          kind: 'stat',
          unit: 'short',
          troubleFrom: 1_000_000,
          queries: [{ expr: 'max(sum by (service) (mes_reader_lag_events))', legend: 'behind' }],
        },
        {
          title: 'Freshness, 99 % within',
          description: 'From the sending of an event to its commit. Runs ask for 5 s.',
          kind: 'stat',
          unit: 's',
          troubleFrom: 5,
          queries: [
            {
              expr: 'histogram_quantile(0.99, sum by (le) (rate(mes_freshness_seconds_bucket{service="volume-aggregator"}[5m])))',
              legend: 'p99',
            },
          ],
        },
        {
          title: 'Dead letters in an hour',
          description:
            'Records that were refused for good. mes replay brings them back after a fix.',
          kind: 'stat',
          unit: 'short',
          troubleFrom: 1,
          queries: [
            { expr: 'sum(increase(mes_dead_letters_total[1h])) or vector(0)', legend: 'letters' },
          ],
        },
        {
          title: 'Checks that fail',
          description: 'Checks of readiness that do not pass, over all processes.',
          kind: 'stat',
          unit: 'short',
          troubleFrom: 1,
          queries: [{ expr: 'count(mes_ready == 0) or vector(0)', legend: 'failing' }],
        },
        {
          title: 'Wrong cells of the last run',
          description:
            'Aggregated cells that differ from what the generator made, in the last run that came to its end. Anything but 0 is a bug or lost data.',
          kind: 'stat',
          unit: 'short',
          troubleFrom: 1,
          queries: [{ expr: 'max(mes_last_run_wrong_cells)', legend: 'wrong' }],
        },
      ],
    },
    {
      title: 'Rate',
      panels: [
        {
          title: 'Records acknowledged by Kafka',
          description: 'By channel, repeated deliveries included: emitters and intakes.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            { expr: perSecond('mes_events_produced_total', ['channel']), legend: '{{channel}}' },
          ],
        },
        {
          title: 'Events counted',
          description: 'By aggregator and channel; each event once.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: perSecond('mes_events_counted_total', ['service', 'channel']),
              legend: '{{service}} {{channel}}',
            },
          ],
        },
        {
          title: 'Repetitions ignored',
          description:
            'Records that repeat an event that was counted before. A killed emitter makes a burst of them.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: perSecond('mes_events_duplicates_total', ['service', 'channel']),
              legend: '{{service}} {{channel}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Lag and freshness',
      panels: [
        {
          title: 'Records behind, by channel',
          description:
            'Summed over partitions and processes, as the last fetches knew the end of the log.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (service, channel) (mes_reader_lag_events)',
              legend: '{{service}} {{channel}}',
            },
          ],
        },
        {
          title: 'Freshness',
          description: 'From the sending of an event to its commit.',
          kind: 'timeseries',
          unit: 's',
          troubleFrom: 5,
          queries: [
            {
              expr: quantile(0.5, 'mes_freshness_seconds', ['service']),
              legend: 'p50 {{service}}',
            },
            {
              expr: quantile(0.95, 'mes_freshness_seconds', ['service']),
              legend: 'p95 {{service}}',
            },
            {
              expr: quantile(0.99, 'mes_freshness_seconds', ['service']),
              legend: 'p99 {{service}}',
            },
          ],
        },
        {
          title: 'Silence of the brokers',
          description: 'Time since a fetch was last answered. Above 15 s a reader is not ready.',
          kind: 'timeseries',
          unit: 's',
          troubleFrom: 15,
          queries: [
            { expr: 'max by (service) (mes_reader_silence_seconds)', legend: '{{service}}' },
          ],
        },
      ],
    },
    {
      title: 'Commits',
      panels: [
        {
          title: 'Duration of commits',
          description: 'The transactions that store offsets and results together.',
          kind: 'timeseries',
          unit: 's',
          queries: [
            {
              expr: quantile(0.5, 'mes_commit_duration_seconds', ['service']),
              legend: 'p50 {{service}}',
            },
            {
              expr: quantile(0.99, 'mes_commit_duration_seconds', ['service']),
              legend: 'p99 {{service}}',
            },
            {
              expr: 'max by (service) (mes_commit_under_way_seconds)',
              legend: 'under way {{service}}',
            },
          ],
        },
        {
          title: 'Commits',
          description:
            'A failed one stores nothing: the partitions are taken again, and nothing is lost.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: perSecond('mes_commit_duration_seconds_count', ['service', 'outcome']),
              legend: '{{service}} {{outcome}}',
            },
          ],
        },
        {
          title: 'Records committed',
          description: 'Read and stored: counted, repeated and refused ones together.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: perSecond('mes_records_read_total', ['service', 'channel']),
              legend: '{{service}} {{channel}}',
            },
          ],
        },
      ],
    },
    {
      title: 'What the processes do',
      panels: [
        {
          title: 'Time by state',
          description:
            'Shares of a second, by service and state. Much waiting_database: commits are the limit; much waiting_broker: Kafka is.',
          kind: 'timeseries',
          unit: 'percentunit',
          queries: [
            {
              expr: 'avg by (service, state) (rate(mes_work_seconds_total[$__rate_interval]))',
              legend: '{{service}} {{state}}',
            },
          ],
        },
        {
          title: 'Dead letters by reason',
          description: 'By channel and reason code.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (channel, reason) (increase(mes_dead_letters_total[$__rate_interval]))',
              legend: '{{channel}} {{reason}}',
            },
          ],
        },
        {
          title: 'Units of simulated runs',
          description: 'Begun and not finished, and finished in the interval.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            { expr: 'sum by (service) (mes_units_begun)', legend: 'begun {{service}}' },
            {
              expr: 'sum by (service) (increase(mes_units_finished_total[$__rate_interval]))',
              legend: 'finished {{service}}',
            },
          ],
        },
        {
          title: 'Batches on their way to Kafka',
          description: 'Given to the producers and not acknowledged.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (service) (mes_producer_unacknowledged_batches)',
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Cells compared in the last run',
          description: 'How much the proof of the last run rests on.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            { expr: 'max(mes_last_run_cells)', legend: 'compared' },
            { expr: 'max(mes_last_run_wrong_cells)', legend: 'wrong' },
          ],
        },
      ],
    },
  ],
};
