/** XDS classCodes of the DMP with their French label. Source: ANS, TRE_A03, OID 1.2.250.1.213.1.1.4.1. */
export const DOCUMENT_CLASSES = {
  10: 'Compte rendu',
  11: 'Synthèse',
  31: 'Imagerie médicale',
  42: 'Prescription',
  43: 'Dispensation',
  44: 'Plan de soins, protocole',
  45: 'Traitement administré',
  52: 'Certificat, déclaration',
  60: 'Données de remboursement',
  90: 'Autres documents déposés par le patient',
  95: 'Document de gestion',
} as const;

export type ClassCode = keyof typeof DOCUMENT_CLASSES;

/** A typeCode without a class: the table of associations does not hold it. */
export class UnclassifiedTypeError extends Error {
  constructor(readonly typeCode: string) {
    super(
      `no class for document type: expected a typeCode of ANS table ASS_X16; ` +
        `came ${JSON.stringify(typeCode)}; see TYPES_BY_CLASS in libs/reference`,
    );
    this.name = new.target.name;
  }
}

/** Source: ANS, ASS_X16 CorrespondanceType-Classe-DMP, version 20240223. */
const TYPES_BY_CLASS: readonly (readonly [ClassCode, readonly string[]])[] = [
  [
    10,
    [
      '11502-2',
      '11490-0',
      '34112-3',
      '34874-8',
      '15507-7',
      '11488-4',
      '96349-6',
      '78601-2',
      '60568-3',
      '34749-2',
      '77436-4',
      '34794-8',
      '83981-1',
      'DOCPAT03',
      'DOCPAT05',
      'DOCPAT06',
    ],
  ],
  [
    11,
    [
      '18761-7',
      'SYNTH',
      '60591-5',
      '56445-0',
      '34842-5',
      '74207-2',
      '88348-8',
      'DOCPAT01',
      'DOCPAT08',
    ],
  ],
  [31, ['18748-4', 'IMG-KOS', 'DOCPAT04']],
  [
    42,
    [
      '57833-6',
      '57832-8',
      '57828-6',
      'PRESC-BIO',
      '55115-0',
      'PRESC-KINE',
      'PRESC-INF',
      'PRESC-PEDI',
      'PRESC-ORTHOPHO',
      'PRESC-ORTHOPTIE',
      'PRESC-AAT',
      '61357-0',
      'DOCPAT02',
    ],
  ],
  [43, ['60593-1', 'DISP_AUT']],
  [44, ['80788-3', '18776-5']],
  [52, ['CERT_DECL', '89601-9', '87273-9', '11369-6', '96173-0', 'DOCPAT07']],
  [60, ['REMB']],
  [90, ['EXPPAT_1', 'EXPPAT_2', 'EXPPAT_3']],
  [95, ['DOCPAT09']],
];

const classByType: ReadonlyMap<string, ClassCode> = new Map(
  TYPES_BY_CLASS.flatMap(([classCode, types]) => types.map((type) => [type, classCode] as const)),
);

/**
 * The class of a document type. The only place where a class comes from: it is derived, never
 * chosen on its own. Throws UnclassifiedTypeError.
 */
export function classOfType(typeCode: string): ClassCode {
  const classCode = classByType.get(typeCode);
  if (classCode === undefined) throw new UnclassifiedTypeError(typeCode);
  return classCode;
}
