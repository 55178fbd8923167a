import { perSecond, quantile, type Dashboard } from '../panel.js';

/** What callers meet: the HTTP interfaces and the intakes behind them. */
export const INTERFACES: Dashboard = {
  uid: 'mes-flow-interfaces',
  title: 'mes-flow: interfaces',
  rows: [
    {
      title: 'HTTP',
      panels: [
        {
          title: 'Requests a second',
          description: 'By service and class of status.',
          kind: 'timeseries',
          unit: 'reqps',
          queries: [
            {
              expr: perSecond('mes_http_request_duration_seconds_count', ['service', 'status']),
              legend: '{{service}} {{status}}',
            },
          ],
        },
        {
          title: 'Duration of requests',
          description: 'From the headers to the end of the answer; event streams are left out.',
          kind: 'timeseries',
          unit: 's',
          queries: [
            {
              expr: quantile(0.5, 'mes_http_request_duration_seconds', ['service']),
              legend: 'p50 {{service}}',
            },
            {
              expr: quantile(0.99, 'mes_http_request_duration_seconds', ['service']),
              legend: 'p99 {{service}}',
            },
          ],
        },
        {
          title: 'Requests under way',
          description: 'Not answered yet.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            { expr: 'sum by (service) (mes_http_requests_under_way)', legend: '{{service}}' },
          ],
        },
        {
          title: 'Slowest routes',
          description: 'The 99th percentile of each route over the last five minutes.',
          kind: 'table',
          unit: 's',
          queries: [
            {
              expr: 'topk(15, histogram_quantile(0.99, sum by (le, service, method, route) (rate(mes_http_request_duration_seconds_bucket[5m]))))',
              legend: '',
            },
          ],
        },
        {
          title: 'Problems',
          description:
            'Requests that were refused or failed, by the name of the problem in the answer.',
          kind: 'timeseries',
          unit: 'reqps',
          width: 12,
          queries: [
            {
              expr: perSecond('mes_http_problems_total', ['service', 'problem']),
              legend: '{{service}} {{problem}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Intakes',
      panels: [
        {
          title: 'What callers were told',
          description:
            'Acknowledged: stored and in Kafka. Refused: by a rule. Busy: too many waited. Unavailable: the outcome is not known, asking again is safe.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: perSecond('mes_intake_commands_total', ['channel', 'outcome']),
              legend: '{{channel}} {{outcome}}',
            },
          ],
        },
        {
          title: 'Refusals by code',
          description: 'One command may be refused for several reasons.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: perSecond('mes_intake_refusals_total', ['channel', 'code']),
              legend: '{{channel}} {{code}}',
            },
          ],
        },
        {
          title: 'Waiting commands and the outbox',
          description:
            'Commands before their transaction, and records stored and not yet removed after Kafka’s acknowledgement.',
          kind: 'timeseries',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (channel) (mes_intake_waiting_commands)',
              legend: 'waiting {{channel}}',
            },
            { expr: 'sum by (channel) (mes_intake_outbox_records)', legend: 'outbox {{channel}}' },
          ],
        },
      ],
    },
  ],
};
