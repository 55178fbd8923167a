/**
 * Comfort only: every page says all it has to say without this script. Tables can be sorted by a
 * column, days chosen by a slider; nothing is loaded and nothing is remembered.
 */
const LABELS = {
  fr: { sort: 'Trier par', slide: 'jours de publication', today: 'aujourd’hui' },
  en: { sort: 'Sort by', slide: 'days of publication', today: 'today' },
};

for (const table of document.querySelectorAll('table[data-sortable]')) makeSortable(table);
for (const field of document.querySelectorAll('input[type="date"][data-days]')) addSlider(field);

/**
 * A slider below a field of a day: its stops are the days on which figures change, the empty one is
 * today. The field stays what the form sends. Letting go of the slider asks for the page; with the
 * keyboard that is Enter, as in any form, so that arrows can be pressed one after the other.
 */
function addSlider(field) {
  const days = field.dataset.days.split(',');
  if (days.length < 2) return;
  const language = document.documentElement.lang === 'en' ? 'en' : 'fr';
  const range = document.createElement('input');
  Object.assign(range, { type: 'range', min: '0', max: String(days.length - 1), step: '1' });
  range.className = 'day-slider';
  const label = field.labels?.[0]?.textContent ?? '';
  range.setAttribute('aria-label', `${label} : ${LABELS[language].slide}`);
  const say = () => {
    const day = days[Number(range.value)] ?? '';
    range.setAttribute(
      'aria-valuetext',
      day === '' ? LABELS[language].today : dayIn(language, day),
    );
  };
  const follow = () => {
    const before = days.findLastIndex((day) => day !== '' && day <= field.value);
    range.value = String(field.value === '' ? days.length - 1 : Math.max(0, before));
    say();
  };
  range.addEventListener('input', () => {
    field.value = days[Number(range.value)] ?? '';
    say();
  });
  field.addEventListener('input', follow);
  follow();
  const first = range.value;
  range.addEventListener('pointerup', () => {
    if (range.value !== first) field.form?.requestSubmit();
  });
  field.after(range);
}

function dayIn(language, day) {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'fr-FR', {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${day}T00:00:00Z`));
}

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
