/** An entry of a table whose index is inside by construction; a miss is a bug, and stops. */
export function known<Entry>(entry: Entry | undefined): Entry {
  if (entry === undefined) throw new Error('read outside a table of the plan');
  return entry;
}
