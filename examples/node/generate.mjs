#!/usr/bin/env node
// Has a picture made and writes it as PNG: node generate.mjs PROMPT FILE [HOST [PORT]]
// Written from Protocol/SPECIFICATION.md alone, with nothing but Node's standard library. $REVERIE_TOKEN is the token, where
// one is asked for.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";

const [prompt, file, host = "localhost", port = "7433"] = process.argv.slice(2);
if (!file) fail("Usage: node generate.mjs PROMPT FILE [HOST [PORT]]");
const token = process.env.REVERIE_TOKEN?.trim();
const [HELLO, LIST_MODELS, SUBMIT, AUTHENTICATE] = [1, 2, 3, 6];
const clientNonce = randomBytes(16);
let serverNonce;

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

// Section 2.
const u8 = (value) => Buffer.of(value);
const u16 = (value) => { const bytes = Buffer.alloc(2); bytes.writeUInt16BE(value); return bytes; };
const u32 = (value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };
const f32 = (value) => { const bytes = Buffer.alloc(4); bytes.writeFloatBE(value); return bytes; };
const string = (text) => { const bytes = Buffer.from(text); return Buffer.concat([u32(bytes.length), bytes]); };

class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  take(count) {
    if (this.at + count > this.bytes.length) fail("The server's message ends too early.");
    return this.bytes.subarray(this.at, (this.at += count));
  }
  u8() { return this.take(1).readUInt8(); }
  u16() { return this.take(2).readUInt16BE(); }
  u32() { return this.take(4).readUInt32BE(); }
  f32() { return this.take(4).readFloatBE(); }
  data() { return this.take(this.u32()); }
  string() { return this.data().toString(); }
  strings() { return Array.from({ length: this.u32() }, () => this.string()); }
}

// Section 1.
const server = connect(Number(port), host);
function send(type, request, ...fields) {
  const payload = Buffer.concat(fields);
  server.write(Buffer.concat([u32(6 + payload.length), u16(type), u32(request), payload]));
}

// Section 4, in the clear.
const proof = (end) =>
  createHmac("sha256", token).update(`reverie/3 ${end}`).update(clientNonce).update(serverNonce).update(Buffer.alloc(32))
    .digest();

const handlers = {
  0x8001(message) {  // WELCOME
    message.take(2 + 4 + 4 + 1 + 4 + 4);
    const shown = message.take(32);
    if (token && !(serverNonce && timingSafeEqual(shown, proof("server")))) fail("The server does not know the token.");
    send(LIST_MODELS, 3);
  },
  0x800e(message) {  // CHALLENGE
    if (!token) fail("This server asks for a token: put it into REVERIE_TOKEN.");
    serverNonce = message.take(16);
    send(AUTHENTICATE, 2, proof("client"));
  },
  0x8002(message) {  // MODELS: the defaults of the first
    if (message.u32() === 0) fail("The server has no model.");
    const name = message.string();
    message.string();
    message.string();
    message.take(32 + 2 + 2 + 1 + 4);
    message.strings();
    const [sampler, steps, guidance] = [message.string(), message.u32(), message.f32()];
    const viewing = Buffer.concat([u16(1), u8(0), u8(1), u8(2)]);  // every step, x0, zlib, PNG
    const noOptions = u32(0);
    send(SUBMIT, 4, randomBytes(16), viewing, string(""), string(name), string(prompt), string(""), randomBytes(8), u8(1), u32(steps),
      string(sampler), f32(guidance), noOptions);
  },
  0x8006(message) {  // PREVIEW
    process.stdout.write(`\rstep ${message.u32()} of ${message.u32()}`);
  },
  0x8007(message) {  // IMAGE
    const [, width, height] = [message.u8(), message.u16(), message.u16()];
    message.u8();
    if (message.u8() !== 2) fail("The server sent no PNG.");
    writeFileSync(file, message.data());
    console.log(`\n${file}: ${width} x ${height}`);
  },
  0x8008() { server.end(); },  // FINISHED
  0x8009() { fail("The job was cancelled."); },
  0x800a(message) { message.take(3); fail(message.string()); },  // FAILED
  0x800c(message) { fail(message.string()); },  // GOING_AWAY
  0x80ff(message) { message.take(3); fail(message.string()); },  // ERROR
};

let pending = Buffer.alloc(0);
server.on("connect", () =>
  send(HELLO, 1, Buffer.from("RVRI"), u16(3), u16(3), u32(0), clientNonce, string("generate.mjs/3")));
server.on("data", (bytes) => {
  pending = Buffer.concat([pending, bytes]);
  while (pending.length >= 10) {
    const length = pending.readUInt32BE();
    if (length < 6 || length > 16 * 1024 * 1024) fail("This is no server of this protocol.");
    if (pending.length < 4 + length) return;
    const [type, payload] = [pending.readUInt16BE(4), pending.subarray(10, 4 + length)];
    pending = pending.subarray(4 + length);
    handlers[type]?.(new Reader(payload));  // types that are not known are skipped
  }
});
server.on("error", (error) => fail(`There is no server at ${host}:${port}: ${error.message}`));
server.on("close", () => { if (!process.exitCode && pending.length) fail("The server closed the connection."); });
