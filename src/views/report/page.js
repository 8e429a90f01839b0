// @ts-check
document.documentElement.classList.add('scripted');

// What is closed is printed too, and closed again afterwards.
/** @type {HTMLDetailsElement[]} */
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details')].filter((one) => !one.open);
  for (const one of opened) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of opened) one.open = false;
});
