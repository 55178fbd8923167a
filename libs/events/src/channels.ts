/** The three flows. A channel has its own topic, its own sources and its own figures: channels are never added up. */
export const CHANNELS = ['dmp', 'mssante', 'eprescription'] as const;

export type Channel = (typeof CHANNELS)[number];

/** Topic of each channel. The version is that of the contract: a new meaning is a new topic. */
export const TOPICS: Readonly<Record<Channel, string>> = {
  dmp: 'mes.dmp.v1',
  mssante: 'mes.mssante.v1',
  eprescription: 'mes.eprescription.v1',
};

/** Work units of simulated runs, one per (channel, shard); JSON on the message lane. */
export const UNITS_TOPIC = 'mes.simulation-units.v1';

/** What the emitters know to be true of each finished unit; JSON on the message lane. */
export const TRUTH_TOPIC = 'mes.simulation-truth.v1';

/** What each service spends its time on, once a second; JSON, for displays only. */
export const METERS_TOPIC = 'mes.service-meters.v1';

/** Topic that receives what was refused for good on a topic: `mes.dmp.v1` → `mes.dmp.v1.dead-letters`. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dead-letters`;
}
