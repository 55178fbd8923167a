import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import ts from 'typescript';
import type { Resource } from './render.js';

/** A kind that may be rendered: where its type is, and its validator. */
interface Kind {
  readonly module: string;
  readonly validate: (resource: Resource) => void;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'apps/v1 Deployment': kind('apps/v1', Deployment),
  'batch/v1 Job': kind('batch/v1', Job),
  'networking.k8s.io/v1 NetworkPolicy': kind('networking.k8s.io/v1', NetworkPolicy),
  'policy/v1 PodDisruptionBudget': kind('policy/v1', PodDisruptionBudget),
  'v1 ConfigMap': kind('v1', ConfigMap),
  'v1 Namespace': kind('v1', Namespace),
  'v1 Service': kind('v1', Service),
  'v1 ServiceAccount': kind('v1', ServiceAccount),
};

/** The file in which the resources are checked; it exists in memory alone, beside this one. */
const CHECKED_FILE = join(import.meta.dirname, 'rendered-resources.ts');

/**
 * Holds resources against the schemas of Kubernetes: names of fields, types, what is required and what a
 * number may be. The validators made from Kubernetes' OpenAPI document let unknown fields pass, as the
 * document does; its types do not, so that each resource is also compiled as a literal of its type.
 *
 * @returns the faults, each with the resource it is in; empty when there is none
 */
export function schemaFaults(resources: readonly Resource[]): readonly string[] {
  const faults: string[] = [];
  const known: { resource: Resource; found: Kind }[] = [];
  for (const resource of resources) {
    const found = KINDS[`${resource.apiVersion} ${resource.kind}`];
    if (found) known.push({ resource, found });
    else
      faults.push(
        `${nameOf(resource)}: expected one of ${Object.keys(KINDS).join(', ')}; came ${resource.apiVersion} ${resource.kind}`,
      );
  }
  for (const { resource, found } of known) {
    try {
      found.validate(resource);
    } catch (error) {
      faults.push(`${nameOf(resource)}: ${String(error)}`);
    }
  }
  return [...faults, ...typeFaults(known)];
}

function kind(path: string, Model: new (data: never) => { validate(): void }): Kind {
  return {
    module: `kubernetes-models/${path}`,
    validate: (resource) => {
      new Model(resource as never).validate(); // any resource may come: the validator says what it is
    },
  };
}

function typeFaults(known: readonly { resource: Resource; found: Kind }[]): readonly string[] {
  const lines = known.map(
    ({ resource, found }, index) =>
      `export const r${String(index)}: import('${found.module}').I${resource.kind} = ${JSON.stringify(resource)};`,
  );
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const text = lines.join('\n');
  const program = ts.createProgram([CHECKED_FILE], options, {
    ...host,
    fileExists: (name) => name === CHECKED_FILE || host.fileExists(name),
    readFile: (name) => (name === CHECKED_FILE ? text : host.readFile(name)),
    getSourceFile: (name, ...rest) =>
      name === CHECKED_FILE
        ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023)
        : host.getSourceFile(name, ...rest),
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    const at = known[line]?.resource;
    return `${at ? nameOf(at) : 'all'}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

function nameOf({ kind, metadata }: Resource): string {
  return `${kind} ${metadata.name}`;
}
