/** What was published, in French; CALIBRATION_POINTS of libs/reference has it in English. */
export interface FrenchPoint {
  readonly label: string;
  /** Empty where the point has no note. */
  readonly note: string;
}

const RHYTHM = 'un rythme annuel, que d’autres titres lisent comme des documents disponibles';
const ACTIVATED = 'Profils activés';
const EXECUTED_MONTH = 'Ordonnances exécutées dans le mois';
const EXECUTED_STOCK = 'Ordonnances exécutées depuis le début';
const CREATED_STOCK = 'Ordonnances créées depuis le début';
const DISPENSING = 'Pharmacies qui ont exécuté des ordonnances numériques';
const PATIENTS_OWN = 'ajoutés par les patients : jamais dans un volume professionnel';
const AMBIGUOUS = 'ambigu, comme les comptes rendus de biologie';
const UNDATED =
  'sans date, fin 2022 ou début 2023 ; contredit les 148 000 exécutées en 2021 : peu sûr';

/** Label, and note where there is one, by the id in CALIBRATION_POINTS; a spec holds the lists together. */
const WORDS: Readonly<Record<string, readonly [label: string, note?: string]>> = {
  'documents-2021': ['Documents de 2021'],
  'documents-2023-03': ['Documents de mars 2023', '19 fois le mois du lancement'],
  'rhythm-2023-04': ['Rythme d’avril 2023', RHYTHM],
  'rhythm-2023-05': ['Rythme de mai 2023', RHYTHM],
  'rhythm-2023-06': ['Rythme de juin 2023', RHYTHM],
  'rhythm-2023-07': ['Rythme de juillet 2023', RHYTHM],
  'rhythm-2023-08': ['Rythme d’août 2023', `${RHYTHM} ; 5 % sous juillet, 14 % par jour ouvré`],
  'documents-2023-12': [
    'Documents de décembre 2023',
    'l’article le multiplie par 12 et imprime 226 millions par an',
  ],
  'documents-2023-12-press': [
    'Documents de décembre 2023',
    'imprimé avec 231 millions « en 2023 », qui sont 12 fois le mois',
  ],
  'documents-2024-01': ['Documents de janvier 2024'],
  'documents-2024-10': [
    'Documents d’octobre 2024',
    'novembre 2024 recule : grève des laboratoires',
  ],
  'documents-2024': ['Documents de 2024'],
  'documents-2025-03': [
    'Documents de mars 2025',
    '40 % de plus qu’un an avant ; ville : environ 10 millions',
  ],
  'documents-2025': ['Documents de 2025'],
  'rate-article': ['Par personne, sur le dénominateur implicite de l’article'],
  'rate-profiles-2023-02': ['Par personne, sur les profils de février 2023'],
  'rate-profiles-2023-09': ['Par personne, sur les profils de septembre 2023'],
  'rate-legal-2024': ['Par habitant, sur la population légale, paquet 4.1.0'],
  'rate-legal-2023': [
    'Par habitant, sur la population légale, paquet 3.1.1',
    '67 415 394 personnes',
  ],
  'rate-legal-2026': [
    'Par habitant, sur la population légale, paquet 6.0.0',
    '68 350 798 personnes',
  ],
  'rate-profiles-2024-01': ['Par personne, sur les profils de janvier 2024'],
  'rate-all-zones-2026': [
    'Par habitant, collectivités d’outre-mer comprises, paquet 6.0.0',
    '68 952 941 personnes',
  ],
  'rate-calendar-2023': [
    'Par habitant, année civile 2023, sur la population légale',
    '145 à 150 millions de documents, mois non publiés interpolés',
  ],
  'stock-per-patient-2025-10': [
    'Documents par patient',
    'un stock, malgré l’unité : documents détenus, et non déposés dans l’année',
  ],
  'summer-2023': ['Documents d’un mois de l’été 2023'],
  'summer-2023-biology': ['Biologie, été 2023'],
  'summer-2023-hospital': ['Hôpital, été 2023'],
  'summer-2023-radiology': ['Radiologie, été 2023'],
  'summer-2023-city': ['Médecine de ville, été 2023', 'cinq fois l’année d’avant'],
  'rhythm-2023-09-biology': ['Biologie, rythme', 'cible : 75 millions'],
  'rhythm-2023-09-hospital': [
    'Hôpital, rythme',
    'cible : 20 millions ; bien moins d’un document par séjour',
  ],
  'rhythm-2023-09-city': ['Médecine de ville, rythme', 'cible : 120 millions'],
  'rhythm-2023-09-radiology': [
    'Radiologie, rythme',
    'cible : 35 millions ; varie beaucoup selon l’éditeur et la structure',
  ],
  'share-2023-spring-hospital': ['Hôpital, part des documents'],
  'share-2023-spring-biology': ['Biologie, part des documents'],
  'documents-2024-biology': ['Comptes rendus de biologie de 2024'],
  'documents-2024-prescriptions': ['Ordonnances de médicaments de 2024'],
  'documents-2024-imaging': ['Comptes rendus d’imagerie de 2024'],
  'biology-reports-2024-01': ['Comptes rendus de biologie depuis le lancement'],
  'biology-sent-2024-01': ['Part des comptes rendus de biologie qui sont envoyés'],
  'documents-2025-late-biology': [
    'Comptes rendus de biologie, fin 2025',
    'ambigu : « 40 % du total réalisé dans l’année », mais 17,4 millions font 40 % d’un mois',
  ],
  'documents-2025-late-prescriptions': ['Ordonnances, fin 2025', AMBIGUOUS],
  'documents-2025-late-hospital': ['Comptes rendus hospitaliers, fin 2025', AMBIGUOUS],
  'profiles-2022-11': ['Profils'],
  'profiles-2023-02': ['Profils'],
  'profiles-2023-09': ['Profils'],
  'profiles-2024-01-10': ['Profils'],
  'activated-2022-10': [ACTIVATED],
  'activated-2023-02': [ACTIVATED],
  'activated-2023-04': [ACTIVATED],
  'activated-2023-09': [ACTIVATED],
  'activated-2024-01-10': [ACTIVATED, '15,4 % des profils'],
  'activated-2024-02': [ACTIVATED],
  'activated-2025-01': [ACTIVATED],
  'activated-2025-10': [ACTIVATED],
  'activated-2026-01': [ACTIVATED],
  'activations-2023-09': ['Nouvelles activations dans le mois'],
  'activations-2023-12': ['Nouvelles activations dans le mois'],
  'activations-2024-01': ['Nouvelles activations dans le mois'],
  'activations-2026-01': ['Nouvelles activations dans le mois'],
  opposition: ['Personnes opposées à leur profil'],
  'patient-documents-2022-10': ['Documents des patients', PATIENTS_OWN],
  'patient-documents-2024-01': ['Documents des patients', PATIENTS_OWN],
  'recipients-2024': ['Personnes ayant reçu un document dans l’année'],
  'recipients-2025': [
    'Personnes ayant reçu un document dans l’année',
    'les documents par personne sont donc très inégaux : pas une loi de Poisson autour de la moyenne',
  ],
  'doctors-feeding-2023-08': ['Médecins libéraux qui ont alimenté'],
  'doctors-equipped-2024-01': ['Médecins libéraux équipés'],
  'liberals-feeding-2025': ['Professionnels libéraux qui ont alimenté'],
  'liberals-feeding-2026-01': ['Professionnels libéraux qui ont alimenté'],
  'pharmacies-feeding-2025': ['Pharmacies qui ont alimenté'],
  'laboratory-groups-feeding-2025': ['Groupes de laboratoires qui ont alimenté'],
  'hospitals-feeding-2025': ['Hôpitaux qui ont alimenté'],
  'hospitals-feeding-2026-01': ['Hôpitaux qui ont alimenté'],
  'social-feeding-2025': ['Structures sociales et médico-sociales qui ont alimenté'],
  'created-2021': ['Ordonnances créées depuis l’expérimentation'],
  'created-2023-10': [CREATED_STOCK],
  'created-2024-q1': [
    'Ordonnances créées dans un mois du premier trimestre',
    '6,5 millions dans le trimestre ; le même article dit aussi 2 millions « chaque trimestre », ce qui ne va pas ensemble',
  ],
  'created-2024-05': [CREATED_STOCK],
  'created-2024-10': ['Ordonnances créées depuis décembre 2022'],
  'executed-2023-10': [EXECUTED_MONTH],
  'executed-2024-02': [EXECUTED_MONTH],
  'executed-2024-03': [EXECUTED_MONTH],
  'executed-2024-04': [EXECUTED_MONTH],
  'executed-2024-05': [
    EXECUTED_MONTH,
    'depuis le début, 240 créées pour 1 exécutée : deux compteurs, jamais un seul',
  ],
  'messages-2019-06': ['Messages sécurisés du mois'],
  'messages-2021-06': ['Messages sécurisés du mois', 'aucun total mensuel plus récent trouvé'],
  'executed-2021': [
    'Ordonnances exécutées depuis l’expérimentation',
    'sur 385 000 créées : 74 médecins et 59 pharmacies dans trois départements',
  ],
  'created-2022-late': [CREATED_STOCK, UNDATED],
  'executed-2022-late': [EXECUTED_STOCK, UNDATED],
  'executed-2023-10-stock': [EXECUTED_STOCK, '5,6 millions ont été créées : 431 pour une exécutée'],
  'executed-2024-05-stock': [
    EXECUTED_STOCK,
    '22,18 millions ont été créées : 240 pour une exécutée',
  ],
  'created-2025-late': [CREATED_STOCK],
  'prescribers-2023-10': ['Médecins qui ont créé des ordonnances numériques'],
  'prescribers-2024-05': [
    'Médecins qui ont créé des ordonnances numériques',
    '18 % des médecins libéraux',
  ],
  'prescribers-2024-10': ['Prescripteurs d’ordonnances numériques'],
  'prescribers-2025-late': [
    'Médecins libéraux qui ont créé des ordonnances numériques',
    'sur 112 000',
  ],
  'dispensing-pharmacies-2023-10': [DISPENSING],
  'dispensing-pharmacies-2024-05': [DISPENSING],
  'dispensing-pharmacies-2024-10': [DISPENSING],
  'dispensing-pharmacies-2025-late': [DISPENSING, 'sur environ 20 000'],
};

/** Undefined for a point that has no French words. */
export function frenchPoint(id: string): FrenchPoint | undefined {
  const words = Object.hasOwn(WORDS, id) ? WORDS[id] : undefined;
  return words && { label: words[0], note: words[1] ?? '' };
}
