import { DEPARTMENTS, siteCatalogue } from '#libs/reference';
import type { KnownClients } from '#libs/sons-rules';

/** The sites of the catalogue as clients, with the departments that their VAT depends on. */
export function catalogueClients(): KnownClients {
  const catalogue = siteCatalogue();
  const departments = new Map<string, string>();
  for (let site = 0; site < catalogue.count; site++) {
    const department = DEPARTMENTS[catalogue.department[site] ?? -1];
    if (department !== undefined) departments.set(catalogue.structIdNat(site), department.code);
  }
  return { departmentOf: (client) => departments.get(client) };
}
