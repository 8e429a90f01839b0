// @ts-check
// What the page can do beside being read. Nothing is stored: what is chosen stands in the address, behind the anchor.

const root = document.documentElement;
root.classList.add('scripted');

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
const all = (selector, within = document) =>
  [...within.querySelectorAll(selector)].map((one) => /** @type {HTMLElement} */ (one));

/** @param {HTMLElement} element */
const words = (element) => (element.textContent ?? '').toLowerCase();

/** @param {number} shown @param {number} total @param {string} noun */
const counted = (shown, total, noun) =>
  `${shown === total ? total : `${shown} of ${total}`} ${noun}${total === 1 ? '' : 's'}`;

/**
 * A form, and what it shows of the page.
 * @typedef {{ form: HTMLFormElement, section: string, apply: (chosen: FormData) => void }} Filter
 */

/** @type {Filter[]} */
const filters = [];

/** @param {string} id @param {string} section @param {(chosen: FormData) => void} apply */
function addFilter(id, section, apply) {
  const form = document.getElementById(id);
  if (!(form instanceof HTMLFormElement)) return;
  const filter = { form, section, apply };
  filters.push(filter);
  // A word grows letter by letter: only what is chosen at once is a step that the back button takes back.
  form.addEventListener('input', (event) => {
    const isText = event.target instanceof HTMLInputElement && event.target.type === 'search';
    changed(filter, isText ? 'replace' : 'push');
  });
  form.addEventListener('reset', () => {
    // The controls are as they were only after the event.
    queueMicrotask(() => changed(filter, 'push'));
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    form.reset();
  });
}

/** @param {Filter} filter @param {'push' | 'replace'} how */
function changed({ form, section, apply }, how) {
  const chosen = new FormData(form);
  apply(chosen);
  const given = new URLSearchParams();
  for (const [name, value] of chosen)
    if (typeof value === 'string' && value !== '') given.append(name, value);
  const query = given.toString();
  const address = query === '' ? `#${section}` : `#${section}?${query}`;
  if (address !== location.hash) history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
}

/** What the address says is chosen; a form that it says nothing of shows everything. */
function readAddress() {
  const [section = '', query = ''] = location.hash.slice(1).split('?');
  for (const { form, section: own, apply } of filters) {
    const given = new URLSearchParams(section === own ? query : '');
    for (const control of form.elements) {
      if (control instanceof HTMLInputElement && control.type === 'checkbox')
        control.checked = given.getAll(control.name).includes(control.value);
      else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement)
        control.value = given.get(control.name) ?? '';
      // What no page has, or this one no longer, chooses nothing: it must not hide everything.
      if (control instanceof HTMLSelectElement && control.selectedIndex < 0) control.value = '';
    }
    apply(new FormData(form));
  }
  const target = document.getElementById(section);
  if (target === null) return;
  for (const one of all(':scope > details', target)) one.setAttribute('open', '');
  // The browser finds no anchor with a question mark in it.
  if (query !== '') target.scrollIntoView();
}

/** @param {HTMLElement} group @param {number} shown @param {number} total */
function countGroup(group, shown, total) {
  for (const count of all('.group-count', group))
    count.textContent = shown === total ? `${total}` : `${shown} of ${total}`;
}

const findings = all('.finding').map((element) => ({ element, text: words(element) }));
addFilter('finding-filters', 'findings', (chosen) => {
  const searched = String(chosen.get('q')).toLowerCase().split(/\s+/);
  const place = chosen.get('place');
  const check = chosen.get('check');
  const severities = chosen.getAll('severity');
  let shown = 0;
  for (const { element, text } of findings) {
    const { dataset } = element;
    const fits =
      (place === '' || dataset.place === place) &&
      (check === '' || dataset.check === check) &&
      (severities.length === 0 || severities.includes(dataset.severity ?? '')) &&
      searched.every((word) => text.includes(word));
    element.hidden = !fits;
    if (fits) shown++;
  }
  for (const group of all('.group')) {
    const total = all('.finding', group).length;
    const fitting = all('.finding:not([hidden])', group).length;
    group.hidden = shown < findings.length && fitting === 0;
    if (total > 0) countGroup(group, fitting, total);
  }
  // What is ignored is no finding in the numbers of the page either: it has no place of its own.
  const open = findings.filter(({ element }) => element.id !== '');
  const left = open.filter(({ element }) => !element.hidden).length;
  const aside = shown > left ? `, ${shown - left} ignored` : '';
  for (const output of all('#finding-filters output'))
    output.textContent = counted(left, open.length, 'finding') + aside;
});

