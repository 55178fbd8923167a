export type { EventDraft, EventPlace, IntakeBook, SettleContext } from './contract.js';
