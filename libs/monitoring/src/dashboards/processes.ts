import { type Dashboard } from '../panel.js';

/** The Node processes: readiness, event loop, memory, connections. */
export const PROCESSES: Dashboard = {
  uid: 'mes-flow-processes',
  title: 'mes-flow: processes',
  rows: [
    {
      title: 'Readiness',
      panels: [
        {
          title: 'Checks',
          description: 'Green: the check passes. What /ready of each process answers.',
          kind: 'state-timeline',
          unit: 'short',
          troubleBelow: 1,
          queries: [
            {
              expr: 'min by (service, instance, check) (mes_ready)',
              legend: '{{service}} {{instance}} {{check}}',
            },
          ],
        },
        {
          title: 'Who runs',
          description: 'Each process with its version.',
          kind: 'table',
          unit: 'short',
          queries: [{ expr: 'mes_build_info', legend: '' }],
        },
        {
          title: 'Processes that answer',
          description: 'Scraped by Prometheus.',
          kind: 'timeseries',
          unit: 'short',
          queries: [{ expr: 'sum by (job) (up)', legend: '{{job}}' }],
        },
        {
          title: 'Members and partitions',
          description: 'Members of the consumer groups, and the partitions that they read.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            { expr: 'sum by (service) (mes_reader_member)', legend: 'members {{service}}' },
            { expr: 'sum by (service) (mes_reader_partitions)', legend: 'partitions {{service}}' },
          ],
        },
        {
          title: 'Metrics that could not be read',
          description: 'They are missing from the other panels.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (service, metric) (increase(mes_metric_read_failures_total[$__rate_interval]))',
              legend: '{{service}} {{metric}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Node',
      panels: [
        {
          title: 'Event loop, 99th percentile of its delay',
          description: 'Above half a second, heartbeats and answers come late.',
          kind: 'timeseries',
          unit: 's',
          troubleFrom: 0.5,
          queries: [
            { expr: 'max by (service) (nodejs_eventloop_lag_p99_seconds)', legend: '{{service}}' },
          ],
        },
        {
          title: 'Processor',
          description: 'Cores in use.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (service) (rate(process_cpu_seconds_total[$__rate_interval]))',
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Garbage collection',
          description: 'Share of the time, by kind.',
          kind: 'timeseries',
          unit: 'percentunit',
          queries: [
            {
              expr: 'sum by (service, kind) (rate(nodejs_gc_duration_seconds_sum[$__rate_interval]))',
              legend: '{{service}} {{kind}}',
            },
          ],
        },
        {
          title: 'Heap',
          description: 'In use. mes up bounds it at 320 MB a process.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [
            { expr: 'max by (service) (nodejs_heap_size_used_bytes)', legend: '{{service}}' },
          ],
        },
        {
          title: 'Resident memory',
          description: 'Heap, buffers and code together.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [
            { expr: 'max by (service) (process_resident_memory_bytes)', legend: '{{service}}' },
          ],
        },
        {
          title: 'Connections to PostgreSQL',
          description: 'In use and idle, and requests that wait for one.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (service, state) (mes_postgres_connections)',
              legend: '{{service}} {{state}}',
            },
            {
              expr: 'sum by (service) (mes_postgres_waiting_requests)',
              legend: 'waiting {{service}}',
            },
          ],
        },
      ],
    },
  ],
};
