// The published libraries, as their CommonJS modules; `modules` is what the build collected.
const loaded = Object.create(null);

function resolve(from, wanted) {
  if (!wanted.startsWith(".")) return wanted;
  const parts = from.split("/").slice(0, -1);
  for (const part of wanted.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function load(name) {
  const found = [name, `${name}.js`, mains[name]].find((each) => each in modules);
  if (found === undefined) throw new Error(`no module ${name}`);
  if (found in loaded) return loaded[found].exports;
  const module = (loaded[found] = { exports: {} });
  modules[found].call(module.exports, module, module.exports, (wanted) => load(resolve(found, wanted)));
  return module.exports;
}

const underscore = load("underscore");
const chai = load("chai");
chai.use(load("chai-fuzzy"));
chai.use(load("chai-json-schema"));
const moment = load("moment");
const CryptoJS = load("crypto-js");
const xmldom = load("@xmldom/xmldom");
chai.config.truncateThreshold = 200;

Object.assign(globalThis, {
  _: underscore, chai, moment, CryptoJS,
  assert: chai.assert, expect: chai.expect, should: chai.should(), tv4: load("tv4"),
});
