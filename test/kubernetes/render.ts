import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, type Operation } from 'rfc6902';
import { parse, parseAllDocuments } from 'yaml';

/** A resource of Kubernetes, as far as rendering looks at it; what else it holds is the schema's matter. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; namespace?: string };
  readonly spec?: unknown;
}

interface Target {
  readonly kind: string;
  /** A pattern for the whole name; omitted: every name. */
  readonly name?: string;
}

interface Kustomization {
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly images?: readonly {
    readonly name: string;
    readonly newName: string;
    readonly newTag: string;
  }[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly patches?: readonly { readonly path: string; readonly target: Target }[];
}

/** The fields of a kustomization that are rendered here; another one would be passed over in silence. */
const KNOWN_FIELDS = [
  ...['apiVersion', 'kind', 'namespace', 'resources', 'images', 'replicas', 'patches'],
];
/** Kinds that belong to no namespace. */
const CLUSTER_KINDS = ['Namespace'];

/**
 * What `kubectl kustomize FOLDER` prints, for the few fields that docs/kubernetes uses: resources of files
 * and folders, JSON patches, namespace, replicas, images.
 *
 * @throws Error for a field that is not known here, a patch that finds no target or no place in it, a
 * number of replicas or an image for nothing that is there
 */
export function render(folder: string): readonly Resource[] {
  const kustomization = readKustomization(folder);
  const resources = kustomization.resources.flatMap((path) => read(join(folder, path)));
  for (const { path, target } of kustomization.patches ?? []) {
    const text = readFileSync(join(folder, path), 'utf8');
    const targets = resources.filter((resource) => isTarget(resource, target));
    if (targets.length === 0) {
      throw new Error(
        `${folder}: ${path}: expected a ${target.kind} ${target.name ?? ''}; none is there`,
      );
    }
    for (const resource of targets) {
      // Read again for each: two resources must not share what a patch puts into both.
      patch(resource, parse(text) as Operation[], join(folder, path));
    }
  }
  for (const { name, count } of kustomization.replicas ?? []) {
    const deployment = resources.find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === name,
    );
    if (!deployment)
      throw new Error(`${folder}: replicas: expected a Deployment ${name}; none is there`);
    patch(deployment, [{ op: 'replace', path: '/spec/replicas', value: count }], folder);
  }
  for (const { name, newName, newTag } of kustomization.images ?? []) {
    const users = containersOf(resources).filter(({ image }) => image === name);
    if (users.length === 0)
      throw new Error(`${folder}: images: expected a container of ${name}; none is there`);
    for (const container of users) container.image = `${newName}:${newTag}`;
  }
  const { namespace } = kustomization;
  if (namespace !== undefined) {
    for (const { kind, metadata } of resources) {
      if (!CLUSTER_KINDS.includes(kind)) metadata.namespace = namespace;
    }
  }
  return resources;
}

/** The containers of every workload. */
function containersOf(resources: readonly Resource[]): { image?: string }[] {
  return resources.flatMap(({ spec }) => {
    const { template } = (spec ?? {}) as {
      template?: { spec?: { containers?: { image?: string }[] } };
    }; // a workload, if it has a template
    return template?.spec?.containers ?? [];
  });
}

function readKustomization(folder: string): Kustomization {
  const file = join(folder, 'kustomization.yaml');
  const kustomization = parse(readFileSync(file, 'utf8')) as Kustomization; // its fields are checked next
  const unknown = Object.keys(kustomization).filter((field) => !KNOWN_FIELDS.includes(field));
  if (unknown.length > 0) {
    throw new Error(
      `${file}: expected ${KNOWN_FIELDS.join(', ')} only; came ${unknown.join(', ')}`,
    );
  }
  return kustomization;
}

function read(path: string): readonly Resource[] {
  if (statSync(path).isDirectory()) return render(path);
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors.join('; ')}`);
    return document.toJS() as Resource; // what it is, the schema says
  });
}

function isTarget({ kind, metadata }: Resource, target: Target): boolean {
  return kind === target.kind && new RegExp(`^(${target.name ?? '.*'})$`).test(metadata.name);
}

function patch(resource: Resource, operations: readonly Operation[], where: string): void {
  for (const operation of operations) {
    const [fault] = applyPatch(resource, [operation]);
    if (fault) {
      throw new Error(
        `${where}: ${resource.kind} ${resource.metadata.name}: ${operation.op} ${operation.path}: ${fault.message}`,
      );
    }
  }
}
