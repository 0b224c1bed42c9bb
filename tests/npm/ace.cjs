// Ace by DAISY on a book, with few pages of a browser: node ace.cjs NODE_MODULES BROWSER FOLDER BOOK ARGUMENT-OF-BROWSER…
// The report lies in FOLDER/report.json. Ace's own runner opens a page for each chapter, loads 1.3 MB of script into it that is
// compiled anew, and keeps all that passes, though Ace reads violations only.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const [modules, executablePath, outdir, book, ...args] = process.argv.slice(2);
const ace = require(path.join(modules, "@daisy", "ace-core"));
const puppeteer = require(path.join(modules, "puppeteer"));

const free = [];
let browser;
const runner = {
  concurrency: 2,
  launch: async () => {
    browser = await puppeteer.launch({ executablePath, args });
  },
  run: async (url, scripts) => {
    const page = free.pop() ?? (await browser.newPage());
    await page.goto(url);
    for (const script of scripts) await page.evaluate(fs.readFileSync(script.replace(/[/]axe\.js$/, "/axe.min.js"), "utf8"));
    const found = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const run = axe.run;
          axe.run = (options, done) => run({ ...options, resultTypes: ["violations"] }, done);
          daisy.ace.run((error, result) => (error ? reject(error) : resolve(result)));
        }),
    );
    free.push(page);
    return found;
  },
  close: async () => browser.close(),
};

ace(book, { cwd: process.cwd(), outdir, initLogger: true, silent: true }, runner).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
