#!/usr/bin/env node
const { answered } = require('../dist/start.js');

const argv = process.argv.slice(2);
if (!answered(argv)) require('../dist/main.js').main(argv);
