import type { JsonNode } from '../json-node.js';

/** An identifier of FHIR; the prefix `urn:oid:` is taken off both of its parts. */
export interface Identifier {
  readonly system: string;
  readonly value: string;
  readonly pointer: string;
}

/** Resources that a reference may lead to, by the text of the reference. */
export type Resources = ReadonlyMap<string, JsonNode>;

/** References that lead on from one resource to another: a PractitionerRole to its Organization. */
const HOPS_MAX = 2;

/** `urn:oid:1.2.3` as `1.2.3`; any other text as it is. */
export function withoutOidPrefix(text: string): string {
  return text.startsWith('urn:oid:') ? text.slice('urn:oid:'.length) : text;
}

/** The resources that a resource contains, by `#ID`. */
export function containedIn(resource: JsonNode): Map<string, JsonNode> {
  return new Map(
    resource
      .get('contained')
      .items()
      .flatMap((node): [string, JsonNode][] => {
        const id = node.get('id').text();
        return id === null ? [] : [[`#${id}`, node]];
      }),
  );
}

/** The resource that a reference leads to; undefined for one that leads nowhere in this message. */
export function resolved(reference: JsonNode, resources: Resources): JsonNode | undefined {
  const text = reference.get('reference').text();
  return text === null ? undefined : resources.get(text);
}

/** Every identifier that a reference names: its own, and those of the resources that it leads to. */
export function identifiersOf(
  reference: JsonNode,
  resources: Resources,
  hopsMax: number = HOPS_MAX,
): Identifier[] {
  const found = identifierOf(reference.get('identifier'));
  const target = resolved(reference, resources);
  if (target === undefined) return found;
  return [
    ...found,
    ...target.get('identifier').items().flatMap(identifierOf),
    ...(hopsMax === 0
      ? []
      : ['practitioner', 'organization'].flatMap((name) => {
          const next = target.get(name);
          return next.isPresent ? identifiersOf(next, resources, hopsMax - 1) : [];
        })),
  ];
}

function identifierOf(node: JsonNode): Identifier[] {
  if (!node.isPresent) return [];
  const system = node.get('system').text();
  const value = node.get('value').text();
  if (system === null || value === null) return [];
  return [
    {
      system: withoutOidPrefix(system),
      value: withoutOidPrefix(value),
      pointer: node.get('value').pointer,
    },
  ];
}