const accounts = all('.account').map((element) => ({ element, text: words(element) }));
/** What was closed before something was looked for. @type {Set<HTMLDetailsElement>} */
const closed = new Set();
addFilter('account-filters', 'organization', (chosen) => {
  const searched = String(chosen.get('q')).toLowerCase().split(/\s+/);
  const differing = chosen.has('differs');
  const isAsked = differing || searched.some((word) => word !== '');
  let shown = 0;
  for (const { element, text } of accounts) {
    const fits =
      (!differing || element.querySelector('.drift') !== null) &&
      searched.every((word) => text.includes(word));
    element.hidden = !fits;
    if (fits) shown++;
  }
  for (const folded of document.querySelectorAll('.tree details')) {
    if (!(folded instanceof HTMLDetailsElement)) continue;
    const has = folded.querySelector('.account:not([hidden])') !== null;
    folded.hidden = isAsked && !has;
    if (isAsked && has && !folded.open) {
      closed.add(folded);
      folded.open = true;
    } else if (!isAsked && closed.delete(folded)) folded.open = false;
  }
  for (const output of all('#account-filters output'))
    output.textContent = counted(shown, accounts.length, 'account');
});

// From an account to all of its findings, not to the first one only.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-place]') : null;
  if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  location.hash = `#findings?${new URLSearchParams({ place: link.dataset.place ?? '' })}`;
});

for (const button of all('[data-open]')) {
  const closed = '.finding:not([hidden]) > details:not([open])';
  const name = () => {
    button.textContent = document.querySelector(closed) === null ? 'Close all' : 'Open all';
  };
  button.addEventListener('click', () => {
    const open = document.querySelector(closed) !== null;
    for (const one of document.querySelectorAll('.finding:not([hidden]) > details'))
      one.toggleAttribute('open', open);
    name();
  });
  name();
}

document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector('#finding-filters [name="q"]');
  if (!(box instanceof HTMLInputElement)) return;
  event.preventDefault();
  box.focus();
});

// The words are for those who have a pointer or a keyboard: on paper and without the script there is no button.
for (const command of all('.command')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy for-screen';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(command.textContent ?? '');
      button.textContent = 'Copied';
    } catch {
      // Not allowed here: what is selected can be copied by hand.
      getSelection()?.selectAllChildren(command);
    }
  });
  command.after(button);
}

// Where one is: the first section that is in the upper part of the window.
const links = new Map(all('.contents a').map((link) => [link.getAttribute('href')?.slice(1) ?? '', link]));
/** @type {Set<string>} */
const visible = new Set();
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? 'add' : 'delete'](target.id);
    const current = [...links.keys()].find((id) => visible.has(id));
    for (const [id, link] of links) {
      if (id === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  },
  { rootMargin: '0px 0px -60% 0px' },
);
for (const section of all('.section')) seen.observe(section);

// What is closed or filtered is printed too, and closed again afterwards.
/** @type {HTMLDetailsElement[]} */
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details')].filter((one) => !one.open);
  for (const one of opened) one.open = true;
  for (const group of all('.group')) {
    const total = all('.finding', group).length;
    if (total > 0) countGroup(group, total, total);
  }
});
addEventListener('afterprint', () => {
  for (const one of opened) one.open = false;
  for (const { form, apply } of filters) apply(new FormData(form));
});

addEventListener('hashchange', readAddress);
addEventListener('popstate', readAddress);
readAddress();
