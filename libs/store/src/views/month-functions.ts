/**
 * Months are stored as a number since 2000-01 and shown as text such as 2023-12. A month starts at
 * midnight in Europe/Paris: 23:00 UTC of the day before in winter, 22:00 UTC in summer.
 */
export const MONTH_FUNCTIONS: readonly string[] = [
  `create function month_label(month integer) returns text language sql immutable parallel safe
   return lpad((2000 + month / 12)::text, 4, '0') || '-' || lpad((month % 12 + 1)::text, 2, '0')`,
  `create function month_start_at(month integer) returns timestamptz language sql stable parallel safe
   return make_date(2000 + month / 12, month % 12 + 1, 1)::timestamp at time zone 'Europe/Paris'`,
];
