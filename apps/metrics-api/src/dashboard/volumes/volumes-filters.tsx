import { COULOIRS } from '#libs/reference';
import type { VNode } from 'preact';
import { invalidQuery, notAccepted, shortened } from '../shell/pages.js';
import { Filters, Select, type Choice } from '../shell/filters.js';
import { labelOf } from '../shell/labels.js';
import type { PageContext, PageQuery } from '../shell/page-context.js';

export const VOLUMES_PARAMETERS = ['from', 'to', 'channel', 'couloir'] as const;

const CHANNELS = ['dmp', 'mssante', 'eprescription'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What each channel's volume is; the others of its measures are no volumes. */
export const VOLUME_MEASURES: Readonly<Record<Channel, readonly string[]>> = {
  dmp: ['documents_deposited'],
  mssante: ['messages_professional', 'messages_citizen'],
  eprescription: ['prescriptions_issued', 'prescriptions_dispensed'],
};

/** What the form of the page says. */
export interface VolumesChoice {
  readonly channel: Channel;
  /** undefined: all of them. */
  readonly couloir: string | undefined;
  /** First and last month as given; undefined: the first and the last there is. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** @throws ProblemError 400; months are checked by the indicator */
export function readChoice(page: PageContext): VolumesChoice {
  const asked = page.parameter('channel') ?? 'dmp';
  const channel = CHANNELS.find((code) => code === asked);
  if (channel === undefined) {
    const came = JSON.stringify(shortened(asked));
    throw invalidQuery([{ field: 'channel', reason: notAccepted(came), accepted: CHANNELS }]);
  }
  return {
    channel,
    couloir: page.parameter('couloir'),
    from: page.parameter('from'),
    to: page.parameter('to'),
  };
}

/** Parameters of the indicator `volumes` for a choice. */
export function volumesQuery(choice: VolumesChoice, extras: PageQuery = {}): PageQuery {
  const { from, to, couloir } = choice;
  return {
    ...(from !== undefined && { from: [from] }),
    ...(to !== undefined && { to: [to] }),
    ...(couloir !== undefined && { couloir: [couloir] }),
    ...extras,
  };
}

interface VolumesFiltersProps {
  readonly page: PageContext;
  readonly choice: VolumesChoice;
  /** Months that can be chosen, ascending. */
  readonly months: readonly string[];
}

export function VolumesFilters({ page, choice, months }: VolumesFiltersProps): VNode {
  const monthChoices = months.map((value) => ({ value, label: page.format.month(value) }));
  const every: Choice = { value: '', label: page.t({ fr: 'Tous', en: 'All' }) };
  return (
    <Filters page={page} label={page.t({ fr: 'Choisir les volumes', en: 'Choose volumes' })}>
      <Select
        name="from"
        label={page.t({ fr: 'De', en: 'From' })}
        choices={monthChoices}
        chosen={choice.from ?? months[0] ?? ''}
      />
      <Select
        name="to"
        label={page.t({ fr: 'À', en: 'To' })}
        choices={monthChoices}
        chosen={choice.to ?? months.at(-1) ?? ''}
      />
      <Select
        name="channel"
        label={page.t({ fr: 'Canal', en: 'Channel' })}
        choices={CHANNELS.map((value) => ({ value, label: labelOf(page, 'channel', value) }))}
        chosen={choice.channel}
      />
      <Select
        name="couloir"
        label={page.t({ fr: 'Couloir', en: 'Couloir' })}
        choices={[
          every,
          ...COULOIRS.map(({ code }) => ({ value: code, label: labelOf(page, 'couloir', code) })),
        ]}
        chosen={choice.couloir ?? ''}
      />
    </Filters>
  );
}
