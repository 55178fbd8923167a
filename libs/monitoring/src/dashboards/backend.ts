import { type Dashboard } from '../panel.js';

/** Kafka, its JVM, and PostgreSQL, through their exporters. */
export const BACKEND: Dashboard = {
  uid: 'mes-flow-backend',
  title: 'mes-flow: Kafka and PostgreSQL',
  rows: [
    {
      title: 'Kafka',
      panels: [
        {
          title: 'Records taken',
          description: 'By the broker, over all topics.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum(rate(kafka_broker_records_in_total[$__rate_interval]))',
              legend: 'records',
            },
          ],
        },
        {
          title: 'Bytes',
          description: 'Taken and given.',
          kind: 'timeseries',
          unit: 'Bps',
          queries: [
            { expr: 'sum(rate(kafka_broker_bytes_in_total[$__rate_interval]))', legend: 'in' },
            { expr: 'sum(rate(kafka_broker_bytes_out_total[$__rate_interval]))', legend: 'out' },
          ],
        },
        {
          title: 'Time to answer, 99th percentile',
          description: 'Of produce and fetch requests; a fetch waits for records on purpose.',
          kind: 'timeseries',
          unit: 's',
          queries: [
            {
              expr: 'max by (request) (kafka_broker_request_duration_seconds{quantile="0.99"})',
              legend: '{{request}}',
            },
          ],
        },
        {
          title: 'Request handlers idle',
          description: 'Below 0.3 the broker is the limit.',
          kind: 'timeseries',
          unit: 'percentunit',
          queries: [{ expr: 'min(kafka_broker_request_handler_idle_ratio)', legend: 'idle' }],
        },
        {
          title: 'Partitions with missing replicas',
          description: 'Anything but 0 for long is a broker that is gone or slow.',
          kind: 'timeseries',
          unit: 'short',
          troubleFrom: 1,
          queries: [
            { expr: 'sum(kafka_broker_under_replicated_partitions)', legend: 'partitions' },
          ],
        },
        {
          title: 'Heap of the JVM',
          description: 'In use, and its bound.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [
            { expr: 'sum(kafka_jvm_heap_used_bytes)', legend: 'used' },
            { expr: 'sum(kafka_jvm_heap_max_bytes)', legend: 'max' },
          ],
        },
        {
          title: 'Garbage collection of the JVM',
          description: 'Share of the time, by collector.',
          kind: 'timeseries',
          unit: 'percentunit',
          queries: [
            {
              expr: 'sum by (collector) (rate(kafka_jvm_gc_seconds_total[$__rate_interval]))',
              legend: '{{collector}}',
            },
          ],
        },
        {
          title: 'Processor of the JVM',
          description: 'Share of all cores.',
          kind: 'timeseries',
          unit: 'percentunit',
          queries: [{ expr: 'max(kafka_jvm_cpu_ratio)', legend: 'cpu' }],
        },
        {
          title: 'Threads of the JVM',
          description: 'A growing number is a leak.',
          kind: 'timeseries',
          unit: 'short',
          queries: [{ expr: 'sum(kafka_jvm_threads)', legend: 'threads' }],
        },
      ],
    },
    {
      title: 'PostgreSQL',
      panels: [
        {
          title: 'Transactions a second',
          description: 'Committed and rolled back.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum(rate(pg_stat_database_xact_commit{datname="mes"}[$__rate_interval]))',
              legend: 'committed',
            },
            {
              expr: 'sum(rate(pg_stat_database_xact_rollback{datname="mes"}[$__rate_interval]))',
              legend: 'rolled back',
            },
          ],
        },
        {
          title: 'Connections',
          description: 'By state.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            { expr: 'sum by (state) (pg_stat_activity_count{datname="mes"})', legend: '{{state}}' },
          ],
        },
        {
          title: 'Longest transaction',
          description:
            'A commit far behind takes seconds; minutes are a transaction that was left open.',
          kind: 'timeseries',
          unit: 's',
          queries: [
            {
              expr: 'max by (state) (pg_stat_activity_max_tx_duration{datname="mes"})',
              legend: '{{state}}',
            },
          ],
        },
        {
          title: 'Reads from memory',
          description: 'Share of the pages that were in the buffers.',
          kind: 'timeseries',
          unit: 'percentunit',
          queries: [
            {
              expr: 'sum(rate(pg_stat_database_blks_hit{datname="mes"}[$__rate_interval])) / (sum(rate(pg_stat_database_blks_hit{datname="mes"}[$__rate_interval])) + sum(rate(pg_stat_database_blks_read{datname="mes"}[$__rate_interval])))',
              legend: 'hit',
            },
          ],
        },
        {
          title: 'Size of the database',
          description: 'Aggregates and checkpoints alone: megabytes, not events.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [{ expr: 'max(pg_database_size_bytes{datname="mes"})', legend: 'size' }],
        },
        {
          title: 'Locks and deadlocks',
          description: 'Locks held, and deadlocks in the interval.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            { expr: 'sum(pg_locks_count{datname="mes"})', legend: 'locks' },
            {
              expr: 'sum(increase(pg_stat_database_deadlocks{datname="mes"}[$__rate_interval]))',
              legend: 'deadlocks',
            },
          ],
        },
      ],
    },
  ],
};
