"""Scripts that try to hang, crash, fill or leave the process that runs them."""

from __future__ import annotations

LOOPS = {
    "plain loop": "for(;;){}",
    "loop in finally": "try { for(;;){} } finally { for(;;){} }",
    "loop in catch": "for(;;) { try { throw 1 } catch (e) {} }",
    "generator": "function* g(){ for(;;) yield 1 } for (const x of g()) {}",
    "sort callback": "[1,2,3].sort(() => { for(;;){} })",
    "date loop": "const end = Date.now() + 1e9; while (Date.now() < end);",
    "label loop": "a: for(;;) { for(;;) continue a }",
    "recursion of closures": "const f = n => n === 0 ? 0 : f(n - 1); for(;;) f(50)",
}
PATTERNS = {
    "nested": "/^(a+)+$/.test('a'.repeat(40) + '!')",
    "alternating": "/^(a|a)*$/.test('a'.repeat(40) + '!')",
    "polynomial": r"/\s*\s*\s*\s*\s*$/.test(' '.repeat(20000) + 'x')",
    "look-ahead": "/^(?=(a+)+b)a*$/.test('a'.repeat(40))",
    "replace": "('a'.repeat(40) + '!').replace(/(a*)*b/g, '')",
    "back-reference": r"/^(a+)\1+$/.test('a'.repeat(60000) + 'b')",
}
DEPTHS = {
    "functions": "function f(){ f() } f()",
    "methods": "const o = { get a(){ return this.a } }; o.a",
    "proxies": "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x",
    "toString": "const o = { toString(){ return '' + o } }; '' + o",
    "stringify": "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; JSON.stringify(a)",
    "parse": "JSON.parse('['.repeat(1e6))",
    "parser": "eval('('.repeat(1e6))",
    "brackets": "eval('['.repeat(3e5) + ']'.repeat(3e5))",
    "pattern": "new RegExp('('.repeat(1e5) + ')'.repeat(1e5))",
    "bound functions": "let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); f()",
    "flat": "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; a.flat(Infinity)",
}
MEMORIES = {
    "text": "let s = 'x'; for(;;) s += s",
    "objects": "const a = []; for(;;) a.push({ a: 1 })",
    "map": "const m = new Map(); for (let i = 0;; i++) m.set(i, {})",
    "buffers": "const a = []; for(;;) a.push(new Uint8Array(1e6))",
    "one buffer": "new ArrayBuffer(2 ** 31)",
    "shared buffer": "new SharedArrayBuffer(1e9)",
    "fill": "new Array(1e9).fill(0)",
    "huge throw": "throw 'x'.repeat(3e7)",
    "huge log": "for(;;) log('x'.repeat(1e5))",
    "huge variable": "variables.set('a', 'x'.repeat(1e7))",
    "many variables": "for (let i = 0;; i++) variables.set('v' + i, '')",
    "symbols": "const a = []; for(;;) a.push(Symbol('x'.repeat(1000) + a.length))",
}
NATIVE = {
    "join": "Array(2 ** 32 - 1).join('x')",
    "indexOf": "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
    "normalize": "'\\u0344'.repeat(5e6).normalize('NFKD')",
    "replaceAll": "'a'.repeat(1e7).replaceAll('a', 'a'.repeat(1e4))",
    "bigint": "let a = 3n; for(;;) a = a * a",
    "bigint text": "(10n ** 1000000n).toString()",
    "reverse": "Array.prototype.reverse.call({ length: 2 ** 53 - 1 })",
    "apply": "Math.max.apply(null, { length: 2 ** 31 })",
}
VALUES = {
    "toString of thrown": "throw { toString(){ for(;;){} } }",
    "message getter": "throw { get message(){ for(;;){} } }",
    "stack getter": "const e = new Error('x'); "
    "Object.defineProperty(e, 'message', { get(){ for(;;){} } }); throw e",
    "toJSON": "request.x = { toJSON(){ for(;;){} } }; log(request)",
    "proxy": "throw new Proxy({}, { get(){ for(;;){} }, has(){ for(;;){} } })",
    "cycle": "const a = {}; a.a = a; log(a); throw a",
    "name getter": "throw { message: 'x', get name(){ throw 1 } }",
    "legacy getter": "Object.defineProperty(tests, 'a', { enumerable: true, get(){ for(;;){} } })",
}
PROMISES = {
    "endless promises": "const f = () => Promise.resolve().then(f); f()",
    "async loop": "(async () => { for(;;) await 1 })()",
    "growing promises": "const p = Promise.resolve(), f = () => { p.then(f); p.then(f) }; f()",
    "loop in a job": "Promise.resolve().then(() => { for(;;){} })",
    "wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    "thenable": "Promise.resolve({ then(f){ for(;;){} } })",
}
ATTACKS = {
    f"{group}: {name}": source
    for group, scripts in {
        "loop": LOOPS,
        "pattern": PATTERNS,
        "depth": DEPTHS,
        "memory": MEMORIES,
        "native": NATIVE,
        "value": VALUES,
        "promise": PROMISES,
    }.items()
    for name, source in scripts.items()
}
