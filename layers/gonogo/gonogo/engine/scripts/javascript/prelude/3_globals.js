// The names that Runscope's scripts know, besides `request`, `response` and the libraries.
const bytesOf = (text) => unescape(encodeURIComponent(text));
const textOf = (bytes) => {
  try {
    return decodeURIComponent(escape(bytes));
  } catch {
    return bytes; // It was not UTF-8: each byte is a character.
  }
};

/** An XML document as an object: attributes under `$`, text under `_` beside children. */
function xmlToJson(text) {
  const problems = [];
  const note = (message) => problems.push(message);
  const parser = new xmldom.DOMParser({ errorHandler: { warning() {}, error: note, fatalError: note } });
  const root = parser.parseFromString(`${text}`, "text/xml")?.documentElement;
  if (!root || problems.length) throw new SyntaxError(`not XML: ${problems[0] ?? "no element"}`);
  return { [root.nodeName]: elementToJson(root, 0) };
}

function elementToJson(element, depth) {
  if (depth > 100) throw new RangeError("the XML is nested too deeply");
  const made = {};
  let written = "";
  for (const attribute of Array.from(element.attributes)) {
    (made.$ ??= {})[attribute.name] = attribute.value;
  }
  for (let node = element.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 3 || node.nodeType === 4) written += node.data;
    if (node.nodeType !== 1) continue;
    const value = elementToJson(node, depth + 1);
    if (!(node.nodeName in made)) made[node.nodeName] = value;
    else if (Array.isArray(made[node.nodeName])) made[node.nodeName].push(value);
    else made[node.nodeName] = [made[node.nodeName], value];
  }
  written = written.trim();
  if (Object.keys(made).length === 0) return written;
  if (written) made._ = written;
  return made;
}

function offerGlobals() {
  const log = (...values) => write(...values);
  offer("log", log);
  offer("console", freeze({ log, info: log, warn: log, error: log, debug: log }));
  offer("variables", variables);
  offer("encode_base64", (text) => btoa(bytesOf(`${text}`)));
  offer("decode_base64", (text) => textOf(atob(`${text}`)));
  offer("xmltojson", xmlToJson);
  offer("runscope_xml2json", xmlToJson);
  offer("xml2Json", xmlToJson);
  offer("DOMParser", xmldom.DOMParser);
  offer("XMLSerializer", xmldom.XMLSerializer);
  offer("get_secret", getSecret);
}
