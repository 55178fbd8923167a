/**
 * Comfort only: every page says all it has to say without this script. Tables can be sorted by a
 * column; nothing is loaded and nothing is remembered.
 */
const LABELS = {
  fr: { sort: 'Trier par' },
  en: { sort: 'Sort by' },
};

for (const table of document.querySelectorAll('table[data-sortable]')) makeSortable(table);

function makeSortable(table) {
  const language = table.dataset.sortable === 'en' ? 'en' : 'fr';
  const heads = [...table.querySelectorAll('thead th')];
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  if (rows.length < 3) return;
  heads.forEach((head, place) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.title = `${LABELS[language].sort} ${button.textContent ?? ''}`;
    button.addEventListener('click', () => {
      const isAscending = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isAscending ? 'ascending' : 'descending');
      sortRows(table, rows, place, isAscending, language);
    });
    head.append(button);
  });
}

function sortRows(table, rows, place, isAscending, language) {
  const collator = new Intl.Collator(language, { numeric: true });
  const keyed = rows.map((row, order) => ({ row, order, ...keyOf(row.cells[place]) }));
  keyed.sort((a, b) => {
    // Rows without a value stay last in either direction.
    if (a.isEmpty !== b.isEmpty) return a.isEmpty ? 1 : -1;
    const difference =
      a.number !== null && b.number !== null
        ? a.number - b.number
        : collator.compare(a.text, b.text);
    return (isAscending ? difference : -difference) || a.order - b.order;
  });
  table.tBodies[0].append(...keyed.map(({ row }) => row));
}

function keyOf(cell) {
  const text = cell?.textContent ?? '';
  const value = cell?.dataset.value;
  const number = value === undefined ? null : Number(value);
  return { text, number, isEmpty: number === null && (text === '–' || text === 's') };
}
