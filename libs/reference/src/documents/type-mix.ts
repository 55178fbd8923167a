import type { DsrCode } from '../market/couloirs.js';
import { documentTypeOfCode } from './document-types.js';

/** Part of one document type in the deposits made through a DSR. */
export interface TypeShare {
  /** Index in DOCUMENT_TYPES. */
  readonly type: number;
  /** Share of the DSR's deposits, 0 to 1; the shares of one DSR add up to 1. */
  readonly weight: number;
  readonly source: string;
  readonly assumed: boolean;
}

const SUN_ES = 'type named by SUN-ES (TICsanté 6209); its share is assumed';
const DUTY = 'type of the arrêté of 26 April 2022; its share is assumed';
const GUESS = 'assumed';

type Row = readonly [typeCode: string, percent: number, source: string, assumed?: false];

/**
 * Document types by depositing DSR. A laboratory system deposits biology reports and a radiology
 * system imaging reports: sourced by the couloir's definition. Hospital, city and pharmacy shares
 * are assumed; only their types are sourced. RI and LOINC feed other software and deposit nothing.
 *
 * City: drug prescriptions were 69 of about 300 M documents in 2024 (dentaire365), which is why
 * they lead its list.
 */
export const TYPE_MIX: Readonly<Record<DsrCode, readonly TypeShare[]>> = {
  DPI: mix([
    ['11490-0', 26, SUN_ES],
    ['57833-6', 15, SUN_ES],
    ['11488-4', 17, DUTY],
    ['11502-2', 12, SUN_ES],
    ['18748-4', 10, SUN_ES],
    ['34874-8', 6, SUN_ES],
    ['34112-3', 6, GUESS],
    ['15507-7', 4, GUESS],
    ['18761-7', 1, GUESS],
    ['34749-2', 1, GUESS],
    ['77436-4', 0.5, GUESS],
    ['60568-3', 1, GUESS],
    ['34794-8', 0.5, GUESS],
  ]),
  RI: [],
  PFI: mix([
    ['11490-0', 22, SUN_ES],
    ['11502-2', 30, SUN_ES],
    ['18748-4', 18, SUN_ES],
    ['57833-6', 10, SUN_ES],
    ['11488-4', 10, DUTY],
    ['34874-8', 5, SUN_ES],
    ['34112-3', 3, GUESS],
    ['15507-7', 2, GUESS],
  ]),
  LGC: mix([
    ['57833-6', 52, DUTY],
    ['PRESC-BIO', 9, DUTY],
    ['11488-4', 9, DUTY],
    ['96349-6', 8, DUTY],
    ['55115-0', 5, DUTY],
    ['60591-5', 4, DUTY],
    ['SYNTH', 2, DUTY],
    ['CERT_DECL', 2, DUTY],
    ['89601-9', 1.5, DUTY],
    ['PRESC-KINE', 2, GUESS],
    ['PRESC-INF', 1.5, GUESS],
    ['PRESC-AAT', 1.5, GUESS],
    ['57832-8', 1, GUESS],
    ['57828-6', 0.5, GUESS],
    ['87273-9', 0.5, GUESS],
    ['PRESC-PEDI', 0.2, GUESS],
    ['PRESC-ORTHOPHO', 0.2, GUESS],
    ['PRESC-ORTHOPTIE', 0.1, GUESS],
  ]),
  LGO: mix([
    ['60593-1', 55, GUESS],
    ['87273-9', 20, GUESS],
    ['96173-0', 8, GUESS],
    ['61357-0', 6, GUESS],
    ['78601-2', 5, GUESS],
    ['56445-0', 3, GUESS],
    ['DISP_AUT', 2, GUESS],
    ['11369-6', 1, GUESS],
  ]),
  RIS: mix([['18748-4', 100, 'imaging reports, by definition of the couloir', false]]),
  SGL: mix([['11502-2', 100, 'biology reports, by definition of the couloir', false]]),
  LOINC: [],
};

function mix(rows: readonly Row[]): readonly TypeShare[] {
  return rows.map(([typeCode, percent, source, assumed = true]) => ({
    type: documentTypeOfCode(typeCode).index,
    weight: percent / 100,
    source,
    assumed,
  }));
}
