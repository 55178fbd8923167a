import satisfies from 'spdx-satisfies';
import type { LockedPackage } from './lock-file.js';

/**
 * Licences under which a part may be used here without a further look: they ask for a notice at most.
 * CC-BY asks for the name of the author, for data and drawings; the map of the departments is named on
 * its page.
 */
const ACCEPTED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** Licences that a tool may have that is in nothing that runs: its own files stay under them. */
const ACCEPTED_IN_DEVELOPMENT = [...ACCEPTED, 'MPL-2.0'];

/** Packages whose licence was looked up by a person, because nothing says it where a program would look. */
const LOOKED_UP: Readonly<Record<string, string>> = {
  // Their repositories hold the text of the MIT licence.
  buildcheck: 'MIT',
  busboy: 'MIT',
  'cpu-features': 'MIT',
  ssh2: 'MIT',
  streamsearch: 'MIT',
  '@kafkajs/confluent-schema-registry': 'MIT',
};

/** The licence of a package: what it says, or what was looked up. */
function licenceOf({ name, licence }: LockedPackage): string | undefined {
  return licence ?? LOOKED_UP[name];
}

/** Packages whose licence is not among the accepted ones, each with what it says. */
export function refusedLicences(packages: readonly LockedPackage[]): string[] {
  return packages
    .filter((each) => !isAccepted(each))
    .map(
      (each) =>
        `${each.name}@${each.version}: expected one of the accepted licences, came ${licenceOf(each) ?? 'none'}`,
    );
}

function isAccepted(each: LockedPackage): boolean {
  const licence = licenceOf(each);
  if (licence === undefined) return false;
  try {
    return satisfies(licence, each.isDevelopment ? ACCEPTED_IN_DEVELOPMENT : ACCEPTED);
  } catch {
    // No SPDX expression, such as "SEE LICENSE IN …": a person has to look.
    return false;
  }
}

/** docs/licences.md. */
export function licencesPage(packages: readonly LockedPackage[]): string {
  const running = packages.filter(({ isDevelopment }) => !isDevelopment);
  const tools = packages.filter(({ isDevelopment }) => isDevelopment);
  return `# Licences of what mes-flow is built from

Written by \`npm run licences\` from \`package-lock.json\`. \`test/supply-chain/licences.spec.ts\` fails when this page is out of date, or when a package comes in whose licence is not among those accepted in \`test/supply-chain/licences.ts\`. The bill of materials is \`npm run --silent sbom > sbom.json\` (CycloneDX).

Beside these, at run time: Apache Kafka (Apache-2.0), PostgreSQL (PostgreSQL), Node.js (MIT), a Java runtime of the machine's own (GPL-2.0 with the Classpath Exception); none of them is part of this repository.

## In what runs: ${running.length} packages

${tableOf(running)}

## In building and testing alone: ${tools.length} packages

${tableOf(tools)}
`;
}

function tableOf(packages: readonly LockedPackage[]): string {
  const byLicence = Map.groupBy(packages, (each) => licenceOf(each) ?? 'none');
  const rows = [...byLicence]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([licence, own]) => {
      const names = [...new Set(own.map(({ name, version }) => `${name} ${version}`))].sort();
      return `- **${licence}** (${names.length}): ${names.join(', ')}`;
    });
  return rows.join('\n');
}
